"""One show at a time, whoever asks for what and whenever; and the show that broke off is kept."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.glasses.handshake import Known
from companion.script import parse_text
from companion.show import Mode
from companion.speech.store import Store
from companion.stage.keep import Keeper, Mark, ShowElsewhere
from companion.stage.venue import Venue, Wish, to_plain
from companion.stage.view import Phase
from tests.stage.shows import SHORT, play

WISH = Wish(SHORT, listens=False)
ABSENT = replace(WISH, glasses="Souffleur-none")


def venue_in(folder: Path) -> Venue:
    return Venue(folder, lambda: Known({}), lambda: Store(folder / "models"))


def broken_off(folder: Path, wish: Wish, **more: Any) -> Mark:
    """A show stood at token 30 when its program was killed."""
    mark = Mark("00", 8, 30, 61.0, time.time(), **more)
    keeper = Keeper(folder / "in-progress")
    keeper.begin(to_plain(wish), fresh=True)
    keeper.mark(mark)
    keeper.let_go()
    return mark


async def until(true: Callable[[], Any], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.01)


def test_of_two_shows_asked_for_at_once_one_is_given_and_nothing_is_left_of_the_other(
    tmp_path: Path,
) -> None:
    async def scene() -> None:
        venue, others = venue_in(tmp_path), asyncio.all_tasks()
        first, second = await asyncio.gather(
            venue.prepare(WISH), venue.prepare(replace(WISH, goal=60))
        )
        assert first is not second and first.phase is Phase.OVER
        assert venue.running is second and venue.wish is not None and venue.wish.goal == 60
        await until(lambda: second.phase is Phase.READY)
        await asyncio.gather(venue.end(), venue.end())
        assert second.phase is Phase.OVER and venue.running is None
        assert asyncio.all_tasks() == others

    play(scene)


@pytest.mark.parametrize("steps", [1, 4])
def test_a_show_given_up_while_it_is_being_set_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    async def scene() -> None:
        venue, others = venue_in(tmp_path), asyncio.all_tasks()
        gate, make = threading.Event(), venue._make

        def slow(*what: Any) -> Any:
            gate.wait()
            return make(*what)

        monkeypatch.setattr(venue, "_make", slow)
        setting = asyncio.create_task(venue.prepare(WISH))
        for _step in range(steps):
            await asyncio.sleep(0)
        setting.cancel()
        gate.set()
        await asyncio.wait({setting})
        assert setting.cancelled() and venue.running is None
        assert not (tmp_path / "in-progress" / "show.json").exists()
        assert asyncio.all_tasks() == others
        await venue.prepare(WISH)  # and the next one can be given
        await venue.end()

    play(scene)


def test_what_was_not_taken_up_after_all_can_be_taken_up_later_by_other_glasses(
    tmp_path: Path,
) -> None:
    mark = broken_off(tmp_path, ABSENT, holding=True, pace=90.0, message="Slower, please")

    async def scene() -> None:
        venue = venue_in(tmp_path)
        kept = venue.broken_off()
        assert kept is not None
        absent = await venue.take_up(kept)
        await until(lambda: absent.facts().trouble)
        await venue.end()
        kept = venue.broken_off()
        assert kept is not None and kept.mark == mark
        rehearsal = await venue.prepare(replace(WISH, rehearsal=True))
        await until(lambda: rehearsal.phase is Phase.READY)
        await venue.end()
        assert venue.broken_off() == kept  # nobody has rehearsed it away
        running = await venue.prepare(WISH, kept.mark)
        await until(lambda: running.phase is Phase.LIVE)
        view = running.view()
        assert view.token == 30 and view.elapsed > 61.0
        assert view.holding and view.mode is Mode.TIMED and view.timed == 90.0
        assert view.message == "Slower, please"
        await venue.end()
        assert venue.broken_off() is None

    play(scene)


def test_a_show_of_another_program_is_neither_taken_up_nor_written_over(tmp_path: Path) -> None:
    broken_off(tmp_path, WISH)
    other = Keeper(tmp_path / "in-progress")
    other.begin(to_plain(WISH))

    async def scene() -> None:
        venue = venue_in(tmp_path)
        assert venue.broken_off() is None
        with pytest.raises(ShowElsewhere):
            await venue.prepare(replace(WISH, goal=60))
        assert venue.running is None
        other.let_go()
        kept = venue.broken_off()
        assert kept is not None and kept.what["goal"] == 0

    play(scene)


def test_what_is_edited_amid_a_show_is_told_to_whoever_keeps_it(tmp_path: Path) -> None:
    async def scene() -> None:
        venue = venue_in(tmp_path)
        told: list[tuple[str, str, str]] = []
        venue.edited = lambda wish, before, after: told.append(
            (wish.entry, before.cues[0].text, after.cues[0].text)
        )
        running = await venue.prepare(replace(WISH, entry="id"))
        await until(lambda: running.phase is Phase.READY)
        running.start()
        await until(lambda: running.phase is Phase.LIVE)
        await venue.edit(parse_text("# Lamps\n\nQuite another beginning.\n"))
        assert told == [("id", SHORT.cues[0].text, "Quite another beginning.")]
        await venue.end()

    play(scene)

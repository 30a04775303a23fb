"""A whole show without a screen: orders given, views looked at, virtual glasses on the nose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from companion.glasses.errors import UploadRefused
from companion.report import events as log
from companion.script import parse_text
from companion.show import Command, Mode
from companion.speech.audio import AudioError, Block, FileSource
from companion.stage.plan import VIRTUAL, PlanError
from companion.stage.view import Hearing, Phase
from companion.typeset.message import MessageError
from tests.stage.shows import SHORT, TALKS, Given, by_hand, play, talk


def test_it_waits_for_its_start_with_the_first_screen_on_the_glass() -> None:
    async def scene() -> None:
        script = parse_text("村里的灯都亮了，大家等着天亮。" * 8)
        async with Given(by_hand(script), patient=True) as given:
            running = given.running
            assert running.view().phase is Phase.PREPARING
            await given.until(lambda: running.view().phase is Phase.READY)
            view = running.view()
            assert view.linked and view.picture is not None and view.picture.any()
            assert view.elapsed == 0.0 and view.line == 0
            assert given.glasses.settings.language == "zh"  # in which virtual glasses speak
            running.start()
            await given.until(lambda: running.view().phase is Phase.LIVE)
            await given.until(lambda: running.view().elapsed > 0.1)
        assert running.phase is Phase.OVER

    play(scene)


def test_every_order_reaches_the_glass() -> None:
    async def scene() -> None:
        async with Given(by_hand(goal=120)) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE)
            assert running.view().mode is Mode.BY_HAND
            running.anchor(40)
            await given.until(lambda: given.glasses.status.token == 40)
            view = running.view()
            assert view.token == 40 and view.starts[view.line] <= 40
            before = view.line
            running.operate(Command.NEXT_LINE)
            await given.until(lambda: running.view().line == before + 1)
            running.operate(Command.BLANK)
            await given.until(lambda: running.view().blank and not _text(running).any())
            running.operate(Command.BLANK)
            running.tell("Slower, please")
            await given.until(lambda: given.glasses.status.message)
            with pytest.raises(MessageError):
                running.tell("much too long " * 60)
            running.tell("")
            level = running.view().brightness
            running.operate(Command.BRIGHTER)
            await given.until(lambda: running.view().brightness > level)
            clocks = running.view().clocks
            assert 0 < clocks.remaining <= 120 and clocks.title == "Lamps"
            running.operate(Command.NEXT_SECTION)
            await given.until(lambda: running.view().clocks.title == "Stars")

    play(scene)


def _text(running: object) -> np.ndarray:
    """The picture without the status strip."""
    return running.view().picture[:100]  # type: ignore[attr-defined]


def test_the_clock_turns_the_lines_and_hands_them_back() -> None:
    async def scene() -> None:
        async with Given(by_hand()) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE)
            running.anchor(10)
            running.scroll_by_time(600)
            assert running.view().mode is Mode.TIMED and running.view().timed == 600
            await given.until(lambda: running.view().token >= 25)
            running.operate(Command.HOLD)
            held = running.view().token
            await given.until(lambda: running.view().elapsed > 3.5)
            assert running.view().token - held <= 1
            running.operate(Command.HOLD)
            await given.until(lambda: running.view().token >= held + 4)
            running.operate(Command.PREVIOUS_SECTION)
            assert running.view().token < 10
            await given.until(lambda: running.view().token >= 5)
            running.scroll_by_time(None)
            assert running.view().mode is Mode.BY_HAND

    play(scene)


def test_an_edit_keeps_the_place_and_reaches_the_glass() -> None:
    async def scene() -> None:
        async with Given(by_hand()) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE)
            running.anchor(20)
            word = running.script.tokens[20].text
            text = "# Lamps\n\nFirst of all, good evening to everybody.\n\n" + "\n\n".join(
                cue.text for cue in SHORT.cues[1:]
            )
            await running.edit(parse_text(text + "\n\nAnd one more thing at the very end.\n"))
            view = running.view()
            assert running.script.tokens[view.token].text == word
            assert view.token != 20 and "very end." in " ".join(view.lines)
            glasses = given.glasses
            await given.until(lambda: glasses.status.book == running.plan.book.id)
            await given.until(lambda: glasses.status.token == view.token)
            with pytest.raises(PlanError, match="no words to speak"):
                await running.edit(type(SHORT)("empty", "en", ()))
            assert running.view().token == view.token

    play(scene)


def test_an_edit_that_the_glasses_refuse_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with Given(by_hand()) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE)
            running.anchor(20)
            before, upload = running.script, given.glasses.upload

            def refuse(*_book: object) -> asyncio.Future[None]:
                monkeypatch.setattr(given.glasses, "upload", upload)
                refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                refused.set_exception(UploadRefused("The glasses are full."))
                return refused

            monkeypatch.setattr(given.glasses, "upload", refuse)
            with pytest.raises(UploadRefused):
                await running.edit(parse_text("# Other\n\nNot one word is as it was before.\n"))
            assert running.script is before and running.view().token == 20
            glasses = given.glasses
            running.anchor(30)
            await given.until(lambda: glasses.status.token == 30)
            assert glasses.status.book == running.plan.book.id

    play(scene)


def test_spare_glasses_show_the_same_and_take_over_in_one_call() -> None:
    async def scene() -> None:
        async with Given(by_hand(spares=(VIRTUAL,))) as given:
            running, pairs = given.running, given.pairs
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE)
            await given.until(lambda: pairs.spares and pairs.spares[0].held == 1.0)
            running.anchor(30)
            spare = pairs.spares[0]
            await given.until(lambda: spare.glasses.status.token == 30)
            assert spare.glasses.status.book == running.plan.book.id
            running.tell("Slower, please")
            await given.until(lambda: spare.glasses.status.message)
            running.tell("")
            main = pairs.main
            main.virtual.out_of_range(True)
            await given.until(lambda: not running.view().linked)
            assert running.view().notice
            running.take_over()
            view = running.view()
            assert view.linked and view.glasses == spare.name and view.token == 30
            assert [pair.linked for pair in view.pairs] == [True, False]
            running.operate(Command.NEXT_LINE)
            await given.until(lambda: spare.glasses.status.line == running.view().line)
            await given.until(lambda: np.array_equal(running.view().picture, spare.picture))
            main.virtual.out_of_range(False)
            await given.until(lambda: main.linked)
            await given.until(lambda: main.glasses.status.line == running.view().line)

    play(scene)


def test_a_recorded_talk_is_followed_and_edited_ahead_of_the_speaker() -> None:
    async def scene() -> None:
        async with Given(talk("en", speed=2.0)) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.phase is Phase.LIVE, 60)
            await given.until(lambda: running.view().token > 15, 60)
            view = running.view()
            assert view.mode is Mode.FOLLOWING and view.hearing is Hearing.LISTENING
            assert view.level is not None and view.heard
            running.listen(False)
            await given.until(lambda: running.view().mode is Mode.BY_HAND)

    play(scene, 120)


@pytest.mark.parametrize("patient", [True, False])
def test_a_microphone_that_fails_for_good_ends_no_show(patient: bool) -> None:
    class Dying(FileSource):
        """It fails amid the talk, and whenever it is tried again."""

        def blocks(self) -> Iterator[Block]:
            for number, block in enumerate(super().blocks()):
                if number > 4:
                    raise AudioError("The microphone is broken.")
                yield block

    tried: list[Dying] = []

    def source(_notify: Callable[[str], None]) -> Dying:
        if tried:
            raise AudioError("The microphone is broken.")
        tried.append(Dying(TALKS / "en.ogg"))
        return tried[0]

    async def scene() -> None:
        plan = replace(talk("en"), source=source, total=None)
        async with Given(plan, patient=patient) as given:
            running = given.running
            running.start()
            await given.until(lambda: running.view().hearing is Hearing.FAILED)
            await given.until(lambda: running.view().mode is Mode.BY_HAND)
            assert running.phase is Phase.LIVE
            line = running.view().line
            running.operate(Command.NEXT_LINE)
            await given.until(lambda: given.glasses.status.line == line + 1)

    play(scene)


def test_it_writes_down_what_the_operator_did() -> None:
    async def scene() -> None:
        async with Given(by_hand()) as given:
            given.running.start()
            await given.until(lambda: given.running.phase is Phase.LIVE)
            given.running.anchor(5)
            given.running.scroll_by_time(100)
            given.running.scroll_by_time(None)
        done = [event.action for event in given.said(log.Operated)]
        assert done == ["at token 5", "timed", "by hand"]
        assert isinstance(given.written[0], log.Opened)

    play(scene)

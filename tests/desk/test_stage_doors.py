"""Coming to the stage and leaving it: what broke off, what is being set, what else is wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from companion.desk.context import Desk
from companion.stage.keep import IN_PROGRESS, PLACE
from companion.stage.plan import VIRTUAL
from tests.desk.driver import desk
from tests.desk.stage_world import (
    PATIENCE,
    SCREENSHOTS,
    SMALL,
    by_hand,
    ended,
    idle,
    on_stage,
    part,
)
from tests.stage.test_venue import ABSENT, broken_off

PHONE = (412, 892)


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """As in conftest.py, for shows in real time."""
    return lambda scenario: asyncio.run(asyncio.wait_for(scenario, 3 * PATIENCE))


def test_a_show_that_broke_off_without_its_glasses_tells_why_and_waits(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    def ready(made: Desk) -> None:
        broken_off(made.folder, ABSENT, holding=True)
        made.preferences.set("text_scale", 1.6)

    async def scenario() -> None:
        async with desk(tmp_path, PHONE, ready=ready) as d:
            await d.until(lambda: d.says("Bluetooth"), PATIENCE)  # why, in words
            assert d.says("This show broke off and is being taken up")
            d.screenshot(SCREENSHOTS / "stage-taken-up.png")
            await d.tap(d.find("Do not take it up"))
            sheet = d.shell.overlay.sheet()
            assert sheet._scroll.height == sheet._body.height  # all of it is read
            assert d.find("Forget it").right < sheet.card.right
            await d.press("escape")
            d.desk.go("library")  # not now
            await d.until(lambda: d.desk.stage.running is None, PATIENCE)
            assert d.desk.interrupted()
            identity = d.desk.library.create("Other", "Quite another talk.").id
            d.desk.go("stage", script=identity)  # it is asked about, not lost
            await d.until(lambda: d.all("Go on with it"), PATIENCE)
            assert all(button.right < d.shell.width for button in d.all(kind="Button"))
            d.screenshot(SCREENSHOTS / "stage-which.png")
            await d.tap(d.find("Go on with it"))
            await d.until(lambda: d.all("Other glasses"), PATIENCE)
            await d.tap(d.find("Other glasses"))
            await d.tap(d.find("Virtual glasses on this screen", within=d.shell.overlay))
            await d.until(lambda: part(d) == "Live", PATIENCE)
            view = d.desk.stage.running.view()
            assert view.token == 30 and view.holding and d.says("The show that broke off goes on.")
            await ended(d)
            assert not d.desk.interrupted()
            assert not d.desk.preferences.get("glasses", "")  # in need only, not chosen

    run(scenario())


def test_a_show_that_broke_off_is_given_up_only_by_who_says_so(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    def ready(made: Desk) -> None:
        broken_off(made.folder, ABSENT)

    async def scenario() -> None:
        async with desk(tmp_path, SMALL, ready=ready) as d:
            await d.until(lambda: d.all("Do not take it up"), PATIENCE)
            await d.tap(d.find("Do not take it up"))
            await d.tap(d.find("Cancel"))
            assert (d.desk.folder / IN_PROGRESS / PLACE).exists()
            await d.tap(d.find("Do not take it up"))
            await d.tap(d.find("Forget it"))
            await d.until(lambda: type(d.screen).__name__ == "LibraryScreen", PATIENCE)
            assert not d.desk.interrupted() and d.desk.stage.running is None

    run(scenario())


def test_who_leaves_while_it_is_set_leaves_nothing_and_who_comes_back_gets_what_they_want(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            d.desk.preferences.set("glasses", VIRTUAL)
            first, second = (
                d.desk.library.create(title, f"{title} is a talk about lamps.").id
                for title in ("First", "Second")
            )
            stage = d.desk.stage
            for frames in (0, 1, 6):
                d.desk.go("stage", script=first)
                await d.settle(frames)
                d.desk.go("library")
                await d.until(partial(idle, d), PATIENCE)
            d.desk.go("stage", script=first)
            await d.until(lambda: part(d) == "Before", PATIENCE)
            d.desk.go("library")
            d.desk.go("stage", script=second)  # while the other one is on its way out
            await d.until(lambda: part(d) == "Before", PATIENCE)
            assert stage.wish.entry == second and not d.says("The show is over")
            d.desk.go("stage", script=second)
            d.desk.go("stage", script=first)
            await d.until(lambda: part(d) == "Before", PATIENCE)
            assert stage.wish.entry == first
            d.desk.go("library")
            await d.until(partial(idle, d), PATIENCE)

    run(scenario())


def test_what_is_changed_amid_a_show_is_in_the_library(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    text = "# One\n\n<!-- a note -->\nThe lamps are lit.\n\nEverybody waits.\n"

    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            library = d.desk.library
            identity = library.create("Lamps", text).id
            script = library.script(identity)
            await on_stage(d, replace(by_hand(), script=script, entry=identity))
            other = library.create("x", text.replace("Everybody", "Nobody")).id
            await d.desk.stage.edit(library.script(other))
            await d.until(lambda: "Nobody waits." in library.text(identity), PATIENCE)
            assert library.text(identity) == text.replace("Everybody", "Nobody")
            assert len(library.versions(identity)) == 2
            await ended(d)

    run(scenario())

"""Shows on the Desk's stage, for tests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from companion.stage.plan import VIRTUAL
from companion.stage.venue import Wish
from tests.desk.driver import Driver
from tests.stage.shows import SHORT

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "pictures" / "desk-tests"
PATIENCE = 60.0  # seconds; other work may share the processor
SMALL = (900, 640)  # wide, and quick to draw without a graphics card


async def on_stage(d: Driver, wish: Wish) -> Any:
    """Begin a show on the screen, by hand if need be; the running show."""
    d.desk.go("stage", wish=wish)
    await d.until(lambda: d.all(name="Start"), PATIENCE)
    anyway = "Start by hand anyway"
    await d.until(lambda: not d.find("Start").disabled or d.all(anyway), PATIENCE)
    await d.tap(d.find(anyway) if d.all(anyway) else d.find("Start"))
    await d.until(lambda: part(d) == "Live", PATIENCE)
    return d.desk.stage.running


def by_hand(**more: Any) -> Wish:
    return Wish(SHORT, glasses=VIRTUAL, listens=False, **more)


def part(d: Driver) -> str:
    """What the stage shows: Before, Live or NoneType."""
    return type(getattr(d.screen, "part", None)).__name__


def word(d: Driver) -> str:
    """The giant word."""
    return str(d.screen.part.state.word.text)


async def ended(d: Driver) -> None:
    """End the show as somebody does who means it."""
    from companion.desk.screens.stage_hold import HELD  # it needs Kivy set up

    await d.press("escape")
    x, y = (button := d.find("Hold to end the show")).to_window(*button.center)
    await d.touch([(x, y)], hold=HELD + 0.5)
    await d.until(lambda: d.says("The show is over"), PATIENCE)


def idle(d: Driver) -> bool:
    """No show is given or made ready."""
    busy = " ".join(task.get_coro().__qualname__ for task in asyncio.all_tasks())
    at_work = any(name in busy for name in ("Running", "Venue", "StageScreen", "FirstRunScreen"))
    return d.desk.stage.running is None and not at_work

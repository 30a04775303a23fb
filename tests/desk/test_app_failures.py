"""Whatever goes wrong inside is told in words and written down, and the app goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.desk import routes
from companion.desk.failures import QUIET, Failures
from companion.desk.widgets import Button, Screen
from companion.errors import SouffleurError
from companion.stage.plan import VIRTUAL
from companion.stage.venue import Wish
from companion.stage.view import Phase
from tests.desk.driver import desk
from tests.desk.stage_world import on_stage
from tests.stage.shows import SHORT

TOLD = "Something failed here"


def breaks(*_event: Any) -> None:
    raise ZeroDivisionError("a slip")


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("companion.desk.preferences.os.fsync", full)


def test_one_failure_at_every_frame_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    lines: list[str] = []
    failures = Failures(lines.append)
    for frame in range(600):
        try:
            breaks()
        except ZeroDivisionError as error:
            failures.met(error, frame / 60)
    assert len(lines) == 1 and lines[0].startswith(TOLD)
    assert len(caplog.records) == 1 and "a slip" in caplog.text and "in breaks" in caplog.text
    failures.met(SouffleurError("The stick is full; take another one."), 10.0)
    assert lines[1:] == ["The stick is full; take another one."]
    assert len(caplog.records) == 1  # that one is no mistake of the program
    failures.met(SouffleurError("The stick is full; take another one."), 10.0 + QUIET)
    assert len(lines) == 3


def test_what_cannot_even_be_told_does_no_more_harm(caplog: pytest.LogCaptureFixture) -> None:
    Failures(breaks).met(ValueError("first"), 0.0)
    assert "first" in caplog.text and "a slip" in caplog.text


def test_a_show_goes_on_whatever_fails_around_it(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (900, 640), goes_on=True) as d:
            running = await on_stage(d, Wish(SHORT, glasses=VIRTUAL, listens=False))

            from kivy.clock import Clock

            every_frame = Clock.schedule_interval(breaks, 0)
            await d.until(lambda: d.says(TOLD))
            every_frame.cancel()
            assert sum("a slip" in str(record.exc_info) for record in caplog.records) == 1

            full_disk(monkeypatch)
            await d.press("t", "]")  # the pace of a show is kept for the next one
            await d.until(lambda: d.says("Settings cannot be written"))
            before = running.view().line
            monkeypatch.setattr(type(running), "scroll_by_time", breaks)
            await d.press("t", "down", "pagedown")  # the first fails, the others do not
            assert running.view().line == before + 2

            caplog.clear()
            threading.Thread(target=lambda: int("of a thread")).start()
            asyncio.get_running_loop().call_soon(lambda: int("of the loop"))
            await d.until(lambda: "of a thread" in caplog.text and "of the loop" in caplog.text)
            assert d.says(TOLD) and running.phase is Phase.LIVE
            await d.desk.stage.end()

    run(scenario())


def test_a_screen_that_cannot_open_or_be_left_is_no_dead_end(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Screen):
        title = "Broken"
        faults = ("made", "opened", "closed")

        def __init__(self, desk: Any) -> None:
            super().__init__(desk)
            self._fail("made")

        def opened(self, **what: Any) -> None:
            self._fail("opened")

        def closed(self) -> bool:
            self._fail("closed")
            return True

        def _fail(self, at: str) -> None:
            if at in self.faults:
                raise ZeroDivisionError(at)

    real = routes.screen
    monkeypatch.setattr(
        routes, "screen", lambda name: Broken if name == "editor" else real(name)
    )

    async def scenario() -> None:
        async with desk(tmp_path, goes_on=True) as d:
            d.desk.go("settings")
            d.desk.go("editor")
            for left in (("opened", "closed"), ("closed",)):
                await d.settle()
                assert d.screen.title == "This screen could not be opened" and d.says(TOLD)
                Broken.faults = left
                await d.tap(d.find("Once more", kind=Button))
            assert d.screen.title == "Broken"
            await d.press("escape")
            assert d.screen.title == "Broken" and d.says("This screen cannot be left")
            await d.tap(d.find("Leave all the same", kind=Button))
            assert d.screen.title == "Settings"

    run(scenario())

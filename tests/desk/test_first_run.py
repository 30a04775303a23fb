"""From the first launch to glasses that follow a voice: one button, no network, nothing to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.desk.screens.first_run_voice import Voice
from companion.desk.screens.first_run_wish import demonstration
from companion.follow.position import State
from companion.stage.plan import VIRTUAL
from tests.desk.driver import Driver, desk
from tests.desk.stage_world import PATIENCE, SCREENSHOTS, idle


@pytest.mark.parametrize(
    ("lang", "size", "first"),
    [("en", (1280, 800), "Show me"), ("zh", (412, 892), "看演示")], ids=["en", "zh"],
)
def test_one_button_leads_to_glasses_that_follow(
    run: Callable[..., Any], tmp_path: Path, lang: str, size: tuple[int, int], first: str
) -> None:
    async def scenario() -> None:
        began = time.monotonic()
        async with desk(tmp_path, size, lang=lang, started=False) as d:
            d.screenshot(SCREENSHOTS / f"first-run-{lang}.png")
            await d.tap(d.find(first))
            await d.until(lambda: d.desk.stage.running is not None, PATIENCE)
            running = d.desk.stage.running
            await d.until(
                lambda: running.view().state is State.FOLLOWING and running.view().token > 3,
                PATIENCE,
            )
            print(f"following after {time.monotonic() - began:.1f} s")
            await d.until(lambda: d.screen.demo.glass.picture.any(), PATIENCE)
            d.screenshot(SCREENSHOTS / f"first-run-following-{lang}.png")
            await d.press("escape")
            await d.until(lambda: d.desk.stage.running is None, PATIENCE)
            assert d.desk.preferences.get("started", False)

    run(scenario())


def test_who_knows_it_already_skips_it(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, started=False) as d:
            await d.tap(d.find("Skip"))
            await d.until(lambda: type(d.screen).__name__ == "LibraryScreen")
        async with desk(tmp_path, started=True) as d:
            assert type(d.screen).__name__ == "LibraryScreen"

    run(scenario())


@pytest.fixture
def loudspeaker(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it was told to do."""
    told: list[str] = []

    class Backend:
        PortAudioError = OSError

        def play(self, _samples: Any, _rate: int) -> None:
            told.append("play")

        def stop(self) -> None:
            told.append("stop")

    monkeypatch.setattr("companion.desk.screens.first_run_voice.load_backend", Backend)
    return told


def test_who_leaves_while_it_is_made_ready_leaves_nothing_behind(
    run: Callable[..., Any], tmp_path: Path, loudspeaker: list[str]
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (412, 892), started=False) as d:
            stage = d.desk.stage
            d.screen.begin()
            d.screen.leave()
            await d.settle(40)  # time to begin all the same
            await d.until(lambda: idle(d), PATIENCE)
            for far in (lambda: stage.running is not None, lambda: begun(d)):
                d.desk.go("first_run")
                await d.settle(1)
                d.screen.begin()
                await d.until(far, PATIENCE)
                await d.press("escape")
                assert type(d.screen).__name__ == "LibraryScreen"
                await d.until(lambda: idle(d), PATIENCE)
                assert loudspeaker[-1:] != ["play"]
            d.desk.go("first_run")
            await d.settle(1)
            d.screen.begin()
            d.screen.begin(aloud=True)  # the other one after all
            await d.until(lambda: stage.running is not None, PATIENCE)
            assert not stage.wish.audio
            await d.press("escape")
            await d.until(lambda: idle(d), PATIENCE)
            assert loudspeaker[-1:] != ["play"]

    run(scenario())


def begun(d: Driver) -> bool:
    """Everything is ready but the voice."""
    running = d.desk.stage.running
    return running is not None and bool(running.facts().model)


def test_a_voice_that_was_hushed_before_it_could_begin_stays_silent(
    loudspeaker: list[str],
) -> None:
    voice = Voice(demonstration("en", aloud=False).audio)
    voice.stop()
    voice.play()
    assert loudspeaker == []


@pytest.mark.parametrize("tongue", ["en", "zh", "zh-Hant", "vi"])
def test_the_demonstration_is_in_a_language_that_there_is(tongue: str) -> None:
    wish = demonstration(tongue, aloud=False)
    assert wish.script.language == ("zh" if tongue.startswith("zh") else "en")
    assert wish.glasses == VIRTUAL and Path(wish.audio).exists()
    assert not demonstration(tongue, aloud=True).audio

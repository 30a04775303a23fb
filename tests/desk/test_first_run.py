"""From the first launch to glasses that follow a voice: one button, no network, nothing to read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.desk.screens.first_run_wish import demonstration
from companion.follow.position import State
from companion.stage.plan import VIRTUAL
from tests.desk.driver import desk

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "pictures" / "desk-tests"
PATIENCE = 60.0  # seconds; other work may share the processor


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


@pytest.mark.parametrize("tongue", ["en", "zh", "zh-Hant", "vi"])
def test_the_demonstration_is_in_a_language_that_there_is(tongue: str) -> None:
    wish = demonstration(tongue, aloud=False)
    assert wish.script.language == ("zh" if tongue.startswith("zh") else "en")
    assert wish.glasses == VIRTUAL and Path(wish.audio).exists()
    assert not demonstration(tongue, aloud=True).audio

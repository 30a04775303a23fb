"""The live screen, driven as staff would: fingers, keys and clickers, on virtual glasses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from companion.script import load, parse_text
from companion.show import Mode
from companion.stage.plan import VIRTUAL
from companion.stage.venue import Wish
from companion.stage.view import Phase
from tests.desk.driver import desk
from tests.desk.stage_world import PATIENCE, SCREENSHOTS, SMALL, by_hand, ended, on_stage, word
from tests.stage.shows import TALKS


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """As in conftest.py, for shows in real time."""
    return lambda scenario: asyncio.run(asyncio.wait_for(scenario, 3 * PATIENCE))


@pytest.mark.parametrize("size", [(1280, 800), (412, 892)], ids=["laptop", "phone"])
def test_a_show_by_hand_from_the_check_list_to_its_end(
    run: Callable[..., Any], tmp_path: Path, size: tuple[int, int]
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, size) as d:
            running = await on_stage(d, by_hand(goal=300))
            from kivy.core.window import Window

            assert word(d) == "By hand"
            assert not Window.allow_screensaver  # the computer stays awake
            before = running.view().line
            await d.press("down", "pagedown", "enter")
            assert running.view().line == before + 3
            await d.press("up", "pageup")
            assert running.view().line == before + 1
            await d.tap(d.find(name="Next section"))
            assert running.view().clocks.title in ("Lamps", "Stars")
            await d.press("left", "space")
            await d.until(lambda: word(d) == "On hold")
            await d.tap(d.find(name="Resume"))
            await d.until(lambda: word(d) == "By hand")
            await d.press("b")
            assert running.view().blank
            await d.press(".")
            assert not running.view().blank
            await d.press("m", "1")
            assert running.view().message == "Slower, please"
            await d.press("m", "0")
            assert running.view().message == ""
            await d.press("t")
            await d.until(lambda: word(d) == "Timed")
            pace = running.view().timed
            await d.press("]")
            assert running.view().timed == pace + 10
            await d.tap(d.find(text="Manual"))
            await d.until(lambda: word(d) == "By hand")
            d.screenshot(SCREENSHOTS / f"stage-by-hand-{size[0]}.png")
            await ended(d)
            assert d.desk.stage.running is None and not d.desk.interrupted()
            assert Window.allow_screensaver

    run(scenario())


def test_nothing_ends_a_show_by_accident(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            running = await on_stage(d, by_hand())
            from kivy.core.window import Window

            await d.press("escape")
            assert d.says("The show is on")
            await d.press("escape")
            assert running.phase is Phase.LIVE and not d.says("The show is on")
            d.desk.back()
            d.desk.go("library")
            await d.settle()
            assert type(d.screen).__name__ == "StageScreen" and d.says("The show is on")
            await d.tap(d.find("Hold to end the show"))  # a tap is not enough
            await asyncio.sleep(0.3)
            assert running.phase is Phase.LIVE
            await d.tap(d.find("Stay"))
            assert Window.dispatch("on_request_close")  # the window stays
            await d.settle()
            assert d.says("The show is on") and running.phase is Phase.LIVE
            await d.press("escape", "q", "x", "f5", "delete", "ctrl+1", "ctrl+2", "backspace")
            assert running.phase is Phase.LIVE
            assert type(d.screen).__name__ == "StageScreen"

    run(scenario())


def test_a_clicker_works_under_every_sheet_and_a_question_goes_by_itself(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            from companion.desk.screens import stage_hold
            from companion.desk.screens import stage_sheets as sheets

            monkeypatch.setattr(stage_hold, "APART", 3 * PATIENCE)  # however slow this is
            running = await on_stage(d, by_hand())
            await d.press("escape")  # what the stop button of many clickers sends
            assert d.says("The show is on")
            await d.press("right", "left", "pagedown", "down", "pageup", "space")
            assert running.view().line == 1 and running.view().holding
            d.find("Hold to end the show").focus = True
            await d.press("enter", "enter")  # one press, and the repeating of a key held down
            assert d.says("Press again to end it") and running.phase is Phase.LIVE
            await d.press("escape")
            monkeypatch.setattr(sheets, "STAYS", 0.1)
            await d.press("escape")
            await d.until(lambda: not d.says("The show is on"))
            await d.press("m")
            own = d.find(kind="Field")
            own.focus = True
            await d.type("x" * 500)
            assert own.text == "x" * sheets.LONGEST
            await d.press("pagedown", "space", "b")
            assert running.view().line == 2  # but letters are the field's
            assert running.view().holding and not running.view().blank
            own.dispatch("on_text_validate")
            await d.until(lambda: d.says("is too long"))
            assert not d.says("x" * 60)
            assert running.phase is Phase.LIVE

    run(scenario())


def test_a_tap_on_a_line_re_anchors_and_a_drag_loses_nothing(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            running = await on_stage(d, by_hand())
            manuscript = d.screen.part.script
            row = next(row for row in manuscript.list.rows() if row.text == "the lamps")
            await d.touch([(row.to_window(row.x + 40, 0)[0], row.to_window(0, row.center_y)[1])])
            await d.until(lambda: manuscript.list.items[running.view().line] == "the lamps")
            here = running.view().line
            x, y = manuscript.to_window(*manuscript.center)
            steps = [(x, y + 12 * step) for step in range(20)]
            await d.touch(steps)
            await d.until(lambda: d.all("Back to the place"))
            assert running.view().line == here  # looking around moves nothing
            await d.press("down")
            await d.settle()
            assert manuscript.browsing and running.view().line == here + 1
            await d.tap(d.find("Back to the place"))
            assert not manuscript.browsing and not d.all("Back to the place")

    run(scenario())


def test_a_recorded_talk_is_followed_on_the_screen(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            talk = Wish(
                load(TALKS / "en.md"), glasses=VIRTUAL, audio=str(TALKS / "en.ogg"),
                model="starter-en", goal=180,
            )  # fmt: skip
            running = await on_stage(d, talk)
            await d.until(lambda: word(d) == "Following", PATIENCE)
            await d.until(lambda: running.view().token > 12, PATIENCE)
            part = d.screen.part
            await d.until(lambda: part.side.glass.picture.any(), PATIENCE)
            assert running.view().mode is Mode.FOLLOWING
            assert part.side.ear.heard.text and part.script.list.items
            assert part.clocks.elapsed.number.text != "0:00"
            d.screenshot(SCREENSHOTS / "stage-following.png")

    run(scenario())


def test_spare_glasses_take_over_with_one_tap(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            running = await on_stage(d, by_hand(spares=(VIRTUAL,)))
            await d.until(lambda: d.all(name="Take over Souffleur-0002"), PATIENCE)
            await d.until(lambda: running.view().pairs[1].held == 1.0, PATIENCE)
            running._pairs.main.virtual.out_of_range(True)
            await d.until(lambda: word(d) == "Link lost", PATIENCE)
            d.screenshot(SCREENSHOTS / "stage-link-lost.png")
            await d.tap(d.find(name="Take over Souffleur-0002"))
            await d.until(lambda: word(d) == "By hand", PATIENCE)
            assert running.view().glasses == "Souffleur-0002"

    run(scenario())


def test_closed_amid_a_show_the_app_is_back_in_it(run: Callable[..., Any], tmp_path: Path) -> None:
    async def first() -> None:
        async with desk(tmp_path, SMALL) as d:
            running = await on_stage(d, by_hand())
            running.anchor(30)
            await d.until(lambda: running.view().token == 30)
            await asyncio.sleep(0.5)  # the place is written now and then
            # the loop ends here as with a killed program: nobody ends the show

    async def second() -> None:
        async with desk(tmp_path, SMALL) as d:
            await d.until(lambda: type(getattr(d.screen, "part", None)).__name__ == "Live", 30)
            assert d.desk.stage.running.view().token == 30
            await ended(d)

    run(first())
    run(second())


def test_before_a_show_what_is_missing_is_told(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, SMALL) as d:
            d.desk.go("stage")
            await d.until(lambda: d.says("No script yet"))
            card = d.find(kind="Message").card
            middle = card.to_window(*card.center)[1] / d.shell.height
            assert 0.3 < middle < 0.7  # not at the foot
            talk = parse_text("Xin chào các bạn. Hôm nay trời đẹp.", language="vi")
            d.desk.go("stage", wish=Wish(talk, glasses=VIRTUAL))
            await d.until(partial(d.says, "Glasses linked"), PATIENCE)
            await d.until(partial(d.says, "Script on the glasses"), PATIENCE)
            await d.until(lambda: d.all("Start by hand anyway"), PATIENCE)
            assert d.find("Start").disabled and d.says("No speech model ready")
            d.desk.go("stage", wish=by_hand())  # as somebody wants it: nothing is missing
            await d.until(lambda: d.all("Start") and not d.find("Start").disabled, PATIENCE)
            assert d.says("Nothing listens") and not d.says("No speech model ready")
            d.desk.go("library")
            await d.until(lambda: d.desk.stage.running is None, PATIENCE)
            assert type(d.screen).__name__ == "LibraryScreen"

    run(scenario())

"""The editor: what is written is kept, understood and shown on the glass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.editing import Galley
from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.glass import glass
from tests.desk.driver import desk
from tests.desk.editor_world import TEXT, opened


def test_the_glass_shows_the_place_of_the_caret_pixel_by_pixel(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            board = load_board("t-glass")
            book = typeset(parse_text(TEXT), board)
            token = next(n for n, t in enumerate(parse_text(TEXT).tokens) if t.text == "Tonight")
            wanted = glass(book, board, book.line_of(token), token)
            editor.page.move(TEXT.index("Tonight") + 2)
            shown = d.find(kind="Glass")
            grey = wanted.astype(int) * 255 // 3
            await d.until(lambda: np.array_equal(shown.picture, grey))
            assert not d.says("twenty twenty five")
            editor.page.move(TEXT.index("2025"))
            await d.until(lambda: d.says("twenty twenty five"))

    run(scenario())


def test_the_outline_tells_times_and_goes_there(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            row = next(one for one in d.all(kind="_PartRow") if one.text.startswith("The end"))
            assert row.text.endswith("/ 1:00")
            await d.tap(row)
            assert editor.page.document.text[editor.page.caret :].startswith("The end")
            await d.until(lambda: editor.outline.chosen == 1)

    run(scenario())


def test_warnings_come_while_one_types_and_lead_to_the_place(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            editor.page.move(len(TEXT))
            await d.type("An [open end. And 𓀀.")
            await d.until(lambda: d.says("has no partner") and d.says("No font has"))
            row = next(one for one in d.all(kind="_WarningRow") if "No font" in one.text)
            await d.tap(row)
            start, end = editor.page.selection
            assert editor.page.document.text[start:end] == "𓀀"
            await d.press("backspace", "x")
            await d.until(lambda: not d.says("No font has"))

    run(scenario())


def test_the_goal_is_asked_for_kept_and_held_against_the_time(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            await opened(d, "word " * 300)
            await d.tap(d.find("Goal"))
            await d.type("many")
            await d.tap(d.find("Set"))
            assert d.says("as a number")
            d.find(name="Minutes").text = "1"
            await d.tap(d.find("Set"))
            await d.until(lambda: d.says("the goal is 1:00"))
            assert d.says("Goal 1:00")
            [entry] = d.desk.library.all()
            assert d.desk.preferences.get("goals", {}) == {entry.id: "1"}

    run(scenario())


def test_find_and_replace(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d, "A lamp. The lamp, a Lamp and lamps.")
            await d.press("ctrl+h")
            await d.type("lamp")
            assert d.says("4 found")
            await d.tap(d.find(name="Match capitals"))
            assert d.says("3 found")
            await d.tap(d.find(name="Whole words only"))
            assert d.says("2 found")
            await d.tap(d.find(name="Next place"))
            assert editor.page.selection == (2, 6)
            d.find(name="Replace with").text = "light"
            await d.tap(d.find("Replace"))
            assert editor.page.document.text == "A light. The lamp, a Lamp and lamps."
            await d.tap(d.find("Replace all"))
            assert editor.page.document.text == "A light. The light, a Lamp and lamps."
            await d.press("escape")
            assert not d.all(name="Match capitals")
            await d.press("ctrl+z", "ctrl+z")
            assert editor.page.document.text == "A lamp. The lamp, a Lamp and lamps."

    run(scenario())


def test_the_buttons_write_markup(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d, "The lamp shines.")
            page = editor.page
            page.select(4, 8)
            await d.tap(d.find(name="Emphasis"))
            assert page.document.text == "The **lamp** shines."
            await d.press("ctrl+b")
            assert page.document.text == "The lamp shines."
            page.move(8)
            await d.tap(d.find(name="Direction"))
            assert page.document.text == "The lamp [pause] shines."
            await d.tap(d.find(name="Section"))
            assert page.document.text == "## The lamp [pause] shines."
            for _ in range(4):
                await d.tap(d.find(name="Undo"))
            assert page.document.text == "The lamp shines."
            assert d.find(name="Undo").disabled
            await d.tap(d.find(name="Redo"))
            assert page.document.text == "The **lamp** shines."

    run(scenario())


def test_a_board_is_chosen_and_remembered(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            await opened(d)
            shown = d.find(kind="Glass")
            await d.tap(d.find(kind="Menu"))
            board = load_board("devkit-ssd1306")
            await d.tap(d.find(board.title, kind="Button"))
            await d.until(lambda: shown.picture.shape == (board.height, board.width))
            await d.until(lambda: shown.picture.any())
            assert d.desk.preferences.get("board", "") == board.name

    run(scenario())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_there_are_tabs(run, tmp_path: Path, lang: str) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (412, 892), lang=lang) as d:
            editor = await opened(d)
            assert editor.page.parent is not None
            outline, picture = ("Outline", "Glass") if lang == "en" else ("大纲", "镜片")
            await d.tap(d.find(outline))
            assert editor.page.parent is None
            await d.tap(next(one for one in d.all(kind="_PartRow") if "The end" in one.text))
            assert editor.page.parent is not None
            await d.tap(d.find(picture))
            assert d.find(kind="Glass").picture.any()

    run(scenario())


def test_a_script_that_is_gone_is_told_in_a_line(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.go("editor", script="nothing")
            await d.until(lambda: d.says("no longer in the library"))

    run(scenario())


def test_a_finger_cuts_and_pastes(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (412, 892)) as d:
            editor = await opened(d, "lamp and light")
            page = editor.page
            assert not d.all("Cut")
            seen = next(iter(page.in_sight()))
            await d.touch([(page.left + 8, seen.top - 12)], hold=0.7)
            assert page.selection == (0, 4)
            await d.tap(d.find("Cut"))
            assert page.document.text == " and light"
            await d.press("end")
            await d.touch([(page.left + 100, seen.top - 12)], hold=0.7)
            page.move(len(page.document))
            page.held = True
            editor.clips.refresh(True)
            await d.settle()
            await d.tap(d.find("Paste"))
            assert page.document.text == " and lightlamp"

    run(scenario())


def test_the_glass_is_drawn_anew_only_for_another_place(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            looks: list[object] = []
            show = editor.glass.show
            editor.glass.show = lambda look: (looks.append(look), show(look))
            editor.page.move(TEXT.index("evening"))
            await d.until(lambda: len(looks) == 1)
            editor.page.move(TEXT.index("evening") + 3)
            await d.settle(30)
            assert len(looks) == 1

    run(scenario())


def test_a_text_that_cannot_be_shown_is_told_and_the_next_one_is_shown(
    run, tmp_path: Path, monkeypatch
) -> None:
    def broken(_galley: Galley) -> Any:
        raise ValueError("broken")

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            with monkeypatch.context() as patch:
                patch.setattr(Galley, "overlong", broken)
                await d.type("One. ")
                await d.until(lambda: d.says("desk.log"))
            await d.type("Two. ")
            await d.until(lambda: editor.proofs.proof.reading.text == "One. Two. " + TEXT)

    run(scenario())

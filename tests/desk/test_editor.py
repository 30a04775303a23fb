"""The editor: what is written is kept, understood and shown on the glass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.library import LibraryError
from companion.library.lock import Lock
from companion.library.shelf import HIDDEN
from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.glass import glass
from tests.desk.driver import Driver, desk

TEXT = """# A lamp

Good evening, everyone. In 2025 we met. [pause] Tonight is about **light**.

## The end (1 min)

Thank you all.
"""


async def opened(d: Driver, text: str = TEXT, **what: Any) -> Any:
    """The editor with a new script in it, read."""
    entry = d.desk.library.create("A lamp", text)
    d.desk.go("editor", script=entry.id, **what)
    await d.until(lambda: d.screen.proofs.proof is not None and d.screen.page.document.text == text)
    return d.screen


def test_what_is_typed_is_kept_by_itself(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            await d.type("Hello. ")
            [entry] = d.desk.library.all()
            await d.until(lambda: d.desk.library.text(entry.id) == "Hello. " + TEXT)
            await d.until(lambda: d.says("All changes are kept"))
            assert editor.page.caret == 7

    run(scenario())


def test_leaving_at_once_loses_nothing(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            await opened(d)
            await d.type("New: ")
            editor = d.screen
            d.desk.go("library")
            await d.until(lambda: d.screen is not editor)
            [entry] = d.desk.library.all()
            assert d.desk.library.text(entry.id).startswith("New: # A lamp")

    run(scenario())


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


def test_a_text_changed_elsewhere_is_told_and_kept_as_a_version(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            await opened(d)
            [entry] = d.desk.library.all()
            entry.path.write_text("Written by somebody else.", encoding="utf-8")
            await d.type("Mine. ")
            await d.until(lambda: d.says("changed elsewhere too"))
            versions = d.desk.library.versions(entry.id)
            texts = [d.desk.library.version_text(entry.id, one.name) for one in versions]
            assert "Written by somebody else." in texts
            assert d.desk.library.text(entry.id) == "Mine. " + TEXT

    run(scenario())


def test_what_cannot_be_kept_is_not_left_without_asking(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            [entry] = d.desk.library.all()
            d.desk.library.trash(entry.id)
            d.desk.library.empty_trash()
            await d.type("Mine. ")
            d.desk.go("library")
            await d.until(lambda: d.says("could not be kept"))
            await d.tap(d.find("Stay"))
            assert d.screen is editor
            d.desk.go("settings")
            await d.until(lambda: d.says("could not be kept"))
            await d.tap(d.find("Leave without them"))
            assert d.screen is not editor

    run(scenario())


class Full:
    """A disk that can be full."""

    def __init__(self, d: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        self.refused = 0
        save = d.desk.library.save

        def tried(identity: str, text: str) -> Any:
            if self.full:
                self.refused += 1
                raise LibraryError("The disk is full.")
            return save(identity, text)

        monkeypatch.setattr(d.desk.library, "save", tried)


def test_a_disk_that_was_full_loses_nothing_of_what_is_written_afterwards(
    run, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("companion.desk.screens.editor_work.SAVE_AT_MOST", 0.1)

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            [entry] = d.desk.library.all()
            disk = Full(d, monkeypatch)
            await d.type("One. ")
            from kivy.core.window import Window

            assert Window.dispatch("on_request_close")  # the window stays
            await d.until(lambda: d.says("The last changes could not be kept"))
            await d.tap(d.find("Stay"))
            tried = disk.refused
            await d.until(lambda: disk.refused > tried + 1)  # again by itself
            assert len([t for t in d.words() if "disk is full" in t]) == 1
            disk.full = False
            await d.until(lambda: d.desk.library.text(entry.id) == "One. " + TEXT)
            await d.until(lambda: d.says("All changes are kept"))
            await d.type("Two. ")
            d.desk.go("library")
            await d.until(lambda: d.screen is not editor)
            assert d.desk.library.text(entry.id) == "One. Two. " + TEXT

    run(scenario())


def test_the_window_lives_while_another_program_holds_the_library(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            entry = d.desk.library.create("Untitled")
            d.desk.go("editor", script=entry.id)
            await d.until(lambda: d.screen.page.focus and d.screen.proofs.proof)
            editor = d.screen
            with Lock(d.desk.library.folder / HIDDEN / "lock"):
                await d.type("The lamp")
                d.desk.go("library")
                await d.until(lambda: d.says("Keeping the script"))
                assert d.screen is editor
                await d.type(" and the light.")
                d.desk.go("settings")  # another wish takes the place of the first
                await d.until(lambda: editor.proofs.proof.reading.version
                              == editor.page.document.version)  # fmt: skip
            await d.until(lambda: d.screen is not editor)
            assert d.screen.title == "Settings"
            assert d.desk.library.text(entry.id) == "The lamp and the light."
            assert d.desk.library.entry(entry.id).title == "The lamp and the light"

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


def test_a_new_script_is_called_after_its_first_words(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            entry = d.desk.library.create("Untitled")
            d.desk.go("editor", script=entry.id)
            await d.until(lambda: d.screen.page.focus)
            await d.until(lambda: d.says("nothing to speak yet"))
            await d.type("# The lamp")
            await d.press("enter")
            await d.type("Good evening.")
            d.desk.go("library")
            await d.until(lambda: d.screen.title == "Library")
            assert d.desk.library.entry(entry.id).title == "The lamp"
            d.desk.go("editor", script=entry.id)
            await d.until(lambda: "Good evening" in d.screen.page.document.text)
            await d.press("ctrl+home")
            await d.type("# Another\n")
            d.desk.go("library")
            await d.until(lambda: d.screen.title == "Library")
            assert d.desk.library.entry(entry.id).title == "The lamp"

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


def test_leaving_before_the_script_is_there_opens_nothing(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            entry = d.desk.library.create("A lamp", TEXT)
            d.desk.go("editor", script=entry.id)
            editor = d.screen
            d.desk.go("library")
            await d.until(lambda: not d.desk.jobs.running)
            assert d.screen is not editor
            assert editor.page.document.text == ""
            assert d.desk.preferences.get("last_script", "") == ""

    run(scenario())

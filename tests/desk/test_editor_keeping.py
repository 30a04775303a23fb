"""The editor keeps what is written, whatever the disk and other programs do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from companion.library import Library, LibraryError
from companion.library.lock import Lock
from companion.library.shelf import HIDDEN
from tests.desk.driver import Driver, desk
from tests.desk.editor_world import TEXT, opened


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


def test_a_text_changed_elsewhere_is_taken_up_while_nothing_is_written_here(
    run, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr("companion.desk.screens.editor_keeping.LOOK", 0.05)

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            editor = await opened(d)
            page = editor.page
            [entry] = d.desk.library.all()
            page.move(TEXT.index("Tonight"))
            other = Library(d.desk.library.folder)  # another Desk with the same folder
            theirs = "By them.\n\n" + TEXT.replace("Thank you", "Many thanks to you")
            other.save(entry.id, theirs)
            await d.until(lambda: page.document.text == theirs)
            assert page.document.text[page.caret :].startswith("Tonight")
            assert d.says("was changed elsewhere") and d.says("All changes are kept")
            await d.press("ctrl+z")  # ours is a step away, and kept like any other text
            assert page.document.text == TEXT
            await d.until(lambda: d.desk.library.text(entry.id) == TEXT)
            versions = other.versions(entry.id)
            assert theirs in [other.version_text(entry.id, one.name) for one in versions]
            await d.type("Mine. ")
            other.save(entry.id, "Theirs again.")
            await d.until(lambda: not editor._keeping.dirty)
            versions = other.versions(entry.id)
            texts = [other.version_text(entry.id, one.name) for one in versions]
            assert "Theirs again." in texts and any("Mine. " in text for text in texts)

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
    monkeypatch.setattr("companion.desk.screens.editor_keeping.SAVE_AT_MOST", 0.1)

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
            assert len([t for t in d.words() if "disk is full" in t]) <= 1
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
            d.desk.library._lock._patience = 600.0  # however slow this computer is
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

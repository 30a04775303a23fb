"""Scripts come into the library: dropped, pasted, chosen, typed, found in the folder."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from companion.desk.screens.library_bring import copied_files, gather
from tests.desk.driver import desk
from tests.desk.library_world import SPEECH, cards, filled, loaded, put_on_clipboard


def test_an_empty_library_offers_a_demo_talk(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            await d.until(lambda: d.says("Your talks will be here"))
            await d.tap(d.find("Try a demo talk"))
            await loaded(d, 1)
            assert cards(d) == ["A Classroom Without Borders"]
            assert d.says("357 words · 2:46")
            assert d.says("“A Classroom Without Borders” is in the library: 357 words · 2:46.")

    run(scenario())


def test_the_demo_talk_is_in_the_language_of_the_interface(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, lang="zh") as d:
            await d.until(lambda: d.says("文稿会放在这里"))
            await d.tap(d.find("试试示例文稿"))
            await loaded(d, 1)
            assert d.says("563 字 · 2:47")
            assert d.says("中文")
            assert d.says("刚刚修改")

    run(scenario())


def test_files_are_dropped_and_those_that_are_no_scripts_are_told(run, tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Good morning from Word.")
    word.save(str(tmp_path / "talk.docx"))
    (tmp_path / "slides.pdf").write_bytes(b"%PDF-1.7")

    async def scenario() -> None:
        async with desk(tmp_path / "home") as d:
            await d.until(lambda: d.says("Your talks will be here"))
            await d.drop(tmp_path / "talk.docx")
            await d.drop(tmp_path / "slides.pdf")
            await loaded(d, 1)
            await d.until(lambda: d.says("slides.pdf is a PDF. Open it in Word"))
            assert cards(d) == ["talk"]
            assert d.screen.shelf.current.title == "talk"

    run(scenario())


def test_a_folder_is_dropped_with_the_scripts_in_it(run, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    for name in ("a.txt", "b.md", ".c.md", "~$d.docx", "e.jpg"):
        (folder / name).write_text(f"Good morning from {name}.")

    async def scenario() -> None:
        async with desk(tmp_path / "home") as d:
            await d.drop(folder)
            await loaded(d, 2)
            assert set(cards(d)) == {"a", "b"}
            assert d.says("2 scripts are in the library.")

    run(scenario())


def test_what_cannot_be_brought_is_told_and_takes_nothing_with_it(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            bare, closed, mixed = (tmp_path / name for name in ("bare", "closed", "mixed"))
            for folder in (bare, closed, mixed):
                folder.mkdir()
            await d.drop(bare)
            await d.until(lambda: d.says("No file in this folder can be read as a script"))
            listed = Path.iterdir

            def refused(path: Path) -> Iterator[Path]:
                if path == closed:
                    raise PermissionError(errno.EACCES, "Permission denied")
                return listed(path)

            monkeypatch.setattr(Path, "iterdir", refused)
            (mixed / "Talk.md").write_text("Good evening.")
            for number in range(5):
                (mixed / f"{number}.txt").write_bytes(bytes(range(256)))
            pipe = tmp_path / "pipe.md"
            os.mkfifo(pipe)
            for path in (closed, pipe, mixed):
                await d.drop(path)
            await loaded(d, 4)
            await d.until(lambda: not d.desk.jobs.running)
            assert d.says("more files could not be brought in")
            harvest = gather(d.desk.library, [closed, pipe], lambda *_told: None)
            assert "closed cannot be read (Permission denied)" in harvest.failures[0]
            assert "pipe.md is no file" in harvest.failures[1]

    run(scenario())


def test_text_and_files_are_pasted(run, tmp_path: Path) -> None:
    (tmp_path / "my talk.txt").write_text("Good morning.")

    async def scenario() -> None:
        async with desk(tmp_path / "home", ready=filled) as d:
            await loaded(d, 3)
            put_on_clipboard("  ")
            await d.press("ctrl+v")
            assert d.says("Nothing is copied yet. Copy the talk's text, then paste it.")
            put_on_clipboard("# Closing\n\nThank you all.")
            await d.press("ctrl+v")
            await loaded(d, 4)
            await d.until(lambda: d.screen.shelf.current.title == "Closing")
            put_on_clipboard((tmp_path / "my talk.txt").as_uri())
            await d.tap(d.find(name="Paste"))
            await loaded(d, 5)
            await d.until(lambda: d.screen.shelf.current.title == "my talk")
            put_on_clipboard("Thank you")
            await d.press("ctrl+f", "ctrl+v")
            await d.until(lambda: set(cards(d)) == {"Closing", "en"})
            assert d.screen.search.text == "Thank you"

    run(scenario())


def test_a_long_text_is_not_taken_for_names_of_files() -> None:
    assert copied_files("/\n/\n") == [Path("/"), Path("/")]
    assert copied_files("/\n" * 2_000) == []


def test_a_newer_file_takes_the_place_of_the_older_with_one_tap(run, tmp_path: Path) -> None:
    (tmp_path / "Opening.txt").write_text("Good evening, friends.")

    async def scenario() -> None:
        async with desk(tmp_path / "home", ready=filled) as d:
            await loaded(d, 3)
            await d.drop(tmp_path / "Opening.txt")
            await loaded(d, 4)
            await d.tap(d.find("Replace “Opening”"))
            await loaded(d, 3)
            await d.until(lambda: d.screen.shelf.current.opening == "Good evening, friends.")
            assert d.screen.shelf.current.title == "Opening"
            assert d.says("“Opening” has the new text. The text before it is kept too.")

    run(scenario())


def test_a_file_is_chosen_by_keyboard_alone(run, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    (stick / "deep").mkdir(parents=True)
    (stick / "deep" / "talk.md").write_text(SPEECH)
    (stick / "picture.png").write_bytes(b"")

    async def scenario() -> None:
        async with desk(tmp_path / "home", ready=filled) as d:
            await loaded(d, 3)
            d.desk.preferences.set("import_folder", str(stick))
            await d.press("ctrl+o")
            await d.until(lambda: d.all("deep"))
            assert not d.all("picture.png")
            assert d.says("No file in this folder can be read as a script.")
            await d.press("enter")
            await d.until(lambda: d.all("talk.md"))
            await d.press("backspace")
            await d.until(lambda: d.all("deep"))
            await d.press("enter")
            await d.until(lambda: d.all("talk.md"))
            await d.press("enter")
            await loaded(d, 4)
            assert d.screen.shelf.current.title == "talk"
            assert d.says("Same text as “Opening”")
            assert d.desk.preferences.get("import_folder", "") == str(stick / "deep")

    run(scenario())


def test_a_path_is_typed(run, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("Good morning.")

    async def scenario() -> None:
        async with desk(tmp_path / "home") as d:
            await d.until(lambda: d.says("Your talks will be here"))
            await d.press("ctrl+o")
            field = d.find(name="Folder or file")
            await d.until(lambda: d.screen.desk.jobs.running == [])
            field.text = str(tmp_path / "nowhere")
            await d.tap(field)
            await d.press("enter")
            await d.until(lambda: d.says("cannot be opened"))
            field.text = str(tmp_path / "talk.txt")
            await d.tap(field)
            await d.press("enter")
            await loaded(d, 1)

    run(scenario())


def test_a_file_put_into_the_folder_by_others_appears(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            (d.desk.library.folder / "From afar.md").write_text("Good morning from afar.")
            d.screen._watch.wake()
            await loaded(d, 4)
            await d.until(lambda: d.says("4 words · 0:02"))

    run(scenario())

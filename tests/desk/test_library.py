"""The library's screen: scripts are found and taken where they go, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from companion.desk.context import Desk
from companion.desk.home import Home
from companion.desk.screens.library_order import EDITED
from companion.desk.screens.library_versions import PIECE
from companion.desk.screens.library_watch import Watch
from companion.library import Library
from companion.library.shelf import Shelf
from tests.desk.driver import desk
from tests.desk.library_world import (
    DEMO,
    SPEECH,
    cards,
    filled,
    gone_to,
    have_all_screens,
    loaded,
)


@pytest.mark.parametrize("size", [(1280, 800), (412, 892)])
def test_a_card_tells_title_language_size_and_last_edit(
    run, tmp_path: Path, size: tuple[int, int]
) -> None:
    def ready(made: Desk) -> None:
        path = made.library.bring(DEMO / "en.md").entry.path
        later = Path(f"{path}.new")
        shutil.copy(path, later)
        later.write_text(later.read_text("utf-8") + "One more.\n", "utf-8")
        old = time.time() - 3 * 3600
        os.utime(later, (old, old))
        later.replace(path)

    async def scenario() -> None:
        async with desk(tmp_path, size, ready=ready) as d:
            await loaded(d, 1)
            await d.until(lambda: d.says("359 words · 2:47"))
            assert d.says("edited 3 hours ago")
            assert d.says("English")
            assert d.says("Excellencies, teachers, students and friends, good morning.")

    run(scenario())


def test_search_finds_as_one_types(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            await d.press("ctrl+f")
            await d.type("课堂")
            await d.until(lambda: cards(d) == ["zh"])
            await d.press("escape")
            await loaded(d, 3)
            await d.press("ctrl+f")
            await d.type("one question")
            await d.until(lambda: set(cards(d)) == {"Opening", "en"})
            await d.press("down")
            assert d.screen.shelf.current.title == cards(d)[0]
            await d.press("ctrl+f")
            await d.type(" xyzzy")
            await d.until(lambda: d.says("No script has “one question xyzzy” in it."))

    run(scenario())


def test_a_look_at_the_folder_lists_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Desk(Home.of(tmp_path))
    filled(made)
    looks: list[None] = []
    notice = Shelf.notice
    monkeypatch.setattr(Shelf, "notice", lambda *what: (looks.append(None), notice(*what)))
    watch = Watch(made, lambda seen: None, lambda reason: None)
    for query in ("", "in 2026", "课堂"):
        looks.clear()
        seen, more = watch._read(query, EDITED)
        assert len(looks) == 1 and not more
        assert len(seen.titles) == 3 and len(seen.hits) == (1 if query else 3)


def test_cards_are_sorted_and_the_order_is_kept(run, tmp_path: Path) -> None:
    def ready(made: Desk) -> None:
        filled(made)
        made.library.create("Talk 10", "Ten.")
        made.library.create("Talk 9", "Nine.")
        made.preferences.set("library_order", "title")

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await loaded(d, 5)
            assert cards(d) == ["en", "Opening", "Talk 9", "Talk 10", "zh"]
            await d.tap(d.find(name="Order"))
            await d.tap(d.find("Longest"))
            await d.until(lambda: cards(d)[:2] == ["zh", "en"])
            assert d.desk.preferences.get("library_order", "") == "length"

    run(scenario())


def test_arrows_move_and_enter_opens(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    have_all_screens(monkeypatch)

    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            went = gone_to(d, monkeypatch)
            _first, second, third = d.desk.library.all()
            await d.press("right", "right")
            assert d.screen.shelf.current.id == second.id
            await d.press("end", "left", "home", "end")
            assert d.screen.shelf.current.id == third.id
            await d.press("enter", "r", "s")
            assert went == [
                ("editor", {"script": third.id}), ("rehearse", {"script": third.id}),
                ("stage", {"script": third.id}),
            ]
            await d.resize(412, 892)
            await d.press("home", "down")
            assert d.screen.shelf.current.id == second.id

    run(scenario())


def test_every_card_has_its_deeds_one_tap_away(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    have_all_screens(monkeypatch)

    async def scenario() -> None:
        async with desk(tmp_path, (412, 892), ready=filled) as d:
            await loaded(d, 3)
            went = gone_to(d, monkeypatch)
            for word in ("Edit", "Rehearse", "On stage"):
                await d.tap(d.find(word, within=d.screen.shelf))
            await d.tap(d.find("Opening"))
            newest = d.desk.library.all()[0].id
            assert went == [
                (route, {"script": newest}) for route in ("editor", "rehearse", "stage", "editor")
            ]

    run(scenario())


def test_a_check_tells_times_figures_and_what_needs_a_hand(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ready(made: Desk) -> None:
        entry = made.library.paste(SPEECH + "\nA bracket [ alone. \U00013000\n").entry
        made.preferences.set("goals", {entry.id: "0.05"})
        made.preferences.set("board", "no longer made")

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await loaded(d, 1)
            went = gone_to(d, monkeypatch)
            await d.tap(d.find("Check"))
            await d.until(lambda: d.says("Check of “Opening”"))
            assert d.says("3 things to look at")
            assert d.says("; the goal is 0:03.") and d.says("as seen on LilyGO T-Glass V2")
            assert d.says("twenty twenty-six") or d.says("twenty twenty six")
            assert d.says("No font has “\U00013000”")
            await d.tap(d.find(kind="Button", name="On stage"))
            assert went[0][0] == "stage"

    run(scenario())


def test_thrown_away_and_back_by_key_button_and_trash(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            title = d.desk.library.all()[0].title
            await d.press("home", "delete")
            await loaded(d, 2)
            assert d.says(f"“{title}” is in the trash.")
            await d.tap(d.find("Undo"))
            await loaded(d, 3)
            await d.press("delete")
            await loaded(d, 2)
            await d.press("ctrl+z")
            await loaded(d, 3)
            await d.press("delete")
            await loaded(d, 2)
            await d.tap(d.find(name="Trash"))
            await d.until(lambda: d.all(name=f"Put back {title}"))
            await d.tap(d.find(name=f"Put back {title}"))
            await loaded(d, 3)
            await d.until(lambda: d.says("The trash is empty."))

    run(scenario())


def test_the_trash_is_emptied_only_when_asked_twice(run, tmp_path: Path) -> None:
    def ready(made: Desk) -> None:
        filled(made)
        made.library.trash(made.library.all()[0].id)

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await loaded(d, 2)
            await d.tap(d.find(name="Trash"))
            await d.until(lambda: d.says("Delete 1 script for ever"))
            await d.tap(d.find("Delete 1 script for ever"))
            assert d.says("1 script and all its versions will be gone.")
            assert len(d.desk.library.trashed()) == 1
            await d.tap(d.find("Delete for ever"))
            await d.until(lambda: d.says("1 script is gone."))
            assert d.desk.library.trashed() == []

    run(scenario())


def test_a_version_is_looked_at_and_restored(run, tmp_path: Path) -> None:
    def ready(made: Desk) -> None:
        entry = made.library.paste(SPEECH).entry
        made.library.save(entry.id, SPEECH.replace("Good morning, friends.", "Welcome."))

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await loaded(d, 1)
            await d.press("home", "v")
            await d.until(lambda: d.says("Versions of “Opening”"))
            await d.tap(d.all(kind="VersionLine")[-1])
            await d.until(lambda: d.says("Good morning, friends. [pause]"))
            assert d.says("1 paragraph is not in the present text,")
            await d.tap(d.find("Restore this"))
            await d.until(lambda: d.says("The text before it is kept too."))
            (entry,) = d.desk.library.all()
            assert d.desk.library.text(entry.id) == SPEECH
            assert len(d.desk.library.versions(entry.id)) == 3

    run(scenario())


def test_long_lists_come_a_piece_at_a_time(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            now = [1.7e9]
            library = Library(d.desk.library.folder, lambda: now[0])
            entry = library.create("Often", "Text")
            for number in range(2 * PIECE):
                now[0] += 5_000
                library.save(entry.id, f"Text {number}")
            await loaded(d, 1)
            d.screen._versions(entry)
            await d.until(lambda: d.all(kind="VersionLine"))
            lines = d.all(kind="VersionLine")
            assert len(lines) == PIECE
            d.find("Show more").act()
            assert len(d.all(kind="VersionLine")) == 2 * PIECE
            d.find("Show more").act()
            assert len(d.all(kind="VersionLine")) == 2 * PIECE + 1 and not d.all("Show more")
            await d.press("escape")
            for number in range(PIECE + 1):
                library.trash(library.create(f"T{number}", "Text").id)
            d.screen._open_trash()
            await d.until(lambda: d.all("Put back", kind="Button"))
            assert len(d.all("Put back", kind="Button")) == PIECE and d.find("Show more")

    run(scenario())


def test_renamed_and_duplicated(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            await d.press("home", "f2")
            await d.type("Welcome")
            await d.press("enter")
            await d.until(lambda: "Welcome" in cards(d))
            assert (d.desk.library.folder / "Welcome.md").exists()
            await d.press("m")
            await d.tap(d.find("Duplicate"))
            await loaded(d, 4)
            assert "Welcome 2" in cards(d)
            assert d.says("Same text as “Welcome”")

    run(scenario())


def test_hundreds_of_scripts_make_only_the_cards_in_sight(run, tmp_path: Path) -> None:
    def ready(made: Desk) -> None:
        made.library.folder.mkdir(parents=True)
        for number in range(400):
            (made.library.folder / f"Talk {number}.md").write_text(f"Talk number {number}.")

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await d.until(lambda: len(cards(d)) > 5)
            assert d.says("400 scripts")
            assert len(cards(d)) < 30
            d.screen._sort("title")
            await d.press("end")
            await d.until(lambda: "Talk 399" in cards(d))
            assert len(cards(d)) < 30

    run(scenario())


def test_a_card_opens_the_real_screens_and_back_leads_to_it(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, ready=filled) as d:
            await loaded(d, 3)
            await d.press("home", "enter")
            await d.until(lambda: type(d.screen).__name__ == "EditorScreen")
            chosen = d.desk.library.all()[0]
            await d.press("escape", "escape")
            await d.until(lambda: type(d.screen).__name__ == "LibraryScreen")
            await loaded(d, 3)
            assert d.screen.shelf.current.id == chosen.id
            await d.tap(d.find("On stage", within=d.screen.shelf))
            await d.until(lambda: type(d.screen).__name__ == "StageScreen")

    run(scenario())


def test_a_folder_that_cannot_be_used_is_explained_until_it_can(run, tmp_path: Path) -> None:
    def ready(made: Desk) -> None:
        made.library.folder.write_text("a file where the folder should be")

    async def scenario() -> None:
        async with desk(tmp_path, ready=ready) as d:
            await d.until(lambda: d.says("cannot be used"))
            d.desk.library.folder.unlink()
            await d.tap(d.find("Try again"))
            await d.until(lambda: d.says("Your talks will be here"))

    run(scenario())

"""What a person does with scripts."""

from __future__ import annotations

import json
import os
import shutil
from io import BytesIO
from pathlib import Path

import docx
import pptx
import pytest

import companion
from companion.library import Kind, Library, LibraryError
from companion.script import ScriptError, load

DEMO = Path(companion.__file__).parent / "demo"
SPEECH = "# Opening\n\nGood morning, friends. [pause]\n\nWe have **one** question.\n"


def kinds(library: Library, identity: str) -> list[str]:
    return [version.kind.value for version in library.versions(identity)][::-1]


def put_outside(library: Library, name: str, data: bytes, time: int = 1_700_000_000) -> Path:
    """Another program writes a file into the folder."""
    library.folder.mkdir(parents=True, exist_ok=True)
    path = library.folder / name
    path.write_bytes(data)
    os.utime(path, (time, time))
    return path


def test_a_new_library_is_empty(library: Library) -> None:
    assert (library.all(), library.trashed(), library.search("a")) == ([], [], [])


def test_a_markdown_script_is_brought_as_it_is(library: Library) -> None:
    entry = library.bring(DEMO / "zh.md").entry
    assert entry.path.read_text("utf-8") == (DEMO / "zh.md").read_text("utf-8")
    assert (entry.title, entry.language, entry.words) == ("zh", "zh", 563)
    assert entry.seconds == pytest.approx(167, abs=1)
    assert kinds(library, entry.id) == ["imported"]
    assert [e.id for e in library.all()] == [entry.id]


def test_a_word_file_becomes_text_and_stays_the_first_version(
    library: Library, tmp_path: Path
) -> None:
    word = docx.Document()
    word.add_heading("Opening", 1)
    paragraph = word.add_paragraph("We have ")
    paragraph.add_run("one").bold = True
    paragraph.add_run(" question. 1 * 2 [pause]")
    source = tmp_path / "Rede final.docx"
    word.save(str(source))
    entry = library.bring(source).entry
    assert library.text(entry.id) == "# Opening\n\nWe have **one** question. 1 \\* 2 [pause]\n"
    newest, first = library.versions(entry.id)
    assert (first.kind, first.suffix) == (Kind.IMPORTED, ".docx")
    assert newest.kind is Kind.WRITTEN
    kept = library.folder / ".souffleur" / "versions" / entry.id / first.name
    assert kept.read_bytes() == source.read_bytes()
    assert library.version_text(entry.id, first.name) == library.text(entry.id)
    assert [c.text for c in library.script(entry.id).cues] == [c.text for c in load(source).cues]


def test_notes_of_slides_become_sections(library: Library, tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "The road"
    slide.notes_slide.notes_text_frame.text = "We began with 12 schools."
    deck.slides.add_slide(deck.slide_layouts[5])
    data = BytesIO()
    deck.save(data)
    brought = library.receive(data.getvalue(), "deck.pptx")
    assert library.text(brought.entry.id) == (
        "# The road\n\n[slide 1]\n\nWe began with 12 schools.\n"
    )
    assert brought.notices == ("Slides without notes: 2.",)


def test_text_of_an_old_chinese_office_is_kept_as_utf8(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "讲话.txt"
    source.write_bytes("各位来宾，大家早上好。今天我们讨论教育的未来。\r\n谢谢大家。".encode("gb18030"))
    brought = library.bring(source)
    assert brought.entry.path == library.folder / "讲话.md"
    assert "各位来宾，大家早上好。今天我们讨论教育的未来。\n\n谢谢大家。" in (
        brought.entry.path.read_text("utf-8")
    )
    assert any("GB18030" in notice for notice in brought.notices)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"%PDF-1.7"), ("a.docx", b"PK\x03\x04 no"), ("a.md", b"# Only a heading"),
     ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00")],
)
def test_what_is_no_script_is_refused_and_leaves_nothing(
    library: Library, name: str, data: bytes
) -> None:
    with pytest.raises(ScriptError):
        library.receive(data, name)
    assert library.all() == library.trashed() == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (SPEECH, "Opening"), ("Good morning, friends.", "Good morning"),
        ("各位来宾，大家好。", "各位来宾"), ("## What: next?\n\nThis.", "What next"),
        ("CON. Yes.", "CON script"),
        ("One of those openings that never come to any end at all",
         "One of those openings that never come"),
    ],
)
def test_a_pasted_script_is_called_after_its_beginning(
    library: Library, text: str, title: str
) -> None:
    assert library.paste(text).entry.title == title


def test_two_of_one_title_are_numbered(library: Library) -> None:
    first, second = library.create("Talk"), library.create("talk")
    assert (first.title, second.title) == ("Talk", "talk 2")
    assert library.rename(second.id, "Talk").title == "Talk 2"
    assert library.rename(first.id, "TALK").title == "TALK"
    with pytest.raises(LibraryError, match="title"):
        library.rename(first.id, " ?/ ")


def test_an_empty_script_tells_its_problem_and_gets_figures_when_written(library: Library) -> None:
    entry = library.create("Blank")
    assert (entry.words, entry.counted) == (0, True)
    assert "no text to speak" in entry.problem
    assert not library.save(entry.id, SPEECH).counted
    entry = library.count(entry.id)
    assert (entry.words, entry.heading, entry.problem) == (7, "Opening", "")


def test_a_newer_file_of_the_same_name_may_take_the_place_of_the_older(library: Library) -> None:
    old = library.receive(SPEECH.encode(), "Speech.md").entry
    brought = library.receive(b"Good morning again, 1 * 2.", "speech.txt")
    assert brought.namesake is not None
    assert (brought.entry.title, brought.namesake.id) == ("speech 2", old.id)
    replaced = library.replace(old.id, brought.entry.id)
    assert [e.id for e in library.all()] == [replaced.id] == [old.id]
    assert (replaced.title, library.trashed()) == ("Speech", [])
    assert library.text(old.id) == "Good morning again, 1 \\* 2.\n"
    assert kinds(library, old.id) == ["imported", "imported", "written"]
    assert library.version_text(old.id, library.versions(old.id)[-1].name) == SPEECH
    assert library.receive(b"Something else.", "Else.txt").namesake is None


def test_twins_are_told(library: Library) -> None:
    first = library.paste(SPEECH).entry
    second = library.receive(SPEECH.replace("\n\n", "\r\n\r\n").encode(), "Other name.md").entry
    assert second.twins == (first.id,)
    copy = library.duplicate(first.id)
    assert copy.title == "Opening 2"
    assert set(library.entry(first.id).twins) == {second.id, copy.id}
    library.trash(second.id)
    library.save(copy.id, SPEECH + "\nMore.\n")
    assert library.entry(first.id).twins == ()


def test_saves_in_a_row_fold_into_one_version(library: Library, clock) -> None:
    entry = library.paste(SPEECH).entry
    text = SPEECH
    for _ in range(30):
        clock.now += 5
        text += "And more. "
        library.save(entry.id, text)
    assert kinds(library, entry.id) == ["written", "edit"]
    assert library.text(entry.id) == text
    clock.now += 600
    library.save(entry.id, text + "Later.")
    assert kinds(library, entry.id) == ["written", "edit", "edit"]


def test_a_save_that_takes_much_away_folds_nothing(library: Library, clock) -> None:
    entry = library.paste(SPEECH).entry
    long = SPEECH + "A sentence that took a while to write. " * 20
    library.save(entry.id, long)
    clock.now += 5
    library.save(entry.id, "")
    assert kinds(library, entry.id) == ["written", "edit", "edit"]
    assert library.version_text(entry.id, library.versions(entry.id)[1].name) == long


def test_saving_the_same_text_makes_no_version(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    library.save(entry.id, SPEECH)
    assert kinds(library, entry.id) == ["written"]


def test_any_version_can_be_looked_at_and_restored(library: Library, clock) -> None:
    entry = library.paste(SPEECH).entry
    clock.now += 5
    library.save(entry.id, "Quite another text.")
    first = library.versions(entry.id)[-1]
    assert library.version_text(entry.id, first.name) == SPEECH
    restored = library.restore(entry.id, first.name)
    assert (library.text(entry.id), restored.words) == (SPEECH, 7)
    assert kinds(library, entry.id) == ["written", "edit", "restored"]
    with pytest.raises(LibraryError, match="version"):
        library.version_text(entry.id, "../index.json")


def test_the_trash_gives_back_and_is_emptied_only_on_demand(library: Library, clock) -> None:
    entry = library.paste(SPEECH).entry
    library.trash(entry.id)
    assert (library.all(), [e.id for e in library.trashed()]) == ([], [entry.id])
    assert not entry.path.exists()
    assert library.text(entry.id) == SPEECH
    library.create("Opening")
    assert library.put_back(entry.id).title == "Opening 2"
    assert kinds(library, entry.id) == ["written"]
    library.trash(entry.id)
    clock.now += 100
    assert library.empty_trash(older_than=1000) == 0
    assert library.empty_trash() == 1
    assert library.trashed() == []
    with pytest.raises(LibraryError, match="no longer"):
        library.text(entry.id)


def test_saving_brings_back_from_the_trash(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    library.trash(entry.id)
    assert library.save(entry.id, SPEECH + "More.").trashed is None
    assert library.text(entry.id) == SPEECH + "More."


def test_an_edit_outside_is_noticed_and_kept(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    put_outside(library, "Opening.md", b"Theirs.\n")
    assert library.text(entry.id) == "Theirs.\n"
    library.save(entry.id, "Ours.\n")
    texts = [library.version_text(entry.id, v.name) for v in library.versions(entry.id)]
    assert texts == ["Ours.\n", "Theirs.\n", SPEECH]
    assert kinds(library, entry.id) == ["written", "outside", "edit"]


def test_an_edit_outside_of_the_same_length_within_the_clock_s_tick_is_noticed(
    library: Library,
) -> None:
    entry = library.paste(SPEECH).entry
    state = entry.path.stat()
    entry.path.write_text(SPEECH.replace("one", "two"), "utf-8", newline="")
    os.utime(entry.path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert library.all()[0].mark != entry.mark


def test_a_file_put_into_the_folder_is_a_script_and_stays_where_it_is(library: Library) -> None:
    path = put_outside(library, "plain.txt", b"Good morning, friends. 2 * 3.\n")
    put_outside(library, "~$plain.docx", b"of Word")
    put_outside(library, "picture.png", b"no script")
    (entry,) = library.all()
    assert (entry.path, entry.counted, library.count(entry.id).words) == (path, False, 5)
    assert library.text(entry.id) == "Good morning, friends. 2 \\* 3.\n"
    saved = library.save(entry.id, "Changed.\n")
    assert (saved.path.name, path.exists()) == ("plain.md", False)
    assert kinds(library, entry.id) == ["outside", "edit"]


def test_a_file_renamed_outside_is_the_same_script(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    entry.path.rename(library.folder / "Closing.md")
    assert [(e.id, e.title) for e in library.all()] == [(entry.id, "Closing")]


def test_a_file_deleted_outside_is_in_the_trash_until_it_is_back(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    entry.path.unlink()
    assert (library.all(), library.trashed()[0].gone) == ([], True)
    put_outside(library, "Opening.md", b"Saved anew by a program that deletes first.\n")
    assert [e.id for e in library.all()] == [entry.id]
    assert kinds(library, entry.id) == ["written", "outside"]


@pytest.mark.parametrize(
    "damage", [None, b"", b'{"format": 1', b"[]", b'{"format":1,"scripts":{"a":{}}}']
)
def test_lost_notes_are_made_again(library: Library, clock, damage: bytes | None) -> None:
    kept = library.paste(SPEECH).entry
    thrown = library.paste("Something else entirely.").entry
    library.save(kept.id, SPEECH + "More.\n")
    library.trash(thrown.id)
    notes = library.folder / ".souffleur" / "index.json"
    if damage is None:
        notes.unlink()
    else:
        notes.write_bytes(damage)
    fresh = Library(library.folder, clock)
    assert [(e.id, e.title) for e in fresh.all()] == [(kept.id, "Opening")]
    assert [e.id for e in fresh.trashed()] == [thrown.id]
    assert kinds(fresh, kept.id) == ["written", "edit"]
    assert fresh.text(fresh.put_back(thrown.id).id) == "Something else entirely."


def test_twins_keep_their_own_versions_when_the_notes_are_lost(library: Library) -> None:
    one, two = library.create("One", "One.\n"), library.create("Two", "Two.\n")
    library.save(two.id, "One.\n")
    (library.folder / ".souffleur" / "index.json").unlink()
    assert {e.id: e.title for e in library.all()} == {one.id: "One", two.id: "Two"}
    assert library.trashed() == []


def test_versions_that_somebody_has_removed_begin_anew(library: Library) -> None:
    entry = library.paste(SPEECH).entry
    shutil.rmtree(library.folder / ".souffleur" / "versions" / entry.id)
    assert library.text(entry.id) == SPEECH
    put_outside(library, "Opening.md", b"Theirs.\n")
    assert library.text(entry.id) == "Theirs.\n"
    assert [library.version_text(entry.id, v.name) for v in library.versions(entry.id)] == [
        "Theirs.\n", SPEECH,
    ]


def test_notes_of_a_newer_souffleur_are_left_alone(library: Library) -> None:
    library.paste(SPEECH)
    notes = library.folder / ".souffleur" / "index.json"
    newer = json.dumps({"format": 2, "scripts": {}})
    notes.write_text(newer, "utf-8")
    with pytest.raises(LibraryError, match="newer"):
        library.all()
    assert notes.read_text("utf-8") == newer


def test_search_finds_all_words_in_title_or_text(library: Library) -> None:
    opening = library.paste(SPEECH).entry
    chinese = library.bring(DEMO / "zh.md").entry
    assert [h.entry.id for h in library.search("OPEN")] == [opening.id]
    (hit,) = library.search("question opening")
    assert (hit.entry.id, hit.excerpt) == (opening.id, "…[pause] We have one question.")
    assert [h.entry.id for h in library.search("课堂")] == [chinese.id]
    assert library.search("opening nothing") == []
    assert {h.entry.id for h in library.search("")} == {opening.id, chinese.id}
    library.save(opening.id, "Changed.")
    assert library.search("question") == []


def test_a_folder_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="cannot be used"):
        Library(tmp_path / "file").all()

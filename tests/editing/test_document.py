"""No edit is ever lost: each can be taken back, and made again, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.editing import Document, adopt

Edits = list[tuple[float, float, str, float, bool]]

TEXTS = st.text(alphabet="ab \n各位。é\u0301\r**[]", max_size=60)
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.floats(0, 1), st.text(alphabet="x\n中 ", max_size=5),
        st.floats(0, 4), st.booleans(),
    ),
    max_size=25,
)


def edited(document: Document, text: str, edits: Edits) -> str:
    """Make the edits on the document and, as the reference, on a string."""
    now = 0.0
    for one, other, new, wait, typed in edits:
        start, end = sorted((round(one * len(text)), round(other * len(text))))
        now += wait
        if typed:
            document.type(start, end, new, now)
        else:
            document.replace(start, end, new)
        text = text[:start] + new + text[end:]
        assert document.text == text
    return text


@given(TEXTS, EDITS)
def test_undo_gives_the_text_back_and_redo_the_edits(text: str, edits: Edits) -> None:
    document = Document(text)
    after = edited(document, text, edits)
    steps = 0
    while document.undo():
        steps += 1
    assert document.text == text
    while document.redo():
        steps -= 1
    assert steps == 0
    assert document.text == after


@given(TEXTS, EDITS)
def test_lines_are_those_of_the_text(text: str, edits: Edits) -> None:
    document = Document(text)
    after = edited(document, text, edits)
    assert [document.line(n) for n in range(document.line_count)] == after.split("\n")
    assert len(document) == len(after)
    for offset in range(len(after) + 1):
        line = document.line_at(offset)
        assert line == after[:offset].count("\n")
        assert after[document.start_of(line) : offset] == document.line(line)[
            : offset - document.start_of(line)
        ]


@given(TEXTS, EDITS, st.floats(0, 1))
def test_a_place_outside_the_edits_is_carried_to_the_same_text(
    text: str, edits: Edits, share: float
) -> None:
    marked = round(share * len(text))
    text = text[:marked] + "§" + text[marked:]
    document = Document(text)
    edited(document, text, edits)
    carried = document.carry(marked, 0)
    assert 0 <= carried <= len(document)
    if "§" in document.text:
        assert document.text[carried] == "§"


def test_typing_a_word_is_one_step_and_the_next_word_another() -> None:
    document = Document("")
    for at, char in enumerate("good evening"):
        document.type(at, at, char, at * 0.1)
    document.undo()
    assert document.text == "good "
    document.undo()
    assert document.text == ""


def test_a_rest_begins_another_step() -> None:
    document = Document("")
    document.type(0, 0, "a", 0.0)
    document.type(1, 1, "b", 10.0)
    document.undo()
    assert document.text == "a"


def test_backspaces_in_a_row_are_one_step() -> None:
    document = Document("lamp")
    for at in (3, 2, 1):
        document.type(at, at + 1, "", 0.1)
    assert document.text == "l"
    assert document.undo() is not None
    assert document.text == "lamp"


def test_a_group_is_one_step() -> None:
    document = Document("abc")
    with document.group():
        document.replace(0, 1, "x")
        document.replace(2, 3, "z")
    assert document.text == "xbz"
    document.undo()
    assert document.text == "abc"
    assert not document.can_undo


def test_a_new_edit_ends_what_could_be_made_again() -> None:
    document = Document("abc")
    document.replace(0, 1, "")
    document.undo()
    assert document.can_redo
    document.replace(0, 0, "x")
    assert not document.can_redo
    assert document.redo() is None


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    document = Document("abc")
    document.replace(0, 1, "a")
    assert not document.can_undo
    assert document.version == 0


def test_an_edit_outside_the_text_is_refused() -> None:
    document = Document("abc")
    with pytest.raises(IndexError):
        document.replace(2, 9, "x")
    assert document.text == "abc"


LINES = st.lists(st.sampled_from(["a\n", "b\n", "\n", "c d\n", "灯\n", "e"]), max_size=8)


@given(LINES, LINES)
def test_it_becomes_another_text_in_one_step(before: list[str], after: list[str]) -> None:
    old, new = "".join(before), "".join(after)
    document = Document(old)
    adopt(document, new)
    assert document.text == new
    if old != new:
        document.undo()
        assert document.text == old and not document.can_undo


def test_places_stay_where_they_are_when_it_becomes_another_text() -> None:
    document = Document("One.\n\nTwo.\n\nThree.\n")
    at = document.text.index("Two")
    adopt(document, "Before.\n\nOne!\n\nTwo.\n\nThree and four.\n")
    assert document.text[document.carry(at, 0) :].startswith("Two.")

"""What the buttons write is what the script's reader understands."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from companion.editing import (
    Document,
    Kind,
    marks,
    toggle_direction,
    toggle_emphasis,
    toggle_heading,
)
from companion.script import Style, parse_text

LINES = [
    "Good evening, everyone: tonight is about light.",
    "各位来宾，大家晚上好！“光”不是用来看的，而是用来分享的。",
    "สวัสดีครับทุกท่าน คืนนี้ผมอยากเล่าเรื่อง",
    "Kính thưa quý vị (và các bạn), tối nay tôi kể chuyện.",
]


def styled(text: str, style: Style) -> list[str]:
    return [
        cue.text[span.start : span.end]
        for cue in parse_text(text).cues for span in cue.spans if span.style is style
    ]


@given(st.sampled_from(LINES), st.floats(0, 1), st.floats(0, 1))
def test_what_is_emphasised_is_read_as_emphasis_and_comes_off_again(
    line: str, one: float, other: float
) -> None:
    start, end = sorted((round(one * len(line)), round(other * len(line))))
    document = Document(line)
    a, b = toggle_emphasis(document, start, end)
    assume(document.text != line)  # nothing but punctuation was chosen
    wanted = document.text.split("**")[1]
    read_so = "".join(styled(document.text, Style.EMPHASIS))
    assert read_so.replace(" ", "") == wanted.replace(" ", "")
    toggle_emphasis(document, a, b)
    assert document.text == line
    document.undo()
    document.undo()
    assert document.text == line


def test_emphasis_over_several_lines_marks_each() -> None:
    document = Document("First line\n\nSecond line")
    toggle_emphasis(document, 0, len(document))
    assert document.text == "**First line**\n\n**Second line**"
    document.undo()
    assert document.text == "First line\n\nSecond line"


def test_emphasis_grows_over_emphasis_that_it_touches() -> None:
    document = Document("a **bright** lamp")
    toggle_emphasis(document, 4, len(document))
    assert document.text == "a **bright lamp**"


def test_without_a_selection_the_word_is_emphasised() -> None:
    document = Document("a bright lamp")
    toggle_emphasis(document, 4, 4)
    assert document.text == "a **bright** lamp"


@pytest.mark.parametrize("line", LINES)
def test_a_direction_is_put_in_and_taken_off(line: str) -> None:
    document = Document(line)
    at = line.index(" ") + 1 if " " in line else 5
    a, b = toggle_direction(document, at, at, "pause")
    assert document.slice(a, b) == "pause"
    assert styled(document.text, Style.DIRECTION) == ["[pause]"]
    toggle_direction(document, a, b, "pause")
    assert styled(document.text, Style.DIRECTION) == []


def test_the_selected_words_become_the_direction() -> None:
    document = Document("Now look up and smile.")
    toggle_direction(document, 4, 11, "pause")
    assert document.text == "Now [look up] and smile."


def test_a_direction_before_a_parenthesis_is_no_link() -> None:
    document = Document("Now (softly) go.")
    toggle_direction(document, 4, 4, "pause")
    assert styled(document.text, Style.DIRECTION) == ["[pause]"]


@pytest.mark.parametrize("line", LINES)
def test_a_line_becomes_a_section_and_a_line_again(line: str) -> None:
    document = Document(f"Before.\n{line}\nAfter.")
    at = toggle_heading(document, 10)
    assert [s.title for s in parse_text(document.text).sections] == ["", line]
    toggle_heading(document, at)
    assert document.text == f"Before.\n{line}\nAfter."


def kinds(line: str, markdown: bool = True) -> list[tuple[str, Kind]]:
    return [(line[m.start : m.end], m.kind) for m in marks(line, markdown)]


def test_what_the_editor_paints() -> None:
    assert kinds("## The lamp") == [("## The lamp", Kind.HEADING), ("## ", Kind.SIGN)]
    assert kinds("Go [slide 4] *now*.") == [
        ("[slide 4]", Kind.DIRECTION), ("*now*", Kind.EMPHASIS), ("*", Kind.SIGN), ("*", Kind.SIGN),
    ]
    assert kinds("今天【停顿】__很__好，2*3*4") == [
        ("【停顿】", Kind.DIRECTION), ("*3*", Kind.EMPHASIS), ("*", Kind.SIGN), ("*", Kind.SIGN),
    ]
    assert kinds("【开场】") == [("【开场】", Kind.HEADING)]
    assert kinds("no *stars* here", markdown=False) == []
    assert kinds("a snake_case_word") == []

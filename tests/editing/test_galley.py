"""The preview is, pixel by pixel, what the whole script looks like on the glass.

tests/typeset/test_firmware.py holds companion.typeset.glass against the firmware itself.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.editing import Galley, WarningKind, read, warnings
from companion.editing.preview import shown_at
from companion.script import Script, parse_text
from companion.typeset import Board, Setting, load_board, typeset
from companion.typeset.glass import Told, glass
from tests.typeset.texts import TEXTS

GLASS = load_board("t-glass")
DEVKIT = load_board("devkit-ssd1306")
BOARDS = {"greys": GLASS, "one bit": DEVKIT, "one bit with strip": replace(DEVKIT, strip=True)}


def same(galley: Galley, script: Script, board: Board, setting: Setting | None = None) -> None:
    book = typeset(script, board, setting)
    assert galley.line_count == len(book.lines)
    assert galley.rows == book.rows
    assert galley.missing == dict(book.missing)
    told = Told(2, True, 49, False, False, 61)
    for line, made in enumerate(book.lines):
        token = made.first_token
        whole = glass(book, board, line, token, told=told)
        assert np.array_equal(galley.picture(line, token, told=told), whole), made.text
    for token in range(book.tokens):
        assert galley.line_of(token) == book.line_of(token)


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize("key", TEXTS)
def test_the_same_pixels_as_the_whole_book(key: str, name: str) -> None:
    script = parse_text("# A title\n\n" + TEXTS[key][2] + "\n\n## Thanks 谢谢\n\nThe end.")
    same(Galley(BOARDS[name], script), script, BOARDS[name])


PARTS = st.lists(
    st.sampled_from([
        "Good evening, everyone. Tonight is about light.", "## Second part",
        "各位来宾，大家晚上好！",
        "คืนนี้ผมอยากเล่าเรื่องสั้น", "*Bright* lamps [pause] shine.", "مساء الخير أيها السيدات",
        "A box: 𓀀.", "# First part", "Good evening, everyone. Tonight is about light.",
    ]),
    min_size=1, max_size=6,
)


@settings(max_examples=25)
@given(PARTS, PARTS, st.sampled_from(sorted(BOARDS)))
def test_after_any_edit_it_is_as_if_set_from_the_start(
    before: list[str], after: list[str], name: str
) -> None:
    scripts = [read("\n\n".join(parts)).script for parts in (before, after, before)]
    first, second, third = scripts
    if first is None or second is None or third is None:
        return
    galley = Galley(BOARDS[name], first)
    galley.update(second)
    same(galley, second, BOARDS[name])
    galley.update(third)
    same(galley, third, BOARDS[name])


def test_a_heading_that_is_longer_than_the_glass_is_no_cue() -> None:
    heading = "A whole paragraph was taken for the name of a section. " * 9
    reading = read(f"# {heading}\n\nText.")
    assert reading.script is not None
    galley = Galley(GLASS, reading.script)
    assert galley.line_count > galley.rows and galley.overlong() == []
    assert warnings(reading, galley) == []


def test_a_wish_for_size_holds_here_too() -> None:
    script = parse_text("Good evening, everyone. Tonight is about light.")
    setting = Setting(size="large")
    same(Galley(GLASS, script, setting), script, GLASS, setting)


def test_the_glass_at_the_caret() -> None:
    text = "# One\n\nGood evening to all of you.\n\n# Two\n\nTonight is long and bright."
    reading = read(text)
    assert reading.script is not None
    galley = Galley(GLASS, reading.script)
    assert shown_at(reading, galley, 2) == (0, 0)
    assert shown_at(reading, galley, text.index("Two")) == (galley.heading_line(1), 6)
    evening = shown_at(reading, galley, text.index("evening"))
    assert evening == (galley.line_of(1), 1)
    end = shown_at(reading, galley, len(text))
    assert end == (galley.line_count - 1, len(reading.script.tokens))


def kinds(text: str, goal: float = 0.0, board: Board = GLASS) -> list[tuple[WarningKind, str]]:
    reading = read(text)
    galley = Galley(board, reading.script) if reading.script else None
    found = warnings(reading, galley, goal)
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
    return [(one.kind, text[one.start : one.end]) for one in found]


def test_what_cannot_be_drawn_is_told_where_it_stands() -> None:
    assert kinds("Good 𓀀 evening.") == [(WarningKind.NO_GLYPH, "𓀀")]


def test_a_sentence_longer_than_the_glass_is_told() -> None:
    clauses = "The lamp that my grandmother gave me was old and small, " * 4 + "and it shone."
    assert kinds(clauses, board=DEVKIT) == []  # cut into cues
    endless = clauses.replace(",", "").replace("that my grandmother gave me", "she gave")[:150]
    assert kinds(f"A short one. {endless}", board=DEVKIT) == [
        (WarningKind.LONG_CUE, endless.strip())
    ]


def test_sections_and_scripts_over_their_goals_are_told() -> None:
    words = "The lamp is old, and it was small. " * 35
    assert [kind for kind, _ in kinds(f"# A (1 min)\n\n{words}\n\n# B (1 min)\n\nShort.")] == [
        WarningKind.SECTION_OVER
    ]
    assert [kind for kind, _ in kinds(words, goal=60)] == [WarningKind.SCRIPT_OVER]
    assert kinds(words, goal=600) == []


def test_a_bracket_without_its_partner_is_told_where_it_stands() -> None:
    [(kind, where)] = kinds("Good evening. Now [pause and go on.")
    assert kind is WarningKind.BRACKET
    assert "[pause" in where


def test_a_language_that_cannot_be_told_is_told_once_there_is_enough_of_it() -> None:
    assert kinds("Lamp.") == []
    assert [kind for kind, _ in kinds("Lamp shade. " * 30)] == [WarningKind.LANGUAGE]


def test_a_text_with_nothing_to_speak_is_told() -> None:
    assert [kind for kind, _ in kinds("")] == [WarningKind.NOTHING]


def test_a_text_that_is_too_long_is_told_with_its_remedy() -> None:
    [found] = warnings(read("word " * 200_001), None)
    assert found.kind is WarningKind.NOTE
    assert "Split it" in found.text

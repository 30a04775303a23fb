"""What a reader may rely on: every word once, whole, in order, and lines that break where the
language allows it."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icu4py.breakers import CharacterBreaker, WordBreaker

from companion.script import parse_text
from companion.script.model import Cue, Script, Section, Token
from companion.typeset import Book, Setting, load_board, typeset
from companion.typeset.flow import paragraphs
from firmware.souffleur import book as format
from tests.typeset.texts import TEXTS, script, speech

BOARDS = [load_board(name) for name in ("t-glass", "devkit-ssd1306")]
NEVER_FIRST = "，。！？；：、）」』”’…,.!?;:)]}%។ၤ၊။।،؛؟ๆຯໆ"
NEVER_LAST = "（「『“‘《([{"
LETTERS = {
    "Latin": "abcdefgh ijklmno,. ABC’“”-() 0123.5%",
    "Vietnamese": "ăâđêôơưấềổũỵ bcnth,. ",
    "Chinese": "的一是在不了有和人这，。！？“”（）、《》2025Wi",
    "Thai": "กขคนมยรลสหอะาิีึืุูเแโใไ่้๊๋์ำ ",
    "Khmer": "កខគងចញតនបមយរលសហអាិីុូេោំះ់្ ។",
    "Burmese": "ကခဂငစညတနပမယရလသအာိီုူေဲံ့း်ျြွှ ။",
    "Arabic": "ابتجحدرسعفقكلمنهويء ،.2025 ab()",
    "Hindi": "कखगचजतदनपमयरलवसहािीुूेैोौंँ् ।",
    "everything": "a的กကأक😀\u200d\ufe0f𝒳 \u200b\t-",
}


def set_text(text: str, language: str = "en", board: int = 0, **wishes: object) -> Book:
    return typeset(script(text, language), BOARDS[board], Setting(**wishes))  # type: ignore[arg-type]


def every_token_stands_once(source: Script, made: Book) -> None:
    at = 0
    for line in made.lines:
        assert line.first_token == at or line.first_token == line.last_token
        at = max(at, line.last_token)
    assert at == len(source.tokens)
    for number, token in enumerate(source.tokens):
        line = made.lines[made.line_of(number)]
        assert line.first_token <= number < line.last_token
        if not all(unicodedata.category(char) in ("Cf", "Mn") for char in token.text):
            assert any(span[0] == number for span in line.spans), token.text
        parts = [span for line in made.lines for span in line.spans if span[0] == number]
        if len(parts) > 1:  # only what is wider than the panel
            assert sum(right - left for _, left, right in parts) > 0.9 * made.width, token.text


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("board", range(len(BOARDS)))
def test_every_token_stands_on_exactly_one_line_in_order(key: str, board: int) -> None:
    source = speech(key)
    every_token_stands_once(source, typeset(source, BOARDS[board]))


@pytest.mark.parametrize("key", TEXTS)
def test_the_lines_hold_the_whole_text(key: str) -> None:
    source = speech(key)
    shown = "".join(line.text for line in typeset(source, BOARDS[0]).lines)
    meant = "".join(paragraph.text for paragraph in paragraphs(source))
    assert shown.replace(" ", "") == meant.replace(" ", "")


@pytest.mark.parametrize("language", LETTERS)
def test_any_text_is_set_within_the_panel_and_loses_nothing(language: str) -> None:
    @settings(max_examples=60)
    @given(st.text(LETTERS[language], min_size=1, max_size=120), st.sampled_from([0, 1]),
           st.sampled_from(["small", "normal", "huge"]))
    def check(text: str, board: int, size: str) -> None:
        code = {"Chinese": "zh", "Thai": "th", "Khmer": "km", "Burmese": "my"}.get(language, "en")
        source = script(text, code)
        made = typeset(source, BOARDS[board], Setting(size=size))
        every_token_stands_once(source, made)
        for line in made.reading.lines:
            for drawn in line.drawn:
                rows, columns = made.reading.glyphs[drawn.glyph].levels.shape
                if rows:
                    assert drawn.x >= 0 and drawn.x + columns <= made.width
                    assert drawn.y >= 0 and drawn.y + rows <= made.line_height

    check()


@pytest.mark.parametrize("key", TEXTS)
def test_no_line_breaks_inside_a_word_or_before_closing_punctuation(key: str) -> None:
    language, _, _ = TEXTS[key]
    source = speech(key)
    words = language != "zh"  # Chinese may break between any two characters
    for paragraph in paragraphs(source):
        made = [line.text for line in typeset(source, BOARDS[0]).lines]
        ends: set[int] = set()
        at = 0
        for word in WordBreaker(paragraph.text, language):
            at += len(word)
            ends.add(at)
        at = 0
        for text in made:
            found = paragraph.text.find(text, at)
            if found != at + len(paragraph.text[at:]) - len(paragraph.text[at:].lstrip()):
                continue  # a line of another paragraph
            at = found + len(text)
            if at < len(paragraph.text) and words and text not in ("Donaudampfschiff-",):
                assert at in ends, (text, paragraph.text[at : at + 5])
            assert text[0] not in NEVER_FIRST
            assert text[-1] not in NEVER_LAST


def test_numbers_and_latin_words_stay_whole_in_chinese() -> None:
    text = "价格是12,345.67元，约30%，发布于2025年12月31日，支持Bluetooth以及MicroPython。"
    made = set_text(text, "zh")
    for whole in ("12,345.67", "30%", "2025", "Bluetooth", "MicroPython"):
        assert sum(whole in line.text for line in made.lines) == 1, whole


def test_a_word_wider_than_the_panel_breaks_between_letters_with_a_mark() -> None:
    word = "Donaude\u0301mpfschifffahrtsgesellschaftskapitän"
    made = set_text(word)
    assert len(made.lines) > 1
    assert made.tokens == 1
    ends = {0}
    for part in CharacterBreaker(word, "en"):
        ends.add(max(ends) + len(part))
    at = 0
    for line in made.lines:
        at += len(line.text)
        assert at in ends
    hyphen = set_text("-").compose(0).any(axis=0).nonzero()[0]
    for number in range(len(made.lines) - 1):
        tail = made.render_line(number)
        right = tail.any(axis=0).nonzero()[0][-1]
        mark = tail[:, right - (hyphen[-1] - hyphen[0]) : right + 1]
        assert np.count_nonzero(mark.any(axis=1)) <= 3  # a flat stroke, no letter
    assert all(line.spans[0][0] == 0 for line in made.lines)


def test_a_new_paragraph_starts_a_new_line_and_a_heading_is_marked() -> None:
    made = typeset(script("One.\nTwo.", "en", "Title"), BOARDS[0])
    assert [line.text for line in made.lines] == ["Title", "One.", "Two."]
    assert [line.flags & format.FLAG_HEADING for line in made.lines] == [1, 0, 0]
    assert [line.cue for line in made.lines] == ["", "c0", "c1"]


def test_directions_are_marked_and_belong_to_no_token() -> None:
    made = set_text("[pause]\nGood [slowly] evening.")
    assert made.lines[0].flags & format.FLAG_DIRECTION
    assert made.lines[0].spans == ()
    styles = {d.style for line in made.reading.lines for d in line.drawn}
    assert styles == {format.STYLE_DIRECTION, format.STYLE_SPOKEN}
    assert [span[0] for line in made.lines for span in line.spans] == [0, 1]


def test_arabic_runs_from_right_to_left_with_its_numbers_from_left_to_right() -> None:
    made = set_text("واحد اثنان 2025 Lamp", "ar", board=1)
    spans = {span[0]: span for line in made.lines for span in line.spans}
    one, two, year, lamp = (spans[n] for n in range(4))
    first = made.lines[0]
    assert first.flags & format.FLAG_RTL
    assert one[1] > two[2]
    assert lamp[1] > year[2] or made.line_of(3) != made.line_of(2)


def test_a_letter_without_a_glyph_is_a_box_and_is_reported() -> None:
    made = set_text("Hi 😀 and 👨‍👩‍👧 and 😀.")
    assert made.missing == {"😀": 2, "👨‍👩‍👧": 1}
    boxes = [d for line in made.reading.lines for d in line.drawn
             if (ink := made.reading.glyphs[d.glyph].levels).size and ink[0].all() and ink[-1].all()
             and ink[:, 0].all() and ink[:, -1].all()]
    assert len(boxes) == 3


@pytest.mark.parametrize("text", ["น้ำ", "นี้", "ที่", "สั้น"])
def test_thai_tones_stand_clear_above_their_vowel(text: str) -> None:
    with_tone = set_text(text, "th", size=20)
    without = set_text("".join(c for c in text if c not in "่้"), "th", size=20)
    def height(made: Book) -> int:
        return int(np.count_nonzero(made.render_line(0).any(axis=1)))

    assert height(with_tone) >= height(without) + 3


def test_settings_change_letters_and_rows() -> None:
    small, huge = set_text("Good evening", size="small"), set_text("Good evening", size="huge")
    assert small.rows > huge.rows
    assert set_text("Good evening", rows=4).rows == 4
    assert set_text("Good evening", size=30).line_height > 30
    assert set_text("Good evening", size=8).rows == 11


def test_a_direction_stays_bright_until_the_word_after_it_is_spoken() -> None:
    made = set_text("Well. [now] Go on.")
    line = next(n for n, line in enumerate(made.lines) if "[now]" in line.text)
    inks = [d.x for d in made.reading.lines[line].drawn if d.style == format.STYLE_DIRECTION]
    low, high = min(inks), max(inks)
    assert made.picture(line, 1, row=0)[: made.line_height, low:high].max() == 2
    assert made.picture(line, 2, row=0)[: made.line_height, low:high].max() == 1


def test_spoken_words_are_dim_and_the_next_ones_bright() -> None:
    made = set_text("Good evening")
    line = made.lines[0]
    (_, _, end), (_, start, _) = line.spans
    picture = made.picture(0, 1, row=0)[: made.line_height]
    assert set(np.unique(picture[:, :end])) == {0, 1}
    assert picture[:, start:].max() == 3
    assert made.picture(0, 0, row=0)[:, :end].max() == 3


def test_a_link_wider_than_the_panel_breaks_at_its_slashes() -> None:
    text = "https://example.org/souffleur/typesetting"
    token = Token(text, 0, len(text), (("example",),), "en")
    cue = Cue("c0", text, (token,), (), "en", 0, 0)
    made = typeset(Script("", "en", (Section("", 1, (cue,)),)), BOARDS[0])
    assert [line.text for line in made.lines] == [
        "https://", "example.org/", "souffleur/", "typesetting",
    ]
    assert "".join(line.text for line in made.lines) == text


def test_an_address_as_wide_as_the_panel_takes_its_full_stop_along() -> None:
    made = typeset(parse_text("Meet at 3:30 on www.asean.org. Then go."), BOARDS[0])
    assert [line.text for line in made.lines] == ["Meet at 3:30", "on www.asean.", "org. Then go."]


def test_a_script_without_a_word_to_speak_is_a_book_without_lines() -> None:
    made = typeset(Script("", "en", ()), BOARDS[0])
    assert made.lines == () and made.tokens == 0
    assert not made.picture(0, 0).any()


def test_letters_may_be_set_wider_apart_but_joined_ones_stay_joined() -> None:
    def width(text: str, language: str, spacing: int) -> int:
        made = set_text(text, language, board=1, spacing=spacing)
        return int(np.ptp(made.render_line(0).any(axis=0).nonzero()[0]))

    assert width("lamp", "en", 2) == width("lamp", "en", 0) + 6
    assert width("سلام", "ar", 2) == width("سلام", "ar", 0)

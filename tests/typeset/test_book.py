"""The stream keeps the rules of book.py and gives back the very pixels that were set."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from companion.script import parse_text
from companion.script.model import Script, Section
from companion.typeset import Area, load_board, typeset
from companion.typeset.coding import glyph_body, levels_of, model, pack, parse_glyph, rows_of
from companion.typeset.fonts import FontSet
from companion.typeset.raster import Levels, rasterise
from companion.typeset.reader import read
from companion.typeset.staging import staged
from firmware.souffleur import book as format
from firmware.souffleur import strip
from tests.typeset.texts import TEXTS, script, speech

GLASS = load_board("t-glass")


@st.composite
def pictures(draw: st.DrawFn) -> tuple[Levels, int]:
    depth = draw(st.sampled_from([1, 2, 4]))
    shape = draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    return draw(arrays(np.uint8, shape, elements=st.integers(0, (1 << depth) - 1))), depth


@given(pictures(), st.integers(-128, 127), st.integers(0, 255), st.integers(0, 255))
def test_any_picture_comes_back_from_its_glyph_body(
    made: tuple[Levels, int], left: int, top: int, advance: int
) -> None:
    levels, depth = made
    again = parse_glyph(glyph_body(levels, left, top, advance, depth), depth)
    assert np.array_equal(again[0], levels)
    assert again[1:] == (left, top, advance)


@given(pictures())
def test_every_coding_gives_the_same_pixels(made: tuple[Levels, int]) -> None:
    levels, depth = made
    raw = rows_of(levels, depth)
    assert np.array_equal(levels_of(raw, levels.shape[1], levels.shape[0], depth), levels)
    height, width = levels.shape
    codings = {format.RAW: raw, format.PACKED: pack(raw)}
    if depth == 2:
        codings[format.MODELLED] = model(levels)
    for coding, pixels in codings.items():
        into = bytearray(len(raw))
        format.draw(bytes((width, height, 0, 0, 0, coding)) + pixels, depth, into)
        assert bytes(into) == raw


@given(st.binary(max_size=200), st.sampled_from([1, 2, 4]))
def test_damaged_glyphs_are_refused_or_drawn_but_never_overrun(body: bytes, depth: int) -> None:
    if len(body) < format.GLYPH_HEAD:
        with pytest.raises(format.BookError):
            parse_glyph(body, depth)
        return
    into = bytearray(format.row_bytes(body[0], depth) * body[1])
    size = len(into)
    with contextlib.suppress(format.BookError):
        format.draw(body, depth, into)
    assert len(into) == size


def test_glyphs_in_the_book_are_the_rasterised_ones() -> None:
    made = typeset(speech("zh-Hans"), GLASS)
    fonts = FontSet()
    number = fonts.choose("照", True, True)
    assert number is not None
    face = fonts.faces()[number]
    glyph = face.font.get_nominal_glyph(ord("照"))
    expected = rasterise(face, glyph, 17, 2).levels
    assert any(np.array_equal(found.levels, expected) for found in made.reading.glyphs)


@pytest.mark.parametrize("key", TEXTS)
def test_the_header_tells_the_truth(key: str) -> None:
    made = typeset(speech(key), GLASS)
    reading = made.reading
    assert reading.used == len(made.data)
    assert len(reading.lines) == reading.promised_lines == len(made.lines)
    assert len(reading.glyphs) == reading.promised_glyphs
    assert reading.tokens == len(speech(key).tokens)
    assert (reading.width, reading.height, reading.depth) == (126, 114, 2)
    assert made.id == hashlib.sha256(made.data).digest()[:8]


@pytest.mark.parametrize("key", ["en", "zh-Hans", "th", "ar"])
def test_any_prefix_is_readable_and_shows_the_same_lines(key: str) -> None:
    made = typeset(speech(key), GLASS)
    for cut in range(format.HEADER_SIZE, len(made.data), 37):
        part = read(made.data[:cut])
        assert part.used <= cut
        for number in range(len(part.lines)):
            assert np.array_equal(staged(part, number, 0), made.render_line(number))


def test_the_first_screen_comes_first() -> None:
    text = "\n".join(f"Paragraph {n} talks about something {n * n} times." for n in range(200))
    made = typeset(script(text, "en"), GLASS)
    part = read(made.data[: len(made.data) // 20])
    assert len(part.lines) >= made.rows


def test_the_same_script_gives_the_same_book() -> None:
    assert typeset(speech("km"), GLASS).data == typeset(speech("km"), GLASS).data


def test_the_safe_area_bounds_the_lines() -> None:
    narrow = replace(GLASS, safe=Area(10, 8, 90, 100))
    made = typeset(speech("en"), narrow)
    assert (made.width, made.height) == (90, 100 - strip.HEIGHT)
    assert made.compose(0).shape == (100 - strip.HEIGHT, 90)


def test_each_section_has_its_title_before_its_first_line() -> None:
    text = "Hello.\n\n# One\n\nFirst.\n\n# A much longer name\n\nMore words.\n\n# 第三章\n\n好。"
    made = typeset(parse_text(text), GLASS)
    heads = [n for n, line in enumerate(made.lines) if line.flags & format.FLAG_HEADING]
    starts = [n for n in heads if n - 1 not in heads]
    assert [number for number, _ in made.reading.titles] == starts
    assert made.reading.title(starts[0] - 1) is None
    for number in range(starts[1], starts[2]):
        assert made.reading.title(number) is made.reading.titles[1][1]
    assert made.reading.title(len(made.lines) - 1) is made.reading.titles[2][1]


@given(st.text(st.sampled_from("aW 灯กิไម្ကြঅسلم[]😀"), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_title_of_any_length_keeps_to_its_room(heading: str) -> None:
    board = GLASS
    made = typeset(Script("", "en", (Section(heading, 1, speech("en").sections[0].cues),)), board)
    for _, title in made.reading.titles:
        for drawn in title.drawn:
            rows, columns = made.reading.glyphs[drawn.glyph].levels.shape
            if rows:
                assert drawn.x >= 0 and drawn.x + columns <= strip.room(board.safe.width)
                assert drawn.y >= 0 and drawn.y + rows <= strip.TITLE_HEIGHT


def test_without_a_strip_there_are_no_titles() -> None:
    made = typeset(speech("en"), replace(GLASS, strip=False))
    assert not made.reading.titles and made.height == GLASS.safe.height

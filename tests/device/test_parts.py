"""The small pure parts: battery, lines."""

import json

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur import book, line
from firmware.souffleur.battery import Battery, percent
from tools.virtual.rom import FIRMWARE

from . import books

CURVE = json.loads((FIRMWARE / "boards" / "t-glass.json").read_text())["battery"]["curve"]


def test_battery_follows_the_measured_curve():
    assert [percent(v, CURVE) for v in (4.3, 4.2, 3.85, 3.7, 3.3, 2.9)] == [100, 100, 75, 50, 0, 0]
    assert percent(3.95, CURVE) == 85


def test_a_board_without_a_battery_has_no_level():
    battery = Battery(None)
    battery.read()
    assert battery.level is None and not battery.low


def placed(body, known):
    """What walk() places: (number known?, x, top, advance, token, style)."""
    told = []
    glyphs = {n: (None, *g) for n, g in known.items()}

    class Glyphs:
        def __getitem__(self, number):
            return glyphs.get(number)

    line.walk(body, Glyphs(), 9, lambda glyph, x, top, pen, advance, token, style: told.append(
        (glyph is not None, x, top, advance, token, style)))
    return told


def test_operations_place_glyphs_as_the_format_says():
    body = books.line(10, [])
    body = body + bytes((
        0, book.OP_TOKEN, 1, book.OP_MOVE, 0xFE, 1,
        book.OP_MARK, 0xFF, 3, 0, book.OP_STYLE, book.STYLE_DIRECTION, 0xC0, 8,
        book.OP_TOKEN_AT, 5, book.OP_GLYPH, 1, 0, book.OP_FAR, 0x9C, 0xFF, 77,
    ))  # fmt: skip
    known = {0: (1, 2, 8, 0, 0), 1: (0, 4, 10, 0, 0), 200: (0, 0, 5, 0, 0)}
    assert placed(body, known) == [
        (True, 1, 2, 8, 9, 0),
        (True, 8, 4, 10, 10, 0),
        (True, 16, 4, 10, 10, 0),
        (True, 26, 5, 0, 10, 0),
        (True, 26, 0, 5, 10, 1),
        (True, 31, 4, 10, 15, 1),
        (False, -59, 0, 9, 15, 1),
    ]


@given(st.binary(min_size=6, max_size=60))
def test_any_bytes_make_a_line_without_raising(body):
    placed(body, {})

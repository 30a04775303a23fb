"""The small pure parts: touch, battery, messages, lines."""

import json

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur import book, line, text, touch
from firmware.souffleur.battery import Battery, percent
from tools.virtual.rom import FIRMWARE

from . import books

CURVE = json.loads((FIRMWARE / "boards" / "t-glass.json").read_text())["battery"]["curve"]


def feel(*presses, end=3000):
    """Gestures from (down at, up at) in ms, polled every 20 ms: [(ms, gesture)]."""
    gestures = touch.Gestures()
    felt = []
    for now in range(0, end, 20):
        kind = gestures.feed(any(down <= now < up for down, up in presses), now)
        if kind:
            felt.append((now, kind))
    return felt


def test_a_tap_waits_until_it_cannot_be_a_double_one():
    ((when, kind),) = feel((100, 250))
    assert kind == touch.TAP and 600 <= when <= 740


def test_two_quick_taps_are_one_double_tap_and_two_slow_ones_are_two():
    assert [kind for _, kind in feel((100, 200), (350, 450))] == [touch.DOUBLE]
    assert [kind for _, kind in feel((100, 200), (1200, 1300))] == [touch.TAP, touch.TAP]


def test_a_hold_is_told_while_the_finger_is_down_and_only_once():
    ((when, kind),) = feel((100, 2500))
    assert kind == touch.LONG and when < 1000


def test_a_flicker_shorter_than_the_debounce_time_is_nothing():
    assert feel((100, 130), (200, 240)) == []


@given(edges=st.lists(st.integers(0, 5000), max_size=20))
def test_whatever_the_finger_does_there_are_no_more_gestures_than_presses(edges):
    edges = sorted(edges)
    presses = list(zip(edges[::2], edges[1::2], strict=False))
    assert len(feel(*presses, end=8000)) <= len(presses)


def test_battery_follows_the_measured_curve():
    assert [percent(v, CURVE) for v in (4.3, 4.2, 3.85, 3.7, 3.3, 2.9)] == [100, 100, 75, 50, 0, 0]
    assert percent(3.95, CURVE) == 85


def test_a_board_without_a_battery_has_no_level():
    battery = Battery(None)
    battery.read()
    assert battery.level is None and not battery.low


@given(st.text(alphabet="ab \n", max_size=80), st.integers(1, 20))
def test_wrapped_parts_fit_and_lose_no_letter(message, columns):
    parts = text.wrap(message, columns)
    assert all(len(part) <= columns for part in parts)
    assert [c for part in parts for c in part if c in "ab"] == [c for c in message if c in "ab"]


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

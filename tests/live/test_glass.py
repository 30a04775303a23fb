"""The glass in the terminal holds the panel's pixels, every one of them where there is room."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from companion.live import glass

PICTURES = arrays(
    np.uint8,
    st.tuples(st.integers(1, 22), st.integers(1, 21)),
    elements=st.sampled_from((0, 85, 170, 255)),
)


def brightness(colour: object) -> int:
    assert colour is not None
    return colour.triplet[1]  # type: ignore[attr-defined]


@settings(max_examples=60)
@given(PICTURES)
def test_half_blocks_give_every_pixel_its_level(picture: np.ndarray) -> None:
    lines, missing = glass.draw(picture, 200, 200)
    assert missing == 0
    seen = np.zeros((len(lines) * 2, picture.shape[1]), np.uint8)
    for row, line in enumerate(lines):
        for span in line.spans:
            seen[2 * row, span.start : span.end] = brightness(span.style.color)
            seen[2 * row + 1, span.start : span.end] = brightness(span.style.bgcolor)
        assert line.plain == glass.HALF * picture.shape[1]
    assert np.array_equal(seen[: len(picture)], picture)  # full green is a full level


@settings(max_examples=60)
@given(PICTURES)
def test_braille_has_a_dot_for_every_lit_pixel(picture: np.ndarray) -> None:
    height, width = picture.shape
    lines, missing = glass.draw(picture, (width + 1) // 2, (height + 3) // 4)
    if width == 1 and height <= 2:
        return  # half blocks fit there, too
    assert missing == 0
    dots = {0: (0, 0), 1: (1, 0), 2: (2, 0), 3: (0, 1), 4: (1, 1), 5: (2, 1), 6: (3, 0), 7: (3, 1)}
    seen = np.zeros((len(lines) * 4, (width + 1) // 2 * 2), bool)
    for row, line in enumerate(lines):
        for column, char in enumerate(line.plain):
            for bit, (down, right) in dots.items():
                if ord(char) - 0x2800 >> bit & 1:
                    seen[row * 4 + down, column * 2 + right] = True
    assert np.array_equal(seen[:height, :width], picture > 0)


@given(PICTURES, st.integers(1, 30), st.integers(1, 30))
def test_never_larger_than_the_room_and_honest_about_what_is_cut(
    picture: np.ndarray, columns: int, rows: int
) -> None:
    lines, missing = glass.draw(picture, columns, rows)
    assert len(lines) <= rows
    assert all(line.cell_len <= columns for line in lines)
    shown = max(len(lines) * 4, 0)
    assert missing == max(0, len(picture) - shown) or missing == 0
    if missing:
        assert shown + missing == len(picture)

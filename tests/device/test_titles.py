"""The title of a line's section is found in flash, whatever way the book came there."""

import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.script import parse_text
from companion.typeset import load_board, typeset
from firmware.souffleur import book
from firmware.souffleur.volume import Volume

LONG = "\n\n".join(f"Sentence number {n} of a very long section." for n in range(150))
TALK = "Hello.\n\n# One\n\nFirst.\n\n# Two\n\n" + LONG + "\n\n# 三\n\n好。\n\n# Four\n\nThe end."
MADE = typeset(parse_text(TALK), load_board("t-glass"))
STARTS = [number for number, _ in MADE.reading.titles]


def bodies():
    """The titles' bodies as they stand in the stream."""
    at = book.HEADER_SIZE
    found = []
    while at < len(MADE.data):
        size = MADE.data[at + 1] | MADE.data[at + 2] << 8
        if MADE.data[at] == book.TITLE:
            found.append(MADE.data[at + book.RECORD_HEAD : at + book.RECORD_HEAD + size])
        at += book.RECORD_HEAD + size
    return found


BODIES = bodies()


def check(volume, lines):
    for line in lines:
        number = bisect_right(STARTS, line) - 1
        first = volume.title_line(line)
        assert first == (STARTS[number] if number >= 0 else -1)
        if first >= 0:
            assert bytes(volume.title(first)) == BODIES[number]


def test_in_any_order_of_asking(tmp_path):
    volume = Volume(str(tmp_path / "a"), ".part", True)
    volume.append(MADE.data)
    everything = list(range(len(MADE.lines)))
    check(volume, everything)
    check(volume, reversed(everything))
    random.Random(1).shuffle(everything)
    check(volume, everything)
    assert volume.title_line(10**6) == STARTS[-1]


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, len(MADE.data) - 1), max_size=4, unique=True),
       synced=st.booleans())
def test_after_the_power_went_at_any_byte(cuts, synced, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("titles") / "a")
    at = 0
    for cut in [*sorted(cuts), len(MADE.data)]:
        volume = Volume(path, ".part", True)
        assert volume.held == at
        volume.append(MADE.data[at:cut])
        if volume.lines:
            check(volume, range(0, volume.lines, 7))
        if synced:
            volume.sync()
        else:
            volume._file.flush()  # the book's bytes are there, its offsets are not
        at = cut
        volume._file.close()
    volume = Volume(path, ".part", True)
    assert volume.lines == len(MADE.lines)
    check(volume, range(0, volume.lines, 5))


def test_an_empty_book_has_no_title(tmp_path):
    volume = Volume(str(tmp_path / "a"), ".part", True)
    assert volume.title_line(0) == -1
    volume.append(MADE.data[: book.HEADER_SIZE])
    assert volume.title_line(3) == -1


@pytest.mark.parametrize("damage", [b"\3\xff\xff", b"\3\0\0", b"\4\0\1" + bytes(256)])
def test_impossible_titles_are_no_book(damage, tmp_path):
    volume = Volume(str(tmp_path / "a"), ".part", True)
    with pytest.raises(book.BookError):
        volume.append(MADE.data[: book.HEADER_SIZE] + damage)

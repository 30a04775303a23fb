"""The device's own words: the files are what the tool makes, and fit their places."""

import pytest

from companion.typeset.fonts import FontSet
from companion.typeset.shape import graphemes
from firmware.souffleur import signs, strip
from tools.words.__main__ import FOLDER, ROOM, WIDE, file_of
from tools.words.table import SMALL, WORDS

from .stages import perform

NUMBERS = """
from souffleur import words
print(words.WAITING, words.LINKED, words.PAIRING, words.CHARGE)
"""


@pytest.mark.parametrize("language", WORDS)
def test_the_files_are_what_the_tool_makes(language):
    assert (FOLDER / f"{language}.bin").read_bytes() == file_of(language)


def test_there_is_no_file_of_a_language_that_the_tool_does_not_know():
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(WORDS)


def test_every_language_says_everything_and_the_fonts_have_every_letter():
    fonts = FontSet()
    for words in WORDS.values():
        assert len(words) == SMALL + 4
        for word in words:
            assert all(fonts.choose(part, False, False) is not None for part in graphemes(word))


@pytest.mark.parametrize("language", WORDS)
def test_words_fit_their_places(language):
    data = file_of(language)
    for number in range(data[2]):
        width, height, low, high = data[3 + 4 * number : 7 + 4 * number]
        assert (low | high << 8) + (width + 7) // 8 * height <= len(data)
        if number < SMALL:
            assert width <= ROOM and height <= strip.TITLE_HEIGHT
        else:
            assert width <= WIDE and height <= 28


def test_the_firmware_counts_them_the_same_way(tmp_path):
    played = perform(tmp_path, "t-glass", NUMBERS, b"")
    assert played.printed.split() == [str(SMALL + n) for n in range(4)]
    assert signs.MANUAL + 2 == SMALL  # one for each sign, and the battery's


DAMAGED = """
from souffleur import words
sys.path[:] = ["."]
print([words.picture("xx", n) for n in (0, 8, 200)], words.picture("yy", 0))
"""


@pytest.mark.parametrize(
    "content", [b"", b"SW", b"SW\x09", b"XX\x09" + bytes(99), b"SW\x09" + b"\xff" * 40]
)
def test_damaged_or_missing_files_are_no_words(content, tmp_path):
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "xx.bin").write_bytes(content)
    played = perform(tmp_path, "t-glass", DAMAGED, b"")
    assert played.printed.strip() == "[None, None, None] None"

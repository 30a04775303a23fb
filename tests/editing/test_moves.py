"""The caret never stands inside a character, and every way there has a way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.editing import Document, moves

TEXTS = st.text(alphabet="ab é\u0301\n各位。ก็้สวัส👩\u200d🚀🇻🇳", max_size=40)


@given(TEXTS)
def test_from_end_to_end_and_back_by_characters(text: str) -> None:
    document = Document(text)
    there = [0]
    while there[-1] < len(text):
        there.append(moves.right(document, there[-1]))
        assert there[-1] > there[-2]
    back = [len(text)]
    while back[-1] > 0:
        back.append(moves.left(document, back[-1]))
        assert back[-1] < back[-2]
    assert there == back[::-1]
    assert moves.right(document, len(text)) == len(text)
    assert moves.left(document, 0) == 0


@given(TEXTS)
def test_words_too_lead_from_end_to_end(text: str) -> None:
    document = Document(text)
    at = 0
    while at < len(text):
        before, at = at, moves.word_right(document, at)
        assert at > before
    while at > 0:
        before, at = at, moves.word_left(document, at)
        assert at < before


@pytest.mark.parametrize(
    ("text", "at", "word"),
    [("a bright lamp", 4, "bright"), ("今天天气很好", 2, "天气"), ("สวัสดีครับทุกท่าน", 7, "ครับ"),
     ("lamp", 4, "lamp"), ("", 0, "")],
)
def test_the_word_under_a_finger(text: str, at: int, word: str) -> None:
    start, end = moves.word_at(Document(text), at)
    assert text[start:end] == word


def test_an_emoji_of_several_signs_is_one_step() -> None:
    document = Document("a👩\u200d🚀b")
    assert moves.right(document, 1) == 4
    assert moves.left(document, 4) == 1


def test_the_whole_line() -> None:
    document = Document("one\ntwo\nthree")
    assert moves.line_at(document, 5) == (4, 8)
    assert moves.line_at(document, 9) == (8, 13)

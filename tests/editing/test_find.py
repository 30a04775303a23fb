"""Find and replace do what a plain search of the text does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.editing import Document, Query, count, find_all, find_next, replace_all

TEXTS = st.text(alphabet="aAb.*\n灯笼", max_size=80)
NEEDLES = st.text(alphabet="aAb.*灯", min_size=1, max_size=3)


@given(TEXTS, NEEDLES, st.text(alphabet="a灯x", max_size=3))
def test_replace_all_is_that_of_a_string(text: str, needle: str, new: str) -> None:
    document = Document(text)
    made = replace_all(document, Query(needle, case=True), new)
    assert document.text == text.replace(needle, new)
    assert made == text.count(needle)
    if document.text != text:
        document.undo()
    assert document.text == text


@given(TEXTS, NEEDLES)
def test_without_case_every_capital_counts_the_same(text: str, needle: str) -> None:
    places = list(find_all(text, Query(needle)))
    assert places == [m.span() for m in re.finditer(re.escape(needle), text, re.IGNORECASE)]
    assert count(text, Query(needle)) == len(places)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("The lamp, lamps and a lamp.", "lamp", [4, 22]),
        ("streetlamp lamp_post lamp", "lamp", [21]),
        ("一盏灯和灯笼", "灯", [2, 4]),  # no word ends are written
        ("用Wi-Fi上网", "wi-fi", [1]),  # Chinese around it is no part of the word
        ("đèn dầu, đènđèn", "đèn", [0]),
    ],
)
def test_whole_words(text: str, word: str, found: list[int]) -> None:
    assert [start for start, _ in find_all(text, Query(word, whole_word=True))] == found


def test_the_next_place_goes_round_the_end() -> None:
    text = "one two one"
    query = Query("one")
    assert find_next(text, query, 0) == (0, 3)
    assert find_next(text, query, 1) == (8, 11)
    assert find_next(text, query, 9) == (0, 3)
    assert find_next(text, query, 8, backwards=True) == (0, 3)
    assert find_next(text, query, 0, backwards=True) == (8, 11)
    assert find_next(text, Query("three"), 0) is None
    assert find_next(text, Query(""), 0) is None

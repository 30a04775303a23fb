"""Lines are recognised from pixels alone, on made-up and on real books."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.report.sight import NOTHING, Sight, spoken_spans
from companion.typeset import load_board, typeset
from tests.report.performance import demo_book, screen
from tests.report.stage import LINE_HEIGHT, Book, picture, talk
from tests.typeset.texts import TEXTS, speech

BOOK = talk()
SIGHT = Sight(BOOK)


def tokens_of(book: Book, *lines: int) -> set[int]:
    return {span[0] for line in lines for span in book.lines[line].spans}


@given(top=st.integers(-4, 29), shift=st.tuples(st.integers(0, 6), st.integers(0, 6)))
def test_every_whole_line_is_found_wherever_the_text_stands(
    top: int, shift: tuple[int, int]
) -> None:
    seen = SIGHT.see(picture(BOOK, top, shift=shift))
    shown = [line for line in range(top, top + 5) if 0 <= line < len(BOOK.lines)]
    assert [line.line for line in seen.lines] == shown
    assert seen.tokens == tokens_of(BOOK, *shown)
    assert seen.top == top
    assert {(line.row - shift[0]) // LINE_HEIGHT + top for line in seen.lines} == set(shown)
    assert {line.column for line in seen.lines} == {shift[1]}


def test_a_line_that_runs_off_the_panel_is_not_readable() -> None:
    whole = picture(BOOK, 5)
    seen = SIGHT.see(whole[: 4 * LINE_HEIGHT + 6])
    assert [line.line for line in seen.lines] == [5, 6, 7, 8]
    scrolled = np.roll(whole, -5, axis=0)
    scrolled[-5:] = 0
    assert [line.line for line in SIGHT.see(scrolled).lines] == [6, 7, 8, 9]


def test_dark_panels_and_foreign_pictures_show_nothing() -> None:
    assert SIGHT.see(np.zeros((66, 102), np.uint8)) == NOTHING
    noise = np.random.default_rng(1).integers(0, 2, (66, 102)).astype(np.uint8)
    assert SIGHT.see(noise) == NOTHING
    other = talk(seed=99)
    assert SIGHT.see(picture(other, 3)).tokens == frozenset()
    assert SIGHT.see(np.full((66, 102), 255, np.uint8)) == NOTHING


def test_a_sign_hides_the_words_under_it_and_no_others() -> None:
    shown = picture(BOOK, 5)
    token, left, right = BOOK.lines[5].spans[-1]
    shown[0:LINE_HEIGHT, left:right] = 0
    shown[1:9, left + 1 : left + 9] = 255
    seen = SIGHT.see(shown)
    assert [line.line for line in seen.lines] == [5, 6, 7, 8, 9]
    assert seen.tokens == tokens_of(BOOK, 5, 6, 7, 8, 9) - {token}


def test_an_underline_takes_nothing_away() -> None:
    shown = picture(BOOK, 5)
    token, left, right = BOOK.lines[6].spans[1]
    shown[2 * LINE_HEIGHT - 1, left:right] = 255
    assert token in SIGHT.see(shown).tokens
    assert SIGHT.see(shown) == SIGHT.see(picture(BOOK, 5))


def test_lines_that_look_alike_read_alike_and_are_told_apart_by_their_neighbours() -> None:
    book = Book(["ab cd", "thank you", "ef gh", "ij kl", "thank you", "mn op"])
    sight = Sight(book)
    seen = sight.see(picture(book, 3, rows=3))
    assert [line.line for line in seen.lines] == [3, 4, 5]
    assert seen.tokens == tokens_of(book, 1, 3, 4, 5)


def test_a_word_broken_over_two_lines_needs_both() -> None:
    book = Book(["ab cd ef", "gh ij", "kl mn"])
    first, second = book.lines[0], book.lines[1]
    broken = first.spans[2][0]
    spans = ((broken, 0, 12), *second.spans[1:])
    book.lines = (first, type(second)(second.text, second.first_token, spans), book.lines[2])
    sight = Sight(book)
    assert broken in sight.see(picture(book, 0, rows=3)).tokens
    assert broken not in sight.see(picture(book, 0, rows=1)).tokens
    assert broken not in sight.see(picture(book, 1, rows=2)).tokens


@given(seed=st.integers(0, 50), line=st.integers(5, 9))
def test_one_wrong_word_is_not_taken_for_the_right_one(seed: int, line: int) -> None:
    """Mutation: another word drawn in a word's place must cost exactly that word."""
    shown = picture(BOOK, 5)
    token, left, right = (BOOK.lines[line].spans or BOOK.lines[6].spans)[1]
    row = (line if BOOK.lines[line].spans else 6) - 5
    rows = slice(row * LINE_HEIGHT, (row + 1) * LINE_HEIGHT - 2)
    noise = np.random.default_rng(seed).integers(0, 2, (10, right - left)) * 255
    shown[rows, left:right] = noise
    assert token not in SIGHT.see(shown).tokens


@pytest.mark.parametrize("board", ["t-glass", "devkit-ssd1306"])
@pytest.mark.parametrize("name", TEXTS)
def test_the_glasses_own_pictures_are_read_line_by_line(name: str, board: str) -> None:
    """Every language, dimmed or underlined as the stage paints it."""
    book = typeset(speech(name), load_board(board))
    sight = Sight(book)
    placed = {t for line in book.lines for t, *_ in spoken_spans(line)}
    assert placed >= set(range(book.tokens))
    for line, set_line in enumerate(book.lines):
        shown = [n for n in range(line - 1, line - 1 + book.rows) if 0 <= n < len(book.lines)]
        some = {t for n in shown for t, *_ in spoken_spans(book.lines[n])}
        rest = {t for n in range(len(book.lines)) if n not in shown
                for t, *_ in spoken_spans(book.lines[n])}
        for spoken in (set_line.first_token, set_line.first_token + 2):
            seen = sight.see(book.picture(line, spoken))
            assert seen.top == line - 1
            assert [at.line for at in seen.lines] == shown
            assert some - rest <= seen.tokens <= some


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whole_talks_are_read_line_by_line(language: str) -> None:
    book = demo_book(language)
    sight = Sight(book)
    drawings = [book.render_line(number).tobytes() for number in range(len(book.lines))]
    for line in range(len(book.lines)):
        seen = sight.see(screen(book, line, spoken=book.lines[line].first_token + 2))
        shown = [n for n in range(line - 1, line - 1 + book.rows) if 0 <= n < len(book.lines)]
        assert seen.top == line - 1
        assert [at.line for at in seen.lines] == shown
        alike = [n for n, drawn in enumerate(drawings) if drawn in {drawings[s] for s in shown}]
        assert seen.tokens == {
            t for n in alike for t in range(book.lines[n].first_token, book.lines[n].last_token)
        }


@settings(max_examples=30)
@given(st.data())
def test_what_is_seen_is_what_is_drawn(data: st.DataObject) -> None:
    """Any lines in any order: the tokens seen are those of the lines drawn."""
    lines = data.draw(st.lists(st.integers(0, 29), min_size=1, max_size=5, unique=True))
    shown = np.concatenate([BOOK.render_line(line) for line in lines])
    assert SIGHT.see(shown).tokens == tokens_of(BOOK, *lines)

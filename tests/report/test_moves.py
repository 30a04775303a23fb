"""False moves and cue latency on made-up performances."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.report.events import Pictured
from companion.report.judge import judge_words
from companion.report.moves import Move, find_moves
from companion.report.truth import Disturbance, Truth
from tests.report.stage import follow, glass_of, line_of, picture, read_aloud, talk, truth_of

BOOK = talk()


def moves_of(pictures: list[Pictured], truth: Truth, row: int = 1) -> list[Move]:
    glass = glass_of(BOOK, pictures)
    return find_moves(judge_words(truth, glass), glass, BOOK, row)


@pytest.mark.parametrize("row", [0, 1, 2])
@pytest.mark.parametrize("late", [-0.25, 0.0, 0.8])
def test_plain_reading_has_no_false_move_and_its_latency_is_exact(row: int, late: float) -> None:
    truth = truth_of(read_aloud(list(range(60))))
    moves = moves_of(follow(BOOK, truth, late=late, row=row), truth, row)
    assert len(moves) > 15
    assert not any(move.false for move in moves)
    assert [move.latency for move in moves] == pytest.approx([late] * len(moves))


def test_a_jump_while_the_speaker_reads_on_is_false_and_the_way_back_is_not() -> None:
    truth = truth_of(read_aloud(list(range(60))))
    pictures = follow(BOOK, truth)
    index = 8
    here = pictures[index]
    astray = Pictured(here.t + 0.3, picture(BOOK, 25))
    back = Pictured(here.t + 0.6, here.pixels)
    moves = moves_of([*pictures[: index + 1], astray, back, *pictures[index + 1 :]], truth)
    assert [move.time for move in moves if move.false] == [astray.t]
    assert next(move for move in moves if move.false).size > 10


def test_a_move_during_an_ad_lib_is_false() -> None:
    words = read_aloud(list(range(13)))
    aside = read_aloud([None] * 30, begin=words[-1].end + 0.3)
    after = read_aloud(list(range(13, 30)), begin=aside[-1].end + 0.3)
    truth = truth_of(
        [*words, *aside, *after], (Disturbance("adlib", aside[0].start, aside[-1].end),)
    )
    calm = follow(BOOK, truth)
    assert not any(move.false for move in moves_of(calm, truth))
    strays = [
        Pictured(aside[10].start, picture(BOOK, line_of(BOOK, 12) + 1)),
        Pictured(aside[20].start, picture(BOOK, line_of(BOOK, 12) - 1)),
    ]
    restless = sorted([*calm, *strays], key=lambda p: p.t)
    false = [move for move in moves_of(restless, truth) if move.false]
    assert [(move.time, move.size) for move in false] == [(strays[0].t, 2)]


def test_going_back_and_forth_between_neighbouring_lines_is_false() -> None:
    truth = truth_of(read_aloud(list(range(60))))
    pictures = follow(BOOK, truth)
    ahead, here = pictures[9], pictures[8]
    jitter = [Pictured(ahead.t + 0.2, here.pixels), Pictured(ahead.t + 0.5, ahead.pixels)]
    moves = moves_of(sorted([*pictures, *jitter], key=lambda p: p.t), truth)
    assert [move.time for move in moves if move.false] == [jitter[0].t]


def test_bringing_the_present_line_back_into_sight_is_no_false_move() -> None:
    words = read_aloud(list(range(60)))
    truth = truth_of(words)
    pictures = follow(BOOK, truth)
    first = words[36]  # of three words on its line
    line = line_of(BOOK, 36)
    assert line_of(BOOK, 38) == line != line_of(BOOK, 35)
    rash = Pictured(first.start + 0.1, picture(BOOK, line + 1))
    back = Pictured(first.start + 0.3, picture(BOOK, line - 1))
    moves = moves_of(sorted([*pictures, rash, back], key=lambda p: p.t), truth)
    assert [(move.time, move.size) for move in moves if move.false] == [(rash.t, 2)]
    assert back.t in [move.time for move in moves]


def test_a_move_that_hides_the_next_word_is_false_however_soon_it_would_be_right() -> None:
    truth = truth_of(read_aloud(list(range(60))))
    early = follow(BOOK, truth, late=-0.5, row=0)  # before the last word of each line began
    moves = moves_of(early, truth, row=0)
    assert sum(move.false for move in moves) > 15


def test_following_a_skip_and_a_return_is_no_false_move() -> None:
    words = read_aloud([*range(20), *range(50, 70), *range(30, 45)])
    truth = truth_of(
        words,
        (
            Disturbance("skip", words[19].end, words[20].start),
            Disturbance("return", words[39].end, words[40].start),
        ),
    )
    moves = moves_of(follow(BOOK, truth, late=0.9), truth)
    assert max(move.size for move in moves) > 5
    assert not any(move.false for move in moves)


def test_a_picture_drawn_in_steps_is_one_move() -> None:
    truth = truth_of(read_aloud(list(range(30))))
    pictures = follow(BOOK, truth)
    torn = pictures[3].pixels.copy()
    torn[24:] = pictures[4].pixels[24:]
    steps = [*pictures[:4], Pictured(pictures[4].t - 0.03, torn), *pictures[4:]]
    assert len(moves_of(steps, truth)) == len(moves_of(pictures, truth))


@settings(max_examples=25)
@given(late=st.floats(0.0, 1.0), shift=st.floats(-0.3, 0.3))  # earlier, a move is of no word
def test_latency_shifts_as_the_pictures_do(late: float, shift: float) -> None:
    truth = truth_of(read_aloud(list(range(40))))
    pictures = follow(BOOK, truth, late=late)
    moved = [Pictured(p.t + shift, p.pixels) for p in pictures]
    first = [move.latency for move in moves_of(pictures, truth)]
    second = [move.latency for move in moves_of(moved, truth)]
    assert [b - a for a, b in zip(first, second, strict=True)] == pytest.approx(
        [shift] * len(first)
    )

"""The judge on made-up performances whose answers are known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.report.events import Pictured
from companion.report.judge import LEAD, RECOVERY_GOAL, judge_words, recoveries, share_visible
from companion.report.truth import Disturbance
from tests.report.stage import (
    Book,
    follow,
    glass_of,
    line_of,
    picture,
    read_aloud,
    talk,
    truth_of,
)

BOOK = talk()


def visibility(book: Book, pictures: list[Pictured], truth) -> tuple[float | None, float | None]:
    verdicts = judge_words(truth, glass_of(book, pictures))
    kept = [verdict for verdict in verdicts if not verdict.left_out]
    return share_visible(kept), share_visible(verdicts)


def test_a_faithful_glass_shows_every_word_in_time() -> None:
    truth = truth_of(read_aloud(list(range(60))))
    assert visibility(BOOK, follow(BOOK, truth), truth) == (1.0, 1.0)


def test_a_dark_glass_shows_nothing() -> None:
    truth = truth_of(read_aloud(list(range(60))))
    dark = [Pictured(-1.0, picture(BOOK, 10_000))]
    assert visibility(BOOK, dark, truth) == (0.0, 0.0)
    assert visibility(BOOK, [], truth) == (0.0, 0.0)


def test_a_word_that_appears_a_moment_late_is_missed_though_it_is_there_when_spoken() -> None:
    truth = truth_of(read_aloud([12], begin=5.0))
    for early, seen in ((LEAD + 0.01, True), (LEAD - 0.01, False)):
        pictures = [Pictured(5.0 - early, picture(BOOK, 3))]
        (verdict,) = judge_words(truth, glass_of(BOOK, pictures))
        assert verdict.present
        assert verdict.visible is seen


def test_a_flicker_before_the_word_makes_it_missed() -> None:
    truth = truth_of(read_aloud([12], begin=5.0))
    pictures = [
        Pictured(0.0, picture(BOOK, 3)),
        Pictured(4.6, picture(BOOK, 20)),
        Pictured(4.65, picture(BOOK, 3)),
    ]
    (verdict,) = judge_words(truth, glass_of(BOOK, pictures))
    assert verdict.present and not verdict.visible


def test_a_glass_that_is_dark_when_the_recording_starts_is_not_forgiven() -> None:
    truth = truth_of(read_aloud([0], begin=0.3))
    for first, seen in ((0.0, True), (-3.0, True), (0.1, False)):
        (verdict,) = judge_words(truth, glass_of(BOOK, [Pictured(first, picture(BOOK, 0))]))
        assert verdict.visible is seen
    blinked = [Pictured(-3.0, picture(BOOK, 20)), Pictured(-0.1, picture(BOOK, 0))]
    (verdict,) = judge_words(truth, glass_of(BOOK, blinked))
    assert not verdict.visible


def test_what_is_left_out_is_fixed_by_the_recording() -> None:
    words = read_aloud([*range(10), *range(40, 60)])
    skip = Disturbance("skip", words[9].end, words[10].start)
    truth = truth_of(words, (skip,))
    for pictures in (follow(BOOK, truth), [Pictured(-1.0, picture(BOOK, 10_000))]):
        verdicts = judge_words(truth, glass_of(BOOK, pictures))
        assert [v.left_out for v in verdicts] == (
            [False] * 10 + [True] * RECOVERY_GOAL + [False] * (20 - RECOVERY_GOAL)
        )


def test_a_stumble_leaves_out_its_own_span_alone() -> None:
    words = read_aloud([0, 1, 2, 1, 2, 3, 4])
    truth = truth_of(words, (Disturbance("stumble", words[3].start, words[4].end),))
    verdicts = judge_words(truth, glass_of(BOOK, follow(BOOK, truth)))
    assert [v.left_out for v in verdicts] == [False, False, False, True, True, False, False]


@pytest.mark.parametrize("needed", [0, 1, 5, 9])
def test_recovery_counts_the_words_spoken_until_the_picture_is_right(needed: int) -> None:
    words = read_aloud([*range(9), *range(45, 65)])
    skip = Disturbance("skip", words[8].end, words[9].start)
    truth = truth_of(words, (skip,))
    found = words[9 + needed].start - 0.05
    pictures = [p for p in follow(BOOK, truth) if p.t < skip.end - 0.5]
    pictures += [Pictured(found, picture(BOOK, line_of(BOOK, 45), rows=12))]
    verdicts = judge_words(truth, glass_of(BOOK, pictures))
    assert recoveries(truth, verdicts)[0].words == needed


def test_a_lucky_moment_is_no_recovery() -> None:
    words = read_aloud([*range(9), *range(45, 65)])
    truth = truth_of(words, (Disturbance("skip", words[8].end, words[9].start),))
    pictures = [  # right for two words only
        Pictured(-1.0, picture(BOOK, 0)),
        Pictured(words[10].start - 0.05, picture(BOOK, line_of(BOOK, 45), rows=12)),
        Pictured(words[12].start - 0.05, picture(BOOK, 0)),
    ]
    verdicts = judge_words(truth, glass_of(BOOK, pictures))
    assert recoveries(truth, verdicts)[0].words is None


def test_a_log_that_claims_the_right_place_over_wrong_pictures_gets_nothing() -> None:
    """The judge has no ear for what the companion says: only pictures enter."""
    truth = truth_of(read_aloud(list(range(12))))
    wrong = [Pictured(p.t, picture(BOOK, 22)) for p in follow(BOOK, truth)]
    assert visibility(BOOK, wrong, truth)[0] == 0.0


@settings(max_examples=40)
@given(late=st.floats(0.0, 2.0), share=st.floats(0.0, 1.0), tokens=st.integers(20, 60))
def test_a_quicker_glass_is_never_worse(late: float, share: float, tokens: int) -> None:
    """A glass that moves as soon as a line is read out, or any less late, cannot lose by it."""
    truth = truth_of(read_aloud(list(range(tokens))))
    slow, _ = visibility(BOOK, follow(BOOK, truth, late=late), truth)
    quick, _ = visibility(BOOK, follow(BOOK, truth, late=late * share), truth)
    assert slow is not None and quick is not None and quick >= slow


@settings(max_examples=25)
@given(shift=st.tuples(st.integers(0, 6), st.integers(0, 6)), dim=st.booleans())
def test_where_on_the_panel_and_how_bright_makes_no_difference(
    shift: tuple[int, int], dim: bool
) -> None:
    truth = truth_of(read_aloud(list(range(30))))
    plain = follow(BOOK, truth)
    tops = glass_of(BOOK, plain).seen
    moved = [
        Pictured(p.t, picture(BOOK, seen.top if seen.top is not None else 0, shift=shift, dim=dim))
        for p, seen in zip(plain, tops, strict=True)
    ]
    assert visibility(BOOK, moved, truth) == visibility(BOOK, plain, truth) == (1.0, 1.0)

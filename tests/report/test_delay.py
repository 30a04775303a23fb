"""Delays of recogniser and pixels, on hypotheses with known delays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.hypothesis import Hypothesis
from companion.report.delay import position_to_pixel, recogniser_delays, units
from companion.report.events import Heard, Pictured, Shown
from companion.report.truth import SpokenWord, Truth
from tests.report.stage import glass_of, picture, talk


def spoken(text: list[str], pace: float = 0.5) -> Truth:
    words = [SpokenWord(word, n * pace, n * pace + 0.4, n) for n, word in enumerate(text)]
    return Truth("en", "x.md", tuple(words))


def partials(truth: Truth, delay: float, upto: int, swaps: dict[int, str] | None = None):
    """A partial for each word, `delay` after its end, and a final one."""
    heard = []
    for n in range(upto):
        said = [(swaps or {}).get(m, truth.words[m].word) for m in range(n + 1)]
        t = truth.words[n].end + delay
        heard.append(Heard(t, Hypothesis(tuple(said), False, 0, t)))
    return heard


WORDS = ["the", "road", "to", "the", "sea", "is", "the", "road", "home"]


@given(st.floats(-0.1, 1.0))
def test_every_word_has_the_delay_it_was_heard_with(delay: float) -> None:
    truth = spoken(WORDS)
    delays = recogniser_delays(truth, partials(truth, delay, len(WORDS)))
    assert delays == pytest.approx([delay] * len(WORDS), abs=1e-6)


def test_a_word_that_is_never_heard_has_no_delay() -> None:
    truth = spoken(WORDS)
    heard = partials(truth, 0.3, len(WORDS), {4: "[unk]"})
    assert recogniser_delays(truth, heard) == pytest.approx([0.3] * (len(WORDS) - 1))


def test_a_word_found_by_a_late_rewrite_counts_from_there() -> None:
    truth = spoken(WORDS)
    heard = partials(truth, 0.3, len(WORDS), {4: "see"})
    t = truth.words[-1].end + 1.0
    heard.append(Heard(t, Hypothesis(tuple(WORDS), True, 0, t)))
    delays = recogniser_delays(truth, heard)
    assert sorted(delays)[-1] == pytest.approx(t - truth.words[4].end)
    assert len(delays) == len(WORDS)


def test_the_next_utterance_begins_anew() -> None:
    truth = spoken(WORDS)
    first = partials(truth, 0.3, 5)
    t = first[-1].t + 0.1
    heard = [*first, Heard(t, Hypothesis(tuple(WORDS[:5]), True, 0, t))]
    for n in range(5, 9):
        t = truth.words[n].end + 0.6
        heard.append(Heard(t, Hypothesis(tuple(WORDS[5 : n + 1]), False, 1, t)))
    assert recogniser_delays(truth, heard) == pytest.approx([0.3] * 5 + [0.6] * 4)


def test_chinese_is_compared_by_characters_however_it_is_cut() -> None:
    truth = spoken(list("我们的合作"))
    t = truth.words[-1].end + 0.25
    heard = [Heard(t, Hypothesis(("我们", "的", "合作"), False, 0, t))]
    assert len(recogniser_delays(truth, heard)) == 5
    assert units("Tôi đi-học, 2025年！") == ["tôi", "đi", "học", "2025", "年"]


def test_position_to_pixel_counts_from_the_cause_to_the_moved_picture() -> None:
    book = talk()
    glass = glass_of(
        book,
        [Pictured(0.0, picture(book, 0)), Pictured(5.06, picture(book, 1)),
         Pictured(9.2, picture(book, 2))],
    )
    shown = [
        Shown(0.0, 1, 0, 0.0),
        Shown(5.01, 2, 3, 5.0),
        Shown(5.03, 2, 4, 5.02),  # the same line: its answer is no move
        Shown(9.1, 3, 6, 9.05),
        Shown(20.0, 4, 9, 20.0),  # never answered
    ]
    assert position_to_pixel(shown, glass) == pytest.approx([0.06, 0.15])

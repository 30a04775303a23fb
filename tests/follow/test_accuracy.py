"""Accuracy on made-up speakers with fixed seeds: a change that follows worse fails here.

The limits are the product's goals where those are met; `python -m tools.bench.follow` prints the
whole table.
"""

from __future__ import annotations

from functools import cache

import pytest

from tools.bench.follow.scenarios import SCENARIOS, score
from tools.bench.follow.score import Score

SEEDS = 4


@cache
def played(name: str) -> dict[str, float]:
    return score(SCENARIOS[name], SEEDS).row()


@pytest.mark.parametrize(
    ("name", "error"),
    [("clean", 0.0), ("err10", 0.3), ("err25", 0.7), ("flicker", 0.3), ("revision", 0.7),
     ("refrains", 0.3), ("return15", 1.0), ("return60", 2.0), ("zh same", 0.5), ("zh err10", 0.5),
     ("vi err10", 0.3), ("id err10", 0.3), ("th err10", 0.5)],
)
def test_mean_error_in_tokens(name: str, error: float) -> None:
    assert played(name)["error"] <= error


def test_never_lost_for_more_than_15_words_at_40_percent_errors() -> None:
    assert played("err40")["lost_words"] <= 15


@pytest.mark.parametrize(
    ("name", "median", "most"), [("skip44", 4, 8), ("skip88", 5, 12), ("skip500", 5, 12)]
)
def test_recovery_from_a_skip_in_words(name: str, median: float, most: int) -> None:
    row = played(name)
    assert row["never"] == 0
    assert row["recovery_median"] <= median
    assert row["recovery_max"] <= most


@pytest.mark.parametrize(
    ("name", "tokens"), [("adlib25", 5), ("adlib reusing", 10), ("refrains", 3)]
)
def test_worst_overshoot(name: str, tokens: int) -> None:
    assert played(name)["overshoot"] <= tokens


@pytest.mark.parametrize("name", ["clean", "err10", "err25", "adlib25", "refrains", "zh err10"])
def test_the_next_word_is_in_view(name: str) -> None:
    assert played(name)["visibility"] >= 99.0


def test_a_score_that_saw_nothing_claims_nothing() -> None:
    assert Score().row()["visibility"] == 0.0

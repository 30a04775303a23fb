"""The figures that following is held to, by scenario: the product's promises as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.bench.follow.scenarios import SCENARIOS


@dataclass(frozen=True)
class Goal:
    """A limit for one figure of one row. least: the figure must not be below it."""

    row: str
    figure: str
    limit: float
    least: bool = False

    def held(self, row: Mapping[str, float]) -> bool:
        """Whether a measured row keeps to it."""
        value = row[self.figure]
        return value >= self.limit if self.least else value <= self.limit

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        return f"{self.row}: {self.figure} {sign} {self.limit:g}"


def _skips(row: str, middle: int, most: int) -> list[Goal]:
    return [Goal(row, "recovery_median", middle), Goal(row, "recovery_max", most),
            Goal(row, "never", 0)]


def _adlib(row: str, overshoot: int) -> list[Goal]:
    return [Goal(row, "false_moves", 0), Goal(row, "overshoot", overshoot)]


GOALS: tuple[Goal, ...] = (
    Goal("err10", "error", 0.3),
    Goal("err25", "error", 0.7),
    Goal("err40", "lost_words", 15),
    *_skips("skip44", 3, 8),
    *_skips("skip88", 5, 12),
    *_skips("skip500", 5, 12),
    *_skips("skip5000", 5, 12),
    Goal("return15", "error", 1.0),
    Goal("return60", "error", 2.0),
    *_adlib("adlib25", 5),
    *_adlib("adlib150", 5),
    Goal("adlib reusing", "overshoot", 10),
    Goal("adlib reusing", "recovery_max", 5),
    Goal("refrains", "overshoot", 3),
    Goal("refrains skip", "never", 0),
    Goal("zh same", "error", 0.5),
    Goal("zh err10", "error", 0.5),
    Goal("zh skip", "recovery_max", 6),
    Goal("zh skip", "never", 0),
    Goal("zh skip", "false_jump", 20),
    Goal("10,000 words", "p99_ms", 2.0),
    Goal("100,000 words", "p99_ms", 4.0),
    Goal("100,000 words", "building_s", 1.0),
)


def goals(rows: Mapping[str, Mapping[str, float]]) -> Iterator[Goal]:
    """The goals for measured rows; every row that is no scenario is a recorded voice."""
    yield from (goal for goal in GOALS if goal.row in rows)
    for row in rows:
        if row not in SCENARIOS:
            yield Goal(row, "within_line", 99.5, least=True)
            yield Goal(row, "false_jump", 20)
            yield Goal(row, "visibility", 99.0, least=True)

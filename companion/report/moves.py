"""Moves of the picture: which had no cause in the speech, and how late the others came.

A **move** is a change of the line that stands at the top, between pictures that stood still for
SETTLED seconds (what is drawn in between is on its way). Its size is in lines.

A move is **false** when the speaker's place in the script does not call for it. Called for are
the tops that put a line of the speech on the current line's row (a setting, ROW by default). Lines
of the speech are those of the script words begun from PAST seconds before the move (the recogniser
needs that long, at most) to AHEAD seconds after it (a good picture leads the voice), of the latest
script word, and of the words that follow it and those ahead in the script (nobody can know that a
speaker will leave it). Wordless lines (headings, directions) before such a line may take its
row. A move is false if it leads further from all of these tops, takes the next word's line out of
sight at the top, or leads back without coming nearer to any of these tops although the speech did
not go back and the latest word's line was not out of sight.

**Cue latency** of a true move forward in undisturbed reading: from the end of the word that should
trigger it, the last one spoken before the speech enters the line that becomes current, to
the changed pixels. A picture that leads by prediction has a negative one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from companion.report.glass import Glass, ends_of
from companion.report.judge import Verdict
from companion.report.sight import TypesetBook, spoken_spans

ROW = 1
SETTLED = 0.1
PAST = 3.0
AHEAD = 2.0
NEAR = 10.0  # seconds within which a move and the words that enter its line belong together


@dataclass(frozen=True, slots=True)
class Move:
    """The picture's top line changed from `before` to `after` at `time`.

    false: without cause in the speech.
    latency: seconds since its triggering word ended; None for false or disturbed moves.
    """

    time: float
    before: int
    after: int
    false: bool
    latency: float | None = None

    @property
    def size(self) -> int:
        """How many lines the picture moved."""
        return abs(self.after - self.before)


class Places:
    """Where each script token stands in the book, and what may lead up to a line."""

    def __init__(self, book: TypesetBook) -> None:
        self.line_of: dict[int, int] = {}
        for number, line in enumerate(book.lines):
            for token, _, _ in spoken_spans(line):
                self.line_of.setdefault(token, number)
        self._spoken = sorted(set(self.line_of.values()))

    def lead_in(self, line: int) -> int:
        """The first of the wordless lines right before `line` (or `line` itself)."""
        index = bisect_right(self._spoken, line - 1)
        return self._spoken[index - 1] + 1 if index else 0


def settled_tops(glass: Glass) -> list[tuple[float, int]]:
    """(time, top line) of every picture with text that stood for SETTLED seconds."""
    return [
        (start, seen.top)
        for start, end, seen in zip(
            glass.times, ends_of(glass.times), glass.seen, strict=True
        )
        if seen.top is not None and end - start >= SETTLED
    ]


def find_moves(
    verdicts: Sequence[Verdict], glass: Glass, book: TypesetBook, row: int = ROW
) -> list[Move]:
    """Every move of the picture, judged; `row`: of the current line on the glass, from 0."""
    places = Places(book)
    starts = [verdict.word.start for verdict in verdicts]
    moves = []
    for (_, before), (time, after) in pairwise(settled_tops(glass)):
        if before == after:
            continue
        now = bisect_right(starts, time)
        first = min(bisect_left(starts, time - PAST), max(now - 1, 0))
        past = _tokens(verdicts[first:now])
        ahead = _tokens(verdicts[now : bisect_right(starts, time + AHEAD)])
        false = _is_false(before, after, past, ahead, places, row)
        latency = None
        if not false and after > before:
            near = bisect_left(starts, time - NEAR), bisect_right(starts, time + NEAR)
            latency = _latency(time, after + row, verdicts[slice(*near)], places)
        moves.append(Move(time, before, after, false, latency))
    return moves


def _tokens(verdicts: Sequence[Verdict]) -> list[int]:
    return [v.word.token for v in verdicts if v.word.token is not None]


def _is_false(
    before: int, after: int, past: list[int], ahead: list[int], places: Places, row: int
) -> bool:
    """Whether a move of the top has no cause in the tokens spoken before and after it."""
    near = past[-1:] + ahead or [-1]
    tokens = {*past, *near, *(token + 1 for token in near)}
    lines = {places.line_of[token] for token in tokens if token in places.line_of}
    called = [(places.lead_in(line) - row, line - row) for line in lines]
    if not called:
        return True

    def distance(top: int) -> int:
        return min(max(low - top, top - high, 0) for low, high in called)

    following = ahead[0] if ahead else near[-1] + 1
    if before <= places.line_of.get(following, after) < after:
        return True
    if distance(after) == distance(before):
        went_back = any(a > b for a, b in pairwise(past + ahead))
        lost = any(places.line_of.get(token, before) < before for token in past[-1:])
        return after < before and not went_back and not lost
    return distance(after) > distance(before)


def _latency(
    time: float, current: int, verdicts: Sequence[Verdict], places: Places
) -> float | None:
    """Seconds from the end of the word before the speech enters line `current` to `time`."""
    best: float | None = None
    for last, entering in pairwise(verdicts):
        if last.left_out or entering.left_out:
            continue
        if last.word.token is None or entering.word.token is None:
            continue
        left = places.line_of.get(last.word.token)
        entered = places.line_of.get(entering.word.token)
        if left is None or entered is None or not left < current <= entered:
            continue
        late = time - last.word.end
        if best is None or abs(late) < abs(best):
            best = late
    return best

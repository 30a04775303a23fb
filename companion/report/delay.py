"""How late the recogniser speaks, and how fast the rest is: delays told from log and truth.

**Recogniser delay** of a word: from its true end to the first hypothesis that contains it.
Hypotheses are aligned with the words truly spoken since the utterance began, the latest ones where
it could be several; a word that never appears has no delay.

**Position to pixel** of a move: from the arrival of the hypothesis (or key) that caused a SHOW
to the first picture after it whose text moved.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from companion.report.events import Heard, Shown
from companion.report.glass import Glass, ends_of
from companion.report.truth import Truth

SLACK = 1.0  # seconds by which words may be older than their utterance seems
PATIENCE = 2.0  # seconds after which a picture is no answer to a SHOW any more


def units(text: str) -> list[str]:
    """A word cut into comparable pieces: Han characters singly, other letters and digits whole."""
    pieces: list[str] = []
    run = ""
    for char in unicodedata.normalize("NFKC", text).casefold():
        han = "CJK" in unicodedata.name(char, "")
        if run and (han or not (char.isalnum() or unicodedata.category(char)[0] == "M")):
            pieces.append(run)
            run = ""
        if han:
            pieces.append(char)
        elif char.isalnum() or unicodedata.category(char)[0] == "M":
            run += char
    return [*pieces, run] if run else pieces


def recogniser_delays(truth: Truth, heard: Sequence[Heard]) -> list[float]:
    """Seconds from each recognised word's true end to the first hypothesis that contains it."""
    spoken = [(unit, word) for word in truth.words for unit in units(word.word)]
    starts = [word.start for _, word in spoken]
    first: dict[int, float] = {}
    since = float("-inf")
    latest: tuple[str, ...] = ()
    for event in heard:
        hypothesis = event.hypothesis
        if hypothesis.words != latest:
            begun = hypothesis.timed[0].start if hypothesis.timed else since
            low = bisect_left(starts, begun - SLACK)
            high = bisect_right(starts, event.t)
            said = [unit for word in hypothesis.words for unit in units(word)]
            for index in _aligned([unit for unit, _ in spoken[low:high]], said):
                first.setdefault(low + index, event.t)
        latest = hypothesis.words
        if hypothesis.final:
            since, latest = event.t, ()
    return [first[index] - spoken[index][1].end for index in sorted(first)]


def _aligned(spoken: list[str], said: list[str]) -> list[int]:
    """Indices of `spoken` that the best alignment with `said` finds equal.

    Words spoken before the first or after the last one said cost nothing; between them,
    every difference costs one.
    """
    rows, columns = len(spoken) + 1, len(said) + 1
    cost = [[0] * columns for _ in range(rows)]
    cost[0] = list(range(columns))
    for i in range(1, rows):
        for j in range(1, columns):
            cost[i][j] = min(
                cost[i - 1][j - 1] + (spoken[i - 1] != said[j - 1]),
                cost[i - 1][j] + 1,
                cost[i][j - 1] + 1,
            )
    i = min(range(rows), key=lambda row: (cost[row][-1], -row))
    j = columns - 1
    found = []
    while i and j:
        if cost[i][j] == cost[i - 1][j - 1] + (spoken[i - 1] != said[j - 1]):
            i, j = i - 1, j - 1
            if spoken[i] == said[j]:
                found.append(i)
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def position_to_pixel(shown: Sequence[Shown], glass: Glass) -> list[float]:
    """Seconds from what caused each SHOW of another line to the picture that answered it."""
    changes = [event for before, event in pairwise(shown) if event.line != before.line]
    ends = ends_of([event.t for event in changes])
    delays = []
    for event, following in zip(changes, ends, strict=True):
        end = min(following, event.t + PATIENCE)
        top = glass.at(event.t).top
        for index in range(bisect_right(glass.times, event.t), bisect_right(glass.times, end)):
            if glass.seen[index].top not in (top, None):
                delays.append(glass.times[index] - event.cause)
                break
    return delays

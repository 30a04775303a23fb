"""What a run of the follower was worth."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from time import thread_time

from companion.follow.follower import Follower
from companion.follow.parameters import Parameters
from tools.bench.follow.streams import Event, Talk
from tools.bench.follow.texts import Text

_NEAR = 3  # tokens: recovered
_STEADY = 3  # results in a row
_READING_LEAD = 0.7  # seconds before a word is spoken that it must be in view
_LINES = 5
_GRACE = 8  # words after a disturbance that visibility leaves out
_BUILT = 3  # indices built, of which the quickest counts: the machine has other work


@dataclass
class Score:
    """Figures gathered over runs; tokens unless said otherwise."""

    errors: list[int] = field(default_factory=list)
    on_line: int = 0
    overshoot: int = 0
    false_moves: int = 0
    false_jump: int = 0  # the longest of them
    recoveries: list[int] = field(default_factory=list)
    never: int = 0
    lost: int = 0  # longest run of words more than 8 tokens off
    visible: int = 0
    words: int = 0
    seconds: float = 0.0
    memory: float = 0.0  # bytes a follower holds at the end of a talk, its script included
    building: float = 0.0  # seconds to build its index
    times: list[float] = field(default_factory=list)
    reach: Score | None = None  # of recordings: what somebody reached who only needs to hear

    def row(self) -> dict[str, float]:
        """The figures of the table."""
        recoveries = sorted(self.recoveries)
        times = sorted(self.times)
        best = {
            "reach_line": self.reach.row()["within_line"],
            "reach_view": self.reach.row()["visibility"],
        } if self.reach else {}
        return best | {
            "error": round(sum(self.errors) / max(1, len(self.errors)), 3),
            "within_line": round(100 * self.on_line / max(1, len(self.errors)), 2),
            "overshoot": self.overshoot,
            "false_moves": self.false_moves,
            "false_jump": self.false_jump,
            "false_moves_per_hour": round(3600 * self.false_moves / max(1.0, self.seconds), 2),
            "recovery_median": median(recoveries) if recoveries else 0,
            "recovery_p95": quantile(recoveries, 0.95),
            "recovery_max": recoveries[-1] if recoveries else 0,
            "never": self.never,
            "lost_words": self.lost,
            "visibility": round(100 * self.visible / max(1, self.words), 2),
            "p50_ms": round(1000 * quantile(times, 0.5), 3),
            "p99_ms": round(1000 * quantile(times, 0.99), 3),
            "memory_mb": round(self.memory / 1e6, 2),
            "building_s": round(self.building, 3),
        }


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie; 0 if there are none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def follower(text: Text, parameters: Parameters | None = None) -> Follower:
    """A follower for a benchmark text."""
    return Follower(text.tokens(), starts=text.starts, parameters=parameters)


def _building(text: Text) -> float:
    begin = thread_time()
    follower(text)
    return thread_time() - begin


def weigh(text: Text, events: Sequence[Event], score: Score) -> None:
    """Add to the score how long the index of a follower takes and what memory one holds after
    hearing these events."""
    score.building = max(score.building, min(_building(text) for _ in range(_BUILT)))
    tracemalloc.start()
    try:
        heavy = follower(text)
        for event in events:
            heavy.hear(event.hypothesis, event.hypothesis.time)
        gc.collect()
        score.memory = max(score.memory, float(tracemalloc.get_traced_memory()[0]))
    finally:
        tracemalloc.stop()


def run(talk: Talk, events: Sequence[Event], follower: Follower, score: Score) -> list[int]:
    """Play a talk to a follower and add to the score; returns the position after each event."""
    shown: list[int] = []
    first = talk.spoken[0].truth - 1
    if first >= 0:
        follower.anchor(first, -10.0)
    for event in events:
        begin = thread_time()
        position = follower.hear(event.hypothesis, event.hypothesis.time)
        score.times.append(thread_time() - begin)
        shown.append(position.heard)
    judge(talk, events, shown, score)
    return shown


def judge(talk: Talk, events: Sequence[Event], shown: list[int], score: Score) -> Score:
    """Add to the score what these positions after the events were worth."""
    _errors(talk, events, shown, score)
    _recoveries(talk, events, shown, score)
    _visibility(talk, events, shown, score)
    score.seconds += events[-1].hypothesis.time
    return score


def _errors(talk: Talk, events: Sequence[Event], shown: list[int], score: Score) -> None:
    lines = talk.text.lines
    before = shown[0]
    lost_from: int | None = None
    settled = {said for place in talk.breaks for said in range(place, place + 15)}
    for event, place in zip(events, shown, strict=True):
        truth = talk.spoken[event.said - 1].truth
        off = abs(place - truth)
        score.errors.append(off)
        line, true_line = lines[max(0, place)], lines[max(0, truth)]
        score.on_line += abs(line - true_line) <= 1
        if event.said not in settled or place > before:
            score.overshoot = max(score.overshoot, place - truth)
        moved = abs(line - lines[max(0, before)]) > 1
        if moved and abs(line - true_line) > 1 and off > abs(before - truth):
            score.false_moves += 1
            score.false_jump = max(score.false_jump, abs(place - before))
        if off <= 8:
            lost_from = None
        elif event.said not in settled:
            lost_from = event.said if lost_from is None else lost_from
            score.lost = max(score.lost, event.said - lost_from + 1)
        before = place


def _recoveries(talk: Talk, events: Sequence[Event], shown: list[int], score: Score) -> None:
    for begin in talk.breaks:
        if begin in talk.aside:
            continue  # an ad-lib begins: nothing to recover yet
        steady = 0
        since: int | None = None
        for event, place in zip(events, shown, strict=True):
            if event.said <= begin:
                continue
            if abs(place - talk.spoken[event.said - 1].truth) <= _NEAR:
                since = event.said - begin if steady == 0 else since
                steady += 1
                if steady == _STEADY:
                    break
            else:
                steady = 0
        if steady >= _STEADY and since is not None:
            score.recoveries.append(since)
        else:
            score.never += 1


def _visibility(talk: Talk, events: Sequence[Event], shown: list[int], score: Score) -> None:
    """Was each word on a five-line display with the current line second from above, from 0.7 s
    before it was spoken until it was? Words just after a disturbance are left out."""
    lines = talk.text.lines
    pace = events[-1].hypothesis.time / events[-1].said
    after: dict[int, list[int]] = {}
    for event, place in zip(events, shown, strict=True):
        after.setdefault(event.said, []).append(place)
    lead = max(1, round(_READING_LEAD / pace))
    left_out = {said for place in talk.breaks for said in range(place, place + _GRACE)}
    for said, spoken in enumerate(talk.spoken):
        if said in left_out or said in talk.aside or said < lead + 1:
            continue
        views = [p for s in range(said - lead, said + 1) for p in after.get(s, [])]
        tops = [lines[min(max(0, p + 1), len(lines) - 1)] - 1 for p in views]
        score.words += 1
        score.visible += all(top <= lines[spoken.truth] < top + _LINES for top in tops)

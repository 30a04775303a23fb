"""Does a follower's memory stay flat? One session of an hour, measured along the way."""

from __future__ import annotations

import gc
import random
import tracemalloc
from collections.abc import Iterator

from companion.hypothesis import Hypothesis
from tools.bench.follow import streams
from tools.bench.follow.scenarios import TEN_PERCENT, named
from tools.bench.follow.score import follower

MINUTES = (5, 15, 30, 60)


def _endless(words: list[str], pace: float) -> Iterator[Hypothesis]:
    """A recogniser that never ends an utterance."""
    for count in range(1, len(words) + 1):
        yield Hypothesis(tuple(words[:count]), False, 0, count * pace)


def memory(finals: bool) -> dict[int, float]:
    """Megabytes that a follower of 10,000 words holds after so many minutes, its index included.

    finals: whether the recogniser ends an utterance now and then; without, partial results grow
    to 9,000 words (which belong to the recogniser and are not counted).
    """
    text, rng = named("10000"), random.Random(0)
    talk = streams.straight(text, rng)
    events = streams.listen(talk, TEN_PERCENT, rng)
    heard = [word for event in events if event.hypothesis.final for word in event.hypothesis.words]
    pace = events[-1].hypothesis.time / len(heard)
    results = (e.hypothesis for e in events) if finals else _endless(heard, pace)
    left = list(MINUTES)
    found: dict[int, float] = {}
    tracemalloc.start()
    try:
        tracked = follower(text)
        for hypothesis in results:
            tracked.hear(hypothesis, hypothesis.time)
            if hypothesis.time >= left[0] * 60.0:
                del hypothesis
                gc.collect()
                found[left.pop(0)] = round(tracemalloc.get_traced_memory()[0] / 1e6, 2)
                if not left:
                    break
    finally:
        tracemalloc.stop()
    return found


def table() -> str:
    """Both sessions as a table."""
    rows = {"utterances end": memory(True), "never a final result": memory(False)}
    head = "| | " + " | ".join(f"{minutes} min" for minutes in MINUTES) + " |"
    lines = [f"| {name} | " + " | ".join(f"{row[m]:g}" for m in MINUTES) + " |"
             for name, row in rows.items()]
    return "\n".join([head, "|---|" + "---:|" * len(MINUTES), *lines])

"""A whole made-up show over a real script: its book, a true recording and a log to judge.

The voice is a demo recording's true word times; recogniser and follower are made up: every word
is heard `late` seconds after it ended, and the glass follows what was heard.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from companion.follow.position import Position, State
from companion.hypothesis import Hypothesis
from companion.report.events import (
    Event,
    Heap,
    Heard,
    Opened,
    Pictured,
    Pixels,
    Placed,
    Shown,
    Uploaded,
)
from companion.report.log import Log, make_log
from companion.report.truth import Truth, read_truth
from companion.script import load
from companion.typeset import Book, load_board, typeset

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
HEARD_AFTER = 0.35
DRAWN_AFTER = 0.04
LEAD = 0.5  # the glass turns to the next line this long before the last word of a line ends


@cache
def demo_book(language: str) -> Book:
    return typeset(load(DEMO / f"{language}.md"), load_board("t-glass"))


@cache
def demo_truth(language: str) -> Truth:
    return read_truth(DEMO / f"{language}.json")


def screen(book: Book, line: int, spoken: int = 0) -> Pixels:
    """The panel as the glasses draw it: `line` current, the tokens before `spoken` dim."""
    levels = book.picture(line, spoken)
    return np.asarray(levels * np.uint8(85), np.uint8)


def perform(language: str, *, heard_after: float = HEARD_AFTER) -> Log:
    """The log of a good show of the demo talk."""
    book, truth = demo_book(language), demo_truth(language)
    events: list[Event] = [
        Opened(-3.0, "A made-up show", language, "t-glass", "none", "made-up"),
        Uploaded(-2.0, 21_000, 0.31, 2.4),
        Pictured(-2.0, screen(book, 0)),
        Heap(-1.0, 102_400, 61_000),
    ]
    line = 0
    said: list[str] = []
    for number, word in enumerate(truth.words):
        t = word.end + heard_after
        said = [*said[-7:], word.word]
        events.append(Heard(t, Hypothesis(tuple(said), False, 0, t)))
        following = truth.words[number + 1] if number + 1 < len(truth.words) else None
        pause = following is not None and following.start - word.end > 0.8
        if pause:
            events.append(Heard(t + 0.01, Hypothesis(tuple(said), True, 0, t)))
            said = []
        if word.token is None:
            state = Position(-1, -1, 0.4, State.HOLDING, "this is not in the script")
            events.append(Placed(t, state))
            continue
        events.append(
            Placed(t, Position(word.token, word.token, 0.95, State.FOLLOWING, "reading on"))
        )
        target = book.line_of(min(word.token + 1, book.tokens - 1))
        if target != line:
            jump = abs(target - line) > 3
            at = t if jump else word.end - LEAD
            events.append(Shown(at, target, word.token + 1, at))
            events.append(Pictured(at + DRAWN_AFTER, screen(book, target, word.token)))
            line = target
    return make_log(events)

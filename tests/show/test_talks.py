"""The bundled talks through the real recogniser, follower and typesetter, in simulated time.

The picture is drawn by the reference renderer, which other tests prove equal to the firmware's,
one connection interval after each SHOW; `make demo` measures the same with everything real.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.report import events as log
from companion.report.figures import figures, judge
from companion.report.log import make_log
from companion.report.truth import read_truth
from companion.script import load
from companion.show import Outside, Show
from companion.speech.audio import read_blocks
from companion.speech.phrases import all_phrases
from companion.speech.recogniser import VoskRecogniser
from companion.speech.starter import open_starter
from companion.typeset import Book, load_board, typeset

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
INTERVAL = 0.03  # seconds from a SHOW to its picture


class Panel:
    """Draws what it is told, a little later."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.now = 0.0
        self.events: list[log.Event] = []

    def show(self, line: int, token: int) -> None:
        picture = np.uint8(85) * self.book.picture(line, token)
        self.events.append(log.Pictured(self.now + INTERVAL, picture))

    def follow(self, state: int) -> None:
        """Nobody looks at the strip here."""

    def view(self, view: int) -> None:
        raise AssertionError("nobody asked for darkness")

    def message(self, width: int, height: int, picture: bytes) -> None:
        raise AssertionError("nobody has a message")

    def time(self, day: int, elapsed: int | None, goal: int) -> None:
        raise AssertionError("nobody began the show")

    def buzz(self, pattern: int) -> None:
        raise AssertionError("nobody set a goal")

    def configure(self, key: str, value: str) -> None:
        raise AssertionError("nobody chose anything")


@cache
def given(talk: str) -> dict[str, Any]:
    """The report's figures of one talk."""
    script = load(DEMO / f"{talk}.md")
    book = typeset(script, load_board("t-glass"))
    recogniser = VoskRecogniser(open_starter(talk, all_phrases(script)))
    panel = Panel(book)
    show = Show(script, book, Outside(panel, recogniser.focus, panel.events.append, lambda: 0))
    panel.now = -1.0
    show.begin(-1.0)
    for block in read_blocks(DEMO / f"{talk}.ogg"):
        panel.now = block.time
        hypothesis = recogniser.accept(block.pcm)
        if hypothesis is not None:
            show.heard(hypothesis, block.time)
        show.tick(block.time)
    return figures(judge(make_log(panel.events), book, read_truth(DEMO / f"{talk}.json")))


@pytest.mark.parametrize("talk", ["en", "zh"])
class TestATalk:
    def test_the_next_word_is_on_the_glass_in_time(self, talk: str) -> None:
        assert given(talk)["next_word_visibility"] >= 0.99

    def test_the_picture_is_right_again_within_eight_words(self, talk: str) -> None:
        recovery = given(talk)["recovery_words"]
        assert recovery and all(words is not None and words <= 8 for words in recovery)

    def test_nothing_moves_far_without_cause(self, talk: str) -> None:
        assert given(talk)["false_moves_over_one_line"] == 0

    def test_the_picture_is_no_later_than_the_recogniser_allows(self, talk: str) -> None:
        told = given(talk)
        assert told["cue_latency_ms"]["p95"] <= told["recogniser_delay_ms"]["p95"] + 150

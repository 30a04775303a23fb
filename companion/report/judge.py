"""Next-word visibility and recovery: was the word the speaker needed on the glass in time?

Everything here is told from the pixels and the recording's true word times. What the
companion believed plays no part.

**Visible**: a script word counts as visible when it could be read on the glass without a break
from LEAD seconds before it was spoken until it was spoken. For words spoken within LEAD
seconds of the recording's very start, the span begins where the glass was first due: at time 0,
or earlier if pictures from before it are known (then nothing is forgiven).

**Left out**: `next_word_visibility` leaves out (a) script words that begin within a
disturbance, and (b) the first RECOVERY_GOAL script words spoken after the end of a skip, a
return or an ad-lib, because nobody can know where a speaker lands before having heard some
words. The number left out is fixed by the recording, so that a slow recovery is paid for from
word RECOVERY_GOAL + 1 on. `next_word_visibility_all` leaves out nothing.

**Recovery** after a disturbance: the script words spoken after its end before the picture was
right again: before the first of STEADY words in a row that each stood on the glass at the moment
they were spoken (fewer, if the next skip, return or ad-lib or the show's end comes first). None,
if that did not happen until then although words were spoken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from companion.report.glass import Glass
from companion.report.truth import Disturbance, SpokenWord, Truth

LEAD = 0.7  # seconds: how far readers' eyes run ahead of the voice
RECOVERY_GOAL = 8  # script words
STEADY = 3  # words that must be right in a row before a picture counts as right
JUMPS = ("skip", "return", "adlib")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One script word as judged.

    visible: readable from LEAD before it was spoken until it was spoken.
    present: readable at the moment it was spoken.
    left_out: spoken in a disturbance or within the recovery allowed after one.
    """

    word: SpokenWord
    visible: bool
    present: bool
    left_out: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """A disturbance and the script words it took until the picture was right again."""

    disturbance: Disturbance
    words: int | None


def judge_words(truth: Truth, glass: Glass) -> list[Verdict]:
    """A verdict for every script word spoken, in order of time."""
    out = left_out(truth)
    known_from = min([0.0, *glass.times[:1]])
    verdicts = []
    for index, word in enumerate(truth.script_words):
        assert word.token is not None
        start = max(word.start - LEAD, known_from)
        verdicts.append(
            Verdict(
                word,
                visible=glass.readable(word.token, start, word.start),
                present=word.token in glass.at(word.start).tokens,
                left_out=index in out,
            )
        )
    return verdicts


def left_out(truth: Truth) -> frozenset[int]:
    """Indices into `truth.script_words` that `next_word_visibility` leaves out."""
    words = truth.script_words
    out: set[int] = set()
    for disturbance in truth.disturbances:
        out.update(
            index
            for index, word in enumerate(words)
            if disturbance.start <= word.start < disturbance.end
        )
        if disturbance.kind in JUMPS:
            after = [index for index, word in enumerate(words) if word.start >= disturbance.end]
            out.update(after[:RECOVERY_GOAL])
    return frozenset(out)


def share_visible(verdicts: Sequence[Verdict]) -> float | None:
    """The share of these words that were visible, 0 to 1; None of no words."""
    return sum(v.visible for v in verdicts) / len(verdicts) if verdicts else None


def recoveries(truth: Truth, verdicts: Sequence[Verdict]) -> list[Recovery]:
    """How long the picture took to be right again after each disturbance."""
    return [
        Recovery(disturbance, _words_until_right(disturbance, truth.disturbances, verdicts))
        for disturbance in truth.disturbances
    ]


def _words_until_right(
    disturbance: Disturbance, all_of_them: Sequence[Disturbance], verdicts: Sequence[Verdict]
) -> int | None:
    ends = [d.start for d in all_of_them if d.kind in JUMPS and d.start >= disturbance.end
            and d is not disturbance]
    until = min(ends, default=math.inf)
    present = [v.present for v in verdicts if disturbance.end <= v.word.start < until]
    for index in range(len(present)):
        if all(present[index : index + STEADY]):
            return index
    return None if present else 0

"""What was heard in a whole show, unit by unit (see follow.units), with its times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from companion.follow.units import UNKNOWN, is_cluster, is_han, split, words_in
from companion.hypothesis import HeardWord, Hypothesis
from companion.report.events import Heard
from companion.report.log import Log

WORD_SECONDS = 0.35  # of a word
_LATE = 1.0  # seconds; partial results may guess a word that is being spoken


@dataclass(frozen=True, slots=True)
class Unit:
    """`text` as it is compared, of word number `word`, spoken from `start` to `end` (seconds of
    the show)."""

    text: str
    start: float
    end: float
    word: int

    @property
    def weight(self) -> float:
        """How many words it is. An unknown stretch is as many as fit into its time."""
        if self.text == UNKNOWN:
            return max(1.0, round((self.end - self.start) / WORD_SECONDS))
        return words_in(self.text)


def heard(log: Log) -> list[Unit]:
    """The units of every final result in order of time; of an utterance that the end of the show
    cut off, those of its last partial result."""
    words: list[HeardWord] = []
    said = [event.hypothesis for event in log.of(Heard)]
    for _utterance, group in groupby(said, key=lambda one: one.utterance):
        results = list(group)
        final = next((one for one in results if one.final), results[-1])
        words += _timed(final, _seen(final, results))
    words.sort(key=lambda word: word.start)
    units: list[Unit] = []
    for number, word in enumerate(words):
        parts = split(word.text)
        share = (word.end - word.start) / max(1, len(parts))
        units += (
            Unit(part, word.start + share * index, word.start + share * (index + 1), number)
            for index, part in enumerate(parts)
        )
    return units


def _seen(final: Hypothesis, results: Sequence[Hypothesis]) -> list[float]:
    """When the last result was first there up to each of its words."""
    words = final.words
    seen = [final.time] * len(words)
    for result in reversed(results):
        pairs = enumerate(zip(words, result.words, strict=False))
        same = next((at for at, (a, b) in pairs if a != b), min(len(words), len(result.words)))
        seen[:same] = [min(at, result.time) for at in seen[:same]]
    return seen


def _timed(result: Hypothesis, seen: Sequence[float]) -> list[HeardWord]:
    """The words with their times; where the engine gave none, when they were first seen.

    After a long stretch that it did not understand, the recogniser's times of the words before it
    are many seconds late; then, too, a word has ended when it was first seen.
    """
    told: Sequence[HeardWord] = result.timed
    if len(told) != len(result.words):
        told = [HeardWord(word, at - WORD_SECONDS, at)
                for word, at in zip(result.words, seen, strict=True)]  # fmt: skip
    elif all(word.end <= at + _LATE for word, at in zip(told, seen, strict=True)):
        return list(told)
    words: list[HeardWord] = []
    for word, at in zip(told, seen, strict=True):
        before = words[-1].end if words else 0.0
        end = max(before, min(word.end, at))
        begin = max(before, end - word.end + word.start)
        if word.text == UNKNOWN and words:
            begin = before
        words.append(replace(word, start=min(begin, end), end=end))
    return words


def written(units: Sequence[Unit]) -> str:
    """The units as one would write them down; what was not understood as an ellipsis."""
    text, before = "", ""
    for _word, group in groupby(units, key=lambda unit: unit.word):
        parts = [unit.text for unit in group]
        word = "…" if parts[0] == UNKNOWN else "".join(parts)
        if word == before == "…":
            continue
        tight = not text or (_unspaced(text[-1]) and _unspaced(word[0]))
        text += word if tight else f" {word}"
        before = word
    return text


def _unspaced(char: str) -> bool:
    return is_han(char) or is_cluster(char)

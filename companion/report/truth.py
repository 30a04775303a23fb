"""What was really said in a recording, and when: the judge's only witness for the voice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError

WORD_KINDS = ("read", "stumble", "adlib", "skip", "return")
DISTURBANCES = ("stumble", "adlib", "skip", "return")


class TruthError(SouffleurError):
    """A file of true word times is missing or wrong."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word as it was spoken.

    start, end: seconds of the recording.
    token: the script token it belongs to; None for words that are not in the script there.
    """

    word: str
    start: float
    end: float
    token: int | None
    kind: str = "read"


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A stretch in which the speaker left plain reading: seconds of the recording."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True)
class Truth:
    """A recording's true words in order of time, and where the reading was disturbed."""

    language: str
    script: str
    words: tuple[SpokenWord, ...]
    disturbances: tuple[Disturbance, ...] = ()

    @cached_property
    def script_words(self) -> tuple[SpokenWord, ...]:
        """The words that belong to the script, in the order they were spoken."""
        return tuple(word for word in self.words if word.token is not None)


def parse_truth(data: Any) -> Truth:
    """A truth from its JSON form; raises TruthError with what is wrong."""
    try:
        words = tuple(
            SpokenWord(
                str(item["word"]), float(item["start"]), float(item["end"]),
                None if item["token"] is None else int(item["token"]), str(item["kind"]),
            )
            for item in data["words"]
        )
        disturbances = tuple(
            Disturbance(str(item["kind"]), float(item["start"]), float(item["end"]))
            for item in data["disturbances"]
        )
        truth = Truth(str(data["language"]), str(data["script"]), words, disturbances)
    except (KeyError, TypeError, ValueError) as error:
        raise TruthError(
            f"The true word times lack or garble {error}: make the recording's file anew."
        ) from error
    _check(truth)
    return truth


def _check(truth: Truth) -> None:
    if not truth.script_words:
        raise TruthError("The true word times hold no word of the script: nothing to judge.")
    for word in truth.words:
        if word.end < word.start or word.kind not in WORD_KINDS:
            raise TruthError(f"The true word times are wrong at {word}: make the file anew.")
    for disturbance in truth.disturbances:
        if disturbance.end < disturbance.start or disturbance.kind not in DISTURBANCES:
            raise TruthError(f"The true word times are wrong at {disturbance}: make the file anew.")
    starts = [word.start for word in truth.words]
    if starts != sorted(starts):
        raise TruthError("The true word times are not in order of time: make the file anew.")


def read_truth(path: Path) -> Truth:
    """Read a recording's truth file; raises TruthError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TruthError(
            f"No true word times at {path}: they belong beside the recording."
        ) from error
    except ValueError as error:
        raise TruthError(f"{path} is not JSON: make the recording's file anew.") from error
    return parse_truth(data)

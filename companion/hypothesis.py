"""What a recogniser says it heard: the one type that passes from `speech` to `follow`.

It stands apart so that the two rooms know nothing of each other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One recognised word with its place in the audio.

    `start` and `end` are seconds since the show's audio began; `confidence` is 0 to 1.
    """

    text: str
    start: float
    end: float
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The recogniser's present reading of the running utterance.

    A partial result may be revised or withdrawn wholly by the next one; a final result ends
    the utterance, and the next partial starts from nothing.

    words: the utterance so far, in the recogniser's own spelling (`[unk]` marks speech
        that is none of the words it listens for).
    final: the utterance has ended.
    utterance: rises by one after each final result.
    time: seconds of audio consumed when this was said.
    timed: word times, as far as the engine gave them (finals do; partials may not).
    """

    words: tuple[str, ...]
    final: bool
    utterance: int
    time: float
    timed: tuple[HeardWord, ...] = ()

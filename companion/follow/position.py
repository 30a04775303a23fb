"""What the follower answers: where the speaker is, how sure it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """What the follower is doing, in the words the operator sees."""

    WAITING = "waiting"  # nothing spoken yet
    FOLLOWING = "following"
    HOLDING = "holding"  # silence, an ad-lib, or the operator's hold
    SEARCHING = "searching"  # speech that fits no place well enough yet


@dataclass(frozen=True, slots=True)
class Position:
    """Where the speaker is.

    heard: index of the last script token heard spoken (-1: none yet).
    expected: where the voice is believed to be now, given the speaking rate and the
        recogniser's delay; at least `heard` while reading on, never far beyond it.
    confidence: 0 to 1, share of belief within three tokens of `heard`; while searching it falls
        with every word that fits nowhere.
    state, reason: what it does and why, in a few plain words.
    """

    heard: int
    expected: int
    confidence: float
    state: State
    reason: str

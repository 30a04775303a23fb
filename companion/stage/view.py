"""What the operator sees of a show at one moment: a plain snapshot, filled by the show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from companion.follow.position import State
from companion.show import Mode


class Phase(Enum):
    """How far a show has come."""

    PREPARING = "preparing"  # the glasses are sought, the script is on its way
    READY = "ready"  # the first screen is on the glass
    LIVE = "live"
    OVER = "over"


class Hearing(Enum):
    """What the ear does."""

    NONE = "nothing listens"  # there is no sound, or no model
    LOADING = "loading the speech model"
    READY = "ready to listen"
    LISTENING = "listening"
    LOST = "the microphone is lost"
    FAILED = "cannot listen"


@dataclass(frozen=True, slots=True)
class Clocks:
    """Where the show is in time; all in seconds.

    section: number of the section spoken, from 0, its title, how long it has been going, and how
        long it should take: its share of the goal, else what it is expected to take.
    remaining: left of the goal (below 0: over it), else what the rest is expected to take.
    ahead: how much earlier than planned the speaker is (below 0: later).
    pace: words a minute in the last half minute (Chinese: characters); None while unknown.
    """

    section: int = 0
    title: str = ""
    section_elapsed: float = 0.0
    section_goal: float = 0.0
    remaining: float = 0.0
    ahead: float = 0.0
    pace: float | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """One pair of glasses in the show.

    trouble: why it is not linked, in words, or "". held: share of the script that is in its flash.
    """

    name: str
    linked: bool = False
    trouble: str = ""
    battery: int | None = None
    charging: bool = False
    low: bool = False
    held: float = 0.0


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """One snapshot.

    title, language: of the script. lines: the script's lines as typeset (the same sequence
        object in every snapshot until the script is edited). starts: for each line its first
        token, or the first after it. line: the one that is current on the glass.
    said: characters of that line, from its start, that have been spoken. token: the next word.
    picture: the glass, (height, width) uint8, 0 dark to 255 brightest; None while unknown.
    heard: the running hypothesis as text. state, reason, confidence (0 to 1): the follower's.
    mode: what turns the lines; timed: words a minute if that is the clock.
    level: loudness of the input, 0 to 1; None if there is none. device: the input's name.
        hearing: what the ear does.
    link: a word about the radio link ("connected", "connecting", "lost"); linked: whether it
        stands. battery: percent, None while unknown; charging, low: what it does and needs.
        glasses: their name. pairs: all glasses, the main ones first. message: of the staff, on the
        glass now. brightness: as the glasses told it, None while unknown.
    elapsed: seconds of the show; total: seconds of a recording, None from a microphone. goal:
        seconds it may take, 0: no matter. clocks: the rest of what there is to tell of time.
    holding: the operator's hold is on. blank: the operator has blanked the glass.
    phase: how far the show has come.
    asking: quitting waits for its confirmation. choices: messages to choose from by their number,
        while one is being chosen. notice: one line that needs attention, or "".
    """

    title: str = ""
    language: str = ""
    lines: Sequence[str] = ()
    starts: Sequence[int] = ()
    line: int = 0
    said: int = 0
    token: int = 0
    picture: NDArray[np.uint8] | None = field(default=None, repr=False)
    heard: str = ""
    state: State = State.WAITING
    reason: str = ""
    confidence: float = 0.0
    mode: Mode = Mode.FOLLOWING
    timed: float | None = None
    level: float | None = None
    device: str = ""
    hearing: Hearing = Hearing.NONE
    link: str = ""
    linked: bool = False
    battery: int | None = None
    charging: bool = False
    low: bool = False
    glasses: str = ""
    pairs: Sequence[Pairing] = ()
    message: str = ""
    brightness: int | None = None
    elapsed: float = 0.0
    total: float | None = None
    goal: int = 0
    clocks: Clocks = Clocks()
    holding: bool = False
    blank: bool = False
    phase: Phase = Phase.LIVE
    asking: bool = False
    choices: Sequence[str] = ()
    notice: str = ""

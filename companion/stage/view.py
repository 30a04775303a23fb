"""What the operator sees of a show at one moment: a plain snapshot, filled by the show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from companion.follow.position import State


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """One snapshot.

    title, language: of the script. lines: the script's lines as typeset (the same sequence
        object in every snapshot). line: the one that is current on the glass.
    said: characters of that line, from its start, that have been spoken.
    picture: the glass, (height, width) uint8, 0 dark to 255 brightest; None while unknown.
    heard: the running hypothesis as text. state, reason, confidence (0 to 1): the follower's.
    level: loudness of the input, 0 to 1; None if there is none. device: the input's name.
    link: a word about the radio link ("connected", "connecting", "lost"); linked: whether it
        stands. battery: percent, None while unknown; charging, low: what it does and needs.
        glasses: their name. message: of the staff, on the glass now.
    elapsed: seconds of the show; total: seconds of a recording, None from a microphone. goal:
        seconds it may take, 0: no matter.
    holding: the operator's hold is on. blank: the operator has blanked the glass.
    asking: quitting waits for its confirmation. choices: messages to choose from by their number,
        while one is being chosen. notice: one line that needs attention, or "".
    """

    title: str = ""
    language: str = ""
    lines: Sequence[str] = ()
    line: int = 0
    said: int = 0
    picture: NDArray[np.uint8] | None = field(default=None, repr=False)
    heard: str = ""
    state: State = State.WAITING
    reason: str = ""
    confidence: float = 0.0
    level: float | None = None
    device: str = ""
    link: str = ""
    linked: bool = False
    battery: int | None = None
    charging: bool = False
    low: bool = False
    glasses: str = ""
    message: str = ""
    elapsed: float = 0.0
    total: float | None = None
    goal: int = 0
    holding: bool = False
    blank: bool = False
    asking: bool = False
    choices: Sequence[str] = ()
    notice: str = ""

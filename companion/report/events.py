"""What a show writes down: one small type per kind of event, and its form as JSON.

`t` is always show time: seconds since the show's audio began (negative: before it).
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.follow.position import Position, State
from companion.hypothesis import HeardWord, Hypothesis

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Opened:
    """The show began: what is shown, and what listens to it."""

    t: float
    title: str
    language: str
    board: str
    engine: str
    model: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A hypothesis reached the show."""

    t: float
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Placed:
    """The follower answered."""

    t: float
    position: Position


@dataclass(frozen=True, slots=True)
class Shown:
    """A SHOW went out to the glasses.

    cause: when that arrived which caused it (a hypothesis, a key); equal to `t` for a
        move that time alone brought about.
    """

    t: float
    line: int
    token: int
    cause: float


@dataclass(frozen=True, eq=False, slots=True)
class Pictured:
    """The panel shows another picture from now on.

    pixels: the visible window as the panel decoded it, (height, width) uint8, 0 dark to
        255 brightest.
    """

    t: float
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The script's way to the glasses: bytes over the air and seconds since it began."""

    t: float
    bytes_on_air: int
    first_screen_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Linked:
    """The radio link changed: a word ("connected", "lost", ...) and what is known about it."""

    t: float
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Battery:
    """The glasses told their battery's charge."""

    t: float
    percent: int


@dataclass(frozen=True, slots=True)
class Heap:
    """The firmware told its memory: the heap's size and the most in use so far, in bytes."""

    t: float
    limit: int
    peak: int


@dataclass(frozen=True, slots=True)
class Operated:
    """The operator pressed a key or gave an order."""

    t: float
    action: str


Event = (
    Opened | Heard | Placed | Shown | Pictured | Uploaded | Linked | Battery | Heap | Operated
)
KINDS: dict[str, type[Event]] = {
    kind.__name__.lower(): kind
    for kind in (
        Opened, Heard, Placed, Shown, Pictured, Uploaded, Linked, Battery, Heap, Operated,
    )
}


def to_json(event: Event) -> dict[str, Any]:
    """The event as plain JSON values; times keep tenths of a millisecond."""
    record: dict[str, Any] = {"t": round(event.t, 4), "event": type(event).__name__.lower()}
    match event:
        case Heard(hypothesis=hypothesis):
            record |= asdict(hypothesis)
        case Placed(position=position):
            record |= {**asdict(position), "state": position.state.value}
        case Pictured(pixels=pixels):
            height, width = pixels.shape
            packed = zlib.compress(np.ascontiguousarray(pixels, dtype=np.uint8).tobytes(), 9)
            record |= {
                "width": width, "height": height, "pixels": base64.b64encode(packed).decode(),
            }
        case _:
            record |= {name: value for name, value in asdict(event).items() if name != "t"}
    return record


def from_json(record: dict[str, Any]) -> Event:
    """The event that `to_json` made this of.

    Raises KeyError, TypeError or ValueError if it is not one.
    """
    fields = dict(record)
    kind = KINDS[fields.pop("event")]
    t = float(fields.pop("t"))
    special = _READERS.get(kind)
    return special(t, fields) if special else kind(t, **fields)


def _heard(t: float, fields: dict[str, Any]) -> Heard:
    timed = tuple(HeardWord(**word) for word in fields.pop("timed"))
    words = tuple(fields.pop("words"))
    return Heard(t, Hypothesis(words=words, timed=timed, **fields))


def _placed(t: float, fields: dict[str, Any]) -> Placed:
    return Placed(t, Position(state=State(fields.pop("state")), **fields))


def _pictured(t: float, fields: dict[str, Any]) -> Pictured:
    try:
        raw = zlib.decompress(base64.b64decode(fields["pixels"], validate=True))
    except zlib.error as error:
        raise ValueError("damaged picture") from error
    pixels = np.frombuffer(raw, np.uint8).reshape(fields["height"], fields["width"])
    return Pictured(t, pixels)


_READERS: dict[type[Event], Callable[[float, dict[str, Any]], Event]] = {
    Heard: _heard, Placed: _placed, Pictured: _pictured,
}

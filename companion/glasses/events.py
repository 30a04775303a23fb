"""What the link tells the rest of the companion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from companion.glasses.about import Device, Settings
from firmware.souffleur import wire

STATUS_FIELDS = (
    "flags", "battery", "view", "state", "boot", "uptime", "book", "line", "token", "counter",
    "incoming", "held",
)  # in the order of the message


@dataclass(frozen=True, slots=True)
class Status:
    """How the glasses are, in their own words. An event of its own with every heartbeat.

    battery: percent, None if they cannot measure it; low: it will not last. message: one is on
    the glass. view, state: wire.VIEW_..., wire.STATE_.... boot: changes with every power-up.
    uptime: seconds. book, line, token: what is on the glass (book None: nothing yet).
    counter: of the last SHOW obeyed. incoming, held: the book on its way and its bytes there.
    """

    battery: int | None
    charging: bool
    low: bool
    message: bool
    view: int
    state: int
    boot: int
    uptime: int
    book: bytes | None
    line: int
    token: int
    counter: int
    incoming: bytes | None
    held: int

    @classmethod
    def of(cls, fields: tuple[int | bytes, ...]) -> Status:
        """From the fields of a STATUS message."""
        values: dict[str, Any] = dict(zip(STATUS_FIELDS, fields, strict=True))
        flags = values.pop("flags")
        for key in ("book", "incoming"):
            values[key] = None if values[key] == wire.NO_BOOK else values[key]
        if values["battery"] == wire.BATTERY_UNKNOWN:
            values["battery"] = None
        return cls(
            charging=bool(flags & wire.FLAG_CHARGING), low=bool(flags & wire.FLAG_LOW),
            message=bool(flags & wire.FLAG_MESSAGE), **values,
        )


@dataclass(frozen=True, slots=True)
class Linked:
    """Both sides have proved the secret and agree; `status` is where the glasses stand."""

    status: Status


@dataclass(frozen=True, slots=True)
class Gesture:
    """The wearer touched the glasses: "next", "previous" or "hold"."""

    kind: str


@dataclass(frozen=True, slots=True)
class Progress:
    """An upload went on: bytes and lines of the book that the glasses hold."""

    held: int
    size: int
    lines: int


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The whole book is committed in the glasses' flash."""

    book: bytes


@dataclass(frozen=True, slots=True)
class UploadFailed:
    """The glasses will not take the book; code is one of wire.ERR_..."""

    book: bytes
    code: int


@dataclass(frozen=True, slots=True)
class Obeyed:
    """The glasses carried out the orders with these numbers."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole text about `topic` (wire.ABOUT_...), which answers these orders."""

    topic: int
    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The glasses have told what their wearer chose and what they are, as far as known."""

    settings: Settings | None
    device: Device | None


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """The glasses refused a message of `kind`; code is one of wire.ERR_...

    what: the order in words, "" for what is not numbered.
    """

    kind: int
    code: int
    what: str = ""
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """No session: ERR_BUSY, ERR_VERSION, or ERR_AUTH (not paired, or another secret)."""

    code: int
    identity: bytes | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """The glasses have said nothing genuine for too long."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone; it is being sought again."""

    reason: str


Event = (
    Status | Linked | Gesture | Progress | Uploaded | UploadFailed | Obeyed | Told | Learnt
    | CommandFailed | Refused | Silent | Lost
)

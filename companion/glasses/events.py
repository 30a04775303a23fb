"""What the link tells the rest of the companion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firmware.souffleur import wire

STATUS_FIELDS = (
    "flags", "battery", "boot", "uptime", "book", "line", "token", "counter", "incoming", "held",
)  # in the order of the message


@dataclass(frozen=True, slots=True)
class Status:
    """How the glasses are, in their own words. An event of its own with every heartbeat.

    battery: percent, None if they cannot measure it. boot: changes with every power-up.
    uptime: seconds. book, line, token: what is on the glass (book None: nothing yet).
    counter: of the last SHOW obeyed. incoming, held: the book on its way and its bytes there.
    """

    battery: int | None
    charging: bool
    blank: bool
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
            charging=bool(flags & wire.FLAG_CHARGING), blank=bool(flags & wire.FLAG_BLANK), **values
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
class CommandFailed:
    """The glasses refused a message of `kind`; code is one of wire.ERR_..."""

    kind: int
    code: int


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
    Status | Linked | Gesture | Progress | Uploaded | UploadFailed | CommandFailed | Refused
    | Silent | Lost
)

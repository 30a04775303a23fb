"""Whether a show may begin: what the staff would look at, looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from companion.stage.view import Hearing

QUIET = -80.0  # dB below full scale; even a quiet room makes more: muted or dead


class What(Enum):
    """What is looked at."""

    LINK = "glasses linked"
    BATTERY = "battery"
    SCRIPT = "script on the glasses"
    MODEL = "speech model"
    MICROPHONE = "microphone"


class Grade(Enum):
    """How it looks."""

    GOOD = "good"
    WAIT = "wait"  # it is on its way
    BAD = "bad"


class Verdict(Enum):
    """What follows for the show."""

    GO = "go"
    LOW = "battery low"  # it may begin all the same
    BY_HAND = "by hand"  # only the ear is missing
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know. battery: percent, None where it cannot be measured. held: share of
    the script in the glasses; shown: its first screen is there. model: its name, "" before it is
    loaded; listens: whether one is wanted. level: dB below full scale, the loudest of late; None
    without sound. trouble, complaint: what is wrong with the link and with the ear, in words."""

    linked: bool = False
    trouble: str = ""
    battery: int | None = None
    low: bool = False
    charging: bool = False
    held: float = 0.0
    shown: bool = False
    model: str = ""
    hearing: Hearing = Hearing.NONE
    complaint: str = ""
    level: float | None = None
    listens: bool = True

    @property
    def loading(self) -> bool:
        """Whether the ear is not there yet, and nothing speaks against its coming."""
        awaited = self.hearing is Hearing.NONE and not self.complaint
        return awaited or self.hearing is Hearing.LOADING


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list; detail: a number or a sentence beside it, or ""."""

    what: What
    grade: Grade
    detail: str = ""


def checks(facts: Facts) -> tuple[Check, ...]:
    """The list, in the order in which things are put right; nothing of an ear that nobody wants."""
    listed = (_link(facts), _battery(facts), _script(facts))
    return (*listed, _model(facts), _microphone(facts)) if facts.listens else listed


def verdict(listed: Iterable[Check]) -> Verdict:
    """What the list allows."""
    open_ = {check.what for check in listed if check.grade is not Grade.GOOD}
    if open_ & {What.LINK, What.SCRIPT}:
        return Verdict.WAIT
    if open_ & {What.MODEL, What.MICROPHONE}:
        return Verdict.BY_HAND
    return Verdict.LOW if open_ else Verdict.GO


def _link(facts: Facts) -> Check:
    if facts.linked:
        return Check(What.LINK, Grade.GOOD)
    return Check(What.LINK, Grade.BAD if facts.trouble else Grade.WAIT, facts.trouble)


def _battery(facts: Facts) -> Check:
    told = "" if facts.battery is None else f"{facts.battery} %"
    if not facts.linked:
        return Check(What.BATTERY, Grade.WAIT)
    low = facts.low and not facts.charging
    return Check(What.BATTERY, Grade.BAD if low else Grade.GOOD, told)


def _script(facts: Facts) -> Check:
    if facts.shown:
        return Check(What.SCRIPT, Grade.GOOD)
    return Check(What.SCRIPT, Grade.WAIT, f"{facts.held:.0%}" if facts.held else "")


def _model(facts: Facts) -> Check:
    if facts.model:
        return Check(What.MODEL, Grade.GOOD, facts.model)
    return Check(What.MODEL, Grade.WAIT if facts.loading else Grade.BAD, facts.complaint)


def _microphone(facts: Facts) -> Check:
    if facts.loading:
        return Check(What.MICROPHONE, Grade.WAIT)
    match facts.hearing:
        case Hearing.LISTENING if facts.level is not None and facts.level >= QUIET:
            return Check(What.MICROPHONE, Grade.GOOD)
        case Hearing.LISTENING if facts.level is not None:
            return Check(What.MICROPHONE, Grade.BAD, "No sound arrives: is it muted?")
        case Hearing.READY:
            return Check(What.MICROPHONE, Grade.GOOD)  # a recording
        case Hearing.LISTENING:
            return Check(What.MICROPHONE, Grade.WAIT)
    return Check(What.MICROPHONE, Grade.BAD, facts.complaint if facts.model else "")

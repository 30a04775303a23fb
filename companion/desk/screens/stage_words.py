"""What the stage screen says, and in which colour. No Kivy."""

from __future__ import annotations

from dataclasses import dataclass

from companion.desk.language import _, reason, told
from companion.follow.position import State
from companion.show import Mode
from companion.stage.checks import Check, Grade, What
from companion.stage.view import Hearing, View


@dataclass(frozen=True, slots=True)
class Sign:
    """The state of the show in one word, why it is so, and the kind of ground it stands on."""

    word: str
    reason: str
    kind: str


def sign(view: View) -> Sign:
    """What matters most at this moment comes first."""
    if not view.linked:
        return Sign(_("Link lost"), told(view.notice) or _("Seeking the glasses ..."), "bad")
    if view.holding:
        return Sign(_("On hold"), _("Nothing moves until you resume."), "warn")
    if view.mode is Mode.TIMED:
        pace = _("{pace} words a minute by the clock").format(pace=round(view.timed or 0))
        return Sign(_("Timed"), pace, "accent")
    if view.mode is Mode.BY_HAND:
        return Sign(_("By hand"), _by_hand(view), "accent")
    return {
        State.WAITING: Sign(_("Listening"), _("Nothing spoken yet."), "plain"),
        State.FOLLOWING: Sign(_("Following"), _heard_well(view), "good"),
        State.HOLDING: Sign(_("Holding"), _reason(view), "warn"),
        State.SEARCHING: Sign(_("Searching"), _reason(view), "bad"),
    }[view.state]


def _by_hand(view: View) -> str:
    return {
        Hearing.LOST: _("The microphone is lost: plug it in again, the keys turn the lines."),
        Hearing.FAILED: _("The microphone cannot be heard: the keys turn the lines."),
        Hearing.LOADING: _("The speech model is being loaded; the keys turn the lines."),
    }.get(view.hearing, _("Nothing listens: the keys turn the lines."))


def _heard_well(view: View) -> str:
    return _("The voice is where the glass is.") if view.confidence > 0.5 else _reason(view)


def _reason(view: View) -> str:
    why = reason(view.reason)
    return why[:1].upper() + why[1:]


def clock(seconds: float) -> str:
    """1:05, -0:12, 1:02:03."""
    minutes, rest = divmod(int(abs(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return "-" + text if seconds <= -1 else text


def named(check: Check) -> str:
    """A line of the check-list: what is looked at, as it is now."""
    return _NAMES[check.what][0 if check.grade is Grade.GOOD else 1]()


def hint(check: Check) -> str:
    """What to do about it, or a number beside it."""
    if check.grade is Grade.GOOD:
        return check.detail
    if check.detail:
        return told(check.detail)
    return _HINTS[check.what, check.grade]() if (check.what, check.grade) in _HINTS else ""


_NAMES = {
    What.LINK: (lambda: _("Glasses linked"), lambda: _("Glasses not linked yet")),
    What.BATTERY: (lambda: _("Battery good"), lambda: _("Battery low or unknown")),
    What.SCRIPT: (lambda: _("Script on the glasses"), lambda: _("Script not on the glasses yet")),
    What.MODEL: (lambda: _("Speech model ready"), lambda: _("No speech model ready")),
    What.MICROPHONE: (lambda: _("Microphone alive"), lambda: _("Microphone not heard")),
}
_HINTS = {
    (What.LINK, Grade.WAIT): lambda: _("Seeking the glasses ..."),
    (What.BATTERY, Grade.BAD): lambda: _("Charge them before the show."),
    (What.SCRIPT, Grade.WAIT): lambda: _("It follows as soon as they are linked."),
    (What.MODEL, Grade.WAIT): lambda: _("It is being loaded."),
    (What.MODEL, Grade.BAD): lambda: _("Install one for this language under Voices."),
    (What.MICROPHONE, Grade.WAIT): lambda: _("It is heard as soon as the model is loaded."),
    (What.MICROPHONE, Grade.BAD): lambda: _("Plug one in and choose it here."),
}

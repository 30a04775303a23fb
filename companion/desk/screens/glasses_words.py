"""What the glasses' screen says: about troubles with what to do next, about states. No Kivy."""

from __future__ import annotations

from dataclasses import dataclass

from companion.desk.language import _, told
from companion.errors import SouffleurError
from companion.glasses.errors import (
    BluetoothUnavailable,
    GlassesBusy,
    GlassesNotFound,
    LinkLost,
    NotPaired,
    OtherVersion,
)
from companion.glasses.pairing import CodesDiffer, PairingFailed

STRONG, FAIR = -60, -75  # dBm; below it a turned head is enough to lose the link
WEAK = -88


@dataclass(frozen=True, slots=True)
class Trouble:
    """what: the fault in a few words. then: what to do next."""

    what: str
    then: str


def trouble(error: SouffleurError) -> Trouble:
    """An error in words for the person at the desk, who knows no commands."""
    line = told(str(error))
    match error:
        case BluetoothUnavailable():
            return Trouble(_("Bluetooth cannot be used"), line)
        case GlassesBusy():
            return Trouble(
                _("Another computer drives these glasses"),
                _("End its show or close its Souffleur, then try again."),
            )
        case NotPaired():
            return Trouble(
                _("These glasses and this computer are not paired"),
                _("Touch the glasses for five seconds, until they say so; then press Pair."),
            )
        case OtherVersion():
            return Trouble(
                _("Their software speaks another version"),
                _("Update this program, or put this release on the glasses by cable."),
            )
        case GlassesNotFound():
            return Trouble(
                _("Not in reach"),
                _("Touch them to wake them, look at their battery, bring them near."),
            )
        case CodesDiffer():
            return Trouble(
                _("That was not the code"),
                _("Nothing was paired. Touch the glasses for five seconds again and start anew."),
            )
        case PairingFailed():
            return Trouble(_("Nothing was paired"), line)
        case LinkLost():
            return Trouble(
                _("The link broke"),
                _("Bring the glasses nearer and look at their battery, then try again."),
            )
    return Trouble(_("That did not work"), line)


def bars(rssi: int | None) -> int:
    """Bars of a signal in dBm, 0 (None: not heard) to 4."""
    if rssi is None:
        return 0
    return 1 + sum(rssi >= bound for bound in (WEAK, FAIR, STRONG))


def signal(rssi: int | None) -> str:
    """A signal in words."""
    words = (_("not in reach"), _("very weak"), _("weak"), _("good"), _("strong"))
    return words[bars(rssi)]

"""What can go wrong between companion and glasses, in words for the person at the keyboard."""

from __future__ import annotations

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
)

from companion.errors import SouffleurError
from firmware.souffleur import wire


class LinkError(SouffleurError):
    """The glasses cannot be reached or will not do as told. passing: worth trying again."""

    passing = False


class BluetoothUnavailable(LinkError):
    """This computer has no usable Bluetooth, or it is off or forbidden."""


class GlassesNotFound(LinkError):
    """No such glasses in reach."""

    passing = True


class NotPaired(LinkError):
    """The glasses and this companion do not share a secret."""


class GlassesBusy(LinkError):
    """Another companion drives these glasses."""

    passing = True


class OtherVersion(LinkError):
    """Glasses and companion speak different versions of the protocol."""


class LinkLost(LinkError):
    """The connection broke."""

    passing = True


class UploadRefused(LinkError):
    """The glasses will not take the script."""


class OrderRefused(LinkError):
    """The glasses will not do as told."""


class KeyFileError(LinkError):
    """The file with the secrets of the glasses cannot be read or written."""


_REASONS = {
    BleakBluetoothNotAvailableReason.POWERED_OFF: "Bluetooth is off: turn it on and try again.",
    BleakBluetoothNotAvailableReason.NO_BLUETOOTH: (
        "This computer has no Bluetooth: plug in a Bluetooth adapter, "
        "or use the virtual glasses."
    ),
    BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE: (
        "This Bluetooth adapter knows no Bluetooth Low Energy: plug in another one."
    ),
}
_DENIED = "Bluetooth is not allowed for this program: allow it in the system's privacy settings."
_UNAVAILABLE = "Bluetooth does not answer: check that it is on and its service runs."

_NO_SERVICE = (  # BlueZ is not installed or not running
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
)

_REFUSED: dict[int, type[LinkError]] = {
    wire.ERR_BUSY: GlassesBusy,
    wire.ERR_AUTH: NotPaired,
    wire.ERR_VERSION: OtherVersion,
}
_REFUSALS = {
    wire.ERR_BUSY: "Another companion drives these glasses: close it there, then try again.",
    wire.ERR_AUTH: (
        "These glasses are not paired with this companion: touch them for five seconds, run "
        "souffleur pair, then try again."
    ),
    wire.ERR_VERSION: (
        "The glasses' software has another version: update the glasses or this program."
    ),
}
_UPLOADS = {
    wire.ERR_NO_SPACE: "The script does not fit the glasses: remove an old one or shorten it.",
    wire.ERR_PANEL: "The script was set for another display: choose this board and set it again.",
    wire.ERR_BAD_BOOK: "The script did not arrive right twice: restart the glasses and try again.",
    wire.ERR_FAILED: "The glasses cannot write their flash: restart them and try again.",
    wire.ERR_NOT_NOW: "The glasses' battery is too low for that: charge them and try again.",
}

_UPDATES = {
    wire.ERR_NO_SPACE: "The new software does not fit the glasses: remove scripts from them.",
    wire.ERR_MALFORMED: "That is no software for glasses: take a file made by `tools.update`.",
    wire.ERR_BAD_BOOK: "The software is damaged, or did not arrive right twice: take a fresh file.",
    wire.ERR_FAILED: "The glasses cannot write their flash: restart them and try again.",
    wire.ERR_NOT_NOW: "The glasses' battery is too low for new software: charge them first.",
}

_ORDERS = {
    wire.ERR_MALFORMED: "that value cannot be; look at `souffleur glasses status`",
    wire.ERR_UNKNOWN: "they do not know it; update them or look for a slip in the name",
    wire.ERR_NO_BOOK: "they do not hold that script; upload it",
    wire.ERR_NO_SPACE: "they have no room; remove an old script",
    wire.ERR_FAILED: "a fault in their flash or memory; restart them and try again",
    wire.ERR_NOT_NOW: "not now; charge them and end the show, then try again",
}


def refused(code: int) -> LinkError:
    """The error for events.Refused."""
    text = _REFUSALS.get(code, f"The glasses refuse the link (code {code}): restart them.")
    return _REFUSED.get(code, LinkError)(text)


def upload_refused(code: int) -> UploadRefused:
    """The error for events.UploadFailed."""
    text = _UPLOADS.get(code, f"The glasses refuse the script (code {code}): restart them.")
    return UploadRefused(text)


def update_refused(code: int) -> UploadRefused:
    """The same for software."""
    text = _UPDATES.get(code, f"The glasses refuse the software (code {code}): restart them.")
    return UploadRefused(text)


def order_refused(what: str, code: int) -> OrderRefused:
    """The error for events.CommandFailed; what: the order in words."""
    text = _ORDERS.get(code, "restart the glasses and try again")
    return OrderRefused(f"The glasses refuse {what or 'an order'!r}: {text} (code {code}).")


def not_found(target: str) -> GlassesNotFound:
    """The error when a scan ends without the glasses."""
    wanted = f"called {target} " if target else ""
    return GlassesNotFound(
        f"No glasses {wanted}in reach: switch them on, bring them near and try again."
    )


def translated(error: BaseException, target: str) -> LinkError:
    """The error that a person understands for one that bleak raised."""
    if isinstance(error, LinkError):
        return error
    if isinstance(error, BleakBluetoothNotAvailableError):
        denied = error.reason.name.startswith("DENIED")
        return BluetoothUnavailable(
            _DENIED if denied else _REASONS.get(error.reason, _UNAVAILABLE)
        )
    if isinstance(error, FileNotFoundError | ConnectionRefusedError):
        return BluetoothUnavailable(_UNAVAILABLE)  # no D-Bus to ask
    if isinstance(error, BleakDBusError) and error.dbus_error in _NO_SERVICE:
        return BluetoothUnavailable(_UNAVAILABLE)
    if isinstance(error, BleakDeviceNotFoundError):
        return not_found(target)
    return LinkLost(
        f"No link to the glasses ({str(error) or type(error).__name__}): "
        "bring them nearer or restart them."
    )

"""What a device's /souffleur.json is to say: who the glasses are, their wearer's choices. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from companion.glasses.keys import Key
from firmware.souffleur import choices, seal
from tools.device.errors import UsageError

if TYPE_CHECKING:  # for it takes half a second to load
    from companion.typeset import Board

IDENTITY_SIZE = 8  # bytes, see firmware/souffleur/session.py
Draw = Callable[[int], bytes]  # so many random bytes


def decided(
    own: Mapping[str, Any] | None,
    board: str,
    name: str | None,
    mac: str,
    draw: Draw,
    *,
    new_secret: bool = False,
    wishes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The settings to write; own: those that the device has or had.

    Identity and secret stay unless they are missing, damaged or a new secret is asked for.
    wishes: choices of the wearer, already checked.
    """
    settings = dict(own or {})
    settings["board"] = board
    settings["name"] = name or settings.get("name") or f"Glasses {mac[-4:].upper()}"
    if not _hexadecimal(settings.get("identity"), IDENTITY_SIZE):
        settings["identity"] = draw(IDENTITY_SIZE).hex()
        new_secret = True  # one secret for one identity
    if new_secret or not _hexadecimal(settings.get("secret"), seal.SECRET_SIZE):
        settings["secret"] = draw(seal.SECRET_SIZE).hex()
    return {**settings, **(wishes or {})}


def _hexadecimal(value: object, size: int) -> bool:
    try:
        return isinstance(value, str) and len(bytes.fromhex(value)) == size
    except ValueError:
        return False


def key(settings: Mapping[str, Any]) -> Key:
    """What pairs a companion with glasses of these settings."""
    return Key(
        bytes.fromhex(settings["identity"]), bytes.fromhex(settings["secret"]), settings["name"]
    )


def checked_name(name: str) -> str:
    """The name, if glasses can be called so; raises UsageError."""
    if not name or len(name.encode()) > choices.NAME_MAX or not name.isprintable():
        raise UsageError(f"A name has 1 to {choices.NAME_MAX} bytes: choose another than {name!r}.")
    return name


def wishes(pairs: list[str], board: Board) -> dict[str, Any]:
    """The choices in ["size=large", ...]; raises UsageError."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        try:
            if not equals or name == "name":
                raise KeyError(name)
            found[name] = choices.checked(name, value, board.width, board.height)
        except KeyError:
            known = ", ".join(key for key in choices.KEYS if key != "name")
            raise UsageError(f"{pair!r} is no setting: write KEY=VALUE, of {known}.") from None
        except ValueError:
            raise UsageError(f"{name} cannot be {value!r}: see souffleur glasses --help.") from None
    return found

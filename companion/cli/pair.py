"""`souffleur pair`: share a secret with glasses, and look after the secrets shared."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import stat
import sys
import threading
from contextlib import suppress
from pathlib import Path

from companion.errors import SouffleurError
from companion.glasses.discovery import SCAN, Found
from companion.glasses.keys import Key, Keyring, read, write
from companion.glasses.pairing_link import pair
from companion.stage.reach import near
from companion.typeset import load_board
from firmware.souffleur import choices, seal

IDENTITY_SIZE = 8
_OPEN = "touch the glasses for five seconds, until they say so"


class PairError(SouffleurError):
    """The glasses cannot be paired, named or forgotten so, or a file cannot be written."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Pair with glasses by radio: touch them for five seconds, then run this and type the "
        "code that they show. Or with --board: name new glasses and pair with them by a file."
    )
    parser.add_argument("name", nargs="?", help="which glasses; needed only where several are open")
    parser.add_argument("--timeout", type=float, default=SCAN, help="seconds to look for them")
    parser.add_argument("--board", help="write a file for new glasses with this board instead")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("souffleur.json"),
        help="that file, to copy to the glasses over USB (souffleur.json)",
    )
    keys = parser.add_mutually_exclusive_group()
    keys.add_argument("--list", action="store_true", help="the glasses paired with this computer")
    keys.add_argument("--forget", metavar="NAME", help="forget glasses on this computer")
    keys.add_argument(
        "--export", metavar="FILE", type=Path, help="write all secrets for another computer"
    )
    keys.add_argument("--import", metavar="FILE", type=Path, dest="import_", help="take them there")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    keyring = Keyring()
    if options.list:
        return _list(keyring)
    if options.forget:
        return _forget(keyring, options.forget)
    if options.export:
        return _export(keyring, options.export)
    if options.import_:
        return _import(keyring, options.import_)
    if options.board:
        return _provide(keyring, options.name, options.board, options.output)
    return asyncio.run(_pair(keyring, options.name, options.timeout))


# By radio


async def _pair(keyring: Keyring, name: str | None, timeout: float) -> int:
    async with near(timeout) as (seen, _):
        found = _chosen([one.found for one in seen], name)
        bleak = next(one.bleak for one in seen if one.found is found)
        print(f"Pairing with {found.name}...")
        await pair(found, keyring, _ask, _tell_to_tap, **bleak)
    print(f"{found.name} is paired with this computer, and with no other any more.")
    return 0


def _chosen(found: list[Found], name: str | None) -> Found:
    """The glasses meant among those in reach."""
    ready = [
        glasses for glasses in found
        if glasses.pairing and (name is None or name in (glasses.name, glasses.address))
    ]
    if len(ready) == 1:
        return ready[0]
    if ready:
        several = ", ".join(f"{glasses.name} ({glasses.address})" for glasses in ready)
        raise PairError(f"Several glasses are open for pairing: name one of {several}.")
    wanted = f"called {name} " if name else ""
    raise PairError(f"No glasses {wanted}in reach are open for pairing: {_OPEN}, then try again.")


async def _ask() -> str:
    """A line from the terminal; a link that breaks does not wait for it."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def take(line: str) -> None:
        if not answer.done():
            answer.set_result(line)

    def read_line() -> None:
        line = sys.stdin.readline()
        with suppress(RuntimeError):  # the link broke and the loop has ended
            loop.call_soon_threadsafe(take, line)

    print("Six digits on the glasses: ", end="", flush=True)
    threading.Thread(target=read_line, daemon=True).start()
    return await answer


def _tell_to_tap() -> None:
    print("That is right. Now the wearer taps the glasses once.", flush=True)


# By a file over USB


def _provide(keyring: Keyring, name: str | None, board_name: str, output: Path) -> int:
    """Name new glasses and write their file."""
    if not name or len(name.encode()) > choices.NAME_MAX or not name.isprintable():
        raise PairError(
            f"A name has 1 to {choices.NAME_MAX} bytes: choose another than {name or ''!r}."
        )
    if any(key.name == name for key in keyring.all()):
        raise PairError(f"Glasses called {name} are paired already: choose another name.")
    board = load_board(board_name)
    identity, secret = secrets.token_bytes(IDENTITY_SIZE), secrets.token_bytes(seal.SECRET_SIZE)
    _write(output, {
        "board": board.name, "name": name, "identity": identity.hex(), "secret": secret.hex(),
    })
    keyring.add(Key(identity, secret, name))
    print(
        f"{name} is paired with this computer. Copy {output} to the glasses, then delete "
        f"it here, for it holds their secret:\n"
        f"  mpremote fs cp {output} :souffleur.json"
    )
    return 0


def _write(path: Path, record: dict[str, str]) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise PairError(f"{path} exists: choose another name for the file with -o.") from None
    except OSError as error:
        raise PairError(
            f"{path} cannot be written ({error.strerror}): choose another place with -o."
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(record, indent=1) + "\n")


# The secrets on this computer


def _list(keyring: Keyring) -> int:
    for key in keyring.all():
        known = "paired" if key.secret else "not confirmed: link once"
        print(f"{key.name:<30} {key.identity.hex()}  {known}")
    if not keyring.all():
        print(f"No glasses are paired with this computer: {_OPEN}, then run souffleur pair.")
    return 0


def _forget(keyring: Keyring, name: str) -> int:
    keys = [key for key in keyring.all() if name in (key.name, key.identity.hex())]
    if not keys:
        raise PairError(f"No glasses called {name} are paired: see souffleur pair --list.")
    if len(keys) > 1:
        several = ", ".join(key.identity.hex() for key in keys)
        raise PairError(f"Several glasses are called {name}: name one of {several}.")
    keyring.remove(keys[0].identity)
    print(
        f"This computer has forgotten {name}. Copies of the secret elsewhere still open the "
        f"glasses until they are paired anew."
    )
    return 0


def _export(keyring: Keyring, path: Path) -> int:
    keys = keyring.all()
    if not keys:
        raise PairError("No glasses are paired with this computer: there is nothing to export.")
    if path.exists():
        raise PairError(f"{path} exists: choose another name for the file.")
    write(path, keys)
    print(
        f"{path} holds the secrets of {len(keys)} glasses: whoever has it can drive and read "
        f"them. Carry it by hand, run souffleur pair --import there, then delete it."
    )
    return 0


def _import(keyring: Keyring, path: Path) -> int:
    keys = read(path)
    if not keys:
        raise PairError(f"There are no secrets in {path}: make it with souffleur pair --export.")
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        print(f"Others on this computer could read {path}.", file=sys.stderr)
    for key in keys:
        for secret in key.secrets():  # which of several is right, the glasses will prove
            if secret not in keyring.secrets(key.identity):
                keyring.expect(key.identity, key.name, secret)
    print(f"{len(keys)} glasses are paired with this computer. Delete {path} now.")
    return 0

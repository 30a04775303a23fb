"""`souffleur pair`: name a pair of glasses and share a secret with them, by a file over USB."""

from __future__ import annotations

import argparse
import json
import os
import secrets
from pathlib import Path

from companion.errors import SouffleurError
from companion.glasses.keys import Key, Keyring
from companion.typeset import load_board
from firmware.souffleur import seal

IDENTITY_SIZE = 8
NAME_SIZE = 29  # bytes; what a scan response of 31 has room for


class PairError(SouffleurError):
    """The glasses cannot be named so, or their file cannot be written."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument("name", help="what the glasses are called on the air")
    parser.add_argument("--board", default="t-glass", help="their board (t-glass)")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("souffleur.json"),
        help="the file to copy to the glasses (souffleur.json)",
    )


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    name: str = options.name
    if not 0 < len(name.encode()) <= NAME_SIZE or not name.isprintable():
        raise PairError(f"A name has 1 to {NAME_SIZE} bytes: choose another than {name!r}.")
    keyring = Keyring()
    if any(key.name == name for key in keyring.all()):
        raise PairError(f"Glasses called {name} are paired already: choose another name.")
    board = load_board(options.board)
    key = Key(secrets.token_bytes(IDENTITY_SIZE), secrets.token_bytes(seal.SECRET_SIZE), name)
    _write(options.output, key, board.name)
    keyring.add(key)
    print(
        f"{name} is paired with this computer. Copy {options.output} to the glasses, then delete "
        f"it here, for it holds their secret:\n"
        f"  mpremote fs cp {options.output} :souffleur.json"
    )
    return 0


def _write(path: Path, key: Key, board: str) -> None:
    record = {
        "board": board, "name": key.name, "identity": key.identity.hex(),
        "secret": key.secret.hex(),
    }
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

"""The command `souffleur-device`: one module a subcommand, each loaded only when it is called."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import cast

from companion import __version__
from companion.cli import CommandModule
from companion.errors import SouffleurError
from tools.device.errors import INTERRUPTED, TOLD, DeviceError

COMMANDS = {
    "list": "the ports and what is on them",
    "flash": "MicroPython, program, name and secret onto one device or many",
    "provision": "name, board, settings and secret only",
    "check": "test a device part by part",
    "rescue": "what to do with a device that does not answer",
    "restore": "put settings and scripts back from a backup",
    "image": "the releases of MicroPython: list, pin, get",
    "bundle": "everything for flashing offline in one file",
    "virtual": "glasses without hardware",
}
_MODULES = {"list": "listing", "image": "images", "bundle": "bundling"}


def _module(name: str) -> CommandModule:
    return cast(
        CommandModule, importlib.import_module(f"tools.device.{_MODULES.get(name, name)}")
    )  # fmt: skip


def _parser(asked: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="souffleur-device", description="Readies glasses: from the box to the stage."
    )
    parser.add_argument("--version", action="version", version=f"souffleur {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == asked:
            _module(name).add_arguments(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code, see errors.py (2: called wrongly)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    asked = next((word for word in arguments if word in COMMANDS), None)
    try:
        options = _parser(asked).parse_args(arguments)
        return _module(options.command).run(options)
    except SouffleurError as error:
        print(f"souffleur-device: {error}", file=sys.stderr)
        return error.exit_code if isinstance(error, DeviceError) else TOLD
    except KeyboardInterrupt:
        print("Interrupted: the same command goes on where it stopped.", file=sys.stderr)
        return INTERRUPTED

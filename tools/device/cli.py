"""The command `souffleur-device`: one module a subcommand, each loaded only when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from typing import cast

from companion.cli import CommandModule, asked_for, parser_of
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


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code, see errors.py (2: called wrongly)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parser_of(
            "souffleur-device", "Readies glasses: from the box to the stage.", COMMANDS, _module,
            asked_for(arguments, COMMANDS),
        ).parse_args(arguments)  # fmt: skip
        return _module(options.command).run(options)
    except SouffleurError as error:
        print(f"souffleur-device: {error}", file=sys.stderr)
        return error.exit_code if isinstance(error, DeviceError) else TOLD
    except KeyboardInterrupt:
        print("Interrupted: the same command goes on where it stopped.", file=sys.stderr)
        return INTERRUPTED

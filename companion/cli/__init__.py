"""The command `souffleur`: one module a subcommand, each loaded only when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

from companion import __version__
from companion.errors import SouffleurError

COMMANDS = {
    "desk": "the app with windows, for laptop and phone",
    "present": "give a show: listen, follow the script, drive the glasses",
    "demo": "the whole product on a bundled recording and virtual glasses",
    "check": "what was understood of a script",
    "preview": "the screens of a script as the panel draws them",
    "models": "list, install, remove and verify speech models",
    "scan": "look for glasses nearby",
    "glasses": "status and settings of glasses, alignment, messages",
    "pair": "pair with glasses, and look after the secrets shared with them",
}


class CommandModule(Protocol):
    """What each subcommand's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; the exit code. May raise SouffleurError."""


def _module(name: str) -> CommandModule:
    return cast(CommandModule, importlib.import_module(f"companion.cli.{name}"))


def asked_for(arguments: Sequence[str], commands: Mapping[str, str]) -> str | None:
    """The subcommand that stands in the arguments."""
    return next((word for word in arguments if word in commands), None)


def parser_of(
    program: str, description: str, commands: Mapping[str, str],
    module: Callable[[str], CommandModule], asked: str | None,
) -> argparse.ArgumentParser:  # fmt: skip
    """A command's parser. commands: name -> what it is for; only the module of the one that is
    asked for is loaded."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("--version", action="version", version=f"souffleur {__version__}")
    actions = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in commands.items():
        command = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if name == asked:
            module(name).add_arguments(command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (1: an error told in one line, 130: interrupted)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parser_of(
            "souffleur", "Keeps a speaker's next words in front of their eyes.", COMMANDS, _module,
            asked_for(arguments, COMMANDS),
        ).parse_args(arguments)  # fmt: skip
        return _module(options.command).run(options)
    except SouffleurError as error:
        print(f"souffleur: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; give Python nothing to flush into.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def script_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of every command that reads a script."""
    parser.add_argument(
        "script", type=Path, help="txt, md, docx, pptx, srt or vtt; - for pasted text"
    )
    parser.add_argument(
        "--lang", metavar="TAG", help="the script's language, if detection is wrong"
    )


def setting_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of every command that sets type."""
    parser.add_argument("--board", default="t-glass", help="board name or its data file (t-glass)")
    parser.add_argument("--size", type=int, metavar="PX", help="font size in pixels")
    parser.add_argument("--rows", type=int, metavar="N", help="lines on a screen")
    parser.add_argument("--font", type=Path, metavar="FILE", help="a font to use before ours")

"""What the staff can say to the wearer with two keys during a show."""

from __future__ import annotations

import argparse
from pathlib import Path

from companion.errors import SouffleurError
from companion.stage.messages import presets

MOST = 9  # there are so many digits


class MessagesError(SouffleurError):
    """The messages to choose from cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the messages come from."""
    parser.add_argument(
        "--message", action="append", metavar="TEXT", default=[],
        help="a message to the wearer, sent with m and its number; may be given again",
    )
    parser.add_argument(
        "--messages", type=Path, metavar="FILE", help="a file with such messages, one a line"
    )


def messages(options: argparse.Namespace, language: str) -> tuple[str, ...]:
    """At most MOST messages: those asked for, else the script language's own; MessagesError."""
    asked = list(options.message)
    if options.messages is not None:
        try:
            asked += options.messages.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise MessagesError(
                f"{options.messages} cannot be read ({error}): give a text file in UTF-8."
            ) from error
    asked = [text.strip() for text in asked if text.strip()]
    if len(asked) > MOST:
        raise MessagesError(f"There are {len(asked)} messages: leave {MOST}, one for each digit.")
    return tuple(asked) or presets(language)

"""`souffleur preview`: the screens of a script as the panel draws them."""

from __future__ import annotations

import argparse
from pathlib import Path

from companion import cli
from companion.cli.planning import book_of, script_of
from companion.typeset.preview import write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    cli.script_arguments(parser)
    cli.setting_arguments(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .png or .gif file")
    parser.add_argument("--zoom", type=int, default=2, help="pixels of the picture per pixel (2)")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    board, book = book_of(options, script_of(options))
    path = write(book, board, options.output, options.zoom)
    print(f"{path}: {len(book.lines)} lines on {board.name}, {book.rows} on a screen")
    for cluster, count in book.missing.items():
        print(f"note: no glyph for {cluster} (x{count}): shown as a box; add a font with --font")
    return 0

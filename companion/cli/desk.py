"""`souffleur desk`: the app with windows, for laptop and phone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from companion.desk import app, menu
from companion.desk.home import Home
from companion.desk.theme import THEMES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="keep settings, scripts and models in this folder"
    )
    parser.add_argument("--theme", choices=sorted(THEMES), default="", help="for this time")
    parser.add_argument("--lang", metavar="TAG", default="", help="of the interface: en, zh...")
    parser.add_argument(
        "--menu", action="store_true", help="put the Desk among this computer's programs (Linux)"
    )


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    if options.menu:
        print(f"written: {menu.enter(Path(sys.argv[0]).resolve())}")
        return 0
    return app.run(Home.of(options.home), options.theme, options.lang)

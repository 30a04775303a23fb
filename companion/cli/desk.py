"""`souffleur desk`: the app with windows, for laptop and phone."""

from __future__ import annotations

import argparse
from pathlib import Path

from companion.desk import app
from companion.desk.home import Home
from companion.desk.theme import THEMES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="keep settings, scripts and models in this folder"
    )
    parser.add_argument("--theme", choices=sorted(THEMES), default="", help="for this time")
    parser.add_argument("--lang", metavar="TAG", default="", help="of the interface: en, zh...")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    return app.run(Home.of(options.home), options.theme, options.lang)

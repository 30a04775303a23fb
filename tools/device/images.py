"""`souffleur-device image`: the releases of MicroPython that are known by name."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.device import releases
from tools.device.errors import FINE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="which there are, and which are on this computer")
    get = actions.add_parser("get", help="download one and check it")
    get.add_argument("name")
    pin = actions.add_parser("pin", help="take a file that you have checked as a release")
    pin.add_argument("name")
    pin.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    if options.action == "get":
        print(f"{releases.get(options.name)} is the release, checked.")
    elif options.action == "pin":
        pinned = releases.pin(options.name, options.file)
        print(f"{pinned.name} is {pinned.size:,} bytes with SHA-256 {pinned.sha256}.")
    else:
        for release in releases.known().values():
            here = (releases.folder() / f"{release.name}.bin").exists()
            state = "here" if here and release.sha256 else "to get" if release.sha256 else "to pin"
            print(f"{release.name:<22} {state:<7} {release.about}")
    return FINE

"""`souffleur scan`: the glasses in reach."""

from __future__ import annotations

import argparse
import asyncio

from companion.glasses.discovery import SCAN, scan
from companion.glasses.keys import Keyring


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument("--timeout", type=float, default=SCAN, help="seconds to look")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    paired = {key.name for key in Keyring().all()}
    found = asyncio.run(scan(options.timeout))
    for glasses in found:
        known = "paired" if glasses.name in paired else "not paired"
        known += ", open for pairing" if glasses.pairing else ""
        print(f"{glasses.name:<30} {glasses.address:<38} {glasses.rssi:>4} dBm  {known}")
    if not found:
        print("No glasses in reach: switch them on and bring them near.")
    return 0 if found else 1

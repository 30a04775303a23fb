"""`souffleur scan`: the glasses in reach."""

from __future__ import annotations

import argparse
import asyncio
import sys

from companion.glasses.discovery import SCAN
from companion.glasses.keys import Keyring
from companion.stage.reach import near


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.add_argument("--timeout", type=float, default=SCAN, help="seconds to look")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    return asyncio.run(_list(options.timeout))


async def _list(timeout: float) -> int:
    paired = {key.name for key in Keyring().all()}
    async with near(timeout) as (seen, note):
        if note:
            print(f"note: {note}", file=sys.stderr)
        for one in seen:
            glasses = one.found
            known = "paired" if glasses.name in paired else "not paired"
            known += ", open for pairing" if glasses.pairing else ""
            known += ", virtual" if one.virtual else ""
            print(f"{glasses.name:<30} {glasses.address:<38} {glasses.rssi:>4} dBm  {known}")
    if not seen:
        print("No glasses in reach: switch them on and bring them near.")
    return 0 if seen else 1

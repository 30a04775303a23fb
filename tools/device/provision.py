"""`souffleur-device provision`: name, board, settings and secret, of a device that is flashed."""

from __future__ import annotations

import argparse
from dataclasses import replace

from tools.device import flash, sources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Name a device, say which board it is, choose its wearer's settings, give it a secret, "
        "and pair this computer with it. souffleur pair --export takes the secrets to another."
    )
    flash.common_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    order = flash.simple_order(options, sources.chips())
    return flash.one(options, replace(order, settings_only=True))

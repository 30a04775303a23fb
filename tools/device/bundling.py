"""`souffleur-device bundle`: make or show the file for flashing offline."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.device import bundle, sources
from tools.device.errors import FINE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    make = actions.add_parser("make", help="images and program into one file")
    make.add_argument("file", type=Path)
    sources.image_arguments(make)
    show = actions.add_parser("show", help="check a bundle and say what is in it")
    show.add_argument("file", type=Path)


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    if options.action == "make":
        images = sources.images(options.image, options.micropython)
        chips = sources.chips()
        programs = {chip: sources.program(chip) for chip in sorted(set(chips.values()))}
        bundle.write(options.file, images, programs, chips)
    found = bundle.read(options.file)
    print(f"{options.file}: Souffleur {found.version}, checked")
    for chip, program in found.programs.items():
        image = f"MicroPython {len(found.images[chip]):,} bytes" if chip in found.images else "-"
        size = sum(map(len, program.values()))
        print(f"  {chip:<8} {len(program)} files, {size:,} bytes; {image}")
    return FINE

"""Where a command takes image and program from: options, releases by name, a bundle."""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools import program as firmware
from tools.device import image, releases
from tools.device.compiling import compiled
from tools.device.errors import UsageError
from tools.device.image import Image


def image_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that name images; each may be given once a chip."""
    parser.add_argument(
        "--image", type=Path, action="append", default=[], metavar="FILE",
        help="MicroPython as a file; may be given once for each chip",
    )  # fmt: skip
    parser.add_argument(
        "--micropython", action="append", default=[], metavar="NAME",
        help="a release by name, see souffleur-device image list",
    )  # fmt: skip


def images(files: Iterable[Path], names: Iterable[str]) -> dict[str, Image]:
    """The images by chip; raises UsageError, FileError, WrongBoardError, VerifyError."""
    found: dict[str, Image] = {}
    for one in [*map(image.load, files), *map(releases.load, names)]:
        if one.chip in found:
            raise UsageError(
                f"Two images are for {image.title(one.chip)}: give one for each chip at most."
            )
        found[one.chip] = one
    return found


@functools.cache
def program(chip: str) -> dict[str, bytes]:
    """Path on the device -> content, of this version's program. Raises ProgramError."""
    return compiled(chip)


def chips() -> dict[str, str]:
    """Board -> its chip, of all boards known."""
    return {name: board["chip"] for name, board in _boards().items()}


def psram_mb() -> dict[str, int]:
    """Board -> megabytes of PSRAM, of the boards whose description tells."""
    about = {name: board.get("about", {}) for name, board in _boards().items()}
    return {name: told["psram_mb"] for name, told in about.items() if "psram_mb" in told}


@functools.cache
def _boards() -> dict[str, dict[str, Any]]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(firmware.FIRMWARE.glob("boards/*.json"))
    }

"""`souffleur glasses update`: this release's software, or a file's, onto the glasses by radio."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from companion import __version__
from companion.errors import SouffleurError
from companion.glasses.about import Device
from companion.glasses.events import Progress
from companion.glasses.link import Glasses
from companion.stage.plan import PlanError
from companion.stage.reach import known
from firmware.souffleur import wire
from tools.update import MPY_VERSION, build

BACK = 90.0  # seconds in which new software must have started and linked

# Machine code by the number in sys.implementation._mpy >> 10 (py/persistentcode.h)
_ARCHITECTURES = {2: "x64", 10: "xtensawin"}


class UpdateFailed(SouffleurError):
    """The glasses do not run the new software."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of the action."""
    parser.add_argument("--file", type=Path, metavar="IMAGE", help="a file made by tools.update")
    parser.add_argument("--force", action="store_true", help="also if they run it already")


async def update(glasses: Glasses, options: argparse.Namespace) -> None:
    """Bring it, restart the glasses, and see it run. Raises SouffleurError."""
    _, before = await known(glasses)
    if options.file is None and before.version == __version__ and not options.force:
        print(f"They run {before.version} already.")
        return
    image = await _image(options.file, before)
    print(f"From {before.version}: {len(image):,} bytes. The script stays on the glass meanwhile.")
    await glasses.update(image, _tell)
    print("\nThe glasses have it whole; they restart now.")
    boot = glasses.status.boot if glasses.status else None
    await glasses.restart()
    after = await _back(glasses, boot)
    if after.failed_update:
        raise UpdateFailed(
            f"The new software did not start; they run {after.version} again: keep that, and "
            "please report what `souffleur glasses journal` tells."
        )
    print(f"They run {after.version} now.")


async def _image(path: Path | None, device: Device) -> bytes:
    if path is not None:
        try:
            return path.read_bytes()
        except OSError as error:
            raise PlanError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    if device.code & 0xFF != MPY_VERSION:
        raise UpdateFailed(
            "Their MicroPython is another one than this software is made for: "
            "put the new one on by cable."
        )
    return await build(_ARCHITECTURES.get(device.code >> 10))


def _tell(progress: Progress) -> None:
    if sys.stdout.isatty():
        share = progress.held * 100 // progress.size
        print(f"\r{share:3} % of {progress.size:,} bytes", end="", flush=True)


async def _back(glasses: Glasses, boot: int | None) -> Device:
    """What they are after the restart; raises UpdateFailed."""
    try:
        async with asyncio.timeout(BACK):
            while glasses.status is None or glasses.status.boot == boot:
                await asyncio.sleep(0.2)
            return Device.parse(await glasses.ask(wire.ABOUT_DEVICE))
    except TimeoutError:
        raise UpdateFailed(
            "The glasses have not come back: they return to the old software by themselves "
            "within five minutes; look with `souffleur glasses status`."
        ) from None


"""`souffleur glasses update`: this release's software, or a file's, onto the glasses by radio."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from companion import __version__
from companion.glasses.about import Device
from companion.glasses.events import Progress
from companion.glasses.link import Glasses
from companion.stage.plan import PlanError
from companion.stage.reach import known
from companion.stage.software import release_for, restarted


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
    after = await restarted(glasses)
    print(f"They run {after.version} now.")


async def _image(path: Path | None, device: Device) -> bytes:
    if path is not None:
        try:
            return path.read_bytes()
        except OSError as error:
            raise PlanError(f"{path} cannot be read ({error.strerror}): check the path.") from error
    return await release_for(device)


def _tell(progress: Progress) -> None:
    if sys.stdout.isatty():
        share = progress.held * 100 // progress.size
        print(f"\r{share:3} % of {progress.size:,} bytes", end="", flush=True)

"""`souffleur glasses align`: the picture is moved until the wearer sees all of it."""

from __future__ import annotations

import argparse
import asyncio
import sys

from companion.glasses.about import Device, Settings
from companion.glasses.alignment import movable, within
from companion.glasses.link import Glasses
from companion.live.keys import Key, Keyboard
from companion.stage.plan import PlanError
from companion.stage.reach import known
from firmware.souffleur import wire

HELP = "arrow keys move the picture, q ends"
SHOWN = 10.0  # seconds, where nobody presses keys

_STEPS = {
    Key.NEXT_LINE: (0, 1), Key.PREVIOUS_LINE: (0, -1),
    Key.NEXT_SECTION: (1, 0), Key.PREVIOUS_SECTION: (-1, 0),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Of the action."""
    parser.add_argument("--pan", metavar="DX,DY", help="move it so far, without keys")
    parser.add_argument(
        "--seconds", type=float, default=SHOWN, help="show the frame so long, without keys"
    )


async def align(glasses: Glasses, options: argparse.Namespace) -> None:
    """Show the frame, take the keys, show the script again."""
    settings, device = await known(glasses)
    pan = settings.pan if options.pan is None else within(_parsed(options.pan), settings, device)
    if not movable(settings, device):
        print("The picture fills the panel, so it cannot move: first make it smaller, "
              "as with `souffleur glasses set area=10,10,100,100`.")  # fmt: skip
    await glasses.view(wire.VIEW_ALIGNMENT)
    try:
        if pan != settings.pan:
            await _move(glasses, pan)
        if options.pan is None and sys.stdin.isatty():
            pan = await _by_keys(glasses, pan, settings, device)
        else:
            await asyncio.sleep(options.seconds)
    finally:
        await glasses.view(wire.VIEW_SCRIPT)
    print(f"The picture is moved by {pan[0]},{pan[1]} pixels from where the board has it.")


async def _by_keys(
    glasses: Glasses, pan: tuple[int, int], settings: Settings, device: Device
) -> tuple[int, int]:
    print(HELP)
    with Keyboard() as keyboard:
        async for key in keyboard:
            if key in (Key.ASK_QUIT, Key.QUIT):
                break
            if key in _STEPS:
                across, down = _STEPS[key]
                moved = within((pan[0] + across, pan[1] + down), settings, device)
                if moved != pan:
                    pan = moved
                    await _move(glasses, pan)
    return pan


async def _move(glasses: Glasses, pan: tuple[int, int]) -> None:
    await glasses.configure("pan", f"{pan[0]},{pan[1]}")


def _parsed(text: str) -> tuple[int, int]:
    try:
        across, down = (int(part) for part in text.split(","))
    except ValueError:
        raise PlanError(f"{text!r} is no way to move: write it like --pan 3,-2.") from None
    return across, down

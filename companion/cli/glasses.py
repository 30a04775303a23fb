"""`souffleur glasses`: what they are and how they are, and all that can be set about them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from companion.cli import alignment, updating
from companion.glasses.link import Glasses
from companion.stage.clock import second_of_day
from companion.stage.plan import PlanError
from companion.stage.reach import known, reach, which
from companion.typeset.message import set_message
from firmware.souffleur import wire

BOOK_DIGITS = 16

_LAYOUT = ("area", "size", "strip")  # settings for which the script is set anew


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    which = "a name, an address or virtual (default: those that are paired)"
    parser.add_argument("--glasses", metavar="WHICH", help=which)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, text: str) -> argparse.ArgumentParser:
        """An action's arguments; which glasses can be said before or after its name."""
        made = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.add_argument("--glasses", metavar="WHICH", help=which, default=argparse.SUPPRESS)
        return made

    action("status", "battery, versions, memory, scripts, settings")
    change = action("set", "change settings, such as brightness=90")
    change.add_argument("settings", nargs="+", metavar="KEY=VALUE")
    alignment.add_arguments(action("align", "move the picture to where the eye is"))
    message = action("message", "show words over the script")
    message.add_argument("text", nargs="?", default="", help="none: take the message away")
    message.add_argument("--lang", default="und", metavar="TAG", help="the message's language")
    action("identify", "let them show their name for ten seconds")
    action("journal", "what went wrong lately")
    erase = action("erase", "remove scripts from their memory")
    erase.add_argument("books", nargs="*", metavar="SCRIPT", help="an id that status tells")
    erase.add_argument("--all", action="store_true", help="all scripts, and the place")
    action("restart", "switch them off and on")
    updating.add_arguments(action("update", "put new software on them by radio"))
    clock = action("clock", "show the time of day until the show")
    clock.add_argument("--off", action="store_true", help="show the script again")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    if options.action == "erase":
        _check_erase(options)
    if options.action == "set":
        _pairs(options.settings)
    asyncio.run(_act(options, which(options.glasses)))
    return 0


async def _act(options: argparse.Namespace, name: str) -> None:
    async with reach(name) as glasses:
        await _ACTIONS[options.action](glasses, options)


async def _status(glasses: Glasses, options: argparse.Namespace) -> None:
    settings, device = await known(glasses)
    status = glasses.status
    assert status is not None  # they are linked
    battery = "unknown" if status.battery is None else f"{status.battery} %"
    battery += ", charging" * status.charging + ", low: charge them" * status.low
    rows = [
        ("name", settings.name),
        ("battery", battery),
        ("up for", f"{status.uptime // 60} min {status.uptime % 60} s, started by {device.reset}"),
        ("board", f"{device.board}, {device.width} x {device.height}, {device.depth} bit"),
        ("text", f"{device.text_width} x {device.text_height} pixels"),
        ("software", f"{device.version} on MicroPython {device.text.get('micropython', '?')}"),
        ("free", f"{device.heap_free >> 10} KB of memory, {device.flash_free >> 10} KB of flash"),
        ("scripts", ", ".join(device.books) or "none"),
    ]
    for key, value in rows:
        print(f"{key:<12} {value}")
    print("settings")
    for key, value in sorted(settings.text.items()):
        print(f"  {key}={value}")


async def _set(glasses: Glasses, options: argparse.Namespace) -> None:
    for key, value in _pairs(options.settings):
        await glasses.configure(key, value)
        again = "; the script will be set anew for it" if key in _LAYOUT else ""
        print(f"{key} is {value} now{again}.")


async def _message(glasses: Glasses, options: argparse.Namespace) -> None:
    if not options.text:
        await glasses.message(0, 0, b"")
        print("No message is on the glass.")
        return
    _, device = await known(glasses)
    room = device.text_height - wire.MESSAGE_FRAME
    made = set_message(options.text, device.text_width, room, options.lang)
    await glasses.message(made.width, made.height, made.picture)
    print("The message is on the glass.")


async def _identify(glasses: Glasses, options: argparse.Namespace) -> None:
    settings, _ = await known(glasses)
    await glasses.view(wire.VIEW_IDENTIFY)
    print(f"They show their name, {settings.name}, for ten seconds.")


async def _journal(glasses: Glasses, options: argparse.Namespace) -> None:
    print((await glasses.ask(wire.ABOUT_JOURNAL)).rstrip() or "Nothing has gone wrong.")


async def _erase(glasses: Glasses, options: argparse.Namespace) -> None:
    if options.all:
        await glasses.erase()
        print("All scripts are removed.")
    for book in options.books:
        await glasses.erase(bytes.fromhex(book))
        print(f"{book} is removed.")


async def _restart(glasses: Glasses, options: argparse.Namespace) -> None:
    await glasses.restart()
    print("They restart now.")


async def _clock(glasses: Glasses, options: argparse.Namespace) -> None:
    await glasses.time(second_of_day(), None, 0)
    await glasses.view(wire.VIEW_SCRIPT if options.off else wire.VIEW_CLOCK)
    print("They show the script." if options.off else "They show the time of day.")


_ACTIONS: dict[str, Callable[[Glasses, argparse.Namespace], Awaitable[None]]] = {
    "status": _status, "set": _set, "align": alignment.align, "message": _message,
    "identify": _identify, "journal": _journal, "erase": _erase, "restart": _restart,
    "update": updating.update, "clock": _clock,
}


def _pairs(asked: list[str]) -> list[tuple[str, str]]:
    pairs = []
    for text in asked:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise PlanError(f"{text!r} is no setting: write it like brightness=90.")
        pairs.append((key, value))
    return pairs


def _check_erase(options: argparse.Namespace) -> None:
    if not options.all and not options.books:
        raise PlanError("Say which scripts to remove, or --all; `status` tells their ids.")
    for book in options.books:
        if len(book) != BOOK_DIGITS or not all(digit in "0123456789abcdef" for digit in book):
            raise PlanError(f"{book!r} is no script's id: `souffleur glasses status` tells them.")

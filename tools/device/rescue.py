"""`souffleur-device rescue`: step by step with glasses that do not answer, until they do."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from tools.device import loader, ports
from tools.device.errors import (
    FINE,
    TOLD,
    DeviceError,
    NothingFoundError,
    PortBusyError,
    PortDeniedError,
    SilentError,
    UsageError,
)
from tools.device.ports import MICROPYTHON, ListPorts, Port
from tools.device.questions import Questions, of_person
from tools.device.repl import Repl

PATIENCE = 300.0  # seconds in all: a person looks for another cable
STEP = 20.0  # seconds for one thing that a person is asked to do
LOOK_AGAIN = 0.3
RESTART = 4.0  # a running program may need so long to give way to the prompt


class Sight(Enum):
    """What is on the cable."""

    NOTHING = "No device is on USB."
    SILENT = "The device is on USB but does not answer."
    PROMPT = "MicroPython answers: the device is alive."
    LOADER = "The chip's boot loader answers: the chip is sound, its program can be written again."


_STEPS = {
    Sight.NOTHING: (
        "Plug the glasses in, straight into the computer and without a hub.",
        "Take another cable: many carry current but no data.",
        "Hold BOOT, tap RST, let BOOT go. Glasses with one button: hold it while plugging in.",
        "Let the battery charge for ten minutes, then hold BOOT and tap RST again.",
    ),
    Sight.SILENT: (
        "Tap RST once and wait.",
        "Hold BOOT, tap RST, let BOOT go. Glasses with one button: hold it while plugging in.",
        "Unplug them, wait ten seconds, then hold BOOT while you plug them in.",
    ),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is, and where; note: what stands in the way, in words."""

    sight: Sight
    port: Port | None = None
    note: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Says what to do, step by step, and watches the ports meanwhile. When the device answers "
        "again, its program can be written anew; settings and scripts on it stay."
    )
    parser.add_argument("--port", help="look at this one alone: port, serial number or MAC")
    parser.add_argument("--yes", action="store_true", help="write the program without asking")
    parser.add_argument("--board", help="which board it is, if its settings are gone")
    parser.add_argument(
        "--restore", nargs="?", const="", metavar="BACKUP",
        help="then put settings and scripts back, see souffleur-device restore (the newest)",
    )  # fmt: skip
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, metavar="SECONDS", help="give up after (300)"
    )


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    if not options.patience > 0:
        raise UsageError("--patience is in seconds: take a number like 300.")
    seen = waited(
        _listing(options.port), _say, options.patience, lambda: time.sleep(LOOK_AGAIN),
        time.monotonic,
    )  # fmt: skip
    assert seen.port is not None
    return _mended(seen.port, options, of_person(True))


def _listing(wanted: str | None) -> ListPorts:
    def listing() -> list[Port]:
        found = ports.list_ports()
        if wanted is None:
            return found
        try:
            return [ports.chosen(found, wanted)]
        except NothingFoundError:
            return []

    return listing


def waited(
    list_ports: ListPorts, say: Callable[[str], None], patience: float,
    pause: Callable[[], None], clock: Callable[[], float],
) -> Seen:  # fmt: skip
    """Guide a person until a device answers. Raises NothingFoundError or SilentError at the end,
    and NothingFoundError where it is not clear which device is meant."""
    end = clock() + patience
    before: Seen | None = None
    step: Iterator[tuple[int, str]] = iter(())
    until = 0.0
    while True:
        seen = look(list_ports())
        if seen.port is not None and seen.sight in (Sight.PROMPT, Sight.LOADER):
            say(f"{seen.port.path}: {seen.sight.value}")
            return seen
        if seen != before:
            before = seen
            say(f"{seen.port.path}: {seen.sight.value}" if seen.port else seen.sight.value)
            if seen.note:
                say(seen.note)
            step, until = iter(enumerate(_STEPS[seen.sight], 1)), 0.0
        now = clock()
        if now >= end:
            raise _given_up(seen)
        if now >= until and (todo := next(step, None)):
            until = now + STEP
            say(f"Step {todo[0]}: {todo[1]}")
        pause()


def _given_up(seen: Seen) -> DeviceError:
    if seen.sight is Sight.NOTHING:
        return NothingFoundError(
            "No device came up: try another computer; if it stays so, the cell or the USB socket "
            "is defective: exchange the device."
        )
    return SilentError(
        "The device does not answer even its boot loader: try another cable and computer; if it "
        "stays so, exchange the device."
    )


def look(found: list[Port]) -> Seen:
    """What is on the ports; of several devices, the one that needs help is not known."""
    if not found:
        return Seen(Sight.NOTHING)
    if len(found) > 1:
        several = ", ".join(port.path for port in found)
        raise NothingFoundError(
            f"There are several devices ({several}): leave only the one to rescue plugged in, or "
            "name it with --port."
        )
    port = found[0]
    if port.in_loader:
        return Seen(Sight.LOADER, port)
    try:
        ports.check_free(port)
        Repl(port.path, RESTART).reset()
        return Seen(Sight.PROMPT, port)
    except (PortBusyError, PortDeniedError) as error:
        return Seen(Sight.SILENT, port, str(error))
    except NothingFoundError:
        return Seen(Sight.NOTHING)
    except DeviceError:
        return _asked_loader(port)


def _asked_loader(port: Port) -> Seen:
    """Behind a USB serial chip the boot loader may be there and look like any other program."""
    if (port.vid, port.pid) != MICROPYTHON:
        try:
            loader.identify(port)
            return Seen(Sight.LOADER, port)
        except DeviceError:
            pass
    return Seen(Sight.SILENT, port)


def _mended(port: Port, options: argparse.Namespace, questions: Questions) -> int:
    """Offer to write the program, then the backup."""
    from tools.device import cli  # which knows of this command too

    where = ["--port", ports.mac_of(port) or port.path]
    flash = ["flash", *where, *(["--board", options.board] if options.board else [])]
    restore = ["restore", *where, *([options.restore] if options.restore else [])]
    if not options.yes and not questions.ask("Write the program again now?"):
        _say(f"When you want to: souffleur-device {' '.join(flash)}")
        if options.restore is not None:
            _say(f"And then: souffleur-device {' '.join(restore)}")
        return FINE
    code = cli.main([*flash, *(["--yes"] if options.yes else [])])
    if code == FINE and options.restore is not None:
        code = cli.main(restore)
    if code not in (FINE, TOLD):
        _say("It is not finished: the same command goes on where it stopped.")
    return code


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

"""`souffleur-device check`: a verdict on every part of the glasses, by cable or by Bluetooth."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
import time
from pathlib import Path

from companion.glasses.discovery import scan
from companion.glasses.errors import LinkError
from companion.stage.reach import which
from tools.device import bundle, linkcheck, ports, selftest, sources
from tools.device.errors import DeviceError
from tools.device.ports import Port
from tools.device.questions import of_person
from tools.device.verdict import Report

LISTEN_S = 20.0  # from the reset until the program advertises, with time to spare
GLANCE_S = 2.0
_listening = threading.Lock()
UNHEARD = -127  # dBm, as Bluetooth itself says "not known"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Test glasses part by part: by cable where one is plugged in, else by Bluetooth. What "
        "only a person can tell is asked; with --no-questions it is not judged."
    )
    parser.add_argument("--port", help="port, serial number or MAC, if several are plugged in")
    parser.add_argument("--glasses", metavar="NAME", help="by Bluetooth: these")
    parser.add_argument(
        "--yes", "--no-questions", action="store_true", dest="silent", help="ask nobody anything"
    )
    parser.add_argument("--no-radio", action="store_true", help="do not listen for them at the end")
    parser.add_argument("--bundle", type=Path, metavar="FILE", help="compare with this program")
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    questions = of_person(not options.silent)
    listed = ports.list_ports()
    if options.port or (listed and not options.glasses):
        port = ports.chosen(listed, options.port)
        if port.in_loader:
            raise DeviceError(
                f"{port.path} is in the chip's boot loader, where nothing can be tested: tap RST, "
                f"or write the program with souffleur-device flash."
            )
        ports.check_free(port)
        program = bundle.read(options.bundle).programs.__getitem__ if options.bundle else (
            sources.program
        )
        _say(f"Testing what is on {port.path}; its program stops for that.")
        listen = None if options.no_radio else heard
        report = selftest.run_on(port, program, questions, listen)
    else:
        name = which(options.glasses)
        _say(f"Testing {name} by Bluetooth.")
        report = asyncio.run(linkcheck.run_on(name, questions))
    print(json.dumps(report.record()) if options.json else "\n".join(report.lines()))
    return report.exit_code


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def self_test(port: Port, program: selftest.Program) -> Report:
    """The test by cable with nobody to ask, just after a reset. Raises DeviceError."""
    return selftest.run_on(port, program, of_person(False), heard, was_reset=True)


def heard(name: str) -> int | str:
    """Listen for glasses of that name: dBm, UNHEARD, or why nothing can be heard."""
    with _listening:  # this computer has one radio, and a batch many devices
        return asyncio.run(_heard(name))


async def _heard(name: str) -> int | str:
    end = time.monotonic() + LISTEN_S
    while time.monotonic() < end:
        try:
            found = await scan(GLANCE_S)
        except LinkError as error:
            return f"this computer cannot listen: {error}"
        for glasses in found:
            if glasses.name == name:
                return glasses.rssi
    return UNHEARD

"""`souffleur-device list`: the ports and what is on them."""

from __future__ import annotations

import argparse
import json

from tools.device import finding, ports
from tools.device.errors import FINE, NOTHING_FOUND, DeviceError
from tools.device.image import flash_of, title
from tools.device.plan import There
from tools.device.ports import Port


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "The ports and what is on them. With --look each device is asked; its program is "
        "interrupted for that and starts again."
    )
    parser.add_argument("--look", action="store_true", help="ask each device who it is")
    parser.add_argument("--json", action="store_true", help="one JSON object per device")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    found = ports.list_ports()
    for port in found:
        row: dict[str, object] = {"port": port.path, "mac": ports.mac_of(port), "on": port.title}
        if options.look:
            row.update(_asked(port))
        print(json.dumps(row) if options.json else _line(row))
    if not found and not options.json:
        print("No glasses are plugged in: plug them in by a USB cable that carries data.")
    return FINE if found else NOTHING_FOUND


def _line(row: dict[str, object]) -> str:
    return "  ".join(str(value) for value in row.values() if value not in (None, ""))


def _asked(port: Port) -> dict[str, object]:
    try:
        found = finding.look(port)
    except DeviceError as error:
        return {"error": str(error)}
    if found.repl is not None:
        found.repl.reset()
    return facts(found.there)


def facts(there: There) -> dict[str, object]:
    """What is to be told of a device."""
    settings = there.settings or {}
    return {
        "mac": there.mac,
        "chip": title(there.chip),
        "flash": flash_of(there.flash_size) if there.flash_size else None,
        "psram": f"{there.psram_mb} MB PSRAM" if there.psram_mb else None,
        "micropython": there.micropython and f"MicroPython {there.micropython}",
        "board": settings.get("board"),
        "name": settings.get("name"),
    }

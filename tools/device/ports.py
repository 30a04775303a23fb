"""Serial ports: which there are, who has them, and where a device is after it changed its name.

An ESP32-S3 on its own USB is 303A:1001 in its boot loader and 303A:4001 under MicroPython, with
another port name; its serial number is its MAC in both. A board behind a USB serial chip keeps
its port.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serial.tools import list_ports as serial_ports

from tools.device.errors import FileError, NothingFoundError, PortBusyError, PortDeniedError

LISTING = "SOUFFLEUR_PORTS"  # environment: a JSON file to take the ports from, for emulated boards
ESPRESSIF = 0x303A
LOADER, MICROPYTHON = (ESPRESSIF, 0x1001), (ESPRESSIF, 0x4001)
_SERIAL_CHIPS = {0x10C4: "CP210x", 0x1A86: "CH34x", 0x0403: "FTDI"}
_POLL = 0.05  # seconds
_LIKELY = "Thonny, mpremote, Arduino or a serial monitor"


@dataclass(frozen=True, slots=True)
class Port:
    """vid, pid: of USB, None if it is no USB port. serial: as the device tells it, may be "".

    location: the socket it is plugged into, which no reset changes.
    """

    path: str
    vid: int | None = None
    pid: int | None = None
    serial: str = ""
    location: str = ""

    @property
    def native(self) -> bool:
        """Whether the chip itself is at the other end of USB."""
        return self.vid == ESPRESSIF

    @property
    def in_loader(self) -> bool:
        """Whether the chip's boot loader is known to be there."""
        return (self.vid, self.pid) == LOADER

    @property
    def title(self) -> str:
        """What a person may call it."""
        if self.in_loader:
            return "ESP32-S3 in its boot loader"
        if (self.vid, self.pid) == MICROPYTHON:
            return "MicroPython"
        return _SERIAL_CHIPS.get(self.vid or 0, "serial port")


ListPorts = Callable[[], list[Port]]


def list_ports() -> list[Port]:
    """All ports that glasses may be on, by name. Raises FileError for a bad listing file."""
    listing = os.environ.get(LISTING)
    rows = _listed(Path(listing)) if listing else map(vars, serial_ports.comports())
    found = [
        Port(
            row["device"], row["vid"], row["pid"], row["serial_number"] or "", row["location"] or ""
        )
        for row in rows
    ]
    return sorted((port for port in found if _known(port)), key=lambda port: port.path)


def _known(port: Port) -> bool:
    return port.native or port.vid in _SERIAL_CHIPS


def _listed(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        for row in rows:
            row["device"], row["vid"], row["pid"], row["serial_number"], row["location"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileError(f"{path} is no list of ports ({error}): unset {LISTING}.") from error
    return list(rows)


def mac_of(port: Port) -> str | None:
    """The MAC as 12 digits, where the serial number is one."""
    digits = port.serial.replace(":", "").lower()
    good = port.native and len(digits) == 12 and set(digits) <= set("0123456789abcdef")
    return digits if good else None


def chosen(ports: list[Port], wanted: str | None) -> Port:
    """The port meant: by path, serial number, socket or MAC, or the only one.

    Raises NothingFoundError.
    """
    if wanted:
        digits = wanted.replace(":", "").lower()
        meant = [
            port for port in ports
            if wanted in (port.path, port.serial, port.location) or digits == mac_of(port)
        ]  # fmt: skip
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise NothingFoundError(
                f"{len(meant)} devices have the number {wanted}, as USB serial chips do: name one "
                f"by its port ({', '.join(port.path for port in meant)})."
            )
        if Path(wanted).exists():  # a port that pyserial does not list
            return Port(wanted)
        raise NothingFoundError(
            f"There is no port {wanted}: plug the glasses in, see souffleur-device list."
        )
    if len(ports) == 1:
        return ports[0]
    if ports:
        several = ", ".join(port.path for port in ports)
        raise NothingFoundError(
            f"There are several devices ({several}): name one with --port, or use --batch."
        )
    raise NothingFoundError(
        "No glasses are plugged in: plug them in by a USB cable that carries data; if they are, "
        "hold BOOT, tap RST and let go."
    )


def wait_for(
    list_ports: ListPorts,
    accept: Callable[[Port], bool],
    patience: float,
    hint: Callable[[], None] = lambda: None,
    hint_after: float = 6.0,
) -> Port | None:
    """The first port that is accepted within `patience` seconds; hint is called once meanwhile."""
    begun = time.monotonic()
    hinted = False
    while True:
        for port in list_ports():
            if accept(port):
                return port
        waited = time.monotonic() - begun
        if waited >= patience:
            return None
        if waited >= hint_after and not hinted:
            hinted = True
            hint()
        time.sleep(_POLL)


def holder(path: str) -> str | None:
    """The program that has the port open, as "name (pid)"; Linux only, None if not known."""
    target = os.path.realpath(path)
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            if any(os.path.realpath(link) == target for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            continue
    return None


def check_free(port: Port) -> None:
    """Raises PortBusyError, PortDeniedError or NothingFoundError if the port cannot be opened."""
    if sys.platform == "win32":
        return
    path = Path(port.path)
    try:
        about = path.stat()
    except OSError:
        raise NothingFoundError(f"{port.path} is gone: plug the glasses in again.") from None
    if not os.access(path, os.R_OK | os.W_OK):
        raise denied(port.path, about)
    user = holder(port.path)
    if user:
        raise PortBusyError(f"{port.path} is in use by {user}: close that program, try again.")


def denied(path: str, about: os.stat_result, platform: str = sys.platform) -> PortDeniedError:
    """What to tell someone who may not open the port. Its group is dialout, uucp or plugdev,
    whatever the distribution calls it; macOS gives ports to everybody and asks for accessories.
    """
    import grp

    group = grp.getgrgid(about.st_gid).gr_name
    open_to_group = about.st_mode & stat.S_IRGRP and about.st_mode & stat.S_IWGRP
    if platform == "darwin":
        advice = (
            "unplug it, plug it in again and allow the accessory when macOS asks (System Settings, "
            "Privacy & Security); else ask the administrator"
        )
    elif open_to_group and group != "root":
        advice = f"join the group {group} (sudo usermod -aG {group} $USER), log out and in again"
    else:
        advice = "ask the administrator for the right to use serial ports"
    return PortDeniedError(f"You may not open {path}: {advice}.")


def busy(path: str) -> PortBusyError:
    """What to tell where a port could not be opened, whoever has it."""
    user = holder(path)
    by = f"by {user}: close that program" if user else f"(maybe by {_LIKELY}): close it"
    return PortBusyError(f"{path} is in use {by}, try again.")

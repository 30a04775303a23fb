"""What is on a port, and the same device again after it went through a reset."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.device import loader, ports
from tools.device.errors import (
    CableError,
    DeviceError,
    NothingFoundError,
    PortBusyError,
    SilentError,
    WrongBoardError,
)
from tools.device.image import VFS, has_files, partitions
from tools.device.plan import SETTINGS, There
from tools.device.ports import ListPorts, Port
from tools.device.repl import Repl

PATIENCE = 60.0  # seconds until a device is back: a first start makes a file system
HINT_AFTER = 8.0
_SECTOR = 4096
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """A device as it was found; repl is open where MicroPython runs, else None."""

    port: Port
    there: There
    repl: Repl | None


def look(port: Port) -> Found:
    """Find out what is on a port; a running program is interrupted. Raises DeviceError."""
    ports.check_free(port)
    if port.in_loader:
        return Found(port, by_loader(port), None)
    try:
        repl = Repl(port.path)
    except SilentError:
        if (port.vid, port.pid) == ports.MICROPYTHON:
            raise
        return Found(port, by_loader(port), None)  # behind a USB serial chip anything may run
    try:
        return Found(port, by_repl(repl), repl)
    except BaseException:
        repl.close()
        raise


def by_repl(repl: Repl) -> There:
    """What MicroPython says."""
    about, tree = repl.about(), repl.tree()
    settings = None
    if SETTINGS in tree.files:
        settings = _object(repl.read(SETTINGS))
    return There(
        about.chip, about.mac, about.flash_size, micropython=about.version, tree=tree,
        settings=settings,
    )  # fmt: skip


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(data)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def by_loader(port: Port) -> There:
    """What the chip's boot loader and its flash say."""
    chip = loader.identify(port)
    files_at = None
    if chip.name in ("esp32", "esp32s3"):
        with tempfile.TemporaryDirectory() as folder:
            table = loader.partition_table(port, chip.name, Path(folder))
            vfs = next((part for part in partitions(table) if part.name == VFS), None)
            if vfs is not None and vfs.at + vfs.size <= chip.flash_size:
                start = loader.read(port, chip.name, vfs.at, _SECTOR, Path(folder) / "start.bin")
                files_at = vfs.at if has_files(start) else None
    return There(
        chip.name, chip.mac, chip.flash_size, psram_mb=chip.psram_mb, files_at=files_at
    )  # fmt: skip


def same(port: Port, mac: str) -> Callable[[Port], bool]:
    """Tells the device that was on `port` among others: by MAC on native USB, else by its socket,
    for USB serial chips have one serial number for all; its name where no socket is known.
    """

    def is_it(other: Port) -> bool:
        if port.native or other.native:
            return ports.mac_of(other) == mac
        if port.location and other.location:
            return other.location == port.location
        return other.path == port.path

    return is_it


def again(
    port: Port, mac: str, list_ports: ListPorts, say: Callable[[str], object],
    patience: float = PATIENCE,
) -> tuple[Port, Repl]:
    """The device once MicroPython answers after a reset; raises SilentError, NothingFoundError."""
    begun = time.monotonic()
    hinted = False
    is_it = same(port, mac)
    problem: DeviceError | None = None
    while (waited := time.monotonic() - begun) < patience:
        now = next((other for other in list_ports() if is_it(other)), None)
        if now is not None and not now.in_loader:
            try:
                repl = Repl(now.path, 2.0)
                if not repl.is_same_run():
                    return now, _checked(repl, mac)
                repl.reset()
            except (CableError, SilentError, PortBusyError) as error:
                problem = error
        if waited > HINT_AFTER and not hinted:
            hinted = True
            say("It has not started yet: tap RST on it once.")
        time.sleep(_PAUSE)
    if problem is not None:
        raise problem
    raise NothingFoundError(
        "The glasses did not come back: tap RST, or unplug them and plug them in, then repeat the "
        "command; it goes on where it stopped."
    )


def _checked(repl: Repl, mac: str) -> Repl:
    """Somebody may have plugged another one into that socket."""
    found = repl.about().mac
    if found == mac:
        return repl
    repl.reset()
    raise another(repl.path, found, mac)


def another(path: str, found: str, mac: str) -> WrongBoardError:
    """What to tell where a device is that was not expected."""
    return WrongBoardError(
        f"Another device ({found}) is on {path} now: plug {mac} in again, then repeat the command."
    )


def in_loader(
    found: Found, list_ports: ListPorts, patience: float = PATIENCE
) -> Port:  # fmt: skip
    """Bring a device that runs MicroPython into its boot loader; where it is then.

    Behind a USB serial chip esptool does that by itself.
    """
    if found.repl is None or not found.port.native:
        if found.repl is not None:
            found.repl.close()
        return found.port
    found.repl.enter_loader()
    is_it = same(found.port, found.there.mac)
    port = ports.wait_for(list_ports, lambda other: is_it(other) and other.in_loader, patience)
    if port is None:
        raise NothingFoundError(
            "The boot loader did not come up: hold BOOT, tap RST, let go of BOOT, then repeat the "
            "command."
        )
    return port

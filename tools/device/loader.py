"""The chip's boot loader, by esptool as a program: who is there, erasing, writing, reading."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.device.errors import (
    CableError,
    DeviceError,
    NothingFoundError,
    SilentError,
    VerifyError,
    WrongBoardError,
)
from tools.device.ports import Port, busy

FAST, SLOW = 460800, 115200  # baud
STUCK = 60.0  # seconds without a word from esptool: erasing a chip takes 30
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_TABLE_SIZE = 0xC00

Progress = Callable[[float], object]  # told of a fraction, 0 to 1


@dataclass(frozen=True, slots=True)
class Chip:
    """What esptool found. name: "esp32s3"; mac: 12 digits; flash_size: bytes; psram_mb: 0: none
    known of (the ESP32 does not tell)."""

    name: str
    mac: str
    flash_size: int
    psram_mb: int


def identify(port: Port) -> Chip:
    """Ask the chip. Raises DeviceError."""
    said = _run(port, ["flash-id"])
    return parsed(said)


def parsed(said: str) -> Chip:
    """The chip out of what esptool prints for flash-id. Raises DeviceError."""
    kind = re.search(r"Connected to (ESP32(?:-[A-Z]\d+)?) on", said)
    mac = re.search(r"MAC:\s+([0-9a-f:]{17})", said)
    size = re.search(r"Detected flash size: (\d+)(KB|MB)", said)
    psram = re.search(r"Embedded PSRAM (\d+)MB", said)
    if not kind or not mac or not size:
        raise DeviceError(
            "esptool does not say what chip this is: install esptool 5 (pip install "
            "'souffleur[device]'), then try again."
        )
    unit = 1 << (20 if size[2] == "MB" else 10)
    return Chip(
        kind[1].lower().replace("-", ""), mac[1].replace(":", ""), int(size[1]) * unit,
        int(psram[1]) if psram else 0,
    )  # fmt: skip


def read(port: Port, chip: str, at: int, size: int, to: Path, progress: Progress = bool) -> bytes:
    """What is in flash there; it is left in the file `to` as well."""
    arguments = ["read-flash", hex(at), hex(size), str(to)]
    _run(port, arguments, chip=chip, baud=FAST, progress=progress)
    return to.read_bytes()


def write(
    port: Port, chip: str, at: int, image: Path, *, erase: bool, baud: int, progress: Progress
) -> None:  # fmt: skip
    """Write an image and verify it; start() it then. Raises VerifyError, DeviceError.

    Behind a USB serial chip it starts by itself: another reset would hit its first start.
    """
    arguments = ["write-flash", *(["--erase-all"] if erase else []), hex(at), str(image)]
    after = "no-reset-stub" if port.native else "hard-reset"
    said = _run(port, arguments, chip=chip, baud=baud, after=after, progress=progress)
    if "Hash of data verified" not in said:
        raise VerifyError(f"esptool did not verify what it wrote to {port.path}: try again.")


def start(port: Port, chip: str) -> None:
    """Leave the boot loader: start what was written."""
    if port.native:
        _run(port, ["read-mac"], chip=chip, after="watchdog-reset")


def _run(
    port: Port, arguments: list[str], *, chip: str = "auto", baud: int = SLOW,
    after: str = "no-reset-stub", progress: Progress = bool,
) -> str:  # fmt: skip
    command = [
        sys.executable, "-m", "esptool", "--chip", chip, "--port", port.path, "--baud", str(baud),
        "--before", "default-reset", "--after", after, "--connect-attempts", "4", *arguments,
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "120"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True,
        encoding="utf-8", errors="replace",
    )  # fmt: skip
    guard = _Guard(process)
    said = []
    assert process.stdout is not None
    try:
        for line in process.stdout:
            guard.heard()
            said.append(line)
            if "Writing at" in line or "Reading from" in line:
                done = _PERCENT.search(line)
                if done:
                    progress(float(done[1]) / 100)
        code = process.wait()
    finally:
        guard.end()
    text = "".join(said)
    if code:
        raise explained(text, port)
    return text


class _Guard:
    """Ends a program that has not said a word for long; and with us."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._timer = self._started()

    def _started(self) -> threading.Timer:
        timer = threading.Timer(STUCK, self._process.kill)
        timer.daemon = True
        timer.start()
        return timer

    def heard(self) -> None:
        self._timer.cancel()
        self._timer = self._started()

    def end(self) -> None:
        self._timer.cancel()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def explained(said: str, port: Port) -> DeviceError:
    """Why esptool gave up, in our words, from all it said."""
    if "No module named esptool" in said:
        return DeviceError("esptool is not installed: pip install 'souffleur[device]'.")
    if wrong := re.search(r"This chip is (\S+), not (\S+?)\.", said):
        return WrongBoardError(f"Found {wrong[1]}, this is for {wrong[2]}: nothing was written.")
    if "MD5 of file does not match" in said or "Verify failed" in said:
        return VerifyError(
            f"What was written on {port.path} reads back wrong: use a short cable without a hub."
        )
    if re.search(r"does ?n.t exist|No such file|not be opened.*No such", said):
        if not Path(port.path).exists() and os.name == "posix":
            return NothingFoundError(f"{port.path} is gone: plug the glasses in again.")
        return busy(port.path)
    if "port is busy" in said or "exclusively lock" in said:
        return busy(port.path)
    if "No serial data received" in said or "Wrong boot mode" in said:
        return SilentError(
            f"No data comes from {port.path}: the cable may be for charging only; try another, or "
            f"hold BOOT, tap RST and let go of BOOT, then repeat the command."
        )
    return CableError(
        f"The connection to {port.path} broke ({_last(said)}): check the cable, then repeat the "
        f"command; it goes on where it stopped."
    )


def _last(said: str) -> str:
    for line in reversed(said.splitlines()):
        if "rror" in line:
            return line.split("occurred: ")[-1].strip().rstrip(".:")
    return "esptool stopped without a word"


def partition_table(port: Port, chip: str, folder: Path) -> bytes:
    """What is where the table of partitions belongs."""
    return read(port, chip, 0x8000, _TABLE_SIZE, folder / "partitions.bin")

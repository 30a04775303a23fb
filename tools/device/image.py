"""MicroPython as one file for a chip: what it says of itself, and whether it may go onto a device.

Layout of Espressif's images: esptool documentation, "Firmware image format"; the table of
partitions and the description of the application: ESP-IDF programming guide ("Partition tables",
"App image format").
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from tools.device.errors import FileError, WrongBoardError

CHIP_IDS = {0: "esp32", 2: "esp32s2", 5: "esp32c3", 9: "esp32s3", 12: "esp32c2", 13: "esp32c6"}
STARTS_AT = {"esp32": 0x1000, "esp32s3": 0}  # of the boot loader in flash, fixed in the chip's ROM
TITLES = {"esp32": "ESP32", "esp32s3": "ESP32-S3", "esp32c3": "ESP32-C3", "esp32s2": "ESP32-S2"}
TABLE = 0x8000
VFS = "vfs"  # what MicroPython calls the partition with the files
_MAGIC, _DESCRIPTION = 0xE9, 0xABCD5432
_ENTRY = struct.Struct("<2sBBII16sI")
_ENTRY_MAGIC = b"\xaa\x50"
_APP_HEAD = 24 + 8  # header of the application and of its first segment
_LITTLEFS = b"littlefs"


@dataclass(frozen=True, slots=True)
class Partition:
    """A stretch of flash, in bytes."""

    name: str
    kind: int
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Image:
    """A MicroPython that can be written. version: "1.28.0"; needs: bytes of flash."""

    path: Path
    chip: str
    version: str
    sha256: str
    size: int
    needs: int
    vfs_at: int

    @property
    def starts_at(self) -> int:
        """Where in flash it belongs."""
        return STARTS_AT[self.chip]


def title(chip: str) -> str:
    """A chip's name as people write it."""
    return TITLES.get(chip, chip.upper())


def partitions(table: bytes) -> list[Partition]:
    """The partitions in a table; none if there is no table."""
    found = []
    for at in range(0, len(table) - _ENTRY.size + 1, _ENTRY.size):
        magic, kind, _, start, size, name, _ = _ENTRY.unpack_from(table, at)
        if magic != _ENTRY_MAGIC:
            break
        label = name.rstrip(b"\0").decode("ascii", "replace")
        found.append(Partition(label, kind, start, size))
    return found


def has_files(start: bytes) -> bool:
    """Whether a partition that starts so holds a file system of MicroPython."""
    return start[8 : 8 + len(_LITTLEFS)] == _LITTLEFS


def load(path: Path) -> Image:
    """Read and check an image. Raises FileError, WrongBoardError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(
            f"The image {path} cannot be read ({error.strerror}): choose another file."
        ) from None
    return parsed(data, path)


def parsed(data: bytes, path: Path) -> Image:
    """What an image says. Raises FileError, WrongBoardError."""
    if len(data) < 16 or data[0] != _MAGIC:
        raise FileError(
            f"{path} is no image for an ESP32: download the .bin file for the board, see "
            f"souffleur-device image list."
        )
    number = struct.unpack_from("<H", data, 12)[0]
    chip = CHIP_IDS.get(number, f"chip number {number}")
    if chip not in STARTS_AT:
        raise WrongBoardError(
            f"{path} is for {title(chip)}; glasses have an ESP32 or ESP32-S3: choose another file."
        )
    base = STARTS_AT[chip]
    parts = partitions(data[TABLE - base :][:0xC00])
    app = next((part for part in parts if part.kind == 0), None)
    files = next((part for part in parts if part.name == VFS), None)
    if app is None or files is None or app.at - base + 256 > len(data):
        raise FileError(
            f"{path} is only a part of a MicroPython: choose the file whose name ends in .bin, "
            f"not .app-bin."
        )
    version = _version(data[app.at - base + _APP_HEAD :], path)
    needs = max(part.at + part.size for part in parts)
    digest = hashlib.sha256(data).hexdigest()
    return Image(path, chip, version, digest, len(data), needs, files.at)


def _version(description: bytes, path: Path) -> str:
    magic, _, _, version, project = struct.unpack_from("<II8s32s32s", description)
    if magic != _DESCRIPTION or project.rstrip(b"\0") != b"micropython":
        raise FileError(f"{path} holds another program than MicroPython: choose another file.")
    return str(version.rstrip(b"\0").decode("ascii", "replace")).removeprefix("v")


def flash_of(at: int) -> str:
    """A size of flash as people write it."""
    return f"{at >> 20} MB" if at >= 1 << 20 else f"{at >> 10} KB"

"""The program memory of the virtual glasses: compiled modules in a ROMFS image.

MicroPython runs compiled modules from memory-mapped flash in place. The virtual board has no
such memory, so it holds the image in one object at the foot of the heap, and the heap is larger
by exactly that object: the limit stands for the RAM of a board.

ROMFS is a tree of records: kind, length of the body, body. Numbers are in groups of seven bits,
the most significant first. Kind 2 is plain data, 4 a folder, 5 a file; a folder's or file's
body begins with its name.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable
from pathlib import Path

from tools import program

FIRMWARE = program.FIRMWARE
HERE = Path(__file__).resolve().parent
DEVICE = HERE / "device"
MAGIC = b"\xd2\xcd\x31"
DATA, FOLDER, FILE = 2, 4, 5
IN_ROM = (
    "bluetooth.py", "esp32.py", "flash_file.py", "machine.py", "names.py", "wire_to_host.py",
)  # fmt: skip

_built: dict[tuple[tuple[str, int], ...], bytes] = {}


def sources() -> dict[str, Path]:
    """Path in the ROM -> source file: the firmware and the virtual board's own modules."""
    return {**program.modules(), **{name: DEVICE / name for name in IN_ROM}}


async def build() -> bytes:
    """The ROM image of the present sources. Raises ProgramError."""
    files = sources()
    key = tuple((name, path.stat().st_mtime_ns) for name, path in files.items())
    if key not in _built:
        _built.clear()
        machine = "x64" if platform.machine() == "x86_64" else None
        own = {name: (DEVICE / name).read_text(encoding="utf-8") for name in IN_ROM}
        texts = {**program.units(), **own}
        compiled = await asyncio.gather(
            *(program.compiled(name, text, machine) for name, text in texts.items())
        )
        modules = {n[:-3] + ".mpy": c for n, c in zip(texts, compiled, strict=True) if c}
        words = {f"words/{p.name}": p.read_bytes() for p in FIRMWARE.glob("words/*.bin")}
        _built[key] = image({**modules, **words})
    return _built[key]


def image(files: dict[str, bytes]) -> bytes:
    """A ROMFS image of files by path."""
    body = b"".join(_records(files))
    return MAGIC + _number(len(body)) + body


def _records(files: dict[str, bytes]) -> Iterable[bytes]:
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in sorted(files.items()):
        folder, _, rest = path.partition("/")
        if rest:
            folders.setdefault(folder, {})[rest] = data
        else:
            yield _record(FILE, _name(path) + _record(DATA, data))
    for folder, inside in folders.items():
        yield _record(FOLDER, _name(folder) + b"".join(_records(inside)))


def _record(kind: int, body: bytes) -> bytes:
    return _number(kind) + _number(len(body)) + body


def _name(name: str) -> bytes:
    return _number(len(name.encode())) + name.encode()


def _number(value: int) -> bytes:
    out = bytes([value & 0x7F])
    while value := value >> 7:
        out = bytes([0x80 | value & 0x7F]) + out
    return out

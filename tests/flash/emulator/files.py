"""The file system in a board's flash, seen from outside: for tests, without a board that runs."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tools.virtual.flash import micropython
from tools.virtual.rom import DEVICE

from .python import HERE, VFS_START


def put(flash: Path, files: dict[str, bytes]) -> None:
    """Write files by path; others stay. The board must be off or in its boot loader."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            if not path.resolve().is_relative_to(Path(folder).resolve()):
                raise ValueError(f"{name} is no path inside the board's flash")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _run(flash, "put", folder)


def get(flash: Path) -> dict[str, bytes]:
    """All files by path, as a board that starts now would find them."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "flash"
        copy.write_bytes(flash.read_bytes())  # looking changes nothing
        there = Path(folder) / "files"
        there.mkdir()
        _run(copy, "get", str(there))
        return {
            path.relative_to(there).as_posix(): path.read_bytes()
            for path in sorted(there.rglob("*"))
            if path.is_file()
        }


def _run(flash: Path, order: str, folder: str) -> None:
    subprocess.run(
        [micropython(), HERE / "files.py", flash, str(VFS_START), order, folder, DEVICE],
        check=True, capture_output=True,
    )  # fmt: skip

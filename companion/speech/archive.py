"""Unpacks a model's zip without trusting it."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

from companion.errors import SouffleurError

MOST_FILES = 2_000  # real models have under a hundred
MOST_BYTES = 12 << 30  # the largest published model unpacks to about 7 GB
MOST_GROWTH = 25  # times; real models pack to a third at best
_SMALL = 64 << 20  # below this size growth is no danger
_PIECE = 1 << 20

Progress = Callable[[int, int], None]  # bytes so far, bytes in all (0: not known)


class ArchiveError(SouffleurError):
    """A zip that cannot or must not be unpacked."""


def unpack(archive: Path, folder: Path, progress: Progress = lambda done, total: None) -> None:
    """Unpack `archive` into `folder`, which exists. What `progress` raises ends it.

    Raises ArchiveError for what is no zip, is damaged or encrypted, names files outside the
    folder, holds links, or would unpack to an absurd size; `folder` may then hold a part.
    """
    try:
        with zipfile.ZipFile(archive) as packed:
            members = packed.infolist()
            _check(archive, folder, members)
            done, total = 0, sum(member.file_size for member in members)
            for member in members:
                if not member.is_dir():
                    _unpack_one(packed, member, folder / member.filename)
                done += member.file_size
                progress(done, total)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise ArchiveError(f"{archive.name} is no zip or damaged; download it again.") from None
    except RuntimeError:  # what zipfile raises for an encrypted member
        raise ArchiveError(f"{archive.name} is encrypted; install an open zip.") from None
    except FileNotFoundError:
        raise ArchiveError(f"No file {archive}; check the name.") from None
    except OSError as error:
        raise ArchiveError(
            f"{archive.name} cannot be unpacked ({error.strerror}); make room or check the folder."
        ) from None


def _check(archive: Path, folder: Path, members: list[zipfile.ZipInfo]) -> None:
    size = sum(member.file_size for member in members)
    if len(members) > MOST_FILES or size > MOST_BYTES or (
        size > max(_SMALL, MOST_GROWTH * archive.stat().st_size)
    ):
        raise ArchiveError(f"{archive.name} would unpack to far too much; it is no speech model.")
    if size > shutil.disk_usage(folder).free:
        raise ArchiveError(f"{archive.name} needs {size >> 20} MB of free disk; make room.")
    for member in members:
        posix, windows = PurePosixPath(member.filename), PureWindowsPath(member.filename)
        link = stat.S_ISLNK(member.external_attr >> 16)
        if link or posix.is_absolute() or windows.drive or windows.root or ".." in windows.parts:
            raise ArchiveError(
                f"{archive.name} names a file outside its folder; do not use it, download a model "
                "from alphacephei.com/vosk/models."
            )


def _unpack_one(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack one file, no more of it than its entry declares."""
    target.parent.mkdir(parents=True, exist_ok=True)
    left = member.file_size
    with packed.open(member) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise zipfile.BadZipFile
            file.write(piece)

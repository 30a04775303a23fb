"""Everything for flashing offline in one zip file: images, program by chip, boards, checksums.

manifest.json: {"format": 1, "version": of the program, "boards": {name: chip}, "files": {path:
[size, SHA-256]}}. images/CHIP.bin, program/CHIP/PATH.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from companion import __version__
from tools.device import image
from tools.device.errors import FileError, VerifyError
from tools.device.image import Image

FORMAT = 1
_MANIFEST = "manifest.json"
_MOST = 64 << 20  # bytes of one file in a bundle
_DATE = (1980, 1, 1, 0, 0, 0)  # the same bundle from the same files


@dataclass(frozen=True, slots=True)
class Bundle:
    """images: content by chip. programs: chip -> path on the device -> content."""

    version: str
    boards: dict[str, str]
    images: dict[str, bytes]
    programs: dict[str, dict[str, bytes]]


def write(
    path: Path, images: Mapping[str, Image], programs: Mapping[str, Mapping[str, bytes]],
    boards: Mapping[str, str],
) -> None:  # fmt: skip
    """Make the file, whole or not at all. Raises FileError."""
    files = {f"images/{chip}.bin": found.path.read_bytes() for chip, found in images.items()}
    for chip, program in programs.items():
        files |= {f"program/{chip}/{inner}": data for inner, data in program.items()}
    manifest = {
        "format": FORMAT, "version": __version__, "boards": dict(boards),
        "files": {n: [len(d), hashlib.sha256(d).hexdigest()] for n, d in sorted(files.items())},
    }  # fmt: skip
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".bundle-")
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                everything = {_MANIFEST: json.dumps(manifest, indent=1).encode(), **files}
                for name, data in everything.items():
                    entry = zipfile.ZipInfo(name, _DATE)
                    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError(f"{path} cannot be written ({error.strerror}): choose another.") from None


def read(path: Path) -> Bundle:
    """A bundle, with every file in it checked. Raises FileError, VerifyError."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, path)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise FileError(
            f"{path} is no whole bundle ({error}): copy it again, or make it anew with "
            f"souffleur-device bundle make."
        ) from None


def _read(archive: zipfile.ZipFile, path: Path) -> Bundle:
    manifest = json.loads(_member(archive, _MANIFEST, _MOST))
    if manifest["format"] != FORMAT:
        raise FileError(f"{path} is of another version of souffleur: make it anew.")
    images: dict[str, bytes] = {}
    programs: dict[str, dict[str, bytes]] = {}
    for name, (size, digest) in manifest["files"].items():
        data = _member(archive, name, size)
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            raise VerifyError(f"{name} in {path} is damaged: copy the bundle again.")
        kind, _, rest = name.partition("/")
        if kind == "images":
            images[rest.removesuffix(".bin")] = data
        else:
            chip, _, inner = rest.partition("/")
            programs.setdefault(chip, {})[inner] = data
    boards = {str(board): str(chip) for board, chip in manifest["boards"].items()}
    return Bundle(str(manifest["version"]), boards, images, programs)


def _member(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    with archive.open(name) as member:
        return member.read(min(size, _MOST) + 1)


def unpacked(bundle: Bundle, folder: Path) -> dict[str, Image]:
    """The images by chip, as files in a folder, for esptool. Raises FileError."""
    found = {}
    for chip, data in bundle.images.items():
        path = folder / f"{chip}.bin"
        path.write_bytes(data)
        read = image.load(path)
        if read.chip != chip:
            raise FileError(f"The image for {chip} in the bundle is for {read.chip}: make it anew.")
        found[chip] = read
    return found

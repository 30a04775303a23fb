"""Official releases of MicroPython by name, pinned by size and SHA-256; and where they are kept.

releases.json beside this file says which there are; an entry whose sum nobody has checked yet has
"sha256": null and is refused until `souffleur-device image pin NAME FILE`. What a user pins goes
into a file of the same form in their data folder, and goes before ours.
"""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from tools.device import image
from tools.device.errors import FileError, VerifyError
from tools.device.image import Image
from tools.device.journal import write_private

LIST = Path(__file__).with_name("releases.json")
_TIMEOUT = 30.0  # seconds
_MOST = 16 << 20  # bytes: the largest flash there is


@dataclass(frozen=True, slots=True)
class Release:
    """flash_mb: it needs. size in bytes and sha256 in hexadecimal are None until pinned."""

    name: str
    chip: str
    url: str
    about: str
    flash_mb: int
    size: int | None
    sha256: str | None

    @property
    def file(self) -> str:
        """What micropython.org calls it: BOARD-VARIANT-DATE-vVERSION.bin."""
        return self.url.rpartition("/")[2]

    @property
    def page(self) -> str:
        """Where people find it."""
        return f"https://micropython.org/download/{self.file.partition('-')[0]}/"

    @property
    def version(self) -> str:
        """As in its name, "1.28.0"."""
        return self.name.rpartition("-")[2]


def folder() -> Path:
    """Where downloaded images and the user's pins are."""
    return platformdirs.user_data_path("souffleur", appauthor=False) / "images"


def known(place: Path | None = None) -> dict[str, Release]:
    """The releases by name; raises FileError."""
    found = _read(LIST)
    pins = (place or folder()) / "pins.json"
    for name, row in (_read_rows(pins) if pins.exists() else {}).items():
        if name in found:
            found[name] = replace(found[name], size=row["size"], sha256=row["sha256"])
    return found


def _read_rows(path: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise FileError(f"{path} cannot be understood ({error}): move it away.") from None


def _read(path: Path) -> dict[str, Release]:
    try:
        return {name: Release(name, **row) for name, row in _read_rows(path).items()}
    except TypeError as error:
        raise FileError(f"{path} cannot be understood ({error}): install anew.") from None


def release(name: str, place: Path | None = None) -> Release:
    """The release of that name; raises FileError."""
    found = known(place)
    if name not in found:
        raise FileError(f"There is no release {name}; there are: {', '.join(sorted(found))}.")
    return found[name]


def pin(name: str, path: Path, place: Path | None = None) -> Release:
    """Take this file, which somebody has checked, as the release. Raises FileError."""
    place = place or folder()
    chosen = release(name, place)
    read = image.load(path)
    if read.chip != chosen.chip:
        raise FileError(
            f"{path} is for {image.title(read.chip)}, {name} for {image.title(chosen.chip)}: "
            f"choose the right file."
        )
    if read.version != chosen.version or read.needs > chosen.flash_mb << 20:
        raise FileError(
            f"{path} is MicroPython {read.version} for {image.flash_of(read.needs)} of flash, "
            f"{name} is {chosen.version} for {chosen.flash_mb} MB: download {chosen.file} from "
            f"{chosen.page}."
        )
    data = path.read_bytes()
    write_private(place / f"{name}.bin", data)
    pins = place / "pins.json"
    rows = _read_rows(pins) if pins.exists() else {}
    rows[name] = {"size": read.size, "sha256": read.sha256}
    write_private(pins, json.dumps(rows, indent=1).encode())
    return release(name, place)


def get(name: str, place: Path | None = None) -> Path:
    """Download the release and check it. Raises FileError, VerifyError."""
    place = place or folder()
    chosen = _pinned(release(name, place))
    try:
        with urllib.request.urlopen(chosen.url, timeout=_TIMEOUT) as answer:
            data = answer.read(_MOST + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise FileError(
            f"{chosen.url} cannot be downloaded ({error}): download it elsewhere, then use "
            f"--image FILE."
        ) from None
    _check(data, chosen)
    write_private(place / f"{name}.bin", data)
    return place / f"{name}.bin"


def load(name: str, place: Path | None = None) -> Image:
    """The release as it is on this computer, checked. Raises FileError, VerifyError."""
    place = place or folder()
    chosen = _pinned(release(name, place))
    path = place / f"{name}.bin"
    if not path.exists():
        raise FileError(
            f"{name} is not on this computer: fetch it with souffleur-device image get {name}."
        )
    _check(path.read_bytes(), chosen)
    return image.load(path)


def _pinned(chosen: Release) -> Release:
    if chosen.sha256 is None or chosen.size is None:
        raise FileError(
            f"{chosen.name} has no checksum yet, and nothing goes onto glasses unchecked. Once: "
            f"download {chosen.file} from {chosen.page} with a browser, run souffleur-device image "
            f"pin {chosen.name} FILE, and compare the SHA-256 that it prints with that of somebody "
            f"who downloaded it elsewhere."
        )
    return chosen


def _check(data: bytes, chosen: Release) -> None:
    digest = hashlib.sha256(data).hexdigest()
    if len(data) != chosen.size or digest != chosen.sha256:
        raise VerifyError(
            f"The file is not {chosen.name} ({len(data):,} bytes, SHA-256 {digest[:16]}...): "
            f"delete it and fetch it anew."
        )

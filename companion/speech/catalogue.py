"""The official list of Vosk models: what there is, what to recommend, how to fetch it."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError

from .archive import Progress

URL = "https://alphacephei.com/vosk/models/model-list.json"
TIMEOUT = 20.0  # seconds without an answer
_PIECE = 1 << 16
_LIST_LIMIT = 4 << 20  # bytes; the list has about a hundred entries
_CODES = {"cn": "zh", "vn": "vi", "kz": "kk", "ua": "uk", "tl": "fil"}  # Vosk's own to BCP 47
_LICENCES = {"tl-ph": "CC BY-NC-SA 4.0: not for paid work"}  # the list itself names none
_RECOMMENDED = ("big-lgraph", "small")  # types with a dynamic graph, the better first
_HANDY = 400 << 20  # bytes; a recommendation should download in minutes


class CatalogueError(SouffleurError):
    """The catalogue or a model in it cannot be had."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model on offer. `size` in bytes of the download; `dynamic`: can be told the script."""

    name: str
    language: str
    code: str
    size: int
    url: str
    md5: str
    type: str
    obsolete: bool

    @property
    def dynamic(self) -> bool:
        """Whether its kind can be told what will be said (decided for good once installed)."""
        return self.type in _RECOMMENDED

    @property
    def licence(self) -> str:
        """What is known about its licence."""
        return _LICENCES.get(self.code, "see alphacephei.com/vosk/models (mostly Apache-2.0)")


def language_of(code: str) -> str:
    """The primary BCP 47 tag of a Vosk language code ("cn" is "zh", "en-us" is "en")."""
    primary = code.lower().split("-")[0]
    return _CODES.get(primary, primary)


def parse(text: str) -> list[Entry]:
    """The speech models in the catalogue's JSON; entries of other kinds are passed over."""
    try:
        items: list[dict[str, Any]] = json.loads(text)
        return [
            Entry(
                name=str(item["name"]), language=language_of(str(item["lang"])),
                code=str(item["lang"]), size=int(item["size"]), url=str(item["url"]),
                md5=str(item["md5"]).lower(), type=str(item["type"]),
                obsolete=str(item["obsolete"]).lower() == "true",
            )
            for item in items if str(item.get("type")) in {"small", "big", "big-lgraph"}
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CatalogueError(
            "The model catalogue is not in the form we know; download a model by hand from "
            "alphacephei.com/vosk/models and install the zip."
        ) from None


def fetch_catalogue(url: str = URL) -> list[Entry]:
    """Download the list. Raises CatalogueError without a connection."""
    if not url.startswith(("https://", "http://")):
        raise CatalogueError(f"{url} is no address of a catalogue: it begins with https://.")
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT) as answer:
            return parse(answer.read(_LIST_LIMIT).decode("utf-8", "replace"))
    except (OSError, http.client.HTTPException) as error:
        raise CatalogueError(
            f"The model catalogue cannot be reached ({_reason(error)}); go online, or install a "
            "zip that you have."
        ) from None


def recommend(entries: Sequence[Entry], language: str) -> Entry | None:
    """The model to take for a language: current, with a dynamic graph, quick to download."""
    fit = [e for e in entries if e.language == language and e.dynamic and not e.obsolete]
    handy = [e for e in fit if e.size <= _HANDY] or fit
    # of several small ones the first in the list is the general one (en-us before en-in)
    return min(handy, key=lambda e: _RECOMMENDED.index(e.type), default=None)


def find(entries: Sequence[Entry], name: str) -> Entry:
    """The entry called `name`. Raises CatalogueError that tells what is similar."""
    for entry in entries:
        if entry.name == name:
            return entry
    near = [e.name for e in entries if name.lower() in e.name.lower() or name == e.language]
    hint = f"choose one of: {', '.join(near[:6])}" if near else "see: souffleur models list"
    raise CatalogueError(f"The catalogue has no model {name}; {hint}")


def download(entry: Entry, folder: Path, progress: Progress | None = None) -> Path:
    """Fetch a model's zip into `folder`, going on where an earlier try stopped.

    Returns the complete, checked file. Raises CatalogueError when the connection fails (what
    has come stays for the next try) or when the file is not the one in the catalogue. What
    `progress` raises ends it too, and then also what has come stays.
    """
    told = progress or (lambda done, total: None)
    part, complete = _part(entry, folder), folder / f"{entry.name}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if complete.exists():  # an earlier try ended between this and the installation
            complete.replace(part)
        _fetch(entry, part, told)
    except urllib.error.HTTPError as error:
        raise CatalogueError(
            f"{entry.name} cannot be downloaded ({error.code} {error.reason}); try again later."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        raise CatalogueError(
            f"The download of {entry.name} stopped ({_reason(error)}); start it again to go on "
            "from there."
        ) from None
    digest = hashlib.md5(usedforsecurity=False)
    with part.open("rb") as done:
        while piece := done.read(_PIECE):
            digest.update(piece)
            told(entry.size, entry.size)
    if digest.hexdigest() != entry.md5:
        part.unlink()
        raise CatalogueError(
            f"The download of {entry.name} is damaged (checksum differs); start it again."
        )
    part.replace(complete)
    return complete


def arrived(entry: Entry, folder: Path) -> int:
    """Bytes of a model's zip that earlier tries have left in `folder`."""
    part = _part(entry, folder)
    return part.stat().st_size if part.exists() else 0


def discard(entry: Entry, folder: Path) -> None:
    """Throw away what earlier tries have left; nothing there is no error."""
    _part(entry, folder).unlink(missing_ok=True)


def _part(entry: Entry, folder: Path) -> Path:
    return folder / f"{entry.name}.zip.part"


def _fetch(entry: Entry, part: Path, progress: Progress) -> None:
    have = part.stat().st_size if part.exists() else 0
    progress(have, entry.size)
    if have == entry.size:
        return
    if have > entry.size:
        part.unlink()
        have = 0
    request = urllib.request.Request(entry.url)
    if have:
        request.add_header("Range", f"bytes={have}-")
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
        resumed = answer.status == 206
        have = have if resumed else 0
        with part.open("ab" if resumed else "wb") as file:
            while have < entry.size and (piece := answer.read(_PIECE)):
                file.write(piece[: entry.size - have])
                have = min(entry.size, have + len(piece))
                progress(have, entry.size)
    if have < entry.size:
        raise OSError("the server hung up")


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", None) or error
    return str(getattr(inner, "strerror", None) or inner or type(error).__name__)

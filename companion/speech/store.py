"""The installed models: one folder each, with a record of what its files should be."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from companion.errors import SouffleurError

from . import loading
from .archive import Progress, unpack
from .catalogue import Entry, arrived, discard, download, language_of
from .model import Kind, SpeechModel, kind_of
from .paths import engine_path

RECORD = "souffleur-model.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CODE = re.compile(r"vosk-model-(?:small-)?([a-z]{2,3}(?:-[a-z]{2})?)(?:-|$)")
UNPACKED = 2  # times the size of its zip a model needs on the disk, at most
_TEXTS = ("LICENSE", "LICENCE", "COPYING", "README")  # files that tell a licence, the best first
_TEXT_LIMIT = 64 << 10  # bytes
_PAUSE = 0.1  # seconds between two words to whoever waits
_LOAD_TIMEOUT = 180.0  # seconds; the largest model takes half a minute from a slow disk


class StoreError(SouffleurError):
    """A model cannot be installed, found, verified or removed."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An installed model. `size` in bytes; `source` is where it came from."""

    name: str
    language: str
    licence: str
    source: str
    folder: Path
    size: int

    @property
    def kind(self) -> Kind:
        """What can be done with it."""
        return kind_of(self.folder)

    def licence_text(self) -> str:
        """What the model's own files say about its licence, "" if they say nothing."""
        files = sorted(path for path in self.folder.iterdir() if path.is_file())
        for stem in _TEXTS:
            for path in files:
                if path.name.upper().startswith(stem):
                    with path.open("rb") as file:
                        return file.read(_TEXT_LIMIT).decode("utf-8", "replace")
        return ""


@dataclass(frozen=True, slots=True)
class _Record:
    """What is written next to a model when it is installed: sha256 and size of every file."""

    name: str
    language: str
    licence: str
    source: str
    files: dict[str, tuple[str, int]]


class Store:
    """The folder of models; by default in the platform's place for a user's data."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_data_dir("souffleur", False)) / "models"
        self._guard = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}  # by the name of what is downloaded

    def models(self) -> list[Installed]:
        """All installed models by name. Folders without a readable record are passed over."""
        if not self.folder.is_dir():
            return []
        found = []
        for folder in sorted(self.folder.iterdir()):
            try:
                record = _read(folder)
            except StoreError:
                continue
            size = sum(size for _, size in record.files.values())
            found.append(Installed(
                record.name, record.language, record.licence, record.source, folder, size
            ))
        return found

    def find(self, name: str) -> Installed:
        """The model called `name`. Raises StoreError that lists those there are."""
        models = self.models()
        for model in models:
            if model.name == name:
                return model
        there = ", ".join(m.name for m in models)
        raise StoreError(
            f"No model {name} is installed; "
            + (f"there is: {there}." if there else "see: souffleur models list")
        )

    def best(self, language: str) -> Installed | None:
        """The installed model to use for a language: dynamic graphs first, then the largest."""
        return best(self.models(), language)

    def free(self) -> int:
        """Bytes free on the disk where models are kept."""
        at = self.folder
        while not at.exists():
            at = at.parent
        return shutil.disk_usage(at).free

    def arrived(self, entry: Entry) -> int:
        """Bytes of a model of the catalogue that a download which stopped has brought."""
        return arrived(entry, self._downloads)

    def discard(self, entry: Entry) -> None:
        """Throw away what a download which stopped has brought."""
        with self._alone(entry, _untold):
            discard(entry, self._downloads)

    def install_entry(
        self, entry: Entry, progress: Progress | None = None, unpacking: Progress | None = None
    ) -> Installed:
        """Download and install a model of the catalogue; a broken download is taken up again.

        What progress (of the download) or unpacking raises ends it, and what has come stays.
        """
        told = progress or _untold
        with self._alone(entry, told):
            self._refuse_double(entry.name)  # before a gigabyte is fetched
            self._ensure_room(entry.name, entry.size * (1 + UNPACKED) - self.arrived(entry))
            archive = download(entry, self._downloads, told)
            installed = self.install_archive(
                archive, language=entry.language, licence=entry.licence, source=entry.url,
                progress=unpacking,
            )
            archive.unlink()
            return installed

    def install_archive(
        self, archive: Path, *, language: str = "", licence: str = "as its maker says",
        source: str = "", progress: Progress | None = None,
    ) -> Installed:
        """Install from a zip. `language` may be left out if the name tells it."""
        self._refuse_double(archive.stem)
        with self._workshop(archive.stem) as workshop:
            unpack(archive, Path(workshop), progress or _untold)
            return self._adopt(
                Path(workshop), archive.stem, language, licence, source or archive.name
            )

    def install_folder(
        self, folder: Path, *, language: str = "", licence: str = "as its maker says",
        progress: Progress | None = None,
    ) -> Installed:
        """Install a copy of an unpacked model."""
        if not folder.is_dir():
            raise StoreError(f"No folder {folder}; check the name.")
        name = folder.resolve().name
        self._refuse_double(name)
        root = _root(folder)
        self._ensure_room(name, size_of(root))
        with self._workshop(name) as workshop:
            copy = Path(workshop) / name
            _copy(root, copy, progress or _untold)
            return self._adopt(copy, name, language, licence, folder.name)

    def remove(self, name: str) -> None:
        """Remove a model. Raises StoreError if it is not there."""
        folder = self.find(name).folder
        with self._workshop(name) as workshop:
            folder.replace(Path(workshop) / "removed")

    def verify(self, name: str) -> list[str]:
        """What is wrong with an installed model, a line each; empty when it is sound."""
        model = self.find(name)
        record = _read(model.folder)
        wrong = []
        for file, (digest, _) in record.files.items():
            path = model.folder / file
            if not path.is_file():
                wrong.append(f"{file} is missing")
            elif _digest(path) != digest:
                wrong.append(f"{file} has changed")
        wrong += [] if wrong or _loads(model.folder) else ["it does not load"]
        return wrong

    def open(self, name: str) -> SpeechModel:
        """Load an installed model."""
        model = self.find(name)
        return SpeechModel(model.folder, model.name, model.language)

    @property
    def _downloads(self) -> Path:
        return self.folder / ".downloads"

    def _ensure_room(self, name: str, size: int) -> None:
        if size > (free := self.free()):
            raise StoreError(
                f"{name} needs {size >> 20} MB of disk, {free >> 20} MB are free; make room."
            )

    @contextmanager
    def _workshop(self, name: str) -> Iterator[str]:
        """A folder beside the models, for what is half done with one of them."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".work-", dir=self.folder) as workshop:
                yield workshop
        except OSError as error:
            raise StoreError(
                f"Nothing can be done with {name} ({error.strerror}): make room, and close what "
                "uses it."
            ) from error

    @contextmanager
    def _alone(self, entry: Entry, waiting: Progress) -> Iterator[None]:
        """One at a time: a download that was stopped may still be at its last piece."""
        with self._guard:
            lock = self._busy.setdefault(entry.name, threading.Lock())
        while not lock.acquire(timeout=_PAUSE):
            waiting(self.arrived(entry), entry.size)
        try:
            yield
        finally:
            lock.release()

    def _refuse_double(self, name: str) -> None:
        if (self.folder / name).exists():
            raise StoreError(f"{name} is already installed; remove it first.")

    def _adopt(
        self, unpacked: Path, name: str, language: str, licence: str, source: str
    ) -> Installed:
        root = _root(unpacked)
        name = root.name if root != unpacked else name
        if not _NAME.fullmatch(name):
            raise StoreError(f"{name!r} is no name for a model; rename it to plain letters.")
        language = language or language_told_by(name)
        if not language:
            raise StoreError(
                f"The language of {name} cannot be told from its name; say which it is (--lang)."
            )
        self._refuse_double(name)
        if not _loads(root):
            raise StoreError(f"{name} does not load as a Vosk model; download it again.")
        files = {
            path.relative_to(root).as_posix(): (_digest(path), path.stat().st_size)
            for path in sorted(root.rglob("*")) if path.is_file()
        }
        record = _Record(name, language, licence, source, files)
        (root / RECORD).write_text(
            json.dumps(asdict(record), indent=1, ensure_ascii=False), encoding="utf-8"
        )
        root.replace(self.folder / name)
        return self.find(name)


def best(models: Sequence[Installed], language: str) -> Installed | None:
    """See Store.best."""
    fit = [m for m in models if m.language == language and m.kind is not Kind.OTHER]
    return max(fit, key=lambda m: (m.kind is Kind.DYNAMIC, m.size), default=None)


def language_told_by(name: str) -> str:
    """The language that the name of a published model tells, "" if it does not."""
    code = _CODE.match(name.lower())
    return language_of(code.group(1)) if code else ""


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _untold(done: int, total: int) -> None:
    """Nobody wants to know."""


def _copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy a model folder; raises StoreError, and what `progress` raises."""
    done, total = 0, size_of(source)

    def copied(one: str, to: str) -> None:
        nonlocal done
        shutil.copyfile(one, to)
        done += Path(to).stat().st_size
        progress(done, total)

    try:
        shutil.copytree(
            source, target, ignore=shutil.ignore_patterns(RECORD), copy_function=copied
        )
    except OSError:
        raise StoreError(
            f"{source.name} cannot be copied; is the drive still plugged in, and is there room?"
        ) from None


def _root(folder: Path) -> Path:
    """The folder that holds the model: itself, or the only one inside that does."""
    for root in (folder, *_folders(folder)):
        if kind_of(root) is not Kind.OTHER:
            return root
    raise StoreError(
        f"{folder.name} holds no Vosk model; choose one with am/ and graph/ in it."
    )


def _folders(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir())


def _read(folder: Path) -> _Record:
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = {str(k): (str(v[0]), int(v[1])) for k, v in data["files"].items()}
        return _Record(
            str(data["name"]), str(data["language"]), str(data["licence"]), str(data["source"]),
            files,
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise StoreError(f"{folder} has no readable record; remove it and install again.") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _loads(folder: Path) -> bool:
    """Whether Vosk can load it: tried in a process of its own, for a bad file may end it."""
    try:
        done = subprocess.run(
            loading.command(engine_path(folder)),
            capture_output=True, timeout=_LOAD_TIMEOUT, check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0

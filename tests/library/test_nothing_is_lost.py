"""Whatever is done in whatever order, by whom, and whenever the computer stops: every text that
was ever a script can be had again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from companion.errors import SouffleurError
from companion.library import Library, LibraryError
from companion.library.disk import Disk
from companion.library.shelf import HIDDEN

TITLES = st.sampled_from(["Talk", "talk", "讲话", "a/b", "CON", "Talk 2", "x" * 300])
LONG_AGO = 1_700_000_000


def all_texts(library: Library) -> set[str]:
    """Every text that can be had from the library by its own means."""
    found = set()
    for entry in [*library.all(), *library.trashed()]:
        found.add(library.text(entry.id))
        found |= {library.version_text(entry.id, v.name) for v in library.versions(entry.id)}
    return found


class AnyOrder(RuleBasedStateMachine):
    """Two programs with the library open, a person at work in the folder, and lost notes."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.now = 1_800_000_000.0
        self.libraries = [Library(self.folder, lambda: self.now) for _ in range(2)]
        self.seen: set[str] = set()
        self.count = 0

    def teardown(self) -> None:
        self.place.cleanup()

    def fresh(self) -> str:
        """A text like no other, so much so that no save folds it away."""
        self.count += 1
        text = f"Text {self.count}. " + f"{self.count} " * 300 + "\n"
        self.seen.add(text)
        return text

    def pick(self, draw: int, ids: list[str]) -> str:
        return sorted(ids)[draw % len(ids)]

    @rule(title=TITLES, who=st.integers(0, 1))
    def create(self, title: str, who: int) -> None:
        self.libraries[who].create(title, self.fresh())

    @rule(which=st.integers(0, 9), who=st.integers(0, 1), lapse=st.sampled_from([0, 5, -3600]))
    @precondition(lambda self: self.seen)
    def save(self, which: int, who: int, lapse: int) -> None:
        self.now += lapse
        library = self.libraries[who]
        ids = [e.id for e in [*library.all(), *library.trashed()]]
        identity = self.pick(which, ids)
        text = self.fresh()
        library.save(identity, text)
        assert library.text(identity) == text

    @rule(
        which=st.integers(0, 9), who=st.integers(0, 1), title=TITLES,
        act=st.sampled_from(["rename", "trash", "put_back", "restore", "duplicate", "replace"]),
    )
    @precondition(lambda self: self.seen)
    def act(self, which: int, who: int, title: str, act: str) -> None:
        library = self.libraries[who]
        live, thrown = [e.id for e in library.all()], [e.id for e in library.trashed()]
        if act == "put_back" and thrown:
            library.put_back(self.pick(which, thrown))
        if act in ("rename", "trash", "duplicate") and live:
            more = (title,) if act == "rename" else ()
            getattr(library, act)(self.pick(which, live), *more)
        if act == "replace" and len(live) > 1:
            library.replace(*sorted(live)[:2])
        if act == "restore":
            identity = self.pick(which, live + thrown)
            versions = library.versions(identity)
            version = versions[which % len(versions)]
            library.restore(identity, version.name)
            assert library.text(identity) == library.version_text(identity, version.name)

    @rule(which=st.integers(0, 9), act=st.sampled_from(["write", "rename", "delete", "swap"]))
    def outside(self, which: int, act: str) -> None:
        files = sorted(p for p in self.folder.glob("*.md") if p.is_file())
        if not files:
            return
        path = files[which % len(files)]
        if act == "write":
            path.write_text(self.fresh(), "utf-8", newline="")
            if which % 2:
                os.utime(path, (LONG_AGO, LONG_AGO))
        elif act == "rename":
            path.rename(self.folder / f"by hand {which}.md") if not (
                self.folder / f"by hand {which}.md"
            ).exists() else None
        elif act == "delete":
            path.unlink()
        elif len(files) > 1:
            other = files[(which + 1) % len(files)]
            one, two = path.read_bytes(), other.read_bytes()
            path.write_bytes(two)
            other.write_bytes(one)

    @rule()
    def lose_the_notes(self) -> None:
        (self.folder / HIDDEN / "index.json").unlink(missing_ok=True)

    @invariant()
    def every_text_is_there(self) -> None:
        missing = self.seen - all_texts(self.libraries[0])
        assert not missing
        names = {path.name for path in self.folder.glob("*.md")}
        assert names == {entry.path.name for entry in self.libraries[1].all()}


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=40, stateful_step_count=20)


class Stopped(BaseException):
    """The computer stops."""


class FailingDisk(Disk):
    """Stops before the change with the number given, and in the midst of a write."""

    def __init__(self, workshop: Path, changes: int) -> None:
        super().__init__(workshop)
        self.left = changes
        self.workshop = workshop

    def _step(self) -> None:
        if self.left <= 0:
            raise Stopped
        self.left -= 1

    def write(self, path: Path, data: bytes) -> None:
        if self.left <= 0:
            (self.workshop / "unfinished-0").write_bytes(data[: len(data) // 2])
        self._step()
        super().write(path, data)

    def move(self, source: Path, target: Path) -> None:
        self._step()
        super().move(source, target)

    def remove(self, path: Path) -> None:
        self._step()
        super().remove(path)


ACTS: dict[str, Callable[[Library, str, str], object]] = {
    "create": lambda library, one, two: library.create("New", "New text.\n"),
    "bring": lambda library, one, two: library.receive(b"New text. 1 * 2\n", "New.txt"),
    "save": lambda library, one, two: library.save(one, "New text.\n"),
    "fold": lambda library, one, two: [library.save(one, "First. " + c) for c in "ab"],
    "save foreign": lambda library, one, two: library.save(two, "New text.\n"),
    "rename": lambda library, one, two: library.rename(one, "Renamed"),
    "trash": lambda library, one, two: library.trash(one),
    "trash and back": lambda library, one, two: library.put_back(library.trash(one).id),
    "restore": lambda library, one, two: library.restore(one, library.versions(one)[-1].name),
    "replace": lambda library, one, two: library.replace(one, two),
    "duplicate": lambda library, one, two: library.duplicate(one),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_stop_between_any_two_changes_loses_nothing(tmp_path: Path, act: str) -> None:
    for changes in range(100):
        folder = tmp_path / str(changes)
        library = Library(folder)
        one = library.create("One", "First.\n").id
        library.save(one, "Second, which is quite another. " * 20 + "\n")
        (folder / "Two.txt").write_text("Other.\n", "utf-8")
        two = next(e.id for e in library.all() if e.id != one)
        before = all_texts(library)
        stopping = Library(folder, disk=FailingDisk(folder / HIDDEN, changes))
        stopped = False
        try:
            ACTS[act](stopping, one, two)
        except Stopped:
            stopped = True
        after = Library(folder)
        assert before <= all_texts(after), changes
        assert not list((folder / HIDDEN).glob("unfinished-*"))
        with suppress(SouffleurError):  # renaming what went to the trash is refused
            ACTS[act](after, one, two)
        assert before <= all_texts(after), changes
        if not stopped:
            return
    raise AssertionError("the act never ended")


WRITER = """
import sys
from pathlib import Path
from companion.library import Library, LibraryError
folder, who = Path(sys.argv[1]), sys.argv[2]
library = Library(folder)
shared = library.all()[0].id
for number in range(25):
    text = f"{who} {number}. " + f"{who}{number} " * 200
    library.save(shared, text)
    own = library.create(f"Own {number}", text + "own")
    if number % 3 == 0:
        library.trash(own.id)
    print(text, flush=True)
"""


def test_two_programs_at_once_lose_nothing_even_if_one_is_killed(tmp_path: Path) -> None:
    library = Library(tmp_path)
    library.create("Shared", "At first.")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), who], stdout=subprocess.PIPE, text=True
        )
        for who in ("ann", "bob")
    ]
    try:
        said = [running[1].stdout.readline() for _ in range(12)]
        running[1].kill()
        said += running[0].communicate(timeout=60)[0].splitlines()
    finally:
        for process in running:
            process.kill()
            process.communicate()
    texts = {text.strip() for text in all_texts(library)}
    assert len(said) == 12 + 25
    for line in said:
        assert line.strip() in texts
        assert f"{line.strip()} own" in texts or f"{line.rstrip()}own" in texts


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(tmp_path)
    entry = library.create("Talk", "At first.")
    really, held = Path.replace, [PermissionError, PermissionError]

    def replace(source: Path, target: Path) -> Path:
        if target == entry.path and held:
            raise held.pop()(13, "in use")
        return really(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    library.save(entry.id, "Then.")
    assert (entry.path.read_text("utf-8"), held) == ("Then.", [])


def test_whoever_waits_too_long_for_the_folder_is_told(tmp_path: Path) -> None:
    from companion.library import LibraryError
    from companion.library.lock import Lock

    with (
        Lock(tmp_path / "lock"),
        pytest.raises(LibraryError, match="busy"),
        Lock(tmp_path / "lock", patience=0.05),
    ):
        pass
    with Lock(tmp_path / "lock", patience=0):
        pass


class Full(Disk):
    """A disk that can be full."""

    full = False

    def write(self, path: Path, data: bytes) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(path, data)


def test_a_full_disk_hides_no_script_and_loses_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "scripts"
    disk = Full(folder / HIDDEN)
    library = Library(folder, disk=disk)
    ours, theirs = library.create("Ours", "Ours."), library.create("Theirs", "Theirs.")
    disk.full = True
    theirs.path.write_text("Theirs, edited by others.", "utf-8")
    (folder / "New.md").write_text("New.", "utf-8")
    assert {e.title for e in library.all()} >= {"Ours", "Theirs"}
    assert library.text(theirs.id) == "Theirs, edited by others."
    assert library.script(ours.id).tokens and library.versions(ours.id) and not library.trashed()
    library.count(theirs.id)
    for identity in (ours.id, theirs.id):
        with pytest.raises(LibraryError, match="No space left"):
            library.save(identity, "Changed.")
    assert theirs.path.read_text("utf-8") == "Theirs, edited by others."
    disk.full = False
    library.save(theirs.id, "Changed.")
    kept = [library.version_text(theirs.id, v.name) for v in library.versions(theirs.id)]
    assert kept == ["Changed.", "Theirs, edited by others.", "Theirs."]
    assert {e.title for e in library.all()} == {"Ours", "Theirs", "New"}

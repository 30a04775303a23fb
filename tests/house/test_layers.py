"""Arrows point one way: the screens (desk, director, cli, live) -> stage -> show -> the four rooms
-> script, hypothesis, wire."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"speech", "follow", "typeset", "glasses"}
SCREENS = {"cli", "live", "desk", "director"}
LEAVES = {"script", "hypothesis", "errors"}
PURE = [
    *sorted((ROOT / "companion" / "follow").rglob("*.py")),
    *(
        ROOT / "companion" / f"{name}.py"
        for name in ("cover", "focus", "scroll", "show", "timed", "timing")
    ),
    *(ROOT / "companion" / "stage" / f"{name}.py" for name in ("checks", "sections", "view")),
    *(
        ROOT / "companion" / "glasses" / f"{name}.py"
        for name in (
            "about", "client", "commands", "events", "handshake", "place", "questions",
            "transfer", "upload",
        )
    ),
    ROOT / "firmware" / "souffleur" / "wire.py",
    ROOT / "firmware" / "souffleur" / "seal.py",
    ROOT / "firmware" / "souffleur" / "session.py",
    ROOT / "firmware" / "souffleur" / "orders.py",
    ROOT / "firmware" / "souffleur" / "intake.py",
    ROOT / "firmware" / "souffleur" / "book.py",
]
WORLDLY = {"asyncio", "threading", "socket", "subprocess", "time", "bleak", "vosk", "sounddevice"}


def imported(path: Path) -> set[str]:
    """Every module a file names in an import, absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            found.add(stem)
            found.update(f"{stem}.{alias.name}" for alias in node.names)
    return found


def companion_rooms(path: Path) -> set[str]:
    return {
        parts[1]
        for name in imported(path)
        if (parts := name.split("."))[0] == "companion" and len(parts) > 1
    }


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_the_four_rooms_know_nothing_of_one_another(room: str) -> None:
    files = list((ROOT / "companion" / room).rglob("*.py"))
    assert files
    for path in files:
        strangers = companion_rooms(path) - {room} - LEAVES - {"__version__"}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_the_script_room_stands_on_its_own() -> None:
    for path in (ROOT / "companion" / "script").rglob("*.py"):
        assert companion_rooms(path) <= {"script", "errors"}, path


def test_nothing_below_the_show_reaches_up() -> None:
    for room in ROOMS | {"script", "report"}:
        for path in (ROOT / "companion" / room).rglob("*.py"):
            assert not companion_rooms(path) & {"show", "stage", *SCREENS}, path


@pytest.mark.parametrize(
    ("room", "below"),
    [
        ("library", {"script", "errors"}),
        ("editing", {"script", "typeset", "errors"}),
        ("rehearsal", {"editing", "follow", "hypothesis", "report", "script", "errors"}),
    ],
)
def test_rooms_of_texts_know_only_what_lies_below(room: str, below: set[str]) -> None:
    for path in (ROOT / "companion" / room).rglob("*.py"):
        assert companion_rooms(path) <= below | {room}, path


def test_the_desk_alone_knows_kivy() -> None:
    for path in (ROOT / "companion").rglob("*.py"):
        if "desk" not in path.relative_to(ROOT).parts:
            assert not {n for n in imported(path) if n.split(".")[0] == "kivy"}, path


def test_a_show_runs_without_a_screen() -> None:
    files = [*(ROOT / "companion" / "stage").rglob("*.py"), ROOT / "companion" / "show.py"]
    assert len(files) > 1
    for path in files:
        assert not companion_rooms(path) & SCREENS, path
        assert not {n for n in imported(path) if n.split(".")[0] in {"kivy", "rich"}}, path


def test_the_firmware_never_imports_the_companion() -> None:
    for path in (ROOT / "firmware").rglob("*.py"):
        assert not {n for n in imported(path) if n.split(".")[0] in {"companion", "tools"}}, path


@pytest.mark.parametrize("path", PURE, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_modules_touch_no_clock_thread_or_device(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path)}
    assert not tops & WORLDLY, f"{path.relative_to(ROOT)} imports {tops & WORLDLY}"


@pytest.mark.parametrize("folder", ["companion", "firmware", "tools", "tests"])
def test_a_file_fits_in_a_head(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 400, f"{path.relative_to(ROOT)} has {lines} lines"


def test_no_file_is_called_after_nothing() -> None:
    for folder in ("companion", "firmware", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            assert path.stem not in {"utils", "helpers", "manager", "misc", "common"}, path

"""What is on a device and what is wanted -> the steps between, with reasons. Pure.

A device is never left half-way in a state that starts: before anything changes, the program is
held (/main.py gets another name, /slots.json goes), and /main.py is put back as the last step.
So wherever the work stops, planning anew from what is there then leads to the end.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.device.errors import UsageError, WrongBoardError
from tools.device.image import Image, flash_of, title
from tools.device.repl import NEW, File, Tree

MAIN, HELD, SLOTS, SETTINGS = "/main.py", "/main.held", "/slots.json", "/souffleur.json"
# Where nothing but the program lies. What came by radio (/a, /b, /update) is older than a cable.
_FOLDERS = ("/souffleur", "/boards", "/words", "/a", "/b", "/update")
_FILES = ("/boot.py", "/boot.mpy", "/main.mpy", "/slots.py", "/slots.mpy", MAIN, HELD, SLOTS)


class Kind(enum.Enum):
    """What a step does."""

    WRITE = "write MicroPython"
    HOLD = "keep the program from starting"
    REMOVE = "remove"
    REMOVE_FOLDER = "remove the folder"
    FOLDER = "make the folder"
    COPY = "copy"
    SETTINGS = "write the settings"
    RELEASE = "let the program start"


@dataclass(frozen=True, slots=True)
class Step:
    """path: on the device, "" where it is about none; size: bytes to write."""

    kind: Kind
    reason: str
    path: str = ""
    size: int = 0
    erase: bool = False


@dataclass(frozen=True, slots=True)
class There:
    """A device as it was found.

    micropython: the version that answers, None in the boot loader. tree: None where not known.
    settings: of /souffleur.json, None if there are none that can be read. files_at: where the
    partition with a file system begins, None if there is none or it is not known.
    writing: an image was begun on it and did not get whole.
    """

    chip: str
    mac: str
    flash_size: int
    psram_mb: int | None = None
    micropython: str | None = None
    tree: Tree | None = None
    settings: Mapping[str, Any] | None = None
    files_at: int | None = None
    writing: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """files: path on the device -> what it is to be. erase: everything, whatever is there.

    again: write MicroPython even if its version is there. settings_only: leave the program alone.
    psram_mb: that the board has, None if not known.
    """

    board: str
    chip: str
    image: Image | None = None
    files: Mapping[str, File] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    erase: bool = False
    again: bool = False
    settings_only: bool = False
    psram_mb: int | None = None


def refuse(there: There, wanted: Wanted) -> None:
    """Raises WrongBoardError if this device must not get this."""
    if there.chip != wanted.chip:
        raise WrongBoardError(
            f"Found {title(there.chip)}, board {wanted.board} has {title(wanted.chip)}: nothing "
            f"was written. Choose the right board with --board, or plug in the right device."
        )
    if _psram_told(there) and there.psram_mb != wanted.psram_mb is not None:
        raise WrongBoardError(
            f"This device has {there.psram_mb} MB of PSRAM, board {wanted.board} has "
            f"{wanted.psram_mb} MB: nothing was written. Choose the right board with --board, or "
            f"plug in the right device."
        )
    image = wanted.image
    if image is None:
        return
    if image.chip != there.chip:
        raise WrongBoardError(
            f"Found {title(there.chip)}, {image.path.name} is for {title(image.chip)}: nothing "
            f"was written. Choose the image for {title(there.chip)}."
        )
    if there.flash_size and image.needs > there.flash_size:
        raise WrongBoardError(
            f"This device has {flash_of(there.flash_size)} of flash, {image.path.name} needs "
            f"{flash_of(image.needs)}: nothing was written. Choose the image for less flash."
        )


def _psram_told(there: There) -> bool:
    """An ESP32-S3 has its PSRAM inside and tells of it; an ESP32 beside it, and does not."""
    return there.chip == "esp32s3" and there.psram_mb is not None


def image_step(there: There, wanted: Wanted) -> Step | None:
    """Whether MicroPython is to be written, and why. Raises WrongBoardError, UsageError."""
    refuse(there, wanted)
    reason = _image_reason(there, wanted)
    if reason is None:
        return None
    if wanted.image is None:
        raise UsageError(
            f"MicroPython is to be written ({reason}), and no image is given: use --image FILE, "
            f"--micropython NAME or --bundle FILE."
        )
    erase = wanted.erase or (there.tree is not None and not there.tree.mounted)
    if there.micropython is None and there.files_at != wanted.image.vfs_at:
        erase = True
    return Step(Kind.WRITE, reason, size=wanted.image.size, erase=erase)


def _image_reason(there: There, wanted: Wanted) -> str | None:
    if wanted.erase:
        return "everything is to be erased"
    if there.writing:
        return "an earlier write was interrupted"
    if there.micropython is None:
        return "it does not run"
    if there.tree is not None and not there.tree.mounted:
        return "its file system is damaged"
    if wanted.image is None:
        return None
    if wanted.again:
        return "asked for"
    if there.micropython != wanted.image.version:
        return f"{there.micropython} is there, {wanted.image.version} is wanted"
    return None


def ours(path: str) -> bool:
    """Whether a file is of the program, so that a stale one may go."""
    plain = path.removesuffix(NEW)
    if plain in _FILES or (plain != path and plain == SETTINGS):
        return True
    return any(plain.startswith(folder + "/") for folder in _FOLDERS)


def file_steps(tree: Tree, settings: Mapping[str, Any] | None, wanted: Wanted) -> list[Step]:
    """From the files that are there to those wanted, /main.py among them; none if nothing is to
    be done.
    """
    write = []
    if settings is None or dict(settings) != dict(wanted.settings):
        reason = "none are there" if settings is None else "changed"
        write = [Step(Kind.SETTINGS, reason, SETTINGS, len(str(wanted.settings)))]
    if wanted.settings_only:
        return write
    work = _removals(tree, wanted) + _copies(tree, wanted) + write
    starts, main = tree.files.get(MAIN), wanted.files[MAIN]
    if not work and starts == main and not {HELD, SLOTS} & tree.files.keys():
        return []
    hold = []
    if {MAIN, SLOTS} & tree.files.keys():
        hold = [Step(Kind.HOLD, "it starts again when all is in place", MAIN)]
    held = starts or tree.files.get(HELD)
    if held == main:
        return [*hold, *work, Step(Kind.RELEASE, "all is in place", MAIN)]
    if held:
        work.append(Step(Kind.REMOVE, "no part of this version", HELD))
    return [*hold, *work, Step(Kind.COPY, "changed" if held else "new", MAIN, main.size)]


def _removals(tree: Tree, wanted: Wanted) -> list[Step]:
    stale = [
        Step(Kind.REMOVE, "no part of this version", path) for path in sorted(tree.files)
        if ours(path) and path not in wanted.files and path not in (MAIN, HELD, SLOTS)
    ]  # fmt: skip
    needed = {folder for path in wanted.files for folder in _parents(path)}
    empty = [
        Step(Kind.REMOVE_FOLDER, "no part of this version", folder)
        for folder in sorted(tree.folders, reverse=True)
        if (ours(folder) or folder in _FOLDERS) and folder not in needed
    ]
    return stale + empty


def _copies(tree: Tree, wanted: Wanted) -> list[Step]:
    steps = []
    missing = {folder for path in wanted.files for folder in _parents(path)} - set(tree.folders)
    for folder in sorted(missing):
        steps.append(Step(Kind.FOLDER, "missing", folder))
    for path, file in wanted.files.items():
        if path != MAIN and tree.files.get(path) != file:
            reason = "changed" if path in tree.files else "new"
            steps.append(Step(Kind.COPY, reason, path, file.size))
    return steps


def _parents(path: str) -> list[str]:
    parts = path.split("/")[1:-1]
    return ["/" + "/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def described(
    there: There, wanted: Wanted, image: Step | None, steps: list[Step]
) -> list[str]:  # fmt: skip
    """The plan in lines for a person."""
    lines = []
    if image is not None:
        assert wanted.image is not None
        how = "erase everything, then write" if image.erase else "write"
        lines.append(f"{how} MicroPython {wanted.image.version} ({image.reason})")
    if image is not None and image.erase:
        size = sum(file.size for file in wanted.files.values())
        lines.append(f"copy the program: {len(wanted.files)} files, {size // 1024} KB")
        lines.append(f"write the settings of {wanted.settings['name']} ({wanted.board})")
        return lines
    copies = [step for step in steps if step.kind is Kind.COPY]
    if copies:
        size = sum(step.size for step in copies)
        lines.append(f"copy {len(copies)} files, {size // 1024} KB")
    gone = [step for step in steps if step.kind is Kind.REMOVE]
    if gone:
        lines.append(f"remove {len(gone)} files of another version")
    if any(step.kind is Kind.SETTINGS for step in steps):
        lines.append(f"write the settings of {wanted.settings['name']} ({wanted.board})")
    if steps and not lines:
        lines.append("let the program start")
    if image is not None and not steps:
        lines.append("copy what of the program differs")
    return lines

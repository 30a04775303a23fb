"""A bench with emulated boards, and the tool's work on them with a program quick to copy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tools.device import image, ports
from tools.device.image import Image
from tools.device.orders import Order, Outcome, Surroundings
from tools.device.steps import Work

from .emulator.bench import Bench
from .emulator.board import Board
from .emulator.files import get
from .emulator.image import fake_image

CHIPS = {"t-glass": "esp32s3", "devkit-ssd1306": "esp32"}
BOARDS = {chip: board for board, chip in CHIPS.items()}
SMALL = 80_000  # bytes of a MicroPython, to be written in no time
MAIN = b"import time\nwhile True:\n time.sleep_ms(20)\n"


def program(version: str = "1", **files: bytes) -> dict[str, bytes]:
    """As the real one in its form: a few files in its folders."""
    made = {
        "boot.py": b"import slots\n", "main.py": MAIN, "slots.py": b"",
        "boards/t-glass.json": b"{}", "words/en.bin": version.encode() * 900,
        "souffleur/wire.mpy": f"wire {version}".encode() * 700,
        "souffleur/panels/jd9613.mpy": b"panel" * 300,
    }  # fmt: skip
    return {**made, **{name.replace("__", "/"): data for name, data in files.items()}}


class Said:
    """A reporter that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str) -> None:
        self.lines.append(text)

    def progress(self, what: str, part: float) -> None:
        pass


class Workshop:
    """Use it as a context manager."""

    def __init__(self, folder: Path, monkeypatch: Any) -> None:
        self.bench = Bench(folder / "bench")
        self.folder = folder
        self.keys = folder / "keys" / "glasses.json"
        self.said = Said()
        monkeypatch.setenv(ports.LISTING, str(self.bench.ports_file))
        monkeypatch.setenv(
            "ESPTOOL_CFGFILE", str(Path(__file__).parent / "emulator" / "esptool.cfg")
        )

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self.bench.__exit__()

    def image(
        self, chip: str = "esp32s3", version: str = "v1.28.0", flash_mb: int = 4, size: int = SMALL
    ) -> Image:
        path = self.folder / f"{chip}-{version}-{flash_mb}-{size}.bin"
        path.write_bytes(fake_image(chip, version, size, flash_mb))
        return image.load(path)

    def with_python(self, chip: str = "esp32s3", plug: bool = True, **what: Any) -> Board:
        """A board that runs MicroPython already."""
        board = self.bench.add(chip, plug=False, **what)
        data = fake_image(chip, size=SMALL)
        start = image.STARTS_AT[chip]
        board.flash.data[start : start + len(data)] = data
        if plug:
            board.plug()
            board.wait("python")
        return board

    def order(
        self, chip: str = "esp32s3", files: Mapping[str, bytes] | None = None, **changes: Any
    ) -> Order:
        files = program() if files is None else files
        order = Order(BOARDS[chip], {chip: self.image(chip)}, lambda chip: files, CHIPS)
        return replace(order, **changes)

    def around(self) -> Surroundings:
        folder = self.folder / "devices"
        return Surroundings(ports.list_ports, folder, self.keys, self.said, patience=20)

    def work(self, order: Order, board: Board | None = None) -> Work:
        board = board or self.bench.boards[0]
        if board.port is None:
            board.wait("python")
        port = ports.chosen(ports.list_ports(), board.path)
        return Work(port, order, self.around())

    def flash(self, order: Order, board: Board | None = None) -> Outcome:
        outcome = self.work(order, board).run()
        if outcome.result in ("ready", "unchanged"):
            (board or self.bench.boards[0]).wait("python")
        return outcome


def files_of(board: Board) -> dict[str, bytes]:
    """What is on the device; it must not be writing."""
    return get(board.flash_file)


def state_of(board: Board) -> str:
    """Another one whenever any bit of the flash is."""
    return hashlib.sha256(board.flash.data[:]).hexdigest()

"""Virtual glasses in a process of their own, and `souffleur` in others, in a home of their own."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from companion.glasses.about import Device
from companion.stage import reach

termios = pytest.importorskip("termios")

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds for what takes one or two
_HOME = b"\x1b[H"  # where each picture of a terminal begins
BLOCK = "▀".encode()
_COLOUR = re.compile(rb"\x1b\[([\d;]*)m")


@dataclass
class Running:
    """A process of virtual glasses with a terminal for its keys."""

    process: subprocess.Popen[str]
    terminal: int
    said: list[str] = field(default_factory=list)

    def press(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def line(self, part: str) -> str:
        """Wait until it says a line with this in it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if part in line:
                return line
        raise AssertionError(f"It ended: {self.said}")

    def seen(self, part: str) -> None:
        """Wait until its screen shows this; from then on the screen is read and forgotten."""
        shown, end = b"", time.monotonic() + PATIENCE
        while part.encode() not in shown:
            assert time.monotonic() < end, f"waited in vain for {part!r}"
            if select.select([self.terminal], [], [], 1.0)[0]:
                shown += os.read(self.terminal, 65536)
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        with suppress(OSError):  # it is closed
            while os.read(self.terminal, 65536):
                pass

    def look(self) -> Callable[[], Image.Image]:
        """Reads the screen from now on; what it returns gives the last whole picture on it."""
        shown = [b"", b""]  # the last whole picture, what came since

        def watch() -> None:
            with suppress(OSError):  # it is closed
                while data := os.read(self.terminal, 65536):
                    *whole, rest = (shown[1] + data).split(_HOME)
                    shown[:] = [whole[-1] if whole else shown[0], rest]

        threading.Thread(target=watch, daemon=True).start()
        return lambda: drawn(shown[0])

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()
        os.close(self.terminal)
        return code


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home without glasses; its path is short, as a socket's must be."""
    folder = Path(tempfile.mkdtemp(prefix="sf"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
            patch.setenv(name, str(folder))
        yield folder
    shutil.rmtree(folder)


def started(*arguments: str, screen: bool = False) -> Running:
    """screen: what it shows goes to the terminal too."""
    terminal, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (80, 200))
    ours = {key: value for key, value in os.environ.items() if key not in ("LINES", "COLUMNS")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.device", "virtual", *arguments], cwd=ROOT,
        stdin=theirs, stdout=theirs if screen else subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env={**ours, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )  # fmt: skip
    os.close(theirs)
    return Running(process, terminal)


def souffleur(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from companion.cli import main; sys.exit(main())",
         *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def until(true: Callable[[], bool]) -> None:
    """Wait for something in another process."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


async def told(name: str) -> Device:
    async with reach.reach(name) as glasses:
        return (await reach.known(glasses))[1]


async def open_for_pairing() -> dict[str, bool]:
    async with reach.near(0.5) as (seen, _):
        return {one.found.name: one.found.pairing for one in seen}


def drawn(screen: bytes) -> Image.Image:
    """The picture that a terminal shows with two pixels in each character, the upper one in the
    colour of the letter, the lower one in that of the ground."""
    rows: list[list[int]] = []
    upper = lower = 0
    for line in screen.split(b"\n"):
        above: list[int] = []
        below: list[int] = []
        at = 0
        while at < len(line):
            if colour := _COLOUR.match(line, at):
                numbers = [int(number or 0) for number in colour[1].split(b";")]
                for kind, value in _greys(numbers):
                    upper, lower = (value, lower) if kind == 38 else (upper, value)
                at = colour.end()
            elif line.startswith(BLOCK, at):
                above.append(upper)
                below.append(lower)
                at += len(BLOCK)
            else:
                at += 1
        if above:
            rows += [above, below]
    width = max(map(len, rows), default=1)
    picture = Image.new("L", (width, max(len(rows), 1)))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            picture.putpixel((x, y), value)
    return picture


def _greys(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """38 or 48 and how light, of "38;2;R;G;B"; of other orders none."""
    for at in range(len(numbers) - 4):
        if numbers[at] in (38, 48) and numbers[at + 1] == 2:
            yield numbers[at], numbers[at + 2]

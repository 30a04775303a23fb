"""A real terminal: the screen goes up, the keys work, and the terminal comes back as it was."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import asyncio, dataclasses, sys
import numpy as np
from companion.live.keys import Key, Keyboard
from companion.live.terminal import LiveView
from companion.stage.view import View

async def main():
    view = View(title="On a terminal", lines=["one", "two"], picture=np.full((126, 126), 255, "u1"))
    with LiveView() as live, Keyboard() as keyboard:
        live.update(view)
        async for key in keyboard:
            view = dataclasses.replace(view, notice=key.value, asking=key is Key.ASK_QUIT)
            live.update(view)
            if key is Key.QUIT:
                break
            if key is Key.BLANK:
                raise RuntimeError("failed in the middle")
    print("THE END", flush=True)

asyncio.run(main())
"""


class Pty:
    """A terminal with a show running in it."""

    def __init__(self, columns: int, rows: int) -> None:
        self.ours, self.theirs = os.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        environment = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"}
        self.show = subprocess.Popen(
            [sys.executable, "-c", SHOW], cwd=ROOT, env=environment, start_new_session=True,
            stdin=self.theirs, stdout=self.theirs, stderr=self.theirs,
        )
        self.text = ""

    def until(self, needed: str) -> None:
        end = time.monotonic() + 20
        while needed not in self.text:
            ready, _, _ = select.select([self.ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"never said {needed!r}: {self.text[-500:]!r}"
            self.text += os.read(self.ours, 65536).decode("utf-8", "replace")

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def close(self) -> None:
        if self.show.poll() is None:
            self.show.kill()
        self.show.wait()
        os.close(self.ours)
        os.close(self.theirs)


def test_screen_up_keys_work_terminal_back() -> None:
    terminal = Pty(100, 30)
    try:
        terminal.until("On a terminal")
        assert "\x1b[?1049h" in terminal.text  # the alternate screen: the shell's text stays
        assert termios.tcgetattr(terminal.theirs) != terminal.before
        terminal.press("\x1b[B")
        terminal.until("! next line")
        terminal.press("q")
        terminal.until("End the show?")
        terminal.press("n")
        terminal.until("! stay")
        terminal.press("qy")
        terminal.until("THE END")
        assert terminal.show.wait(10) == 0
        assert "\x1b[?1049l" in terminal.text and "\x1b[?25h" in terminal.text
        assert termios.tcgetattr(terminal.theirs) == terminal.before
    finally:
        terminal.close()


@pytest.mark.parametrize("how", ["error", "interrupt"])
def test_a_show_that_breaks_off_gives_the_terminal_back(how: str) -> None:
    terminal = Pty(140, 60)
    try:
        terminal.until("On a terminal")
        if how == "error":
            terminal.press("b")
        else:
            os.killpg(terminal.show.pid, signal.SIGINT)
        terminal.until("\x1b[?1049l")
        terminal.until("Error" if how == "error" else "KeyboardInterrupt")
        assert terminal.show.wait(10) != 0
        assert termios.tcgetattr(terminal.theirs) == terminal.before
    finally:
        terminal.close()

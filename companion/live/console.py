"""The terminal as a source of single characters, on POSIX and on Windows."""

from __future__ import annotations

import asyncio
import atexit
import os
import sys
from collections.abc import Callable
from typing import Protocol

Typed = Callable[[str], None]


class Console(Protocol):
    """A terminal that hands over characters as they are typed, from `start` to `stop`."""

    def start(self, typed: Typed) -> None: ...
    def stop(self) -> None: ...


if sys.platform == "win32":
    import msvcrt

    _POLL = 0.03  # seconds between looks at the keyboard
    # What the console says after NUL or 0xE0 for keys without a character.
    _SPECIAL = {
        "P": "\x1b[B", "H": "\x1b[A", "M": "\x1b[C", "K": "\x1b[D", "Q": "\x1b[6~", "I": "\x1b[5~",
    }

    class WindowsConsole:
        """Looks at the keyboard from the running loop, because a console cannot be awaited."""

        def __init__(self) -> None:
            self._task: asyncio.Task[None] | None = None

        def start(self, typed: Typed) -> None:
            self._task = asyncio.get_running_loop().create_task(self._poll(typed))

        def stop(self) -> None:
            if self._task is not None:
                self._task.cancel()
                self._task = None

        async def _poll(self, typed: Typed) -> None:
            while True:
                while msvcrt.kbhit():
                    char = msvcrt.getwch()
                    typed(_SPECIAL.get(msvcrt.getwch(), "") if char in "\0\xe0" else char)
                await asyncio.sleep(_POLL)

    def open_console(descriptor: int | None = None) -> Console | None:
        """The console's keyboard; None if standard input is not a console."""
        return WindowsConsole() if sys.stdin is not None and sys.stdin.isatty() else None

else:
    import termios
    import tty

    _CC = 6  # the control characters in what tcgetattr tells

    class PosixConsole:
        """A terminal in cbreak mode, put back by `stop` and, should that not run, at exit."""

        def __init__(self, descriptor: int) -> None:
            self._descriptor = descriptor
            self._before: list[object] | None = None
            self._loop: asyncio.AbstractEventLoop | None = None

        def start(self, typed: Typed) -> None:
            self._loop = asyncio.get_running_loop()
            self._before = termios.tcgetattr(self._descriptor)
            atexit.register(self._restore)
            tty.setcbreak(self._descriptor, termios.TCSADRAIN)
            mode = termios.tcgetattr(self._descriptor)
            mode[_CC][termios.VSUSP] = b"\0"
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, mode)
            self._loop.add_reader(self._descriptor, self._read, typed)

        def stop(self) -> None:
            if self._loop is not None:
                self._loop.remove_reader(self._descriptor)
                self._loop = None
            self._restore()
            atexit.unregister(self._restore)

        def _restore(self) -> None:
            if self._before is not None:
                termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)  # type: ignore[arg-type]
                self._before = None

        def _read(self, typed: Typed) -> None:
            try:
                data = os.read(self._descriptor, 1024)
            except OSError:
                data = b""
            if data:
                typed(data.decode("utf-8", "ignore"))
            elif self._loop is not None:  # the terminal is gone: no more keys
                self._loop.remove_reader(self._descriptor)

    def open_console(descriptor: int | None = None) -> Console | None:
        """The terminal `descriptor` (else standard input); None if that is no terminal."""
        if descriptor is None:
            if sys.stdin is None or sys.stdin.closed:
                return None
            try:
                descriptor = sys.stdin.fileno()
            except (OSError, ValueError):
                return None
        return PosixConsole(descriptor) if os.isatty(descriptor) else None

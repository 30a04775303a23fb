"""A serial port that is not there: one end of a pty, with a board at the other."""

import contextlib
import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from .faults import Faults


class Port:
    """`path` is what a program opens. talk(data) -> answer is the board's side; left() is called
    when a program that had it open has closed it, pulled() when faults.vanishes_after has come.

    link: a fixed name for the port, such as a real one has.
    """

    def __init__(
        self,
        talk: Callable[[bytes], bytes],
        link: Path,
        left: Callable[[], None] = lambda: None,
        pulled: Callable[[], None] = lambda: None,
        faults: Faults | None = None,
    ) -> None:
        self.talk = talk
        self.left = left
        self.pulled = pulled
        self.path = link
        self.faults = faults or Faults()
        self._got = 0
        self._closed = threading.Event()
        self._board, slave = os.openpty()
        tty.setraw(slave)
        name = self.terminal = os.ttyname(slave)
        os.close(slave)
        self._in_use = False
        with contextlib.suppress(FileNotFoundError):
            link.unlink()
        link.symlink_to(name)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._board, select.POLLIN)
        while not self._closed.is_set():
            if not poll.poll(50):
                self._in_use = True  # open, and silent
                continue
            try:
                data = os.read(self._board, 4096)
            except OSError:  # nobody has the port open
                if self._in_use:
                    self._in_use = False
                    self._got = 0
                    self.left()
                self._closed.wait(0.01)
                continue
            self._in_use = True
            self._got += len(data)
            if self._got > (self.faults.vanishes_after or self._got):
                self.faults.vanishes_after = None
                self.pulled()
                return
            if self.faults.mute or self._got > (self.faults.dies_after or self._got):
                continue
            self.send(self.talk(data))

    def send(self, data: bytes) -> None:
        """What the board says; lost if nobody has the port open or reads for half a second."""
        poll = select.poll()
        poll.register(self._board, select.POLLOUT)
        while data and not self.faults.mute and not self._closed.is_set():
            if poll.poll(500) != [(self._board, select.POLLOUT)]:
                return
            data = data[os.write(self._board, data) :]

    def close(self) -> None:
        """The port vanishes."""
        if self._closed.is_set():
            return
        self._closed.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(2)
        self.path.unlink(missing_ok=True)
        os.close(self._board)

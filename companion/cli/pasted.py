"""A script that is pasted, or piped in, on standard input."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def read() -> bytes:
    """All of standard input; whoever is at a terminal is told how to end it."""
    if sys.stdin.isatty():
        print("Paste the script, then press Enter and Ctrl-D.", file=sys.stderr)
    return sys.stdin.buffer.read()


def give_keys_back() -> None:
    """Let the operator's keys come from the terminal once a pipe has brought the script.

    Not from the background: reading the terminal would stop the program there.
    """
    if sys.platform == "win32" or sys.stdin.isatty():
        return
    with suppress(OSError):
        terminal = os.open("/dev/tty", os.O_RDWR)
        try:
            if os.tcgetpgrp(terminal) == os.getpgrp():
                os.dup2(terminal, sys.stdin.fileno())
        finally:
            os.close(terminal)

"""Pairing as staff do it: glasses in one process, `souffleur pair` on a terminal in another."""

from __future__ import annotations

import asyncio
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.glasses.keys import Keyring
from tests.link.test_pairing_virtual import read_digits

from .training import PATIENCE, ROOT, home, open_for_pairing, started, told, until

__all__ = ["home"]  # a fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="MicroPython is not there for it")


AGAIN = 3.0  # seconds after which a person taps once more


class Operator:
    """`souffleur pair` on a terminal of its own, and who sits there."""

    def __init__(self, *arguments: str) -> None:
        self.terminal, theirs = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import sys; from companion.cli import main; sys.exit(main())",
             "pair", *arguments],
            cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        self.said = ""

    def hears(self, words: str, again: Callable[[], None] = lambda: None) -> None:
        """Wait for these words; meanwhile a person may do something again now and then."""
        end = time.monotonic() + PATIENCE
        while words not in self.said:
            assert time.monotonic() < end, f"waited in vain for {words!r}: {self.said}"
            if not select.select([self.terminal], [], [], AGAIN)[0]:
                again()
                continue
            try:
                self.said += os.read(self.terminal, 4096).decode()
            except OSError:  # it has ended
                raise AssertionError(self.said) from None

    def types(self, text: str) -> None:
        os.write(self.terminal, text.encode() + b"\n")

    def end(self) -> int:
        code = self.process.wait(PATIENCE)
        os.close(self.terminal)
        return code


def whole(code: str) -> bool:
    return len(code) == 6 and "?" not in code


def test_the_code_on_the_glasses_typed_on_the_laptop_pairs_them(home: Path) -> None:
    glasses = started("--name", "Box", screen=True)
    try:
        picture = glasses.look()
        until(lambda: picture().height > 100)
        glasses.press("p")
        until(lambda: asyncio.run(open_for_pairing()).get("Box", False))
        operator = Operator("Box")
        operator.hears("Pairing with Box...")
        operator.hears("Six digits on the glasses: ")
        until(lambda: whole(read_digits(picture())))
        code = read_digits(picture())
        assert not Keyring().all(), "nothing is agreed before a person has compared"
        operator.types(code)
        operator.hears("the wearer taps")
        glasses.press("t")
        operator.hears("Box is paired with this computer", lambda: glasses.press("t"))
        assert operator.end() == 0
        [key] = Keyring().all()
        assert key.name == "Box" and key.secret
        assert asyncio.run(told("Box")).board == "t-glass", "the secret opens them"
    finally:
        glasses.end()

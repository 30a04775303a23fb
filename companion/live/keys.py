"""Keys of the operator, read one by one from the terminal; the terminal is always put back.

Ctrl-C still interrupts; Ctrl-Z does nothing, for a suspended show would freeze the glass.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from enum import Enum
from types import TracebackType
from typing import Self

from companion.live.console import Console, open_console


class Key(Enum):
    """What the operator asks for."""

    NEXT_LINE = "next line"
    PREVIOUS_LINE = "previous line"
    NEXT_SECTION = "next section"
    PREVIOUS_SECTION = "previous section"
    HOLD = "hold or resume"
    BLANK = "blank or show"
    BRIGHTER = "brighter"
    DIMMER = "dimmer"
    ASK_MESSAGE = "message?"
    NO_MESSAGE = "no message"
    MESSAGE_1 = "message 1"
    MESSAGE_2 = "message 2"
    MESSAGE_3 = "message 3"
    MESSAGE_4 = "message 4"
    MESSAGE_5 = "message 5"
    MESSAGE_6 = "message 6"
    MESSAGE_7 = "message 7"
    MESSAGE_8 = "message 8"
    MESSAGE_9 = "message 9"
    ASK_QUIT = "quit?"
    STAY = "stay"
    QUIT = "quit"


HELP = "↓↑ line  →← section  space hold  b blank  +- light  m message  q quit"

_KEYS = {
    "\x1b[B": Key.NEXT_LINE, "\x1bOB": Key.NEXT_LINE, "j": Key.NEXT_LINE, "\r": Key.NEXT_LINE,
    "\n": Key.NEXT_LINE,
    "\x1b[A": Key.PREVIOUS_LINE, "\x1bOA": Key.PREVIOUS_LINE, "k": Key.PREVIOUS_LINE,
    "\x1b[C": Key.NEXT_SECTION, "\x1bOC": Key.NEXT_SECTION, "l": Key.NEXT_SECTION,
    "\x1b[6~": Key.NEXT_SECTION,
    "\x1b[D": Key.PREVIOUS_SECTION, "\x1bOD": Key.PREVIOUS_SECTION, "h": Key.PREVIOUS_SECTION,
    "\x1b[5~": Key.PREVIOUS_SECTION,
    " ": Key.HOLD,
    "b": Key.BLANK, ".": Key.BLANK,
    "+": Key.BRIGHTER, "=": Key.BRIGHTER, "-": Key.DIMMER,
    "m": Key.ASK_MESSAGE,
    "q": Key.ASK_QUIT,
}  # fmt: skip

_MESSAGES = {
    "0": Key.NO_MESSAGE, "1": Key.MESSAGE_1, "2": Key.MESSAGE_2, "3": Key.MESSAGE_3,
    "4": Key.MESSAGE_4, "5": Key.MESSAGE_5, "6": Key.MESSAGE_6, "7": Key.MESSAGE_7,
    "8": Key.MESSAGE_8, "9": Key.MESSAGE_9,
}  # fmt: skip
_ANSWERS = {
    Key.ASK_QUIT: {"y": Key.QUIT, "Y": Key.QUIT},
    Key.ASK_MESSAGE: _MESSAGES,
}


class KeyParser:
    """Typed characters to keys; quitting needs `q` and then `y`, a message `m` and its number."""

    def __init__(self) -> None:
        self._pending = ""
        self._asking: Key | None = None

    def feed(self, typed: str) -> list[Key]:
        """The keys that these characters complete; the start of a sequence is kept."""
        keys = []
        for char in typed:
            key = self._take(char)
            if key is not None:
                keys.append(key)
        return keys

    def _take(self, char: str) -> Key | None:
        sequence = self._pending + char
        if _unfinished(sequence):
            self._pending = sequence
            return None
        self._pending = ""
        if self._asking:
            asked, self._asking = self._asking, None
            return _ANSWERS[asked].get(sequence, Key.STAY)
        key = _KEYS.get(sequence if len(sequence) > 1 else sequence.lower())
        self._asking = key if key in _ANSWERS else None
        return key


def _unfinished(sequence: str) -> bool:
    """Whether an escape sequence goes on after these characters."""
    if sequence[0] != "\x1b":
        return False
    if len(sequence) <= 2:
        return len(sequence) == 1 or sequence[1] in "[O"
    return sequence[1] == "[" and not "\x40" <= sequence[-1] <= "\x7e"


class Keyboard:
    """Keys as they are pressed: `with Keyboard() as keyboard: async for key in keyboard: ...`.

    Without a terminal on standard input there are never any keys.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        """`descriptor`: of another terminal than standard input (POSIX)."""
        self._parser = KeyParser()
        self._queue: asyncio.Queue[Key] = asyncio.Queue()
        self._console: Console | None = None
        self._descriptor = descriptor

    def __enter__(self) -> Self:
        self._console = open_console(self._descriptor)
        if self._console is not None:
            self._console.start(self._typed)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._console is not None:
            self._console.stop()
            self._console = None

    def __aiter__(self) -> AsyncIterator[Key]:
        return self

    async def __anext__(self) -> Key:
        return await self._queue.get()

    def _typed(self, text: str) -> None:
        for key in self._parser.feed(text):
            self._queue.put_nowait(key)

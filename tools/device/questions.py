"""What only a person can tell: whether it is seen, felt, touched."""

from __future__ import annotations

import asyncio
import queue
import sys
import threading
from collections.abc import Callable


class Questions:
    """Asks on the error stream; read gives the answers, None: nobody is asked."""

    def __init__(self, read: Callable[[], str] | None) -> None:
        self._read = read

    @property
    def asked(self) -> bool:
        """Whether there is somebody to ask."""
        return self._read is not None

    def tell(self, text: str) -> None:
        """Say what to do now."""
        if self.asked:
            print(text, file=sys.stderr, flush=True)

    def ask(self, question: str) -> bool | None:
        """Yes or no; None where nobody is asked or the answer is to be skipped."""
        if self._read is None:
            return None
        while True:
            print(f"{question} [y/n/s = skip] ", end="", file=sys.stderr, flush=True)
            answer = self._read()
            if not answer or answer.strip().lower() in ("s", "skip"):
                return None
            if answer.strip().lower() in ("y", "yes", "n", "no"):
                return answer.strip().lower().startswith("y")

    async def answer(self, question: str) -> bool | None:
        """As ask(), while the link goes on; a thread that nobody waits for reads the terminal."""
        got: queue.SimpleQueue[bool | None] = queue.SimpleQueue()
        threading.Thread(target=lambda: got.put(self.ask(question)), daemon=True).start()
        while got.empty():
            await asyncio.sleep(0.05)
        return got.get()


def of_person(wanted: bool) -> Questions:
    """The person at the terminal; nobody if not wanted or no terminal is there."""
    there = wanted and sys.stdin is not None and sys.stdin.isatty()
    return Questions(sys.stdin.readline if there else None)

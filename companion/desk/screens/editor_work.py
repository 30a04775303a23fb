"""Beside the loop of the screen: the text is understood, and drawn for the glass."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.desk.language import _
from companion.editing import Document, Galley, Reading, Said, Warning, read, said_in, warnings
from companion.editing.preview import Shown, shown_at
from companion.errors import SouffleurError
from companion.typeset import Board

REST = 0.3  # seconds without an edit before the text is read again

Grey = NDArray[np.uint8]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Proof:
    """What was understood of the text at `reading.version`."""

    reading: Reading
    warnings: tuple[Warning, ...]


@dataclass(frozen=True)
class Look:
    """The glass at a place of the text, 0 to 255, and how its cue's figures will be spoken."""

    picture: Grey | None
    said: tuple[Said, ...]


class Proofs:
    """Reads a document whenever its writer rests. One thread; the newest wish counts.

    told: with each new Proof. looked: with each new Look. failed: with a line for the user.
    """

    def __init__(
        self, pool: ThreadPoolExecutor, told: Callable[[Proof], None],
        looked: Callable[[Look], None], failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._pool = pool
        self._told, self._looked, self._failed = told, looked, failed
        self._document = Document()
        self._name = ""
        self.board: Board | None = None
        self.goal = 0.0  # seconds
        self.proof: Proof | None = None
        self._proved: tuple[int, Board | None, float] | None = None
        self._galley: Galley | None = None  # belongs to the thread
        self._shown: tuple[Reading, Galley, Shown] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self._caret: int | None = None

    def open(self, document: Document, name: str) -> None:
        """Another document; it is read at once."""
        self._document, self._name, self._proved = document, name, None
        self.changed(0.0)

    def changed(self, rest: float = REST) -> None:
        """The text, the board or the goal is another."""
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(rest, self._begin)

    def look(self, caret: int) -> None:
        """Show the glass there, once the text is understood as it is."""
        self._caret = caret
        if self._task is None and self._timer is None:
            self._begin()

    def stop(self) -> None:
        """Nothing is told from now on."""
        self._cancel_timer()
        if self._task is not None:
            self._task.cancel()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin(self) -> None:
        self._timer = None
        if self._task is not None:
            self._again = True
            return
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while True:
                self._again = False
                await self._prove()
                await self._draw()
                if not self._again and (self._caret is None or self._timer is not None):
                    return
        except SouffleurError as error:
            self._failed(str(error))
        except Exception:
            logger.exception("the script could not be read")
            self._galley = None  # the next one is made anew
            what = _("Reading the script")
            self._failed(_("{what} failed; the reason is in desk.log.").format(what=what))
        finally:
            self._task = None

    async def _prove(self) -> None:
        wish = (self._document.version, self.board, self.goal)
        if wish == self._proved:
            return
        text, version, name = self._document.text, self._document.version, self._name
        board, goal = self.board, self.goal
        self.proof = await self._aside(lambda: self._understand(text, version, name, board, goal))
        self._proved = wish
        self._told(self.proof)

    async def _draw(self) -> None:
        caret, self._caret = self._caret, None
        proof = self.proof
        if caret is None or proof is None:
            return
        if proof.reading.version != self._document.version:
            self._caret = caret  # after the next reading
            return
        look = await self._aside(lambda: self._picture(proof.reading, caret))
        if look is not None:
            self._looked(look)

    async def _aside(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    # -- in the thread

    def _understand(
        self, text: str, version: int, name: str, board: Board | None, goal: float
    ) -> Proof:
        reading = read(text, version, name=name)
        if reading.script is not None and board is not None:
            if self._galley is None or self._galley.board != board:
                self._galley = Galley(board, reading.script)
            else:
                self._galley.update(reading.script)
            return Proof(reading, tuple(warnings(reading, self._galley, goal)))
        return Proof(reading, tuple(warnings(reading, None, goal)))

    def _picture(self, reading: Reading, caret: int) -> Look | None:
        """None: as before."""
        galley = self._galley
        if reading.script is None or galley is None:
            self._shown = None
            return Look(None, ())
        shown = shown_at(reading, galley, caret)
        if self._shown == (reading, galley, shown):
            return None
        self._shown = (reading, galley, shown)
        levels = galley.picture(*shown)
        grey = levels.astype(np.uint16) * 255 // ((1 << galley.board.depth) - 1)
        return Look(grey.astype(np.uint8), said_in(reading, caret, caret))

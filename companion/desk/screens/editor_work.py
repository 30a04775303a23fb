"""Beside the loop of the screen: the text is understood, drawn for the glass, and kept."""

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
from companion.library import Entry, Library
from companion.typeset import Board

REST = 0.3  # seconds without an edit before the text is read again
SAVE_REST, SAVE_AT_MOST = 1.0, 5.0  # seconds without an edit, or since the first, until it is kept

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


class Keeping:
    """Saves a document into the library by itself, in a thread of its own: another program may
    hold the library for a while. What could not be kept is tried again until it is.

    mark: of the library's entry when the text was read. shown: called with "saved", "saving" or
    "changed". elsewhere: called when somebody else has written the file meanwhile; the library
    keeps their text among the versions. failed: with a line for the user, once for each reason.
    """

    def __init__(
        self, library: Library, entry: Entry, document: Document, *,
        shown: Callable[[str], None], elsewhere: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._pool = ThreadPoolExecutor(1, "keeping")
        self._library, self._identity = library, entry.id
        self._document, self._shown, self._failed = document, shown, failed
        self._mark, self._elsewhere = entry.mark, elsewhere
        self._kept = document.version
        self._since: float | None = None  # when the first edit came that is not kept
        self._timer: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[bool] | None = None
        self._told = ""  # why it could not be kept

    @property
    def dirty(self) -> bool:
        """Whether there is something to keep."""
        return self._kept != self._document.version

    def changed(self) -> None:
        """The text is another."""
        now = asyncio.get_running_loop().time()
        if self._since is None:
            self._since = now
        self._shown("changed")
        self._later(min(SAVE_REST, max(0.0, self._since + SAVE_AT_MOST - now)))

    def save(self) -> None:
        """Now, beside the loop."""
        self._cancel_timer()
        if self.dirty and self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._save())

    async def flush(self) -> bool:
        """Now, with what is written meanwhile; False if it could not be kept."""
        self._told = ""
        while self.dirty or self._running is not None:
            self.save()
            # Whoever waits no longer does not end the save.
            if self._running is not None and not await asyncio.shield(self._running):
                return False
        return True

    def stop(self) -> None:
        """Nothing is kept from now on, but for a save under way."""
        self._cancel_timer()
        self._pool.shutdown(wait=False)

    def _later(self, seconds: float) -> None:
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.save)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _save(self) -> bool:
        """Keep the text as it is now; whether that went well."""
        text, version = self._document.text, self._document.version
        self._since = None
        self._shown("saving")
        try:
            loop = asyncio.get_running_loop()
            others = await loop.run_in_executor(self._pool, self._write, text)
        except SouffleurError as error:
            self._failing(str(error))
            return False
        except Exception:
            logger.exception("the script could not be kept")
            what = _("Keeping the script")
            self._failing(_("{what} failed; the reason is in desk.log.").format(what=what))
            return False
        finally:
            self._running = None
        self._kept, self._told = version, ""
        if others:
            self._elsewhere()
        if self.dirty:
            self.changed()
        else:
            self._shown("saved")
        return True

    def _failing(self, line: str) -> None:
        self._shown("changed")
        if line != self._told:
            self._told = line
            self._failed(line)
        self._later(SAVE_AT_MOST)

    def _write(self, text: str) -> bool:
        """Keep the text; whether somebody else had written another in its place."""
        changed = self._library.entry(self._identity).mark != self._mark
        self._mark = self._library.save(self._identity, text).mark
        return changed

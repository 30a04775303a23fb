"""What is written is kept by itself, and what others write meanwhile is taken up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from companion.desk.language import _
from companion.editing import Document
from companion.errors import SouffleurError
from companion.library import Entry, Library

SAVE_REST, SAVE_AT_MOST = 1.0, 5.0  # seconds without an edit, or since the first, until it is kept
LOOK = 3.0  # seconds between two looks at what others have done
logger = logging.getLogger(__name__)


class Keeping:
    """Saves a document into the library by itself, in a thread of its own: another program may
    hold the library for a while. What could not be kept is tried again until it is. While there is
    nothing to keep, the text is taken up when somebody else has changed it.

    mark: of the library's entry when the text was read. shown: called with "saved", "saving" or
    "changed". elsewhere: called when somebody else has written the file meanwhile; the library
    keeps their text among the versions. news: with the text of somebody else, which the document
    is to become. failed: with a line for the user, once for each reason.
    """

    def __init__(
        self, library: Library, entry: Entry, document: Document, *,
        shown: Callable[[str], None], elsewhere: Callable[[], None],
        news: Callable[[str], None], failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._pool = ThreadPoolExecutor(1, "keeping")
        self._library, self._identity = library, entry.id
        self._document, self._shown, self._failed = document, shown, failed
        self._mark, self._elsewhere, self._news = entry.mark, elsewhere, news
        self._kept = document.version
        self._since: float | None = None  # when the first edit came that is not kept
        self._timer: asyncio.TimerHandle | None = None
        self._running: asyncio.Task[bool] | None = None
        self._told = ""  # why it could not be kept
        self._looking = asyncio.get_running_loop().create_task(self._look())

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
        self._looking.cancel()
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

    async def _look(self) -> None:
        """Whether somebody else has changed the text, again and again."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK)
            if self.dirty or self._running is not None:
                continue
            try:
                mark, text = await loop.run_in_executor(self._pool, self._read)
            except SouffleurError:
                continue  # what it is, the next save tells
            if mark != self._mark and not self.dirty and self._running is None:
                self._mark = mark
                if text != self._document.text:
                    self._news(text)
                    self._kept = self._document.version
                    self._cancel_timer()
                    self._since = None
                    self._shown("saved")

    def _read(self) -> tuple[str, str]:
        """The mark and, if it is another, the text."""
        mark = self._library.entry(self._identity).mark
        return mark, self._library.text(self._identity) if mark != self._mark else ""

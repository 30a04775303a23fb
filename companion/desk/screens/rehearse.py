"""Rehearsing: read the script, then see what it came to and mend the script."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.clipboard import Clipboard
from kivy.core.window import Window

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _, told
from companion.desk.screens import rehearse_words as words
from companion.desk.screens.rehearse_account import Told
from companion.desk.screens.rehearse_before import SOUNDS, Choosing
from companion.desk.screens.rehearse_kept import KeptRehearsals, discard, sweep
from companion.desk.screens.rehearse_live import Live
from companion.desk.screens.stage_wish import wish_for
from companion.desk.widgets import Button, Card, Page, Screen, Text, ask
from companion.errors import SouffleurError
from companion.rehearsal import Fix, Record, account, mended, record
from companion.report.log import read_log
from companion.script import Script
from companion.stage.checks import Grade, What, checks
from companion.stage.plan import VIRTUAL
from companion.stage.running import Running
from companion.stage.venue import Wish
from companion.stage.view import Hearing

FRAMES = 12  # a second
SHORTEST = 0.05  # seconds between two looks at what is being made ready
logger = logging.getLogger(__name__)


class RehearseScreen(Screen):
    """opened(script=id): choose what to hear, rehearse, see the account."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Rehearse")
        self.part: Choosing | Live | Told | None = None
        self._identity = ""
        self._script: Script | None = None
        self._text = ""  # of the script, as it was when the rehearsal began
        self._kept: list[Record] = []
        self._shown: Record | None = None
        self._beat: Any = None
        self._gone = False
        self._left = False  # whether the shell knows
        self._wanted = False  # whether the rehearsal is to go on
        self._recording, self._quick = "", True  # the last one that was chosen
        self._tasks: set[asyncio.Task[Any]] = set()
        self.bind(narrow=lambda *_event: self._rearrange())

    # -- coming and going

    def opened(self, script: str = "", **_what: Any) -> None:
        """See Screen."""
        self._beat = Clock.schedule_interval(self._look, 1 / FRAMES)
        Window.bind(on_drop_file=self._drop)
        identity = script or self.desk.preferences.get("last_script", "")
        if not identity:
            self._message(_("No script yet"), _("Choose one in the library."))
            return

        def load(_progress: Progress) -> tuple[Script, str, list[Record]]:
            library = self.desk.library
            sweep(self.desk.folder, time.time())
            kept = KeptRehearsals(self.desk.folder, identity).all()
            return library.script(identity), library.text(identity), kept

        def loaded(found: tuple[Script, str, list[Record]]) -> None:
            if self._gone:
                return
            self._identity = identity
            self._script, self._text, self._kept = found
            self.desk.preferences.set("last_script", identity)
            self._choose()

        def failed(line: str) -> None:
            if not self._gone:
                self._message(_("This script cannot be rehearsed"), told(line))

        self.desk.job(_("Opening the script"), load, loaded, failed=failed)

    def closed(self) -> bool:
        """See Screen: a rehearsal that is on is asked about."""
        if isinstance(self.part, Live) and not self._gone:
            ask(
                self.desk, _("The rehearsal is on"),
                _("Leaving ends it, and nothing is told of it."), _("Leave"), self._leave,
                danger=True, no=_("Stay"),
            )  # fmt: skip
            return False
        self._gone = self._left = Window.allow_screensaver = True
        Window.unbind(on_drop_file=self._drop)
        if self._beat is not None:
            self._beat.cancel()
        return True

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen: Enter begins, Space or Enter stops, R rehearses again."""
        if modifiers:
            return False
        if isinstance(self.part, Choosing) and key in ("enter", "numpadenter", "f5"):
            self.part.begin()
        elif isinstance(self.part, Live) and key in ("enter", "numpadenter", "space"):
            self._stop()
        elif isinstance(self.part, Told) and key == "r":
            self._choose()
        else:
            return False
        return True

    def _drop(self, _window: Any, name: bytes, *_place: Any) -> None:
        """A recording was dropped on the window."""
        path = Path(name.decode("utf-8", "surrogateescape"))
        if not isinstance(self.part, Choosing):
            return
        if path.suffix.lower() in SOUNDS:
            self.part.choose(path)
        else:
            line = _("{name} is no recording; take one that ends in {endings}.")
            self.desk.tell(line.format(name=path.name, endings=", ".join(SOUNDS)), "bad")

    def _leave(self) -> None:
        """Go, once nothing of the rehearsal is left."""
        self._gone = True
        others = set(self._tasks)
        self._stop()

        async def depart() -> None:
            await self.desk.stage.end()
            if others:
                await asyncio.wait(others)
            if not self._left:
                self.closed()
                self.proceed()

        self._task(depart())

    # -- what is shown

    def _show(self, part: Any) -> None:
        if isinstance(self.part, Choosing):
            self._recording, self._quick = self.part.recording, self.part.quick
        self.clear_widgets()
        self.part = part if isinstance(part, Choosing | Live | Told) else None
        Window.allow_screensaver = not isinstance(part, Live)  # nobody touches this computer then
        self.add_widget(part)

    def _message(self, title: str, text: str) -> None:
        library = Button(_("To the library"), lambda: self.desk.go("library"), kind="primary")
        card = Card(Text(title, "title", bold=True), Text(text, ink="faint"), library,
                    space=theme.SPACE)  # fmt: skip
        self._show(Page(card))

    def _choose(self) -> None:
        if self._script is not None and not self._gone:
            self._shown = None
            self._show(Choosing(
                self.desk, self._script, self._kept, self._begin, self._tell, self._recording,
                self._quick,
            ))  # fmt: skip

    def _tell(self, kept: Record) -> None:
        """The account of a rehearsal."""
        if self._gone or self._script is None:
            return
        self._shown = kept
        before = [one for one in self._kept if one.at < kept.at]
        self._show(Told(
            self._script.title, kept, before, kept.fits(self._text), self.narrow,
            self._mend, self._choose, self._copy,
        ))  # fmt: skip

    def _rearrange(self) -> None:
        if isinstance(self.part, Told) and self._shown is not None:
            self._tell(self._shown)
        elif isinstance(self.part, Live):
            ending = self.part.ending
            self._show(Live(self.narrow, self._stop))
            if ending:
                self.part.end()

    def _look(self, _seconds: float) -> None:
        running = self.desk.stage.running
        if isinstance(self.part, Live) and running is not None:
            self.part.show(running.view())

    # -- the rehearsal

    def _begin(self, microphone: str, recording: str, speed: float) -> None:
        self._wanted = True
        self._show(Live(self.narrow, self._stop))
        self._task(self._rehearse(microphone, recording, speed))

    async def _rehearse(self, microphone: str, recording: str, speed: float) -> None:
        venue = self.desk.stage
        try:
            wish = await asyncio.to_thread(self._wish, microphone, recording, speed)
            self._script = wish.script
            running = await venue.prepare(wish)
            trouble = await self._ready(running)
            if trouble or not self._wanted:
                await venue.end()
                raise SouffleurError(trouble or _("The rehearsal was stopped before it began."))
            running.start()
            while venue.running is running:
                await asyncio.sleep(SHORTEST)
            if venue.error is not None:
                raise venue.error
        except SouffleurError as error:
            if venue.log is not None and venue.running is None:
                await asyncio.to_thread(discard, venue.log)
            if not self._gone:
                self.desk.tell(str(error), "bad" if self._wanted else "info")
                self._choose()
        else:
            await self._judge()

    def _wish(self, microphone: str, recording: str, speed: float) -> Wish:
        """The script as it is now, on virtual glasses."""
        self._text = self.desk.library.text(self._identity)
        wished = wish_for(self.desk, self._identity)
        return replace(
            wished, glasses=VIRTUAL, spares=(), microphone=microphone, audio=recording,
            speed=speed, rehearsal=True,
        )  # fmt: skip

    async def _ready(self, running: Running) -> str:
        """Waits until it can begin; gives why it cannot, or ""."""
        while True:
            facts = running.facts()
            if facts.hearing is Hearing.FAILED:
                return facts.complaint
            listed = {check.what: check.grade for check in checks(facts)}
            ready = listed[What.SCRIPT] is listed[What.MODEL] is Grade.GOOD
            if ready and facts.hearing in (Hearing.READY, Hearing.LISTENING):
                return ""
            if self.desk.stage.error is not None:
                return str(self.desk.stage.error)
            if not self._wanted or self.desk.stage.running is not running:
                return _("The rehearsal was stopped before it began.")
            await asyncio.sleep(SHORTEST)

    def _stop(self) -> None:
        self._wanted = False
        if isinstance(self.part, Live):
            self.part.end()
        self._task(self.desk.stage.end())

    async def _judge(self) -> None:
        """What it came to."""
        log, script, text = self.desk.stage.log, self._script, self._text
        if log is None or script is None:
            return
        if self._gone:
            await asyncio.to_thread(discard, log)
            return
        if isinstance(self.part, Live):
            self.part.end()
        identity = self._identity

        def judge(_progress: Progress) -> tuple[Record, list[Record], str]:
            try:
                made = record(time.time(), account(read_log(log), script), script, text)
            finally:
                discard(log)
            kept = KeptRehearsals(self.desk.folder, identity)
            if made.account.reached < 0 or made.account.strayed:
                return made, kept.all(), ""
            try:
                return made, kept.put(made), ""
            except SouffleurError as error:  # it can be looked at all the same
                return made, kept.all(), str(error)

        found = await self.desk.job(_("Looking at the rehearsal"), judge)
        if found is None:
            self._choose()
            return
        made, self._kept, problem = found
        self._tell(made)
        if problem:
            self.desk.tell(problem, "bad")

    # -- what is done about it

    def _mend(self, number: int, fix: Fix) -> None:
        """Change the script; one tap takes it back."""
        kept, before = self._shown, self._text
        if kept is None:
            return
        made = mended(kept, number, fix, before)
        if made is None:
            self.desk.tell(_("The script has been changed here: rehearse again."), "bad")
            return
        self._save(*made, words.done(fix.remedy), (kept, before))

    def _save(
        self, kept: Record, text: str, line: str, back: tuple[Record, str] | None
    ) -> None:
        identity, expected = self._identity, self._text

        def save(_progress: Progress) -> tuple[Script, list[Record]]:
            library = self.desk.library
            if library.text(identity).rstrip() != expected.rstrip():
                raise SouffleurError(
                    "The script has been changed elsewhere: rehearse again to mend it here."
                )
            library.save(identity, text)
            return library.script(identity), KeptRehearsals(self.desk.folder, identity).put(kept)

        def saved(found: tuple[Script, list[Record]]) -> None:
            self._script, self._kept = found
            self._text = text
            if isinstance(self.part, Told) and not self._gone:
                place = self.part.scroll_y
                self._tell(kept)
                Clock.schedule_once(lambda _s: setattr(self.part, "scroll_y", place), 0)
            offer = None
            if back is not None:
                offer = (_("Undo"), lambda: self._undo(text, *back))
            self.desk.tell(line, "good", offer)

        self.desk.job(_("Mending the script"), save, saved)

    def _undo(self, after: str, kept: Record, before: str) -> None:
        """Back to `before`, unless something else has been done since."""
        if self._text == after:
            self._save(kept, before, _("Taken back."), None)
        else:
            self.desk.tell(_("The script has been changed since: use its versions."), "bad")

    def _copy(self) -> None:
        if self._shown is not None and self._script is not None:
            Clipboard.copy(words.sheet(self._script.title, self._shown))
            self.desk.tell(_("The times are on the clipboard."), "good")

    def _task(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("the rehearsal failed", exc_info=task.exception())
            self.desk.tell(told(_("Something failed here; the reason is in desk.log.")), "bad")

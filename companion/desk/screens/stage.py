"""The stage: before a show, and the show itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import dp

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _, told
from companion.desk.screens.stage_before import Before
from companion.desk.screens.stage_live import Live
from companion.desk.screens.stage_sheets import leave
from companion.desk.screens.stage_wish import wish_for
from companion.desk.widgets import Button, Card, Column, Row, Screen, Text
from companion.errors import SouffleurError
from companion.stage.running import Running
from companion.stage.venue import Wish
from companion.stage.view import Phase

logger = logging.getLogger(__name__)

FRAMES = 12  # a second
READY_TO_START = ("enter", "numpadenter", "f5")


class StageScreen(Screen):
    """Shows what the venue gives: nothing yet, a show made ready, a show, the end of one."""

    bare = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Stage")
        self.part: Before | Live | None = None
        self._busy = False
        self._closing = False
        self._asked: Any = None
        self._beat: Any = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.bind(narrow=lambda *_event: self._rearrange())

    # -- coming and going

    def opened(self, script: str = "", wish: Wish | None = None, **_more: Any) -> None:
        """script: id in the library. wish: a show, instead."""
        self._beat = Clock.schedule_interval(self._look, 1 / FRAMES)
        Window.bind(on_request_close=self._close_window)
        venue = self.desk.stage
        kept = venue.broken_off()
        if venue.running is not None and (wish is None or self._live):
            self._show()
        elif kept is not None:
            self._do(venue.take_up(kept), _("The show that broke off goes on."))
        elif wish is not None:
            self._do(venue.prepare(wish))
        else:
            self._choose(script)

    def closed(self) -> bool:
        """See Screen: a show that is on is not left by accident."""
        if self._live:
            self._ask()
            return False
        self._stop()
        if self.desk.stage.running is not None:
            self._task(self.desk.stage.end())
        return True

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen."""
        if isinstance(self.part, Live):
            if key == "escape":
                self._ask()
                return True
            return self.part.on_key(key, modifiers) or modifiers == {"ctrl"}
        if isinstance(self.part, Before) and key in READY_TO_START and not modifiers:
            self.part.begin()
            return True
        return False

    @property
    def _live(self) -> bool:
        running = self.desk.stage.running
        return running is not None and running.phase is Phase.LIVE

    def _close_window(self, *_event: Any, **_more: Any) -> bool:
        """True keeps the window."""
        if not self._live:
            return False
        self._closing = True
        self._ask()
        return True

    def _ask(self) -> None:
        if self._asked is None or self._asked.parent is None:
            self._asked = leave(self.desk, self._end)

    def _stop(self) -> None:
        if self._beat is not None:
            self._beat.cancel()
        Window.unbind(on_request_close=self._close_window)

    # -- what is shown

    def _look(self, _seconds: float) -> None:
        running = self.desk.stage.running
        if running is None:
            if self.part is not None and not self._busy:
                self._over()
            return
        if isinstance(self.part, Before) and running.phase is Phase.LIVE:
            self._show()
        elif self.part is not None:
            self.part.show()

    def _show(self) -> None:
        """The part that suits what the venue does."""
        venue = self.desk.stage
        running, wish = venue.running, venue.wish
        self.clear_widgets()
        self.part = None
        if running is None or wish is None:
            return
        if running.phase is Phase.LIVE:
            self.part = Live(self.desk, running, self.narrow, self._end)
        else:
            self.add_widget(self._head())
            self.part = Before(self.desk, running, wish, self.narrow, self._again, self._begin)
        self.add_widget(self.part)

    def _rearrange(self) -> None:
        if self.part is not None:
            self._show()

    def _head(self) -> Row:
        back = Button(icon="back", kind="quiet", name=_("Back"), action=self._leave)
        head = Row(back, Text(self.title, "title", bold=True, fit="fill", lines=1))
        head.padding = (dp(theme.SPACE), dp(12), dp(theme.SPACE), 0)
        return head

    def _message(self, title: str, text: str, *actions: Button) -> None:
        self.clear_widgets()
        self.part = None
        card = Card(Text(title, "title", bold=True), Text(text, ink="faint"), *actions,
                    space=theme.SPACE)  # fmt: skip
        body = Column(card, pad=theme.SPACE)
        body.pos_hint = {"center_y": 0.5}
        self.add_widget(self._head())
        self.add_widget(body)

    def _over(self) -> None:
        error = self.desk.stage.error
        library = Button(_("To the library"), lambda: self.desk.go("library"), kind="primary")
        if self._closing:
            self._stop()
            Window.close()
        elif error is not None:
            again = Button(_("Go on"), lambda: self.desk.go("stage"), kind="primary")
            self._message(_("The show broke off"), told(str(error)), again, library)
        else:
            self._message(_("The show is over"), _("The glasses are free again."), library)

    # -- what is done

    def _choose(self, script: str) -> None:
        identity = script or self.desk.preferences.get("last_script", "")
        if not identity:
            library = Button(_("To the library"), lambda: self.desk.go("library"), kind="primary")
            self._message(_("No script yet"), _("Choose one in the library."), library)
            return
        self._message(_("Stage"), _("The script is being set for the glasses ..."))
        self._task(self._prepare(identity))

    async def _prepare(self, identity: str) -> None:
        self._busy = True
        try:
            wish = await asyncio.to_thread(wish_for, self.desk, identity)
            self.desk.preferences.set("last_script", identity)
            await self.desk.stage.prepare(wish)
        except SouffleurError as error:
            library = Button(_("To the library"), lambda: self.desk.go("library"), kind="primary")
            self._message(_("This cannot be shown"), told(str(error)), library)
        else:
            self._show()
        finally:
            self._busy = False

    def _do(self, work: Coroutine[Any, Any, Running], words: str = "") -> None:
        async def whole() -> None:
            self._busy = True
            try:
                running = await work
                while words and running.phase in (Phase.PREPARING, Phase.READY):
                    await asyncio.sleep(0.05)
            except SouffleurError as error:
                self._message(_("This cannot be shown"), told(str(error)))
            else:
                self._show()
                if words:
                    self.desk.tell(words, "good")
            finally:
                self._busy = False

        self._task(whole())

    def _again(self, wish: Wish) -> None:
        if wish.glasses != self.desk.preferences.get("glasses", ""):
            self.desk.preferences.set("glasses", wish.glasses)
        self.desk.preferences.set("microphone", wish.microphone)
        self._do(self.desk.stage.prepare(wish))

    def _begin(self) -> None:
        if self.desk.stage.running is not None:
            self.desk.stage.running.start()

    def _end(self) -> None:
        self._task(self.desk.stage.end())

    def _leave(self) -> None:
        self.desk.go("library")

    def _task(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("the stage failed", exc_info=task.exception())
            self.desk.tell(_("Something failed here; the reason is in desk.log."), "bad")

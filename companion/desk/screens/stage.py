"""The stage: before a show, and the show itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from companion.desk.context import Desk
from companion.desk.language import _, told
from companion.desk.screens.stage_before import Before
from companion.desk.screens.stage_cards import Message, head
from companion.desk.screens.stage_edits import keep
from companion.desk.screens.stage_keys import below
from companion.desk.screens.stage_live import Live
from companion.desk.screens.stage_sheets import leave
from companion.desk.screens.stage_wish import wish_for
from companion.desk.widgets import Button, Screen, ask
from companion.errors import SouffleurError
from companion.stage.keep import Kept
from companion.stage.running import Running
from companion.stage.venue import Wish
from companion.stage.view import Phase

logger = logging.getLogger(__name__)

FRAMES = 12  # a second
READY_TO_START = ("enter", "numpadenter", "f5")


class StageScreen(Screen):
    """Shows what the venue gives: nothing yet, a show made ready, a show, the end of one.

    What is made ready belongs to this screen and ends with it; a show that is on does not.
    """

    bare = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Stage")
        self.part: Before | Live | None = None
        self._closing = False
        self._asked: Any = None
        self._beat: Any = None
        self._setting: asyncio.Task[Any] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self.bind(narrow=lambda *_event: self._rearrange())

    # -- coming and going

    def opened(self, script: str = "", wish: Wish | None = None, **_more: Any) -> None:
        """script: id in the library. wish: a show, instead."""
        self._beat = Clock.schedule_interval(self._look, 1 / FRAMES)
        Window.bind(on_request_close=self._close_window)
        self.desk.stage.edited = partial(keep, self.desk)
        if self._live:
            self._show()
        elif self.desk.stage.running is None:
            self._open(script, wish)
        else:  # another one is on its way out
            self._message(_("Stage"), _("One moment ..."))
            self._set(partial(self._opened_later, script, wish))

    def closed(self) -> bool:
        """See Screen: a show that is on is not left by accident."""
        if self._live:
            self._ask()
            return False
        self._stop()
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

    def on_key_below(self, key: str, modifiers: frozenset[str], writing: bool) -> bool:
        """See Screen: a clicker works whatever lies above the show."""
        if not isinstance(self.part, Live) or not below(key, writing):
            return False
        return self.part.on_key(key, modifiers)

    @property
    def _live(self) -> bool:
        running = self.desk.stage.running
        return running is not None and running.phase is Phase.LIVE and not running.ending

    def _close_window(self, *_event: Any, **_more: Any) -> bool:
        """True keeps the window."""
        if not self._live:
            return False
        self._ask(closing=True)
        return True

    def _ask(self, closing: bool = False) -> None:
        if self._asked is not None:
            self._asked.close()
        self._asked = leave(self.desk, partial(self._end, closing))

    def _stop(self) -> None:
        if self._beat is not None:
            self._beat.cancel()
        if self._setting is not None:
            self._setting.cancel()
        Window.unbind(on_request_close=self._close_window)
        Window.allow_screensaver = True

    # -- what is shown

    def _look(self, _seconds: float) -> None:
        running = self.desk.stage.running
        Window.allow_screensaver = running is None  # nobody touches this computer amid a talk
        if running is None:
            if self.part is not None:
                self._over()
        elif isinstance(self.part, Before) and running.phase is Phase.LIVE:
            self._show()
            if self.desk.stage.back is not None:
                self.desk.tell(_("The show that broke off goes on."), "good")
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
            self.add_widget(head(self.title, self._leave))
            give_up = None if venue.back is None else self._give_up
            self.part = Before(
                self.desk, running, wish, self.narrow, self._again, self._begin, give_up
            )
        self.add_widget(self.part)

    def _rearrange(self) -> None:
        if self.part is not None:
            self._show()

    def _message(self, title: str, text: str, *actions: Button) -> None:
        self.clear_widgets()
        self.part = None
        self.add_widget(head(self.title, self._leave))
        self.add_widget(Message(title, text, *actions))

    def _over(self) -> None:
        error = self.desk.stage.error
        if self._closing:
            self._stop()
            Window.close()
        elif error is not None:
            again = Button(_("Go on"), lambda: self.desk.go("stage"), kind="primary")
            actions = [again, self._library(), *self._giving_up()]
            self._message(_("The show broke off"), told(str(error)), *actions)
        else:
            over = _("The glasses are free again.")
            self._message(_("The show is over"), over, self._library(first=True))

    def _library(self, first: bool = False) -> Button:
        return Button(_("To the library"), self._leave, kind="primary" if first else "plain")

    # -- what is made ready

    def _open(self, script: str, wish: Wish | None) -> None:
        kept = self.desk.stage.broken_off()
        if kept is None:
            self._wanted(script, wish)
        elif wish is None and script in ("", kept.what.get("entry")):
            self._take_up(kept)
        else:
            self._which(kept, partial(self._wanted, script, wish))

    async def _opened_later(self, script: str, wish: Wish | None) -> None:
        await self.desk.stage.end()
        self._open(script, wish)

    def _wanted(self, script: str, wish: Wish | None) -> None:
        script = script or self.desk.preferences.get("last_script", "")
        if wish is None and not script:
            found = _("Choose one in the library.")
            self._message(_("No script yet"), found, self._library(first=True))
            return
        self._message(_("Stage"), _("The script is being set for the glasses ..."))
        prepare, given = self.desk.stage.prepare, wish
        self._set(partial(self._prepare, script) if given is None else partial(prepare, given))

    def _which(self, kept: Kept, other: Callable[[], None]) -> None:
        """A show broke off, and now another one is wanted."""

        def instead() -> None:
            self.desk.stage.forget()
            other()

        script = kept.what.get("script")
        title = str(script.get("title", "")) if isinstance(script, dict) else ""
        self._message(
            _("A show broke off"),
            _("“{title}” was not ended. It can go on where it stood, until another one begins.")
            .format(title=title),
            Button(_("Go on with it"), partial(self._take_up, kept), kind="primary"),
            Button(_("Begin the other one"), instead),
        )

    def _take_up(self, kept: Kept) -> None:
        self._message(_("Stage"), _("The show that broke off is being taken up ..."))
        self._set(partial(self.desk.stage.take_up, kept))

    async def _prepare(self, identity: str) -> Running:
        wish = await asyncio.to_thread(wish_for, self.desk, identity)
        self.desk.preferences.set("last_script", identity)
        return await self.desk.stage.prepare(wish)

    def _set(self, work: Callable[[], Coroutine[Any, Any, Running | None]]) -> None:
        """Show what comes of it; what was being set before is given up."""

        async def whole() -> None:
            try:
                running = await work()
            except SouffleurError as error:
                self._cannot(error)
            else:
                if running is not None:
                    self._show()

        if self._setting is not None and self._setting is not asyncio.current_task():
            self._setting.cancel()
        self._setting = self._task(whole())

    def _cannot(self, error: SouffleurError) -> None:
        actions = [self._library(first=True), *self._giving_up()]
        self._message(_("This cannot be shown"), told(str(error)), *actions)

    def _giving_up(self) -> list[Button]:
        kept = self.desk.stage.broken_off()
        return [] if kept is None else [Button(_("Do not take it up"), self._give_up)]

    def _again(self, wish: Wish) -> None:
        """With other glasses, another microphone."""
        back = self.desk.stage.back
        if back is None:  # what serves in need is no choice for the next show
            self.desk.preferences.set("glasses", wish.glasses)
            self.desk.preferences.set("microphone", wish.microphone)
        self._message(_("Stage"), _("The script is being set for the glasses ..."))
        self._set(partial(self.desk.stage.prepare, wish, back))

    def _give_up(self) -> None:
        ask(
            self.desk, _("Do not take it up?"),
            _("The place and the time of the show that broke off are then forgotten."),
            _("Forget it"), lambda: self._task(self._forget()), danger=True,
        )  # fmt: skip

    async def _forget(self) -> None:
        self.part = None
        await self.desk.stage.end()
        self.desk.stage.forget()
        self._leave()

    # -- what is done

    def _begin(self) -> None:
        if self.desk.stage.running is not None:
            self.desk.stage.running.start()

    def _end(self, closing: bool = False) -> None:
        self._closing = closing
        self._task(self.desk.stage.end())

    def _leave(self) -> None:
        self.desk.go("library")

    def _task(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("the stage failed", exc_info=task.exception())
            self.desk.tell(_("Something failed here; the reason is in desk.log."), "bad")

"""The first minute: one button, and virtual glasses follow a voice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp, sp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import language, theme
from companion.desk.context import Desk
from companion.desk.language import _, told
from companion.desk.screens.first_run_voice import Voice
from companion.desk.screens.first_run_wish import demonstration
from companion.desk.screens.stage_head import State
from companion.desk.screens.stage_side import Ear
from companion.desk.widgets import Button, Column, Glass, Icon, Row, Screen, Text
from companion.errors import SouffleurError
from companion.stage.view import Phase, View

FRAMES = 12  # a second
logger = logging.getLogger(__name__)


class FirstRunScreen(Screen):
    """A welcome with one button; the demonstration; from there to the library."""

    bare = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Welcome")
        self.demo: _Demo | None = None
        self._voice: Voice | None = None
        self._setting: asyncio.Task[Any] | None = None
        self._beat: Any = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._welcome()

    def opened(self, **_what: Any) -> None:
        """See Screen."""
        self._beat = Clock.schedule_interval(self._look, 1 / FRAMES)

    def closed(self) -> bool:
        """See Screen."""
        if self._beat is not None:
            self._beat.cancel()
        self._hush()
        if self.demo is not None:
            self._task(self.desk.stage.end())
        return True

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen: Enter is the one button, Esc the library."""
        if key in ("enter", "space") and self.demo is None:
            self.begin()
        elif key == "escape":
            self.leave()
        else:
            return False
        return True

    def begin(self, aloud: bool = False) -> None:
        """Show it; aloud: the user's own voice instead of the recorded one."""
        self._hush()
        self.clear_widgets()
        self.demo = _Demo(self, aloud)
        self.add_widget(self.demo)
        self._setting = self._task(self._begin(aloud))

    def leave(self) -> None:
        """To the library; the welcome does not come again."""
        self.desk.preferences.set("started", True)
        self.desk.go("library")

    async def _begin(self, aloud: bool) -> None:
        try:  # the first to ask for the stage loads it: not on the loop
            wish = await asyncio.to_thread(demonstration, language.tag(), aloud)
            running = await self.desk.stage.prepare(wish)
            while running.phase is Phase.PREPARING or (wish.audio and not running.facts().model):
                await asyncio.sleep(0.05)
            running.start()
            if wish.audio:
                voice = self._voice = Voice(wish.audio)
                while running.phase is Phase.READY:
                    await asyncio.sleep(0.01)
                await asyncio.to_thread(voice.play)
        except SouffleurError as error:
            self.desk.tell(told(str(error)), "bad")

    def _look(self, _seconds: float) -> None:
        running = self.desk.running
        if self.demo is not None and running is not None:
            self.demo.show(running.view())
        elif self.demo is not None and self.demo.begun:
            self.demo.over(self.desk.stage.error)

    def _hush(self) -> None:
        """What was begun goes no further."""
        if self._setting is not None:
            self._setting.cancel()
        if self._voice is not None:
            self._voice.stop()

    def _welcome(self) -> None:
        start = Button(
            _("Show me"), self.begin, kind="primary", icon="play", style="title", wide=True,
            height=88,
        )  # fmt: skip
        skip = Button(_("Skip"), self.leave, kind="quiet", wide=True)
        name = Text("Souffleur", "giant", bold=True, align="center")

        def sized(_screen: FirstRunScreen, narrow: bool) -> None:
            name.font_size = sp(theme.size("big" if narrow else "giant"))

        self.bind(narrow=sized)
        middle = Column(
            Icon("glasses", "accent", 96, pos_hint={"center_x": 0.5}),
            name,
            Text(_("Your next words, in front of your eyes."), "title", "faint", align="center"),
            start, skip, space=24, pad=theme.SPACE,
            size_hint_x=None, pos_hint={"center_x": 0.5},
        )  # fmt: skip
        self.bind(width=lambda *_event: setattr(middle, "width", min(self.width, dp(520))))
        for part in (Widget(), middle, Widget()):
            self.add_widget(part)

    def _task(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger.error("the demonstration failed", exc_info=task.exception())
            self.desk.tell(_("Something failed here; the reason is in desk.log."), "bad")


class _Demo(BoxLayout):
    """The glass, as large as can be, and what the follower does."""

    def __init__(self, screen: FirstRunScreen, aloud: bool) -> None:
        pad = dp(theme.SPACE)
        super().__init__(orientation="vertical", spacing=dp(theme.GAP), padding=pad)
        self.begun = False
        self._ended = False
        self._picture: Any = None
        self.state = State(screen.narrow)
        self.state.word.text = _("One moment ...")
        self.told = Text(
            _("Read aloud what stands on the glass.") if aloud
            else _("A recorded speaker reads; the glasses follow the voice."),
            "body", "faint", align="center",
        )  # fmt: skip
        self.glass = Glass()
        self.ear = Ear()
        own = Button(
            _("With my voice"), lambda: screen.begin(aloud=True), icon="microphone", wide=True
        )
        on = Button(_("To my scripts"), screen.leave, kind="primary", icon="library", wide=True)
        again = Button(_("Once more"), lambda: screen.begin(), icon="refresh", wide=True)
        foot = Row(again if aloud else own, on)
        for part in (self.state, self.told, self.glass, self.ear, foot):
            self.add_widget(part)

    def show(self, view: View) -> None:
        """The demonstration now."""
        if view.phase is not Phase.LIVE:
            return
        self.begun = True
        self.state.show(view)
        self.ear.show(view)
        if view.picture is not None and view.picture is not self._picture:
            self._picture = view.picture
            self.glass.show(view.picture)

    def over(self, error: SouffleurError | None) -> None:
        """It has ended."""
        if self._ended:
            return
        self._ended = True
        self.state.word.text = _("That was it")
        self.state.reason.text = told(str(error)) if error else _("Now bring in your own script.")

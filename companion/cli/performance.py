"""One show on this machine: the parts are made, run together, and put away again."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from companion.glasses import events as link
from companion.glasses.handshake import Known
from companion.glasses.keys import Keyring
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.hypothesis import Hypothesis
from companion.live.keys import Key, Keyboard
from companion.live.terminal import LiveView
from companion.report import events as log
from companion.show import Command, Outside, Show
from companion.speech.audio import Level
from companion.speech.listener import QUEUE, Ended, Listener
from companion.speech.listener import Event as SpeechEvent
from companion.speech.recogniser import VoskRecogniser
from companion.stage.clock import Clock, second_of_day
from companion.stage.plan import VIRTUAL, Plan, set_for, silent
from companion.stage.reach import FIND, known, way_to
from companion.stage.viewer import Viewer
from companion.typeset.message import MessageError
from tools.virtual import VirtualGlasses
from tools.virtual.errors import VirtualGlassesError

INTERVAL = 0.030  # seconds of show time between two connection events of the virtual radio
TICK = 0.05  # seconds of show time between two looks at the clock
SHORTEST_TICK = 0.01  # seconds
LAST_LOOK = 1.0  # seconds of show time that the glass is watched after the last word
FAREWELL = 1.0  # seconds for the last orders
MESSAGES = (Key.NO_MESSAGE, *(Key[f"MESSAGE_{number}"] for number in range(1, 10)))
FIRST_PICTURE = 5.0  # seconds the first screen may take on virtual glasses


class Performance:
    """Runs one plan; `write` gets every event of the show as it happens."""

    def __init__(self, plan: Plan, write: Callable[[log.Event], None]) -> None:
        self._plan = plan
        self._write = write
        self._clock = Clock(plan.speed)
        self._early: list[log.Event] | None = []  # until show time is known
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[SpeechEvent] = asyncio.Queue()
        self._pictured = asyncio.Event()
        self._quit = False

    async def run(self) -> Plan:
        """The whole show; returns when the recording has ended or the operator quits: the plan
        as it was carried out, set for the glasses that came.

        Raises SouffleurError where a part cannot begin or fails for good.
        """
        plan = self._plan
        async with AsyncExitStack() as stack:
            glasses, virtual = await self._make_glasses(stack)
            listener = self._make_listener()
            focus = listener.focus if listener else _nothing_listens
            deaf = silent(plan.script, plan.model) if plan.model else frozenset[int]()
            outside = Outside(glasses, focus, self._log, second_of_day)
            self._show = Show(
                plan.script, plan.book, outside, deaf, by_hand=listener is None, goal=plan.goal
            )
            self._viewer = Viewer(self._show, plan.device, plan.total, watched=virtual is not None)
            live = stack.enter_context(LiveView())
            keyboard = stack.enter_context(Keyboard())
            live.update(self._viewer.view(self._clock.now()))
            try:
                await _unless_crashed(self._prepare(glasses, virtual), virtual)
                await self._perform(listener, live, keyboard, virtual)
            finally:
                await self._end(glasses)
                if virtual is not None:
                    self._log(log.Heap(self._clock.now(), *virtual.heap()))
        return self._plan

    # -- before the first word ---------------------------------------------------------------

    async def _make_glasses(
        self, stack: AsyncExitStack
    ) -> tuple[Glasses, VirtualGlasses | None]:
        if self._plan.glasses != VIRTUAL:
            bleak = await stack.enter_async_context(way_to(self._plan.glasses))
            glasses = Glasses(self._plan.glasses, Keyring(), self._linked, **bleak)
            stack.push_async_callback(glasses.close)
            return glasses, None
        secret = secrets.token_bytes(32)
        virtual = await stack.enter_async_context(
            VirtualGlasses(
                board=self._plan.board.name, secret=secret, interval_ms=INTERVAL * 1000,
                on_picture=self._picture,
            )
        )
        glasses = Glasses(
            virtual.name, Known({virtual.identity: secret}), self._linked, **virtual.bleak
        )
        stack.push_async_callback(glasses.close)
        return glasses, virtual

    def _make_listener(self) -> Listener | None:
        plan = self._plan
        if plan.model is None or plan.source is None:
            return None
        return Listener(
            plan.source(self._notify), VoskRecogniser(plan.model), self._hear,
            queue=round(QUEUE * plan.speed),  # as patient as with a person, by the wall clock
        )

    def _open(self) -> None:
        """The log begins with what is shown, and on what."""
        plan = self._plan
        engine, model = ("vosk", plan.model.name) if plan.model else ("none", "by hand")
        script, now = plan.script, self._clock.now()
        opened = log.Opened(now, script.title, script.language, plan.board.name, engine, model)
        assert self._early is not None
        self._early.insert(0, opened)

    async def _prepare(self, glasses: Glasses, virtual: VirtualGlasses | None) -> None:
        await glasses.connect(FIND)
        self._viewer.glasses = virtual.name if virtual else self._plan.glasses
        settings, device = await known(glasses)
        self._plan = await asyncio.to_thread(set_for, self._plan, settings, device)
        self._show.set(self._plan.book)
        self._open()
        await self._upload(glasses, virtual)

    async def _upload(self, glasses: Glasses, virtual: VirtualGlasses | None) -> None:
        """Bring the script; the first screen is shown as soon as it is there."""
        book = self._plan.book
        began = time.monotonic()
        sent, received = glasses.sent.air, glasses.received.air
        whole = glasses.upload(book.data)
        await glasses.wait_ready(min(book.rows, len(book.lines)))
        self._pictured.clear()
        self._show.begin(self._clock.now(), self._first_line(glasses))
        if virtual is not None:
            try:
                async with asyncio.timeout(FIRST_PICTURE):
                    await self._pictured.wait()
            except TimeoutError:
                raise VirtualGlassesError(
                    "The virtual glasses show nothing: leave this computer less to do, try again."
                ) from None
        first_screen = time.monotonic() - began

        def uploaded(done: asyncio.Future[None]) -> None:
            if not done.cancelled() and done.exception() is None:
                air = glasses.sent.air - sent + glasses.received.air - received
                total = time.monotonic() - began
                self._log(
                    log.Uploaded(self._clock.now(), air, round(first_screen, 3), round(total, 3))
                )

        whole.add_done_callback(uploaded)
        if self._plan.total is not None:
            await whole

    def _first_line(self, glasses: Glasses) -> int:
        """0, or where a show of this script that broke off left the glasses."""
        status = glasses.status
        if status is None or status.book != self._plan.book.id or not status.line:
            return 0
        if self._plan.resume:
            return status.line
        self._show.notice = (
            f"The glasses stood at line {status.line + 1} of this script: "
            "--resume would go on there."
        )
        return 0

    # -- the show ----------------------------------------------------------------------------

    async def _perform(
        self, listener: Listener | None, live: LiveView, keyboard: Keyboard,
        virtual: VirtualGlasses | None,
    ) -> None:
        self._begin_time(virtual)
        self._show.start(self._clock.now())
        if listener is not None:
            listener.start()
        keys = asyncio.create_task(self._keys(keyboard))
        pause = max(TICK / self._plan.speed, SHORTEST_TICK)
        until = float("inf")
        ticked = 0.0
        try:
            while not self._quit and self._clock.now() < until:
                event = await self._next(pause)
                if isinstance(event, Ended):
                    if event.error is None:
                        until = self._clock.now() + LAST_LOOK
                    elif self._plan.total is not None or self._viewer.level is None:
                        raise event.error
                    else:  # a speaker is on stage: the show goes on by hand
                        self._show.notice = f"{event.error} The keys still turn the lines."
                elif isinstance(event, Hypothesis):
                    self._show.heard(event, self._clock.now())
                elif isinstance(event, Level):
                    self._viewer.level = event
                if time.monotonic() - ticked >= pause:
                    ticked = time.monotonic()
                    self._show.tick(self._clock.now())
                    live.update(self._viewer.view(self._clock.now()))
                    if virtual is not None:
                        virtual.check()
        finally:
            keys.cancel()
            if listener is not None:
                await asyncio.to_thread(listener.stop)

    async def _next(self, pause: float) -> SpeechEvent | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                return await self._events.get()
        return None

    def _begin_time(self, virtual: VirtualGlasses | None) -> None:
        """Show time begins; what came before gets negative times."""
        passed = self._clock.restart()
        early, self._early = self._early or [], None
        for event in early:
            if isinstance(event, log.Shown):
                event = replace(event, cause=event.cause - passed)
            self._write(replace(event, t=event.t - passed))
        if virtual is not None:
            virtual.air.interval = INTERVAL / self._plan.speed

    async def _keys(self, keyboard: Keyboard) -> None:
        async for key in keyboard:
            self._viewer.asking = key is Key.ASK_QUIT
            self._viewer.choices = self._plan.messages if key is Key.ASK_MESSAGE else ()
            if key is Key.QUIT:
                self._quit = True
            elif key in MESSAGES:
                self._say(MESSAGES.index(key))
            elif key.name in Command.__members__:
                self._show.operate(Command[key.name], self._clock.now())

    def _say(self, number: int) -> None:
        """Send the message of that number, from 1; 0 takes away what is there."""
        texts = ("", *self._plan.messages)
        try:
            if number < len(texts):
                self._show.tell(texts[number], self._clock.now())
        except MessageError as error:
            self._show.notice = str(error)

    async def _end(self, glasses: Glasses) -> None:
        """Whatever ended the show, the glasses should not count on."""
        if glasses.state is LinkState.LINKED:
            self._show.end(self._clock.now())
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await glasses.settled()

    # -- what the parts tell -----------------------------------------------------------------

    def _hear(self, event: SpeechEvent) -> None:
        """Called from the listener's threads."""
        with suppress(RuntimeError):  # the loop has closed: the show is over
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    def _notify(self, line: str) -> None:
        """Called from the listener's threads."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(setattr, self._show, "notice", line)

    def _linked(self, event: link.Event) -> None:
        self._show.link(event, self._clock.now())

    def _picture(self, moment: float, image: Image.Image) -> None:
        pixels = np.asarray(image, np.uint8)
        self._viewer.picture = pixels
        self._log(log.Pictured(self._clock.at(moment), pixels))
        self._pictured.set()

    def _log(self, event: log.Event) -> None:
        if self._early is not None:
            self._early.append(event)
        else:
            self._write(event)


async def _unless_crashed(work: Coroutine[Any, Any, None], virtual: VirtualGlasses | None) -> None:
    """Do `work`; raises VirtualGlassesError as soon as virtual glasses crash."""
    if virtual is None:
        await work
        return
    task = asyncio.ensure_future(work)
    crash = asyncio.ensure_future(virtual.ended())
    try:
        await asyncio.wait({task, crash}, return_when=asyncio.FIRST_COMPLETED)
        virtual.check()
        await task
    finally:
        crash.cancel()
        task.cancel()


def _nothing_listens(phrases: Sequence[str]) -> None:
    """Where a show by hand says what to listen for."""

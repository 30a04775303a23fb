"""One show on this machine: the parts are made, run together, and put away again.

It knows no screen: whoever shows it asks for views and gives orders, all in one asyncio loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from companion.glasses import events as link
from companion.glasses.handshake import Keys
from companion.glasses.keys import Keyring
from companion.report import events as log
from companion.script import Script
from companion.show import Command, Outside, Show
from companion.speech.audio import Level
from companion.speech.listener import Ended
from companion.speech.listener import Event as SpeechEvent
from companion.stage.checks import Facts
from companion.stage.clock import Clock, Naps, awake_or_not, second_of_day
from companion.stage.ear import Ear, later
from companion.stage.editing import Edits
from companion.stage.journal import Journal
from companion.stage.keep import Mark, Marking
from companion.stage.notices import Notices
from companion.stage.opening import first_screen
from companion.stage.pairs import INTERVAL, Pair, Pairs, switched_on
from companion.stage.plan import Plan, silent
from companion.stage.sections import Sections
from companion.stage.view import Hearing, Phase, View
from companion.stage.viewer import Viewer
from companion.typeset.message import MessageError

TICK = 0.05  # seconds of show time between two looks at the clock
SHORTEST_TICK = 0.01  # seconds
LAST_LOOK = 1.0  # seconds of show time that the glass is watched after the last word
FAREWELL = 1.0  # seconds for the last orders


class Running:
    """Runs one plan. write: gets every event of the show as it happens. keys: of the glasses.

    patient: no trouble before the show ends it; glasses and microphone are tried until they come
    (else run() raises), and a microphone is heard already before the show. back: where a show that
    broke off is taken up. kept: called, in a thread, with where the show stands, for Keeper.

    begun: whether the show has been on. ending: whether somebody has ended it.
    """

    def __init__(
        self, plan: Plan, write: Callable[[log.Event], None], *, keys: Keys | None = None,
        patient: bool = False, back: Mark | None = None,
        kept: Callable[[Mark], None] | None = None,
    ) -> None:
        self.phase = Phase.PREPARING
        self._keys, self._patient, self._back, self._kept = keys, patient, back, kept
        self._clock = Clock(plan.speed)
        self._journal = Journal(write)
        self._pairs = Pairs(Pair(plan))
        self._ear = Ear(plan, self._hear, self._notify)
        deaf = silent(plan.script, plan.model) if plan.model else frozenset[int]()
        outside = Outside(self._pairs, self._ear.focus, self._journal.take, second_of_day)
        self._show = Show(
            plan.script, plan.book, outside, deaf, by_hand=not plan.listens, goal=plan.goal
        )
        self._sections = Sections(plan.script, plan.goal)
        self._viewer = Viewer(self._show, self._pairs, self._ear, self._sections, plan)
        self._edits = Edits(self._show, self._pairs, self._ear, self._clock.now, deaf)
        self._marking, self._notices = Marking(), Notices()
        self._naps = Naps(time.monotonic(), awake_or_not())
        self._events: asyncio.Queue[SpeechEvent] = asyncio.Queue()
        self.begun = self.ending = False
        self._started = False
        self._until = float("inf")
        self._pace: float | None = None  # as the operator wishes
        self._listening = True
        self._tasks: set[asyncio.Task[Any]] = set()

    # -- what there is to see ----------------------------------------------------------------

    @property
    def plan(self) -> Plan:
        """As it is carried out, set for the glasses that came."""
        return self._pairs.main.plan

    @property
    def now(self) -> float:
        """Show time."""
        return self._clock.now()

    @property
    def script(self) -> Script:
        """As it is spoken now; another object after every edit."""
        return self._show.script

    @property
    def place(self) -> int:
        """The next token to be spoken; the number of tokens at the end."""
        return self._show.placing.token

    def view(self) -> View:
        """The show now."""
        return self._viewer.view(self.now, self.phase)

    def facts(self) -> Facts:
        """What the check-list before the show looks at."""
        main, ear = self._pairs.main.told(), self._ear
        return Facts(
            main.linked, main.trouble, main.battery, main.low, main.charging, main.held,
            self.phase is not Phase.PREPARING, ear.model.name if ear.model else "",
            ear.hearing, str(ear.error or ""), ear.loudest(time.monotonic()),
            self.plan.listens,
        )

    # -- orders ------------------------------------------------------------------------------

    def start(self) -> None:
        """The speaker may begin, as soon as the first screen is on the glass."""
        self._started = True

    def end(self) -> None:
        """The show is over."""
        self.ending = True

    def operate(self, command: Command) -> None:
        """See Show.operate."""
        self._show.operate(command, self.now)

    def anchor(self, token: int) -> None:
        """`token` is the next word to be spoken."""
        self._show.anchor(token, self.now)

    def tell(self, text: str) -> None:
        """Words for the wearer, "" to take them away; raises MessageError if they do not fit."""
        self._show.tell(text, self.now)

    def scroll_by_time(self, words_per_minute: float | None) -> None:
        """Let the clock turn the lines; None: what turned them before."""
        self._pace = words_per_minute
        if words_per_minute is not None:
            self._show.scroll_by_time(words_per_minute, self.now)
        else:
            self._settle()

    def listen(self, listening: bool) -> None:
        """Follow the voice, or be turned by hand and hear nothing."""
        self._listening, self._pace = listening, None
        self._task(self._ear.open() if listening else self._ear.close())
        self._settle()

    def aim(self, goal: int) -> None:
        """So many seconds may the show take, 0: no matter."""
        self._show.timing.aim(goal, self.now)
        self._sections.goal = goal

    async def edit(self, script: Script) -> None:
        """The script is another one now; the place stays at the words it was at.

        Raises SouffleurError, with the show as it was, if the glasses do not take it.
        """
        await self._edits.take(script)

    def take_over(self, name: str = "") -> None:
        """Spare glasses (the first ones, or those of that name) are the speaker's from now on."""
        for pair in self._pairs.spares:
            if pair.brought and name in ("", pair.name):
                before = self._pairs.main.name
                self._edits.another(pair)
                self._show.notice = f"{pair.name} is the speaker's now, {before} the spare."
                return

    # -- the whole show ----------------------------------------------------------------------

    async def run(self) -> Plan:
        """The whole show; returns when it is ended or the recording is over: the plan as it was
        carried out.

        Raises SouffleurError where a part cannot begin or fails for good.
        """
        self._loop = asyncio.get_running_loop()
        main = self._pairs.main
        keys = self._keys if self._keys is not None else Keyring()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(switched_on(main, keys, self._linked, self._picture))
            preparing = self._task(self._prepare(main))
            for number, name in enumerate(main.plan.spares, 1):
                self._task(self._attend(Pair(replace(main.plan, glasses=name), number), keys))
            if self._patient:
                self._task(self._prick_up())
            try:
                await self._go_on(preparing)
            finally:
                self.phase = Phase.OVER
                await self._put_away()
                if main.virtual is not None:
                    self._journal.take(log.Heap(self.now, *main.virtual.heap()))
        return self.plan

    async def _go_on(self, preparing: asyncio.Task[None]) -> None:
        pause = max(TICK / self.plan.speed, SHORTEST_TICK)
        ticked = 0.0
        while not self.ending and self.now < self._until:
            event = await self._next(pause)
            if event is not None:
                self._take(event)
            if self.phase is Phase.PREPARING and preparing.done():
                preparing.result()
                self.phase = Phase.READY
            if self.phase is Phase.READY and self._started:
                await self._begin()
            if time.monotonic() - ticked >= pause:
                ticked = time.monotonic()
                self._tick()

    async def _next(self, pause: float) -> SpeechEvent | None:
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                return await self._events.get()
        return None

    # -- before the first word ---------------------------------------------------------------

    async def _prick_up(self) -> None:
        """The model comes when it comes."""
        model = await self._ear.load(self._show.script)
        if model is None:
            return
        await self._edits.hears(model)
        if self._listening and (self.plan.total is None or self.phase is Phase.LIVE):
            await self._ear.open()

    async def _prepare(self, main: Pair) -> None:
        await main.connect(self._patient)
        self._show.set(main.plan.book)
        plan, script = main.plan, main.plan.script
        name = self._ear.model.name if self._ear.model else ""
        heard = ("vosk", name) if plan.listens else ("none", "by hand")
        self._journal.head(
            log.Opened(self.now, script.title, script.language, plan.board.name, *heard)
        )
        whole = await first_screen(
            main, self._show, self._back, self._clock.now, self._journal.take
        )
        if plan.total is not None:
            await whole

    async def _attend(self, pair: Pair, keys: Keys) -> None:
        """A spare: linked whenever that can be, with the script on it."""
        self._pairs.spares.append(pair)
        async with switched_on(pair, keys, self._linked, self._picture):
            await pair.connect(patient=True)
            plan = pair.plan
            if plan.script is not self._show.script:  # edited meanwhile
                plan = await pair.reset(self._show.script)
            pair.bring(plan)
            self._pairs.repeat(pair)
            await asyncio.Event().wait()  # until the show is over

    async def _begin(self) -> None:
        """Show time begins, and with it the sound."""
        if self._listening and (not self._patient or self.plan.total is not None):
            await self._ear.get_ready()
        passed = self._back.passed(time.time()) if self._back else 0.0
        self._journal.begin(self._clock.restart(passed))
        for pair in self._pairs.all():
            if pair.virtual is not None:
                pair.virtual.air.interval = INTERVAL / self.plan.speed
        self._show.start(self.now, passed)
        self._ear.begin()
        self.phase, self.begun = Phase.LIVE, True
        if self._back is not None:
            self._take_up(self._back)

    def _take_up(self, back: Mark) -> None:
        """Go on as an interrupted show did."""
        self._listening = back.listening
        if back.pace is not None:
            self.scroll_by_time(back.pace)
        if back.blank:
            self.operate(Command.BLANK)
        if back.holding:
            self.operate(Command.HOLD)
        if back.message:
            with suppress(MessageError):  # it was set for other glasses
                self.tell(back.message)

    # -- the show ----------------------------------------------------------------------------

    def _take(self, event: SpeechEvent) -> None:
        if isinstance(event, Ended):
            self._silence(event)
        elif isinstance(event, Level):
            self._ear.heard(event)
        elif self.phase is Phase.LIVE:
            self._show.heard(later(event, self._clock.at(self._ear.began)), self.now)
        else:
            self._show.hypothesis = event  # for the staff to see that the microphone hears them

    def _silence(self, ended: Ended) -> None:
        """The sound is over."""
        had_sound = self._ear.level is not None
        self._ear.ended(ended)
        if ended.error is None:
            self._until = self.now + LAST_LOOK
        elif self.plan.total is not None or not (had_sound or self._patient):
            raise ended.error
        else:  # a speaker is on stage: the show goes on by hand
            self._show.notice = f"{ended.error} The keys still turn the lines."

    def _tick(self) -> None:
        asleep = self._naps.uncounted(time.monotonic(), awake_or_not())
        if asleep:
            self._clock.skip(asleep)
            self._show.notice = f"This computer slept for {asleep:.0f} s; the show goes on."
        for pair in self._pairs.all():
            if pair.virtual is not None:
                pair.virtual.check()
        if self._listening and self._ear.due(time.monotonic()):
            self._task(self._ear.open())
        lasting = not self._show.linked or self._ear.hearing in (Hearing.LOST, Hearing.FAILED)
        if self._notices.stale(self._show.notice, time.monotonic(), lasting):
            self._show.notice = ""
        if self.phase is Phase.LIVE:
            now = self.now
            self._settle()
            self._show.tick(now)
            self._sections.take(self._show.script)
            self._sections.moved(self._show.placing.token - 1, now)
            self._mark(now)

    def _settle(self) -> None:
        """The voice turns the lines if it can be heard and nobody wants it otherwise."""
        if self._pace is None and self.phase is Phase.LIVE:
            heard = self._ear.hearing is Hearing.LISTENING
            self._show.listen(self._listening and heard, self.now)

    def _mark(self, now: float) -> None:
        show, busy = self._show, any(task.get_name() == "mark" for task in self._tasks)
        if self._kept is None or busy:
            return
        mark = Mark(
            show.book.id.hex(), show.placing.line, show.placing.token, round(now, 2), time.time(),
            self._pace, self._listening, show.holding, show.blank, show.message,
        )
        if self._marking.due(mark, time.monotonic()):
            self._task(asyncio.to_thread(self._kept, mark), "mark")

    async def _put_away(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._ear.close()
        linked = [pair.glasses for pair in self._pairs.all() if pair.linked and pair.glasses]
        if linked:  # whatever ended the show, the glasses should not count on
            self._show.end(self.now)
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await asyncio.gather(*(glasses.settled() for glasses in linked))

    # -- what the parts tell -----------------------------------------------------------------

    def _hear(self, event: SpeechEvent) -> None:
        """Called from the listener's threads."""
        with suppress(RuntimeError):  # the loop has closed: the show is over
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    def _notify(self, line: str) -> None:
        """Called from the listener's threads."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(setattr, self._show, "notice", line)

    def _linked(self, pair: Pair, event: link.Event) -> None:
        if isinstance(event, link.Lost):
            pair.trouble = event.reason
        elif isinstance(event, link.Linked):
            pair.trouble = ""
        if pair is self._pairs.main:
            self._show.link(event, self.now)
        elif isinstance(event, link.Linked):
            self._pairs.repeat(pair)
            if self.phase is Phase.LIVE:
                self._show.timing.tell(self.now)

    def _picture(self, pair: Pair, moment: float, pixels: NDArray[np.uint8]) -> None:
        if pair is self._pairs.main:
            self._journal.take(log.Pictured(self._clock.at(moment), pixels))

    def _task(self, work: Coroutine[Any, Any, Any], name: str = "") -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work, name=name or None)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

"""Where shows are given, one at a time: made from what was asked for, logged, kept against crashes.

Times are of the asyncio loop that runs the shows; nothing here draws.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError
from companion.glasses.handshake import Keys
from companion.report.log import LogWriter
from companion.script import Script
from companion.speech.audio import FileSource, duration
from companion.speech.choose import open_model
from companion.speech.microphone import MicrophoneSource
from companion.speech.model import SpeechModel
from companion.speech.phrases import all_phrases
from companion.speech.store import Store
from companion.stage.keep import IN_PROGRESS, Keeper, Kept, Mark
from companion.stage.plan import VIRTUAL, Plan, PlanError
from companion.stage.running import Running
from companion.stage.written import from_json, to_json
from companion.typeset import Setting, load_board, typeset

LOG = "show.jsonl"


@dataclass(frozen=True)
class Wish:
    """A show that somebody wants.

    entry, version: of the script in the library, "" if it is not from there. glasses, spares: as
    in Plan. board: of virtual glasses, and what real ones are taken for until they tell. listens:
    whether anything shall. microphone: a part of its name, "" for the computer's own choice.
    audio: a recording to hear instead. model: a speech model by name, "" for the best there is.
    goal: seconds, 0: no matter. messages: to choose from. rehearsal: nobody is on stage, a crash
    ends it. speed: of a recording, times as it was spoken.
    """

    script: Script
    entry: str = ""
    version: str = ""
    glasses: str = VIRTUAL
    spares: tuple[str, ...] = ()
    board: str = "t-glass"
    listens: bool = True
    microphone: str = ""
    audio: str = ""
    model: str = ""
    goal: int = 0
    messages: tuple[str, ...] = field(default=())
    rehearsal: bool = False
    speed: float = 1.0


def to_plain(wish: Wish) -> dict[str, Any]:
    """The wish as JSON values."""
    values = {name: value for name, value in vars(wish).items() if name != "script"}
    return {**values, "script": to_json(wish.script)}


def from_plain(values: dict[str, Any]) -> Wish:
    """The wish that to_plain() made this of.

    Raises KeyError, TypeError or ValueError if it is not one.
    """
    script = from_json(values["script"])
    listed = {name: tuple(values[name]) for name in ("spares", "messages")}
    return Wish(**{**values, **listed, "script": script})


class Venue:
    """folder: for logs and the show in progress. keys: of the glasses, asked for when a show
    begins. models: the installed ones.

    running, wish: the show there is, and as what it was wanted. back: where it is taken up. log:
    of the last show. error: why the last show ended, if it was not meant to. edited: called, if
    there is anybody to call, with the wish and the script before and after an edit amid the show.
    """

    def __init__(self, folder: Path, keys: Callable[[], Keys], models: Callable[[], Store]) -> None:
        self._folder, self._keys, self._models = folder, keys, models
        self._keeper = Keeper(folder / IN_PROGRESS)
        self._turn = asyncio.Lock()  # of whoever makes a show ready or ends one
        self._log: LogWriter | None = None
        self._task: asyncio.Task[Plan] | None = None
        self.running: Running | None = None
        self.wish: Wish | None = None
        self.back: Mark | None = None
        self.log: Path | None = None
        self.error: SouffleurError | None = None
        self.edited: Callable[[Wish, Script, Script], object] | None = None

    def broken_off(self) -> Kept | None:
        """A show that a crash has ended, to be taken up."""
        return self._keeper.broken_off() if self.running is None else None

    def forget(self) -> None:
        """The show that broke off will not be taken up."""
        self._keeper.end()

    async def prepare(self, wish: Wish, back: Mark | None = None) -> Running:
        """Make a show ready, with the one before ended: glasses are sought, the microphone is
        opened; start() of what is returned begins it. back: where a show that broke off is taken
        up; it goes on by itself, and until it does, it can be taken up later.

        Who is cancelled in it leaves no show behind. Raises SouffleurError for what cannot be set
        or begun at all.
        """
        async with self._turn:
            await self._end()
            if not wish.script.tokens:
                raise PlanError("The script has no words to speak: add some text to it.")
            making = asyncio.ensure_future(asyncio.to_thread(self._make, wish, back))
            try:
                running = await asyncio.shield(making)
            except BaseException:
                await asyncio.wait({making})  # a thread cannot be stopped
                self._put_away(kept=_keeps(wish), lost=back is None)
                raise
            self.running, self.wish, self.back, self.error = running, wish, back, None
            self._task = asyncio.get_running_loop().create_task(running.run())
            self._task.add_done_callback(partial(self._over, running))
            if back is not None:
                running.start()
            return running

    async def take_up(self, kept: Kept) -> Running:
        """Be back in a show that broke off, at once; as prepare()."""
        try:
            wish = from_plain(kept.what)
        except (KeyError, TypeError, ValueError):
            self.forget()
            raise PlanError(
                "The show that broke off cannot be read: start it again from the library."
            ) from None
        return await self.prepare(wish, kept.mark)

    async def edit(self, script: Script) -> None:
        """See Running.edit; what is taken up after a crash is the edited script."""
        running, before = self.running, self.wish
        if running is None or before is None:
            return
        await running.edit(script)
        if running is not self.running:
            return  # it ended meanwhile
        self.wish = wish = replace(before, script=script)
        if _keeps(wish):
            await asyncio.to_thread(lambda: self._keeper.change(to_plain(wish)))
        if self.edited is not None:
            self.edited(wish, before.script, script)

    def aim(self, seconds: int) -> None:
        """Another goal; 0: it may take as long as it takes."""
        if self.running is not None and self.wish is not None:
            self.running.aim(seconds)
            self.wish = replace(self.wish, goal=seconds)

    async def end(self) -> None:
        """End the show, if there is one; it will not be taken up again, unless it was being taken
        up and had not gone on yet."""
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        if self.running is not None and self._task is not None:
            self.running.end()
            await asyncio.wait({self._task})

    def _over(self, running: Running, task: asyncio.Task[Plan]) -> None:
        assert self.wish is not None
        cut_off = task.cancelled()  # the program ends: the show may be taken up
        failure = None if cut_off else task.exception()
        if failure is not None and not isinstance(failure, SouffleurError):
            failure = SouffleurError(f"The show ended by a fault ({failure!r}): start it again.")
        lost = not cut_off and failure is None and (self.back is None or running.begun)
        self.error = failure
        self.running = self.back = None
        self._put_away(kept=_keeps(self.wish), lost=lost)

    def _put_away(self, kept: bool, lost: bool) -> None:
        """kept: whether the show was kept against crashes; lost: it will not be taken up."""
        if kept and lost:
            self._keeper.end()
        elif kept:
            self._keeper.let_go()
        if self._log is not None:
            self._log.close()

    def _make(self, wish: Wish, back: Mark | None) -> Running:
        """In a thread."""
        plan = self._plan(wish)
        kept = _keeps(wish)
        if kept:
            self._keeper.begin(to_plain(wish), fresh=back is None)
        kind = "rehearsals" if wish.rehearsal else "shows"
        self.log = self._folder / kind / time.strftime("%Y-%m-%d-%H%M%S") / LOG
        self._log = LogWriter(self.log, fresh=wish.rehearsal)
        return Running(
            plan, self._log.write, keys=self._keys(), patient=True, back=back,
            kept=self._keeper.mark if kept else None,
        )  # fmt: skip

    def _plan(self, wish: Wish) -> Plan:
        board = load_board(wish.board)
        listens = wish.listens or bool(wish.audio)
        audio = Path(wish.audio) if wish.audio else None
        return Plan(
            script=wish.script,
            book=typeset(wish.script, board, Setting()),
            board=board,
            source=None if not listens else (
                (lambda _notify: FileSource(audio, speed=wish.speed)) if audio is not None
                else partial(MicrophoneSource, wish.microphone or None)
            ),
            device=audio.name if audio is not None else wish.microphone,
            open_model=partial(self._model, wish.model or None) if listens else None,
            glasses=wish.glasses,
            spares=wish.spares,
            speed=wish.speed if audio is not None else 1.0,
            total=duration(audio) if audio is not None else None,
            whole=wish.rehearsal and audio is not None,
            goal=wish.goal,
            messages=wish.messages,
        )  # fmt: skip

    def _model(self, name: str | None, script: Script) -> SpeechModel:
        return open_model(script.language, all_phrases(script), name, self._models())


def _keeps(wish: Wish) -> bool:
    """Whether the show is kept against crashes: nobody stands there and waits in another one."""
    return not wish.audio and not wish.rehearsal

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
    begins. models: the installed ones."""

    def __init__(self, folder: Path, keys: Callable[[], Keys], models: Callable[[], Store]) -> None:
        self._folder, self._keys, self._models = folder, keys, models
        self._keeper = Keeper(folder / IN_PROGRESS)
        self._log: LogWriter | None = None
        self._task: asyncio.Task[Plan] | None = None
        self.running: Running | None = None
        self.wish: Wish | None = None
        self.log: Path | None = None  # of the last show
        self.error: SouffleurError | None = None  # why the last show ended, if it was not meant to

    def broken_off(self) -> Kept | None:
        """A show that a crash has ended, to be taken up."""
        return self._keeper.broken_off() if self.running is None else None

    def forget(self) -> None:
        """The show that broke off will not be taken up."""
        self._keeper.end()

    async def prepare(self, wish: Wish, back: Mark | None = None) -> Running:
        """Make a show ready, with the one before ended: glasses are sought, the microphone is
        opened; start() of what is returned begins it. back: where it is taken up.

        Raises SouffleurError for what cannot be set or begun at all.
        """
        await self.end()
        if not wish.script.tokens:
            raise PlanError("The script has no words to speak: add some text to it.")
        plan = await asyncio.to_thread(self._plan, wish)
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        kind = "rehearsals" if wish.rehearsal else "shows"
        self.log = self._folder / kind / stamp / LOG
        self._log = LogWriter(self.log, fresh=wish.rehearsal)
        alone = bool(wish.audio) or wish.rehearsal  # nobody stands there and waits
        kept = None if alone else self._keeper.mark
        running = await asyncio.to_thread(
            partial(
                Running, plan, self._log.write, keys=self._keys(), patient=True, back=back,
                kept=kept,
            )
        )
        self.running, self.wish, self.error = running, wish, None
        if kept is not None:
            await asyncio.to_thread(lambda: self._keeper.begin(to_plain(wish), fresh=back is None))
        self._task = asyncio.get_running_loop().create_task(running.run())
        self._task.add_done_callback(partial(self._over, running))
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
        running = await self.prepare(wish, kept.mark)
        running.start()
        return running

    async def edit(self, script: Script) -> None:
        """See Running.edit; what is taken up after a crash is the edited script."""
        if self.running is None or self.wish is None:
            return
        await self.running.edit(script)
        self.wish = replace(self.wish, script=script)
        wish = self.wish
        await asyncio.to_thread(lambda: self._keeper.begin(to_plain(wish)))

    def aim(self, seconds: int) -> None:
        """Another goal; 0: it may take as long as it takes."""
        if self.running is not None and self.wish is not None:
            self.running.aim(seconds)
            self.wish = replace(self.wish, goal=seconds)

    async def end(self) -> None:
        """End the show, if there is one; it will not be taken up again."""
        if self.running is not None and self._task is not None:
            self.running.end()
            await asyncio.wait({self._task})

    def _over(self, running: Running, task: asyncio.Task[Plan]) -> None:
        if task.cancelled():
            return  # the program ends: the show may be taken up
        failure = task.exception()
        if failure is not None and not isinstance(failure, SouffleurError):
            failure = SouffleurError(f"The show ended by a fault ({failure!r}): start it again.")
        if running is self.running:
            self.error = failure
            self.running = None
            if failure is None:
                self._keeper.end()
        if self._log is not None:
            self._log.close()

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
            goal=wish.goal,
            messages=wish.messages,
        )  # fmt: skip

    def _model(self, name: str | None, script: Script) -> SpeechModel:
        return open_model(script.language, all_phrases(script), name, self._models())

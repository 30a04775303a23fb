"""What listens to a show: sound, a speech model, and the threads between them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from companion.errors import SouffleurError
from companion.hypothesis import Hypothesis
from companion.script import Script
from companion.speech.audio import Level, Source
from companion.speech.listener import QUEUE, Ended, Event, Listener
from companion.speech.microphone import MicrophoneSource
from companion.speech.model import SpeechModel
from companion.speech.phrases import all_phrases
from companion.speech.recogniser import Recogniser, VoskRecogniser
from companion.stage.plan import Plan
from companion.stage.view import Hearing

RETRY = 3.0  # seconds until a microphone that could not be opened is tried again
RECENT = 2.0  # seconds over which the loudest level is told


class Relay:
    """A recogniser that can be changed for another amid the sound; see speech.Recogniser."""

    def __init__(self, first: Recogniser) -> None:
        self._now = first
        self._next: Recogniser | None = None
        self._lock = threading.Lock()
        self._samples = 0
        self._since = 0.0  # seconds of sound before the present one began
        self._utterances = 0  # begun before it
        self._last = -1

    def change(self, recogniser: Recogniser) -> None:
        """From the next block on; any thread may call."""
        with self._lock:
            self._next = recogniser

    def accept(self, pcm: bytes) -> Hypothesis | None:
        """See Recogniser; what the old one has heard last comes with the first block of the
        new one."""
        with self._lock:
            coming, self._next = self._next, None
        last = None
        if coming is not None:
            last = self._moved(self._now.finish())
            self._now, self._since = coming, self._samples / (2 * 16_000)
            self._utterances = self._last + 1
        self._samples += len(pcm)
        heard = self._moved(self._now.accept(pcm))
        return last or heard

    def finish(self) -> Hypothesis | None:
        """See Recogniser."""
        return self._moved(self._now.finish())

    def focus(self, phrases: Sequence[str]) -> None:
        """See Recogniser."""
        self._now.focus(phrases)

    def _moved(self, heard: Hypothesis | None) -> Hypothesis | None:
        if heard is None:
            return None
        moved = later(heard, self._since)
        moved = replace(moved, utterance=heard.utterance + self._utterances)
        self._last = moved.utterance
        return moved


def later(heard: Hypothesis, seconds: float) -> Hypothesis:
    """The hypothesis with all its times moved."""
    timed = tuple(
        replace(word, start=word.start + seconds, end=word.end + seconds) for word in heard.timed
    )
    return replace(heard, time=heard.time + seconds, timed=timed)


class Ear:
    """Listens for one show, and again after every pause, as often as it must.

    hear, notify: called from other threads, with what was heard (times count from the moment
    `began`) and with lines for the operator. Methods are for the loop.
    """

    def __init__(
        self, plan: Plan, hear: Callable[[Event], None], notify: Callable[[str], None]
    ) -> None:
        self._plan = plan
        self._hear, self._notify = hear, notify
        self._phrases: Sequence[str] = ()
        self._listener: Listener | None = None
        self._relay: Relay | None = None
        self._source: Source | None = None
        self._current: object | None = None  # what the events of the open listener go by
        self._begun = self._wanted = False
        self._failed_at = 0.0
        self._loading = False
        self._levels: list[tuple[float, float]] = []
        self.model = plan.model
        self.level: Level | None = None
        self.error: SouffleurError | None = None
        self.began = 0.0  # monotonic seconds

    @property
    def hearing(self) -> Hearing:
        """What it does."""
        if self._loading:
            return Hearing.LOADING
        if self._listener is not None and self._begun:
            lost = isinstance(self._source, MicrophoneSource) and self._source.lost
            return Hearing.LOST if lost else Hearing.LISTENING
        if self.error is not None:
            return Hearing.FAILED
        return Hearing.READY if self.model and self._plan.source else Hearing.NONE

    def loudest(self, now: float) -> float | None:
        """dB below full scale, of the last RECENT seconds before monotonic `now`."""
        self._levels = [(at, level) for at, level in self._levels if now - at <= RECENT]
        return max((level for _, level in self._levels), default=None)

    async def load(self, script: Script) -> SpeechModel | None:
        """Load what is to listen, unless it is there; None, and `error`, if there is none."""
        if self.model is None and self._plan.open_model and self._plan.source:
            self._loading = True
            try:
                self.model = await asyncio.to_thread(self._plan.open_model, script)
                self.error = None
            except SouffleurError as error:
                self.error = error
            finally:
                self._loading = False
        return self.model

    async def learn(self, script: Script) -> SpeechModel | None:
        """Words of an edited script: a model for them, if that can be and the present one lacks
        some; what it still lacks, it lacks."""
        if self.model is None:
            return await self.load(script)
        opener = self._plan.open_model
        if opener is None or not self.model.unknown_words(all_phrases(script)):
            return self.model
        self.model = await asyncio.to_thread(opener, script)
        if self._relay is not None:
            self._relay.change(await asyncio.to_thread(self._recogniser, self.model))
        return self.model

    async def open(self) -> None:
        """Begin to listen; `error` tells why not."""
        await self.get_ready()
        self.begin()

    async def get_ready(self) -> None:
        """Make all that listening takes, so that begin() takes no time; see open()."""
        self._wanted = True
        if self._listener is not None or self.model is None or self._plan.source is None:
            return
        try:
            source = await asyncio.to_thread(self._plan.source, self._notify)
            relay = Relay(await asyncio.to_thread(self._recogniser, self.model))
        except SouffleurError as error:
            self._fail(error)
            return
        patient = round(QUEUE * self._plan.speed)  # as with a person, by the wall clock

        def hear(event: Event) -> None:
            if self._current is number:
                self._hear(event)

        if self._listener is not None or not self._wanted:
            return  # the operator was faster
        number = self._current = object()
        self._source, self._relay, self._begun = source, relay, False
        self._listener = Listener(source, relay, hear, patient, self._plan.whole)
        self.error = None

    def begin(self) -> None:
        """Listen, if all is ready."""
        if self._listener is not None and not self._begun:
            self._begun = True
            self.began = time.monotonic()
            self._listener.start()

    async def close(self) -> None:
        """Listen no more; open() begins again."""
        self._wanted = False
        listener, self._listener, self._relay = self._listener, None, None
        self._current = None
        if listener is not None and self._begun:
            await asyncio.to_thread(listener.stop)
        self.level = None

    def heard(self, level: Level) -> None:
        """A block of sound came."""
        self.level = level
        self._levels.append((time.monotonic(), level.rms))

    def ended(self, event: Ended) -> None:
        """The sound is over, or has failed."""
        self._listener = self._relay = None
        self.level = None
        if event.error is not None:
            self._fail(event.error)

    def due(self, now: float) -> bool:
        """Whether it is time to try the microphone again, at monotonic `now`."""
        return (
            self._plan.total is None and self._listener is None and self.model is not None
            and self.error is not None and now - self._failed_at >= RETRY
        )

    def focus(self, phrases: Sequence[str]) -> None:
        """Listen for these phrases from the next pause on."""
        self._phrases = phrases
        if self._listener is not None:
            self._listener.focus(phrases)

    def _recogniser(self, model: SpeechModel) -> VoskRecogniser:
        return VoskRecogniser(model, self._phrases)

    def _fail(self, error: SouffleurError) -> None:
        self.error, self._failed_at = error, time.monotonic()

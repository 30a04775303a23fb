"""Source and recogniser in two threads, so that neither a slow decoder nor a busy show loses
the present.

The source thread puts blocks into a short queue that drops its oldest when full; the recogniser
thread takes them out and calls back. The callback runs in that thread: hand the event on
with `loop.call_soon_threadsafe`.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from companion.errors import SouffleurError
from companion.hypothesis import Hypothesis

from .audio import RATE, Block, Level, Source
from .recogniser import Recogniser

QUEUE = 20  # blocks: two seconds, more would be stale before it is heard
_NOTHING_LOST = 0.001  # seconds, rounding


class BlockQueue:
    """A bounded queue between two threads that forgets the oldest block when full.

    whole: it forgets none; who adds to it waits until there is room.
    """

    def __init__(self, size: int = QUEUE, whole: bool = False) -> None:
        self._blocks: deque[Block] = deque(maxlen=size)
        self._whole = whole
        self._ready = threading.Condition()
        self._ended = False
        self.dropped = 0

    def put(self, block: Block) -> None:
        """Add a block."""
        with self._ready:
            if self._whole:
                self._ready.wait_for(lambda: not self._full() or self._ended)
            self.dropped += self._full()
            self._blocks.append(block)
            self._ready.notify()

    def _full(self) -> bool:
        return len(self._blocks) == self._blocks.maxlen

    def end(self) -> None:
        """No more blocks will come."""
        with self._ready:
            self._ended = True
            self._ready.notify()

    def get(self) -> Block | None:
        """Wait for the oldest block; None once the queue has ended and is empty."""
        with self._ready:
            self._ready.wait_for(lambda: self._blocks or self._ended)
            self._ready.notify()
            return self._blocks.popleft() if self._blocks else None


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event. `error` is the one line for the user if the source failed."""

    error: SouffleurError | None = None


Event = Hypothesis | Level | Ended


class Listener:
    """Hears a source until it ends or `stop` is called.

    hear: gets every hypothesis, the level of every block, and one `Ended` at last; it is called
    from the listener's threads, never by two of them at once. whole: the source, a recording,
    waits for the recogniser, so that nothing of it is lost.
    """

    def __init__(
        self, source: Source, recogniser: Recogniser, hear: Callable[[Event], None],
        queue: int = QUEUE, whole: bool = False,
    ) -> None:
        self._source, self._recogniser, self._hear = source, recogniser, hear
        self._queue = BlockQueue(queue, whole)
        self._say = threading.Lock()
        self._focus_lock = threading.Lock()
        self._phrases: Sequence[str] | None = None
        self._error: SouffleurError | None = None
        self._ended = False
        self._threads = [
            threading.Thread(target=self._capture, name="sound", daemon=True),
            threading.Thread(target=self._recognise, name="recogniser", daemon=True),
        ]

    @property
    def dropped(self) -> int:
        """Blocks lost because the recogniser was too slow for them."""
        return self._queue.dropped

    def start(self) -> None:
        """Begin to listen."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the source and wait (at most `timeout` seconds) for the last hypothesis."""
        self._source.close()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(timeout)

    def focus(self, phrases: Sequence[str]) -> None:
        """Listen for these phrases from the next pause on. Any thread may call; never waits."""
        with self._focus_lock:
            self._phrases = phrases

    def _tell(self, event: Event) -> None:
        with self._say:
            if not self._ended:  # `Ended` is the last, whatever the other thread still does
                self._ended = isinstance(event, Ended)
                self._hear(event)

    def _capture(self) -> None:
        try:
            for block in self._source.blocks():
                self._tell(block.level)
                self._queue.put(block)
        except Exception as error:
            self._fail(error)
        finally:
            self._queue.end()

    def _fail(self, error: Exception) -> None:
        """Keep the first error; a thread must never end without a word to the show."""
        if self._error is None:
            self._error = error if isinstance(error, SouffleurError) else SouffleurError(
                f"Listening stopped by a fault ({error!r}); start the show again and report it."
            )

    def _recognise(self) -> None:
        try:
            self._recognise_all()
        except Exception as error:
            self._fail(error)
            self._source.close()
            self._queue.end()
        self._tell(Ended(self._error))

    def _recognise_all(self) -> None:
        consumed = lost = 0.0
        while (block := self._queue.get()) is not None:
            with self._focus_lock:
                phrases, self._phrases = self._phrases, None
            if phrases is not None:
                self._recogniser.focus(phrases)
            consumed += len(block.pcm) / (2 * RATE)
            lost = block.time - consumed
            self._pass_on(self._recogniser.accept(block.pcm), lost)
        self._pass_on(self._recogniser.finish(), lost)

    def _pass_on(self, heard: Hypothesis | None, lost: float) -> None:
        """Tell a hypothesis, its times moved by the seconds that were dropped before it."""
        if heard is not None and lost > _NOTHING_LOST:
            timed = tuple(replace(w, start=w.start + lost, end=w.end + lost) for w in heard.timed)
            heard = replace(heard, time=heard.time + lost, timed=timed)
        if heard is not None:
            self._tell(heard)

"""The listener keeps to the present: it forgets the oldest sound, never the newest."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest

from companion.errors import SouffleurError
from companion.hypothesis import HeardWord, Hypothesis
from companion.speech.audio import BLOCK, RATE, AudioError, Block, Level
from companion.speech.listener import BlockQueue, Ended, Event, Listener


def block(number: int) -> Block:
    return Block(bytes(2 * BLOCK), (number + 1) * BLOCK / RATE, Level(-20.0, -10.0))


class Script:
    """A source of some blocks, which may wait for a sign or fail at the end."""

    def __init__(self, count: int, done: threading.Event | None = None, fail: bool = False) -> None:
        self.count, self.done, self.fail, self.closed = count, done, fail, False

    def blocks(self) -> Iterator[Block]:
        for number in range(self.count):
            if self.closed:
                return
            yield block(number)
        if self.done:
            self.done.set()
        if self.fail:
            raise AudioError("The cable is cut; plug it in.")

    def close(self) -> None:
        self.closed = True


class Counter:
    """A recogniser that says how many blocks it has heard; may wait before the first."""

    def __init__(self, wait: threading.Event | None = None) -> None:
        self.wait, self.heard, self.phrases = wait, 0, []

    def accept(self, pcm: bytes) -> Hypothesis | None:
        if self.wait:
            assert self.wait.wait(5)
        self.heard += 1
        end = self.heard / 10
        word = HeardWord(str(self.heard), end - 0.1, end)
        return Hypothesis((word.text,), False, 0, end, (word,))

    def finish(self) -> Hypothesis | None:
        return None

    def focus(self, phrases: Sequence[str]) -> None:
        self.phrases.append((self.heard, list(phrases)))


def run(
    source: Script, recogniser: Counter, queue: int = 20, whole: bool = False
) -> tuple[list[Event], Listener]:
    events: list[Event] = []
    ended = threading.Event()

    def hear(event: Event) -> None:
        events.append(event)
        if isinstance(event, Ended):
            ended.set()

    listener = Listener(source, recogniser, hear, queue, whole)
    listener.start()
    assert ended.wait(5)
    return events, listener


def test_every_block_is_heard_and_metered_and_the_end_is_told() -> None:
    events, listener = run(Script(5), Counter())
    words = [event.words for event in events if isinstance(event, Hypothesis)]
    assert words == [(str(number),) for number in range(1, 6)]
    assert events.count(Level(-20.0, -10.0)) == 5
    assert events[-1] == Ended(None)
    assert listener.dropped == 0


def test_a_slow_recogniser_loses_the_oldest_and_times_stay_true() -> None:
    produced = threading.Event()
    recogniser = Counter(wait=produced)
    events, listener = run(Script(50, done=produced), recogniser, queue=5)
    said = [event for event in events if isinstance(event, Hypothesis)]
    assert listener.dropped == 50 - len(said) >= 44
    assert said[-1].time == pytest.approx(5.0)
    assert said[-1].timed[0].end == pytest.approx(5.0)


def test_a_recording_that_is_to_be_heard_whole_waits_for_a_slow_recogniser() -> None:
    queue = BlockQueue(2, whole=True)
    sound = threading.Thread(target=lambda: [queue.put(block(n)) for n in range(9)], daemon=True)
    sound.start()
    times = [queue.get().time for _ in range(9)]
    assert times == [block(n).time for n in range(9)] and queue.dropped == 0


def test_a_recogniser_that_fails_keeps_no_recording_waiting() -> None:
    class Broken(Counter):
        def accept(self, pcm: bytes) -> Hypothesis | None:
            raise ValueError("broken")

    source = Script(50)
    events, listener = run(source, Broken(), queue=2, whole=True)
    listener.stop()
    assert isinstance(events[-1], Ended) and "broken" in str(events[-1].error)
    assert not any(thread.is_alive() for thread in listener._threads)


def test_a_failing_source_ends_with_its_line() -> None:
    events, _ = run(Script(2, fail=True), Counter())
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert isinstance(ended.error, SouffleurError)
    assert "plug it in" in str(ended.error)


def test_a_fault_in_the_recogniser_ends_the_show_with_a_line_not_in_silence() -> None:
    class Faulty(Counter):
        def accept(self, pcm: bytes) -> Hypothesis | None:
            raise ValueError("no such frame")

    source = Script(10_000_000)
    events, _ = run(source, Faulty())
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert "start the show again" in str(ended.error)
    assert source.closed


def test_the_focus_reaches_the_recogniser_in_its_own_thread() -> None:
    begun, proceed = threading.Event(), threading.Event()
    recogniser = Counter(wait=proceed)
    events: list[Event] = []
    ended = threading.Event()

    def hear(event: Event) -> None:
        events.append(event)
        begun.set()
        if isinstance(event, Ended):
            ended.set()

    listener = Listener(Script(5), recogniser, hear)
    listener.focus(["an old one"])
    listener.focus(["first words"])
    listener.start()
    assert begun.wait(5)
    proceed.set()
    assert ended.wait(5)
    assert recogniser.phrases == [(0, ["first words"])]


def test_stopping_ends_the_source_and_waits_for_the_last_word() -> None:
    events: list[Event] = []
    source = Script(10_000_000)
    listener = Listener(source, Counter(), events.append)
    listener.start()
    listener.stop()
    assert source.closed
    assert isinstance(events[-1], Ended)


def test_events_come_in_order_to_an_event_loop() -> None:
    async def collect() -> list[Event]:
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Event] = asyncio.Queue()

        def hear(event: Event) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, event)

        Listener(Script(3), Counter(), hear).start()
        events = [await queue.get()]
        while not isinstance(events[-1], Ended):
            events.append(await queue.get())
        return events

    events = asyncio.run(collect())
    assert [e.time for e in events if isinstance(e, Hypothesis)] == pytest.approx([0.1, 0.2, 0.3])
    assert isinstance(events[-1], Ended)


def test_the_queue_forgets_from_the_front() -> None:
    queue = BlockQueue(3)
    for number in range(7):
        queue.put(block(number))
    queue.end()
    kept = [queue.get() for _ in range(4)]
    assert [one.time for one in kept if one] == pytest.approx([0.5, 0.6, 0.7])
    assert kept[-1] is None
    assert queue.dropped == 4

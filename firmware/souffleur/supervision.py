"""Keeps the glasses going when a part of the program fails.

A task that ends with an exception is noted in the journal and started again. Three failures
within a minute lead to a reset into safe mode (see starts.py).
"""

import asyncio
import gc
import time

from .book import const

_MINUTE_S = const(60)
_MANY = const(3)
_PAUSE_MS = const(200)  # before the first restart of a task; doubled with every further one
_LONGEST_MS = const(3200)  # shorter than the watchdog's time
_LONGEST_S = const(30)  # before a reset; the battery is to outlive a loop of them


class Failures:
    """Pure: failures, and when they are too many."""

    def __init__(self):
        self._times = []

    def add(self, now):
        """One more, at `now` (seconds). True if they were too many in a minute."""
        self._times = [then for then in self._times if now - then < _MINUTE_S]
        self._times.append(now)
        return len(self._times) >= _MANY

    def pause_ms(self):
        """How long to wait before going on."""
        return min(_PAUSE_MS << len(self._times) >> 1, _LONGEST_MS)


class Supervisor:
    """start: see starts.py. uptime() -> seconds. reset(): does not return. folder: "" on the
    glasses."""

    def __init__(self, start, uptime, reset, folder=""):
        self.start = start
        self._folder = folder
        self._uptime = uptime
        self._reset = reset
        self._failures = Failures()
        self._tasks = {}  # task: (what, make)

    def tick(self):
        """A few times a second."""
        if self.start.short and self._uptime() >= _MINUTE_S:
            self.start.lasted()

    async def keep(self, parts):
        """Run the coroutines that are given as (what, function that makes it), for ever."""
        asyncio.get_event_loop().set_exception_handler(self._ended)
        for what, make in parts:
            self._tasks[asyncio.create_task(make())] = what, make
        await asyncio.Event().wait()

    def _ended(self, _, context):
        """asyncio tells of a task that ended with an exception."""
        what, make = self._tasks.pop(context["future"], ("a task", None))
        self._failed(what, context["exception"])
        if make:
            asyncio.create_task(self._again(what, make))

    async def _again(self, what, make):
        await asyncio.sleep_ms(self._failures.pause_ms())
        self._tasks[asyncio.create_task(make())] = what, make

    def _note(self, what, error):
        try:
            from .journal import Journal

            when = "start %d, %d s" % (self.start.number, self._uptime())
            Journal(self._folder).failed(when, what, error)
        except Exception:  # no memory even for this: to go on matters more
            pass

    def _failed(self, what, error):
        gc.collect()
        self._note(what, error)
        if self._failures.add(self._uptime()) and not self.start.safe:
            self.start.broken()
            self._reset()

    def ended(self, error, alive):
        """The program as a whole has failed: note it and start again, the later the more often
        it happened. alive() feeds the watchdog."""
        self._note("program", error)
        self.start.failed()
        for _ in range(min(self.start.short, _LONGEST_S)):
            alive()
            time.sleep(1)
        self._reset()

"""Keeps the glasses going when a part of the program fails.

A task that ends with an exception is noted in the journal and started again. Three failures
within a minute, or three starts in a row that did not last a minute, lead to a start in safe
mode: radio, touch and the plain picture, without what a show can do without. How many starts in
a row did not last is kept in /starts; a minute of health makes it none.
"""

import asyncio
import gc
import time

from .book import const

POWER_ON = const(1)  # machine.reset_cause() of the ESP32
HARD = const(2)
WATCHDOG = const(3)
DEEP_SLEEP = const(4)
SOFT = const(5)
CAUSES = ("?", "power-on", "reset", "watchdog", "deep sleep", "soft reset")

_HEALTHY_S = const(60)
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
        self._times = [then for then in self._times if now - then < _HEALTHY_S]
        self._times.append(now)
        return len(self._times) >= _MANY

    def pause_ms(self):
        """How long to wait before going on."""
        return min(_PAUSE_MS << len(self._times) >> 1, _LONGEST_MS)


class Supervisor:
    """journal: see journal.py. cause: machine.reset_cause(). uptime() -> seconds. reset(): does
    not return. folder: "" on the glasses.

    starts: of these glasses, ever. short: in a row, before this one, that did not last.
    safe: safe mode. cause: how this start came about, in words.
    """

    def __init__(self, journal, cause, uptime, reset, folder=""):
        self._journal = journal
        self._uptime = uptime
        self._reset = reset
        self._path = folder + "/starts"
        self._failures = Failures()
        self.cause = CAUSES[cause] if cause < len(CAUSES) else CAUSES[0]
        self.starts, self.short = self._load()
        self.starts += 1
        if cause == WATCHDOG:
            self.short += 1
            journal.note("start %d: the watchdog ended the last one" % self.starts)
        elif cause == POWER_ON:
            self.short = 0  # somebody switched it off and on: a fresh try
        self.safe = self.short >= _MANY
        if self.safe:
            journal.note("start %d: safe mode" % self.starts)
        self._store()

    def _load(self):
        try:
            with open(self._path) as file:
                starts, short = file.read().split()
            return int(starts), int(short)
        except (OSError, ValueError):
            return 0, 0

    def _store(self):
        try:
            with open(self._path, "w") as file:
                file.write("%d %d" % (self.starts, self.short))
        except OSError:
            pass

    def tick(self):
        """A few times a second."""
        if self.short and self._uptime() >= _HEALTHY_S:
            self.short = 0
            self._store()

    def _when(self):
        return "start %d, %d s" % (self.starts, self._uptime())

    async def keep(self, what, make):
        """Run the coroutine that make() gives, for ever."""
        while True:
            try:
                await make()
            except Exception as error:
                self._failed(what, error)
            await asyncio.sleep_ms(self._failures.pause_ms())

    def _failed(self, what, error):
        gc.collect()
        self._journal.failed(self._when(), what, error)
        if self._failures.add(self._uptime()) and not self.safe:
            self.short = _MANY
            self._store()
            self._reset()

    def ended(self, error, alive):
        """The program as a whole has failed: note it and start again, the later the more often
        it happened. alive() feeds the watchdog."""
        self._journal.failed(self._when(), "program", error)
        self.short += 1
        self._store()
        for _ in range(min(self.short, _LONGEST_S)):
            alive()
            time.sleep(1)
        self._reset()

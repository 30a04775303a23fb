"""Many devices, plugged in one after another or at once; one that fails stops no other."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from companion.errors import SouffleurError
from tools.device.errors import TOLD, DeviceError, UsageError
from tools.device.orders import Outcome
from tools.device.ports import ListPorts, Port, mac_of

_POLL = 0.1  # seconds
_GONE = 2.0  # seconds that a device is not there until it counts as unplugged


class Names:
    """Gives names from a pattern, such as "Stage {n}": a device keeps one of the pattern that it
    has; others get the next number that nobody has. Raises UsageError for a bad pattern.
    """

    def __init__(self, pattern: str, taken: set[str], first: int = 1) -> None:
        if pattern.count("{n}") != 1:
            raise UsageError(f"The name {pattern!r} needs {{n}} where the number goes, once.")
        before, after = map(re.escape, pattern.split("{n}"))
        self._form = re.compile(f"{before}\\d+{after}")
        self._pattern = pattern
        self._taken = taken
        self._next = first
        self._given: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self, own: Mapping[str, Any] | None, mac: str) -> str:
        """The name for the device with this MAC and these settings."""
        with self._lock:
            if mac not in self._given:
                has = str((own or {}).get("name", ""))
                others = set(self._given.values())
                fits = self._form.fullmatch(has) and has not in others
                self._given[mac] = has if fits else self._new(others)
            return self._given[mac]

    def _new(self, others: set[str]) -> str:
        while (name := self._pattern.replace("{n}", str(self._next))) in self._taken | others:
            self._next += 1
        return name


class Batch:
    """work(port) -> Outcome, for every device that comes, at_once of them in parallel.

    done(outcome) is told of each. outcomes: by device; one that is plugged in again after it
    failed is tried again. Behind a USB serial chip nothing but the work tells which device it
    is: what is plugged in there is always looked at.
    """

    def __init__(
        self, list_ports: ListPorts, work: Callable[[Port], Outcome],
        done: Callable[[Outcome], None], at_once: int = 4,
    ) -> None:  # fmt: skip
        self.outcomes: dict[str, Outcome] = {}
        self._list_ports = list_ports
        self._work = work
        self._done = done
        self._pool = ThreadPoolExecutor(at_once)
        self._running: dict[str, Future[Outcome]] = {}
        self._seen: dict[str, float] = {}
        self._last: dict[str, Outcome] = {}  # by port

    def run(self, count: int | None) -> None:
        """Until so many devices are through, failed or not; None: until interrupted."""
        try:
            while count is None or len(self.outcomes) < count:
                self._look(time.monotonic(), count)
                time.sleep(_POLL)
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._collect()

    def _look(self, now: float, count: int | None) -> None:
        for port in self._list_ports():
            key = _key(port)
            back = now - self._seen.get(key, now) > _GONE
            self._seen[key] = now
            if key in self._running or (count is not None and self._full(key, count)):
                continue
            before = self._last.get(key)
            if before is None or (back and (before.exit_code or mac_of(port) is None)):
                self._running[key] = self._pool.submit(self._work, port)
        self._collect()

    def _full(self, key: str, count: int) -> bool:
        return key not in self.outcomes and len({*self.outcomes, *self._running}) >= count

    def _collect(self) -> None:
        for key, future in list(self._running.items()):
            if future.done() and not future.cancelled():
                del self._running[key]
                outcome = self._last[key] = future.result()
                self._seen[key] = time.monotonic()
                if outcome.mac:
                    self.outcomes.pop(key, None)  # what did not answer on that port does now
                self.outcomes[outcome.mac or key] = outcome
                self._done(outcome)


def _key(port: Port) -> str:
    """Tells devices apart; behind a USB serial chip only the socket does."""
    return mac_of(port) or port.location or port.path


def guarded(outcome: Outcome, work: Callable[[], Outcome]) -> Outcome:
    """What became of one device, whatever goes wrong with it."""
    try:
        return work()
    except SouffleurError as error:
        outcome.result = "failed"
        outcome.error = str(error)
        outcome.exit_code = error.exit_code if isinstance(error, DeviceError) else TOLD
        return outcome


def tally(outcomes: list[Outcome], seconds: float) -> list[str]:
    """The end of a batch in lines for a person."""
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    lines = [f"FAILED {one.name or one.mac or one.port}: {one.error}" for one in failed]
    minutes, rest = divmod(round(seconds), 60)
    each = sum(one.seconds for one in outcomes) / len(outcomes) if outcomes else 0
    lines.append(
        f"{len(outcomes) - len(failed)} ready, {len(failed)} failed, in {minutes} min {rest} s "
        f"({each:.1f} s a device)."
    )
    return lines

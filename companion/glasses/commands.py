"""Orders that the glasses must answer, one under way at a time. Pure; times are seconds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from firmware.souffleur import wire

REPEAT = 1.5  # seconds; what takes the glasses longer is asked for again, which harms nothing


@dataclass(slots=True)
class Command:
    """A message that is repeated until answered.

    slot: a newer command of the same slot takes the place of one not under way yet, and its
    `numbers`: those under which the answer is awaited.
    """

    kind: int
    slot: str
    fields: tuple[int | bytes, ...] = ()
    tail: bytes = b""
    numbers: list[int] = field(default_factory=list)
    request: int = 0
    sent_at: float | None = None


class Commands:
    """The queue; at most one command for each slot waits in it."""

    def __init__(self) -> None:
        self._queue: deque[Command] = deque()
        self._request = 0
        self._numbered = 0

    def order(self, command: Command) -> int:
        """Queue a command; the number under which its answer will be told."""
        self._numbered += 1
        waiting = [c for c in self._queue if not c.request and c.slot == command.slot]
        for older in waiting:
            command.numbers += older.numbers
            self._queue.remove(older)
        command.numbers.append(self._numbered)
        self._queue.append(command)
        return self._numbered

    def again(self, command: Command, *fields: int | bytes) -> None:
        """Queue an answered command anew, before all others and with other fields."""
        self._queue.appendleft(
            Command(command.kind, command.slot, fields, command.tail, command.numbers)
        )

    def drop(self, *kinds: int) -> None:
        """Forget all commands of these kinds."""
        self._queue = deque(c for c in self._queue if c.kind not in kinds)

    def holds(self, kind: int) -> bool:
        """Whether a command of this kind is under way or waits."""
        return any(c.kind == kind for c in self._queue)

    def take(self, matching: Callable[[Command], bool]) -> list[Command]:
        """The commands that match; they leave the queue."""
        taken = [c for c in self._queue if matching(c)]
        self._queue = deque(c for c in self._queue if c not in taken)
        return taken

    def pause(self) -> None:
        """The link is gone: what is under way must be sent again."""
        for command in self._queue:
            command.sent_at = None

    def due(self, now: float) -> bytes | None:
        """The message to send now, if any."""
        if not self._queue:
            return None
        command = self._queue[0]
        if command.sent_at is not None and now - command.sent_at < REPEAT:
            return None
        if not command.request:
            self._request = self._request % 255 + 1
            command.request = self._request
        command.sent_at = now
        message: bytes = wire.pack(
            command.kind, command.request, *command.fields, tail=command.tail
        )
        return message

    def answered(self, request: int, kind: int | None = None) -> Command | None:
        """The command under way if it is this one (of this kind); it leaves the queue."""
        first = self._queue[0] if self._queue else None
        if first and first.request == request and kind in (None, first.kind):
            return self._queue.popleft()
        return None

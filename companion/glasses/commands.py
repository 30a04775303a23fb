"""Orders that the glasses must answer, one under way at a time. Pure; times are seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from firmware.souffleur import wire

REPEAT = 1.5  # seconds; the glasses may have to hash a whole book before they answer


@dataclass(slots=True)
class Command:
    """A message that is repeated until answered.

    slot: a newer command of the same slot takes the place of one not under way yet.
    """

    kind: int
    slot: str
    fields: tuple[int | bytes, ...] = ()
    tail: bytes = b""
    request: int = 0
    sent_at: float | None = None


class Commands:
    """The queue; at most one command for each slot waits in it."""

    def __init__(self) -> None:
        self._queue: deque[Command] = deque()
        self._request = 0

    def order(self, command: Command) -> None:
        """Queue a command."""
        self._queue = deque(c for c in self._queue if c.request or c.slot != command.slot)
        self._queue.append(command)

    def drop(self, *kinds: int) -> None:
        """Forget all commands of these kinds."""
        self._queue = deque(c for c in self._queue if c.kind not in kinds)

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

    def answered(self, request: int) -> Command | None:
        """The command under way if it is this one; it leaves the queue."""
        if self._queue and self._queue[0].request == request:
            return self._queue.popleft()
        return None

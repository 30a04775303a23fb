"""The place that should be on the glass, and whether it is. Pure; times are seconds."""

from __future__ import annotations

from dataclasses import dataclass

from firmware.souffleur import wire

REPEAT = 0.6  # two of the slowest connection intervals (180 ms) and time to draw
LIVE = 10.0  # a show is live this long after a SHOW


@dataclass(slots=True)
class Order:
    """One SHOW. sent: it went out under this counter, in this power-up of the glasses."""

    counter: int
    book: bytes
    line: int
    token: int
    sent: bool = False
    sent_at: float | None = None
    confirmed: bool = False


class Place:
    """Only the newest order counts; it is repeated until the glasses confirm its counter."""

    def __init__(self) -> None:
        self._order: Order | None = None
        self._counter = 0
        self._live_until = float("-inf")

    def show(self, book: bytes, line: int, token: int) -> None:
        """Make this the place."""
        self._counter += 1
        self._order = Order(self._counter, book, line, token)

    def forget(self, book: bytes) -> None:
        """The glasses will not take this book."""
        if self._order and self._order.book == book:
            self._order = None

    def live(self, now: float) -> bool:
        """Whether a show is running."""
        return now < self._live_until

    def unlinked(self) -> None:
        """The connection is gone: an order under way must be sent again."""
        if self._order:
            self._order.sent_at = None

    def agree(self, counter: int, rebooted: bool) -> None:
        """The first STATUS of a session tells the last counter that was obeyed."""
        order = self._order
        if order and rebooted:
            order.sent = order.confirmed = False
        self._counter = max(self._counter, counter)
        if order and not order.confirmed:
            if order.sent and order.counter == counter:
                order.confirmed = True  # it had arrived before the link went
            elif order.counter <= counter:  # another companion drove meanwhile
                self._counter += 1
                order.counter = self._counter

    def heard(self, counter: int) -> None:
        """A STATUS confirms what it has obeyed."""
        order = self._order
        if order and order.sent and counter >= order.counter:
            order.confirmed = True

    @property
    def wanted(self) -> tuple[bytes, int] | None:
        """(book, line) that is still to be confirmed."""
        order = self._order
        return (order.book, order.line) if order and not order.confirmed else None

    def due(self, now: float) -> bytes | None:
        """The SHOW to send now, if any."""
        order = self._order
        if not order or order.confirmed:
            return None
        if order.sent_at is not None and now - order.sent_at < REPEAT:
            return None
        order.sent = True
        order.sent_at = now
        self._live_until = now + LIVE
        message: bytes = wire.pack(
            wire.SHOW, order.counter, order.book, order.line, order.token
        )
        return message

"""The companion's side of a link as a state machine, the twin of the device's session.

Sans I/O: whoever owns the radio tells it linked(), receive(), tick() and unlinked(), and after
any of these or any order sends what outgoing() gives until it gives None. Times are seconds of
one steady clock. Orders (upload, show, blank, ...) may come at any time, link or not; they are
carried out as soon as the link allows and survive reconnections.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from companion.glasses.commands import Command, Commands
from companion.glasses.events import (
    CommandFailed,
    Event,
    Gesture,
    Linked,
    Progress,
    Refused,
    Silent,
    Status,
    Uploaded,
    UploadFailed,
)
from companion.glasses.handshake import Handshake, Keys
from companion.glasses.traffic import Traffic
from companion.glasses.transfer import Transfer, ranges
from firmware.souffleur import book as book_format
from firmware.souffleur import seal, wire

HEARTBEAT = wire.HEARTBEAT_MS / 1000
REPEAT_PING = 0.7  # seconds, until the first STATUS
REPEAT_SHOW = 0.6  # two of the slowest connection intervals (180 ms) and time to draw
SILENCE = 6.0  # three heartbeats
LIVE = 10.0  # a show is live this long after a SHOW
MAX_MESSAGE = 400  # bytes
MAX_TRIES = 2  # of a book whose content did not arrive right
GESTURES = {wire.NEXT: "next", wire.PREVIOUS: "previous", wire.HOLD: "hold"}


class Phase(Enum):
    DOWN = "down"
    HELLO = "hello"  # said HELLO
    PROVED = "proved"  # the glasses proved the secret; our first sealed record is out
    AGREED = "agreed"  # the first STATUS came


@dataclass(slots=True)
class Show:
    """The place that should be on the glass. sent: under this counter, in this power-up."""

    counter: int
    book: bytes
    line: int
    token: int
    sent: bool = False
    sent_at: float | None = None
    confirmed: bool = False


class Client:
    """One for each pair of glasses; it survives links."""

    def __init__(self, keys: Keys, random: Callable[[int], bytes] = os.urandom) -> None:
        self.phase = Phase.DOWN
        self.status: Status | None = None
        self.sent, self.received = Traffic(), Traffic()
        self._handshake = Handshake(keys, random)
        self._cutter = wire.Fragmenter()
        self._assembler = wire.Assembler()
        self._channel: tuple[seal.Sealer, seal.Opener] | None = None
        self._heard = self._spoke = 0.0
        self._ping = False
        self._seen: int | None = None  # gesture to acknowledge
        self._last_gesture = 0
        self._counter = 0
        self._show: Show | None = None
        self._live_until = float("-inf")
        self._commands = Commands()
        self._transfer: Transfer | None = None
        self._tries = 0
        self._committed_book: bytes | None = None  # the newest; an edited one starts like it

    # Orders

    def upload(self, book: bytes) -> bytes:
        """Bring a book to the glasses; returns its id. A newer upload replaces an unfinished one.

        Raises book.BookError if it is no book.
        """
        self._transfer = Transfer(book, self._committed_book)
        self._tries = 0
        if self.phase is Phase.AGREED:
            self._begin()
        return self._transfer.id

    def lines_ready(self, book: bytes) -> int | None:
        """Lines of the book with this id that can be shown; None for all of them."""
        if self._transfer and self._transfer.id == book:
            return self._transfer.lines
        return None

    def show(self, book: bytes, line: int, token: int) -> None:
        """Make this the current line on the glass; only the newest order goes out."""
        self._counter += 1
        self._show = Show(self._counter, book, line, token)

    def use(self, book: bytes) -> None:
        """Change to a book that the glasses hold already."""
        self._commands.order(Command(wire.USE, "use", (book,)))

    def blank(self, on: bool) -> None:
        """Turn the picture off or on again."""
        self._commands.order(Command(wire.BLANK, "blank", (int(on),)))

    def message(self, text: str) -> None:
        """Show a short message in the device's own font; "" takes it away."""
        tail = text.encode()[:MAX_MESSAGE].decode(errors="ignore").encode()
        self._commands.order(Command(wire.MESSAGE, "message", tail=tail))

    def configure(self, key: str, value: str) -> None:
        """Change a setting of the glasses, such as brightness."""
        tail = f"{key}={value}".encode()
        self._commands.order(Command(wire.CONFIGURE, f"configure {key}", tail=tail))

    # What the radio tells

    def linked(self, max_packet: int, now: float) -> None:
        """Connected and subscribed; max_packet is what one write without response carries."""
        self.unlinked()
        self._cutter = wire.Fragmenter(max_packet)
        self._heard = now
        self.phase = Phase.HELLO
        self._handshake.restart(now)

    def resized(self, max_packet: int) -> None:
        """The stack has learnt what one write carries."""
        self._cutter.max_packet = wire.packet_size(max_packet)

    def unlinked(self) -> None:
        """The connection is gone."""
        self.phase = Phase.DOWN
        self._channel = None
        self._assembler.reset()
        self._ping = False
        self._seen = None
        self._commands.drop(wire.BEGIN, wire.COMMIT)
        self._commands.pause()
        if self._show:
            self._show.sent_at = None
        if self._transfer:
            self._transfer.pause()

    def receive(self, packet: bytes, now: float) -> list[Event]:
        """A notification from TX. Never raises, whatever it holds."""
        self.received.count(packet)
        done = self._assembler.feed(packet)
        if done is None or self.phase is Phase.DOWN:
            return []
        sealed, record = done
        try:
            if not sealed:
                return self._plain(wire.unplain(record), now)
            if not self._channel:
                return []
            fields = wire.unpack(self._channel[1].open(record))
        except (wire.WireError, seal.SealError):
            return []
        self._heard = now
        return self._sealed(fields, now)

    def tick(self, now: float) -> list[Event]:
        """Time goes on; call it a few times a second."""
        if self.phase is Phase.DOWN:
            return []
        if now - self._heard > SILENCE:
            self._heard = now
            return [Silent()]
        if self.phase is not Phase.AGREED and self._handshake.stale(now):
            self._greet(now)
        if self._transfer:
            self._transfer.tick(now)
        if now - self._spoke >= HEARTBEAT:
            self._ping = True
        return []

    def outgoing(self, now: float) -> bytes | None:
        """The next packet to write to RX, the most urgent first; None if there is nothing."""
        if self.phase is Phase.DOWN:
            return None
        if self._cutter.idle:
            if self.phase is Phase.HELLO:
                hello = self._handshake.due(now)
                if hello is not None:
                    self._cutter.load(wire.plain(hello), False)
            elif self._channel:
                message = self._due(now)
                if message is not None:
                    self._spoke = now
                    self._cutter.load(self._channel[0].seal(message), True)
        packet: bytes | None = self._cutter.next()
        if packet is not None:
            self.sent.count(packet)
        return packet

    # Handshake

    def _greet(self, now: float) -> None:
        self.phase = Phase.HELLO
        self._channel = None
        self._handshake.greet(now)

    def _plain(self, message: bytes, now: float) -> list[Event]:
        kind, code, *_ = wire.unpack(message)
        if kind == wire.WELCOME and self.phase is Phase.HELLO:
            answer = self._handshake.welcomed(message, now)
            if isinstance(answer, Refused):
                return [answer]
            if answer is not None:
                self._channel = answer
                self.phase = Phase.PROVED
                self._heard = now
                self._ping = True
        elif kind == wire.ERROR and self.phase is not Phase.AGREED:
            if code in (wire.ERR_BUSY, wire.ERR_VERSION):
                return [Refused(code)]
            if code == wire.ERR_NO_SESSION and self.phase is Phase.PROVED:
                self._greet(now)
        return []

    def _agree(self, status: Status, now: float) -> list[Event]:
        """The first STATUS of a session: find out what the glasses still lack."""
        self.phase = Phase.AGREED
        show = self._show
        if self.status is None or status.boot != self.status.boot:
            self._last_gesture = 0
            if show:
                show.sent = show.confirmed = False
        self._counter = max(self._counter, status.counter)
        if show and not show.confirmed:
            if show.sent and show.counter == status.counter:
                show.confirmed = True  # it had arrived before the link went
            elif show.counter <= status.counter:  # another companion drove meanwhile
                self._counter += 1
                show.counter = self._counter
        if not self._transfer:
            return []
        if status.incoming == self._transfer.id:
            return self._resume(self._transfer, status.held, now)
        self._begin()
        return []

    # What is due to be said, most urgent first

    def _due(self, now: float) -> bytes | None:
        if self.phase is not Phase.AGREED:
            if self._ping or now - self._spoke >= REPEAT_PING:
                return self._pinged()
            return None
        if self._seen is not None:
            counter, self._seen = self._seen, None
            return bytes(wire.pack(wire.SEEN, counter))
        message = self._due_show(now) or self._commands.due(now)
        if message is None and self._transfer:
            live = now < self._live_until
            message = self._transfer.chunk(self._cutter.max_packet, live, now)
        if message is None and self._ping:
            message = self._pinged()
        return message

    def _pinged(self) -> bytes:
        self._ping = False
        return bytes(wire.pack(wire.PING))

    def _due_show(self, now: float) -> bytes | None:
        show = self._show
        if not show or show.confirmed:
            return None
        if show.sent_at is not None and now - show.sent_at < REPEAT_SHOW:
            return None
        ready = self.lines_ready(show.book)
        if ready is not None and show.line >= ready:
            return None
        show.sent = True
        show.sent_at = now
        self._live_until = now + LIVE
        return bytes(wire.pack(wire.SHOW, show.counter, show.book, show.line, show.token))

    # What the glasses say

    def _sealed(self, fields: tuple[Any, ...], now: float) -> list[Event]:
        kind = fields[0]
        if kind == wire.STATUS:
            return self._take_status(Status.of(fields[1:]), now)
        if self.phase is not Phase.AGREED:
            return []
        if kind == wire.ACK:
            return self._take_ack(fields[1], fields[2], fields[3], fields[4], now)
        if kind == wire.RESULT:
            return self._take_result(fields[1], fields[2], fields[3], now)
        if kind == wire.GESTURE:
            return self._take_gesture(fields[1], fields[2])
        if kind == wire.ERROR:
            return self._take_error(fields[1], fields[2])
        return []

    def _take_status(self, status: Status, now: float) -> list[Event]:
        events: list[Event] = [status]
        if self.phase is not Phase.AGREED:
            events = [Linked(status), *self._agree(status, now)]
        self.status = status
        show = self._show
        if show and show.sent and status.counter >= show.counter:
            show.confirmed = True
        return events

    def _take_gesture(self, counter: int, kind: int) -> list[Event]:
        self._seen = counter
        if counter <= self._last_gesture:
            return []
        self._last_gesture = counter
        return [Gesture(GESTURES[kind])] if kind in GESTURES else []

    def _take_error(self, code: int, kind: int) -> list[Event]:
        transfer = self._transfer
        if kind not in (wire.CHUNK, wire.CHUNK_ASK):
            return [CommandFailed(kind, code)]
        if not transfer or not transfer.started:
            return []
        if code != wire.ERR_NO_BOOK:
            return self._fail(transfer, code)
        self._begin()
        return []

    def _take_ack(
        self, book: bytes, held: int, seen: int, missing: bytes, now: float
    ) -> list[Event]:
        transfer = self._transfer
        if not transfer or book != transfer.id[:4]:
            return []
        if not transfer.acknowledged(held, seen, ranges(missing), now):
            return []
        return self._progress(transfer)

    def _take_result(self, request: int, code: int, value: int, now: float) -> list[Event]:
        command = self._commands.answered(request)
        if command is None:
            return []
        if command.kind not in (wire.BEGIN, wire.COMMIT):
            return [CommandFailed(command.kind, code)] if code != wire.OK else []
        transfer = self._transfer
        if not transfer or command.fields[0] != transfer.id:
            return []  # of an upload that was replaced meanwhile
        if command.kind == wire.COMMIT:
            return self._committed(transfer, code)
        return self._resume(transfer, value, now) if code == wire.OK else self._fail(transfer, code)

    # Upload

    def _begin(self) -> None:
        transfer = self._transfer
        assert transfer is not None
        transfer.pause()
        self._commands.drop(wire.BEGIN, wire.COMMIT)
        header = transfer.book[: book_format.HEADER_SIZE]
        fields = (transfer.id, len(transfer.book), transfer.base_id, transfer.same, header)
        self._commands.order(Command(wire.BEGIN, "book", fields))

    def _resume(self, transfer: Transfer, held: int, now: float) -> list[Event]:
        transfer.resume(held, now)
        return self._progress(transfer)

    def _progress(self, transfer: Transfer) -> list[Event]:
        if transfer.complete:
            self._commands.order(Command(wire.COMMIT, "book", (transfer.id,)))
        return [Progress(transfer.held, len(transfer.book), transfer.lines)]

    def _committed(self, transfer: Transfer, code: int) -> list[Event]:
        if code == wire.OK:
            self._transfer = None
            self._committed_book = transfer.book
            return [Uploaded(transfer.id)]
        self._tries += 1
        if self._tries >= MAX_TRIES:
            return self._fail(transfer, code)
        transfer.base_id, transfer.same = wire.NO_BOOK, 0
        self._begin()
        return []

    def _fail(self, transfer: Transfer, code: int) -> list[Event]:
        self._transfer = None
        self._commands.drop(wire.BEGIN, wire.COMMIT)
        if self._show and self._show.book == transfer.id:
            self._show = None
        return [UploadFailed(transfer.id, code)]

"""The companion's side of a link as a state machine, the twin of the device's session.

Sans I/O: whoever owns the radio tells it linked(), receive(), tick() and unlinked(), and after
any of these or any order sends what outgoing() gives until it gives None. Times are seconds of
one steady clock. Orders (upload, show, view, ...) may come at any time, link or not; they are
carried out as soon as the link allows and survive reconnections. Most return a number, under
which Obeyed, Told or CommandFailed will answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum
from typing import Any

from companion.glasses.about import AboutError, Device, Settings
from companion.glasses.commands import Command, Commands
from companion.glasses.events import (
    CommandFailed,
    Event,
    Gesture,
    Learnt,
    Linked,
    Obeyed,
    Refused,
    Silent,
    Status,
    Told,
    UploadFailed,
)
from companion.glasses.handshake import Handshake, Keys
from companion.glasses.place import Place
from companion.glasses.questions import Questions
from companion.glasses.traffic import Traffic
from companion.glasses.upload import Upload
from firmware.souffleur import seal, wire

HEARTBEAT = wire.HEARTBEAT_MS / 1000
REPEAT_PING = 0.7  # seconds, until the first STATUS
REPEAT_STATE = 0.7  # seconds, until STATUS tells it
SILENCE = 6.0  # three heartbeats
GESTURES = {wire.NEXT: "next", wire.PREVIOUS: "previous", wire.HOLD: "hold"}
UPLOADING = (wire.BEGIN, wire.UPDATE, wire.COMMIT)


class Phase(Enum):
    DOWN = "down"
    HELLO = "hello"  # said HELLO
    PROVED = "proved"  # the glasses proved the secret; our first sealed record is out
    AGREED = "agreed"  # the first STATUS came


class Client:
    """One for each pair of glasses; it survives links."""

    def __init__(self, keys: Keys, random: Callable[[int], bytes] = os.urandom) -> None:
        self.phase = Phase.DOWN
        self.status: Status | None = None
        self.settings: Settings | None = None
        self.device: Device | None = None
        self.sent, self.received = Traffic(), Traffic()
        self._handshake = Handshake(keys, random)
        self._cutter = wire.Fragmenter()
        self._assembler = wire.Assembler()
        self._channel: tuple[seal.Sealer, seal.Opener] | None = None
        self._heard = self._spoke = 0.0
        self._ping = False
        self._seen: int | None = None  # gesture to acknowledge
        self._last_gesture = 0
        self._state = wire.STATE_IDLE
        self._state_at: float | None = None  # when it was last sent
        self._place = Place()
        self._commands = Commands()
        self._upload = Upload(self._commands)
        self._questions = Questions(self._commands)

    # Orders

    def upload(self, book: bytes) -> bytes:
        """Bring a book to the glasses; returns its id. A newer upload replaces an unfinished one.

        Raises book.BookError if it is no book.
        """
        name = self._upload.book(book)
        if self.phase is Phase.AGREED:
            self._upload.begin()
        return name

    def update(self, image: bytes) -> bytes:
        """Bring new software to the glasses, as upload(); restart() starts it."""
        name = self._upload.update(image)
        if self.phase is Phase.AGREED:
            self._upload.begin()
        return name

    @property
    def repeats(self) -> int:
        """Packets of uploads that got lost and were sent again."""
        return self._upload.repeats

    def lines_ready(self, book: bytes) -> int | None:
        """Lines of the book with this id that can be shown; None for all of them."""
        return self._upload.lines_ready(book)

    def show(self, book: bytes, line: int, token: int) -> None:
        """Make this the current line on the glass; only the newest order goes out."""
        self._place.show(book, line, token)

    def state(self, state: int) -> None:
        """What the follower does (wire.STATE_...); repeated until the glasses tell it too."""
        if state != self._state:
            self._state = state
            self._state_at = None

    def use(self, book: bytes) -> int:
        """Change to a book that the glasses hold already."""
        return self._commands.order(Command(wire.USE, "use", (book,)))

    def view(self, view: int) -> int:
        """What the picture is: wire.VIEW_..."""
        return self._commands.order(Command(wire.VIEW, "view", (view,)))

    def message(self, width: int, height: int, picture: bytes) -> int:
        """A picture of words from the staff, coded as wire.MESSAGE tells; b"" takes it away."""
        command = Command(wire.MESSAGE, "message", (width, height), picture)
        return self._commands.order(command)

    def time(self, day: int, elapsed: int | None, goal: int) -> int:
        """Second of the local day, seconds of the show (None: no show), its goal (0: none)."""
        running = wire.TIME_NONE if elapsed is None else elapsed
        return self._commands.order(Command(wire.TIME, "time", (day, running, goal)))

    def buzz(self, pattern: int) -> int:
        """Tell the wearer's skin: wire.BUZZ_..."""
        return self._commands.order(Command(wire.BUZZ, "buzz", (pattern,)))

    def configure(self, key: str, value: str) -> int:
        """Change a setting of the glasses, such as brightness."""
        tail = f"{key}={value}".encode()
        return self._commands.order(Command(wire.CONFIGURE, f"set {key}", tail=tail))

    def ask(self, topic: int) -> int:
        """Ask for the text about wire.ABOUT_...; Told brings it."""
        return self._questions.ask(topic)

    def erase(self, book: bytes | None) -> int:
        """Remove a book from the glasses; None: all of them, and the place."""
        return self._commands.order(Command(wire.ERASE, "erase", (book or wire.NO_BOOK,)))

    def restart(self) -> int:
        """Reset the glasses, into new software if an update is there."""
        return self._commands.order(Command(wire.RESTART, "restart"))

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
        self._state_at = None
        self._commands.pause()
        self._place.unlinked()
        self._upload.unlinked()

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
        self._upload.tick(now)
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
        rebooted = self.status is None or status.boot != self.status.boot
        if rebooted:
            self._last_gesture = 0
        events: list[Event] = []
        if self.status and rebooted:  # so a RESTART that was sent has been obeyed
            for done in self._commands.take(lambda c: c.kind == wire.RESTART and c.request > 0):
                events.append(Obeyed(tuple(done.numbers)))
        self._place.agree(status.counter, rebooted)
        events += self._upload.agree(status, now)
        self.ask(wire.ABOUT_SETTINGS)
        self.ask(wire.ABOUT_DEVICE)
        return events

    # What is due to be said, most urgent first

    def _due(self, now: float) -> bytes | None:
        if self.phase is not Phase.AGREED:
            if self._ping or now - self._spoke >= REPEAT_PING:
                return self._pinged()
            return None
        if self._seen is not None:
            counter, self._seen = self._seen, None
            return bytes(wire.pack(wire.SEEN, counter))
        message = self._due_show(now) or self._due_state(now) or self._commands.due(now)
        if message is None:
            live = self._place.live(now)
            message = self._upload.chunk(self._cutter.max_packet, live, now)
        if message is None and self._ping:
            message = self._pinged()
        return message

    def _pinged(self) -> bytes:
        self._ping = False
        return bytes(wire.pack(wire.PING))

    def _due_show(self, now: float) -> bytes | None:
        wanted = self._place.wanted
        if not wanted:
            return None
        book, line = wanted
        ready = self.lines_ready(book)
        return None if ready is not None and line >= ready else self._place.due(now)

    def _due_state(self, now: float) -> bytes | None:
        if not self.status or self.status.state == self._state:
            return None
        if self._state_at is not None and now - self._state_at < REPEAT_STATE:
            return None
        self._state_at = now
        return bytes(wire.pack(wire.STATE, self._state))

    # What the glasses say

    def _sealed(self, fields: tuple[Any, ...], now: float) -> list[Event]:
        kind = fields[0]
        if kind == wire.STATUS:
            return self._take_status(Status.of(fields[1:]), now)
        if self.phase is not Phase.AGREED:
            return []
        if kind == wire.ACK:
            book, held, seen, missing = fields[1:]
            return self._upload.acknowledged(book, held, seen, missing, now)
        if kind == wire.RESULT:
            return self._take_result(fields[1], fields[2], fields[3], now)
        if kind == wire.TELL:
            command = self._commands.answered(fields[1], wire.ASK)
            told = self._questions.told(command, *fields[2:]) if command else []
            return [event for each in told for event in self._learn(each)]
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
        self._place.heard(status.counter)
        return events

    def _take_gesture(self, counter: int, kind: int) -> list[Event]:
        self._seen = counter
        if counter <= self._last_gesture:
            return []
        self._last_gesture = counter
        return [Gesture(GESTURES[kind])] if kind in GESTURES else []

    def _take_error(self, code: int, kind: int) -> list[Event]:
        if kind not in (wire.CHUNK, wire.CHUNK_ASK):
            return [CommandFailed(kind, code)]
        return self._failed(self._upload.refused(code))

    def _take_result(self, request: int, code: int, value: int, now: float) -> list[Event]:
        command = self._commands.answered(request)
        if command is None:
            return []
        if command.kind in UPLOADING:
            return self._failed(self._upload.answered(command, code, value, now))
        if command.kind == wire.ASK:
            return self._questions.refused(command, code)
        numbers = tuple(command.numbers)
        if command.kind == wire.CONFIGURE:
            self.ask(wire.ABOUT_SETTINGS)
            self.ask(wire.ABOUT_DEVICE)
        if code == wire.OK:
            return [Obeyed(numbers)]
        return [CommandFailed(command.kind, code, command.slot, numbers)]

    def _learn(self, event: Event) -> list[Event]:
        """What the glasses told of themselves is kept for all to see."""
        if not isinstance(event, Told) or event.topic == wire.ABOUT_JOURNAL:
            return [event]
        try:
            if event.topic == wire.ABOUT_SETTINGS:
                self.settings = Settings.parse(event.text)
            else:
                self.device = Device.parse(event.text)
        except AboutError:
            what = f"ask {event.topic}"
            return [CommandFailed(wire.ASK, wire.ERR_VERSION, what, event.numbers)]
        return [event, Learnt(self.settings, self.device)]

    def _failed(self, events: list[Event]) -> list[Event]:
        """Without its book a place means nothing."""
        for event in events:
            if isinstance(event, UploadFailed):
                self._place.forget(event.book)
        return events

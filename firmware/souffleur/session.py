"""The glasses' side of a link as a state machine. Pure; CPython and MicroPython.

Whoever owns the radio tells the session what happened (linked, resized, receive, unlinked),
calls tick() a few times a second, and after any of these sends what outgoing() gives until it
gives None. Times are milliseconds of any clock that never runs backwards; wrapping at 2^30 is
allowed for. If `closing` turns True the radio should drop the connection.

A second connection: if busy(now) is True, notify wire.refusal(wire.ERR_BUSY) to it and drop it;
otherwise drop the silent first one and call linked() for the new.

The port is what the glasses do when told to. All its methods may raise Refused(code) or OSError:

    begin(book_id, size, base_id, same, header) -> held
        Open the book as the incoming one and return how many of its bytes are there. If a part
        is held already, go on from it. A book held whole returns `size`. If base_id (or None)
        is a book held whole, its bytes from HEADER_SIZE up to `same` are bytes of this one too
        and may be copied. `header` is the first book.HEADER_SIZE bytes.
    write(offset, data)         append to the incoming book; offset is always what is held
    commit(book_id) -> bool     check the id against the content; if right, make it the book of
                                the show in one step; True also for a book committed before
    use(book_id) -> bool        change to a committed book; False if it is not held
    lines_ready(book_id) -> int lines that can be drawn, of a committed or the incoming book; 0
                                for an unknown one
    show(book_id, line, token)
    blank(on)
    message(text)               "" takes it away
    configure(key, value)
    status() -> (battery percent or wire.BATTERY_UNKNOWN, charging, uptime in seconds)
    place() -> (book_id or None, line, token) on the glass now, by whatever brought it there
"""

import struct

from . import book, seal, wire
from .channel import Channel
from .intake import Intake, Refused
from .wire import const

_HANDSHAKE_MS = const(10000)  # a stranger who only connects is dropped after this
_BUSY_MS = const(4500)  # a companion not heard for this long (two heartbeats) gives way to another
_SILENT_MS = const(10000)  # and is dropped after this
_REPEAT_MS = const(600)
_MAX_GESTURES = const(4)


def elapsed(now, then):
    """Milliseconds between, on a clock that may wrap at 2^30."""
    return (now - then) & 0x3FFFFFFF


class Session:
    """One for the life of the glasses; it survives links.

    identity: 8 bytes that name these glasses for ever. secret: seal.SECRET_SIZE bytes.
    random: n -> n unpredictable bytes.
    """

    def __init__(self, identity, secret, port, random):
        if len(identity) != 8 or len(secret) != seal.SECRET_SIZE:
            raise ValueError("identity of 8 bytes, secret of %d" % seal.SECRET_SIZE)
        self._port = port
        self._channel = Channel(identity, secret, random)
        self._boot = struct.unpack("<H", random(2))[0]
        self._counter = 0
        self._gesture_counter = 0
        self._blank = False
        self._intake = None
        self._assembler = wire.Assembler()
        self._handlers = {
            wire.PING: self._ping,
            wire.BEGIN: self._begin,
            wire.CHUNK: self._chunk,
            wire.CHUNK_ASK: self._chunk_ask,
            wire.COMMIT: self._commit,
            wire.USE: self._use,
            wire.SHOW: self._show,
            wire.BLANK: self._set_blank,
            wire.MESSAGE: self._message,
            wire.CONFIGURE: self._configure,
            wire.SEEN: self._seen,
        }
        self.unlinked()

    # What the radio tells

    def linked(self, max_packet):
        """A central connected; max_packet is what one notification carries (ATT MTU - 3)."""
        self.unlinked()
        self._cutter = wire.Fragmenter(max_packet)

    def resized(self, max_packet):
        """The ATT MTU changed."""
        if self._cutter:
            self._cutter.max_packet = wire.packet_size(max_packet)

    def unlinked(self):
        """The connection is gone. Book, line and counters stay."""
        self.closing = False
        self._cutter = None
        self._channel.reset()
        self._since = None  # time of the first tick of this link
        self._heard = 0
        self._told = 0  # time of the last STATUS
        self._pressed = 0  # time of the last GESTURE
        self._plain = None  # due, and so on
        self._error = None
        self._result = None
        self._ack_due = False
        self._status_due = False
        self._gestures = []
        self._gesture_due = False
        self._assembler.reset()
        if self._intake:
            self._intake.forget_early()

    def receive(self, packet, now):
        """A value written to RX. Never raises, whatever it holds."""
        done = self._assembler.feed(packet)
        if done is None or not self._cutter:
            return
        try:
            self._take(done[0], done[1], now)
        except MemoryError:
            pass  # as good as lost; the companion repeats it

    def _take(self, sealed, record, now):
        message = self._unsealed(record, now) if sealed else self._unplained(record)
        if message is None:
            return
        try:
            fields = wire.unpack(message)
        except wire.WireError:
            self._refuse(wire.ERR_MALFORMED, message[0] if message else 0, sealed)
            return
        if sealed:
            self._obey(fields)
        elif fields[0] == wire.HELLO:
            self._plain = self._channel.hello(message)
            self.closing = self.closing or self._channel.broken

    def tick(self, now):
        """Time goes on."""
        if not self._cutter:
            return
        if self._since is None:
            self._since = now
        if not self._channel.up:
            if elapsed(now, self._since) > _HANDSHAKE_MS:
                self.closing = True
            return
        if elapsed(now, self._heard) > _SILENT_MS:
            self.closing = True
        if elapsed(now, self._told) >= wire.HEARTBEAT_MS:
            self._told = now
            self._status_due = True
        if self._gestures and elapsed(now, self._pressed) >= _REPEAT_MS:
            self._pressed = now
            self._gesture_due = True

    def outgoing(self):
        """The next packet to notify, or None. A packet once given must be sent or the link
        dropped; what is lost all the same is repeated by the rules of wire.py."""
        cutter = self._cutter
        if not cutter:
            return None
        try:
            if cutter.idle:
                self._load(cutter)
            return cutter.next()
        except MemoryError:
            return None  # as good as lost

    def _load(self, cutter):
        if self._plain:
            cutter.load(wire.plain(self._plain), False)
            self._plain = None
            return
        message = self._due() if self._channel.up else None
        if message is None:
            return
        record = self._channel.seal(message)
        if record:
            cutter.load(record, True)
        else:
            self.closing = True

    # What the rest of the glasses may ask

    def ready(self, now):
        """True while a companion with the secret is there and was heard lately."""
        return self._channel.up and elapsed(now, self._heard) < _BUSY_MS

    busy = ready

    def gesture(self, kind, now):
        """Pass a touch (wire.NEXT, PREVIOUS, HOLD) to the companion.

        False if nobody would act on it: then the glasses turn the page themselves.
        """
        if not self.ready(now) or len(self._gestures) >= _MAX_GESTURES:
            return False
        self._gesture_counter += 1
        self._gestures.append((self._gesture_counter, kind))
        self._gesture_due = True
        self._pressed = now
        return True

    # Opening

    def _unplained(self, record):
        try:
            return wire.unplain(record)
        except wire.WireError:
            return None

    def _unsealed(self, record, now):
        """The message, or None."""
        if not self._channel.expects():
            self._plain = wire.pack(wire.ERROR, wire.ERR_NO_SESSION, 0)
            return None
        opened = self._channel.open(record)
        self.closing = self.closing or self._channel.broken
        if not opened:
            return None
        message, first = opened
        self._heard = now
        if first:
            self._begin_session(now)
        return message

    def _begin_session(self, now):
        self._plain = self._error = self._result = None
        self._ack_due = False
        self._gestures = []
        self._gesture_due = False
        self._told = now
        self._status_due = True

    # What is due to be said, most urgent first

    def _due(self):
        if self._ack_due:
            self._ack_due = False
            return self._intake.ack()
        if self._result:
            message = wire.pack(wire.RESULT, *self._result)
            self._result = None
            return message
        if self._error:
            message = wire.pack(wire.ERROR, *self._error)
            self._error = None
            return message
        if self._status_due:
            self._status_due = False
            return self._status()
        if self._gestures and self._gesture_due:
            self._gesture_due = False
            return wire.pack(wire.GESTURE, *self._gestures[0])
        return None

    def _status(self):
        battery, charging, uptime = self._port.status()
        shown, line, token = self._port.place()
        flags = (wire.FLAG_CHARGING if charging else 0) | (wire.FLAG_BLANK if self._blank else 0)
        intake = self._intake
        return wire.pack(
            wire.STATUS,
            flags,
            battery,
            self._boot,
            uptime,
            shown or wire.NO_BOOK,
            line,
            token,
            self._counter,
            intake.book_id if intake else wire.NO_BOOK,
            intake.held if intake else 0,
        )

    def _refuse(self, code, kind, sealed=True):
        if not sealed:
            self._plain = wire.pack(wire.ERROR, code, kind)
        elif not self._error:  # what goes wrong first tells most
            self._error = code, kind

    # What the companion says

    def _obey(self, fields):
        kind = fields[0]
        handler = self._handlers.get(kind)
        if not handler:
            self._refuse(wire.ERR_UNKNOWN, kind)
            return
        try:
            value = handler(*fields[2:]) if kind in wire.COMMANDS else handler(*fields[1:])
            code = wire.OK
        except Refused as refusal:
            code = refusal.code
        except (OSError, MemoryError):
            code = wire.ERR_FAILED
        if kind in wire.COMMANDS:
            self._result = fields[1], code, (value or 0) if code == wire.OK else 0
        elif code != wire.OK:
            self._refuse(code, kind)

    def _ping(self):
        self._status_due = True

    def _forget_intake(self):
        self._intake = None
        self._ack_due = False

    def _begin(self, book_id, size, base_id, same, header):
        self._forget_intake()
        if book_id == wire.NO_BOOK or size < book.HEADER_SIZE:
            raise Refused(wire.ERR_BAD_BOOK)
        try:
            book.parse_header(header)
        except book.BookError:
            raise Refused(wire.ERR_BAD_BOOK)
        base = None if base_id == wire.NO_BOOK else base_id
        held = self._port.begin(book_id, size, base, same, header)
        self._intake = Intake(book_id, size, held)
        return held

    def _chunk(self, offset, data):
        if not self._intake:
            raise Refused(wire.ERR_NO_BOOK)
        try:
            if self._intake.take(offset, data, self._port):
                self._ack_due = True
        except OSError:
            self._forget_intake()
            raise
        except MemoryError:
            self._forget_intake()  # the companion begins again; the port knows what it has
            raise Refused(wire.ERR_NO_BOOK)

    def _chunk_ask(self, offset, data):
        self._chunk(offset, data)
        self._ack_due = True

    def _commit(self, book_id):
        if self._intake and self._intake.book_id == book_id:
            if self._intake.held < self._intake.size:
                raise Refused(wire.ERR_NOT_READY)
            self._forget_intake()
        if not self._port.commit(book_id):
            raise Refused(wire.ERR_BAD_BOOK)

    def _use(self, book_id):
        if not self._port.use(book_id):
            raise Refused(wire.ERR_NO_BOOK)

    def _show(self, counter, book_id, line, token):
        self._status_due = True
        if counter <= self._counter:
            return
        ready = self._port.lines_ready(book_id)
        if line >= ready:
            raise Refused(wire.ERR_NOT_READY if ready else wire.ERR_NO_BOOK)
        self._port.show(book_id, line, token)
        self._counter = counter

    def _set_blank(self, on):
        self._port.blank(bool(on))
        self._blank = bool(on)

    def _message(self, text):
        self._port.message(_text(text))

    def _configure(self, text):
        key, _, value = _text(text).partition("=")
        self._port.configure(key, value)

    def _seen(self, counter):
        while self._gestures and self._gestures[0][0] <= counter:
            self._gestures.pop(0)
            self._gesture_due = True


def _text(data):
    try:
        return str(data, "utf-8")
    except ValueError:
        raise Refused(wire.ERR_MALFORMED)

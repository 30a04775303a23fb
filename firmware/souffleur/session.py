"""The glasses' side of a link as a state machine. Pure; CPython and MicroPython.

Whoever owns the radio tells the session what happened (linked, resized, receive, unlinked),
calls tick() a few times a second and work() as often as time allows, and after any of these
sends what outgoing() gives until it gives None. Times are milliseconds of any clock that never
runs backwards; wrapping at 2^30 is allowed for. If `closing` turns True the radio should drop
the connection.

A second connection: if busy(now) is True, notify wire.refusal(wire.ERR_BUSY) to it and drop it;
otherwise drop the silent first one and call linked() for the new.

The port is what the glasses do when told to. All its methods but status(), place() and
lines_ready() may raise Refused(code) or OSError. begin(), update() and commit() may take long:
they are generators that yield None while they go on, and then what they are said to return.

    begin(book_id, size, base_id, same, header) -> held
        Open the book as the incoming one and return how many of its bytes are there. If a part
        is held already, go on from it. A book held whole returns `size`. If base_id (or None)
        is a book held whole, its bytes from HEADER_SIZE up to `same` are bytes of this one too
        and may be copied. `header` is the first book.HEADER_SIZE bytes.
    update(image_id, size) -> held
        The same for an image of the glasses' software (see update.py); write() and commit() then
        mean it, until begin() is called again.
    write(offset, data)         append to what is incoming; offset is always what is held
    commit(id) -> bool          check the id against the content; if right, make it the book of
                                the show in one step, or stage the update; True also for what
                                was committed before
    use(book_id) -> bool        change to a committed book; False if it is not held
    erase(book_id or None)      remove a book from flash; None: all books and the place
    lines_ready(book_id) -> int lines that can be drawn, of a committed or the incoming book; 0
                                for an unknown one
    show(book_id, line, token)
    view(view)                  wire.VIEW_...
    message(width, height, data)
                                a picture packed as wire.MESSAGE tells, of a height from 1 to
                                MAX_MESSAGE_HEIGHT; data None takes it away
    state(state)                wire.STATE_...
    time(day, elapsed, goal)    seconds; elapsed None: no show is running; goal 0: none
    buzz(pattern)               wire.BUZZ_...
    ask(topic) -> bytes         UTF-8 text about wire.ABOUT_...; Refused(ERR_UNKNOWN) if there is
                                none
    configure(key, value)       two strings
    restart()                   reset, half a second later so that the answer goes out first
    status() -> (flags, battery, view, state, uptime)
                                wire.FLAG_...; percent or wire.BATTERY_UNKNOWN; what view() and
                                state() set, or what came of it since; seconds
    place() -> (book_id or None, line, token) on the glass now, by whatever brought it there
    linked(there)               a companion has proved the secret (again, maybe), or is gone
    pairing                     not a method: None, or, while the wearer has opened pairing, what
                                takes the PAIR messages (see pairing.py): receive(message) ->
                                answer or None; engaged; unlinked(). It may be given any bytes
                                that begin with a kind of wire.PAIRING and raises nothing but
                                MemoryError. HELLO has to wait till it is over
"""

import struct

from . import seal, wire
from .channel import Channel
from .orders import Orders
from .wire import const

_HANDSHAKE_MS = const(10000)  # a stranger who only connects is dropped after this
_BUSY_MS = const(4500)  # a companion not heard for this long (two heartbeats) gives way to another
_YOUNG_MS = const(3000)  # while pairing is open a connection has this long to begin
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
        self._orders = Orders(port)
        self._gesture_counter = 0
        self._assembler = wire.Assembler()
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
        if self._channel.up:
            self._attend(False)
        self._channel.reset()
        self._since = None  # time of the first tick of this link
        self._heard = 0
        self._told = 0  # time of the last STATUS
        self._pressed = 0  # time of the last GESTURE
        self._plain = None  # due
        self._gestures = []
        self._gesture_due = False
        self._assembler.reset()
        self._orders.unlinked()
        if self._port.pairing:
            self._port.pairing.unlinked()

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
        if not sealed:
            self._meet(message)
        elif fields[0] == wire.SEEN:
            self._seen(fields[1])
        else:
            self._orders.obey(fields)

    def work(self):
        """Carry on with an order that takes long, for a moment; whether there is one. It does
        not outlive the link."""
        return self._orders.work()

    def tick(self, now):
        """Time goes on."""
        if not self._cutter:
            return
        if self._since is None:
            self._since = now
        if not self._channel.up:
            if self._pairs():
                self._since = now  # people take their time
            elif elapsed(now, self._since) > _HANDSHAKE_MS:
                self.closing = True
            return
        if elapsed(now, self._heard) > _SILENT_MS:
            self.closing = True
        if elapsed(now, self._told) >= wire.HEARTBEAT_MS:
            self._told = now
            self._orders.status_due = True
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

    def busy(self, now):
        """Whether another companion has to wait."""
        if self._port.pairing and self._cutter and not self._pairs():
            # An old companion that seeks its link must not push out the new one.
            return self._since is None or elapsed(now, self._since) < _YOUNG_MS
        return self.ready(now) or self._pairs()

    @property
    def open_for_pairing(self):
        """Whether the wearer has opened pairing and nobody has begun it."""
        return self._port.pairing is not None and not self._port.pairing.engaged

    def rekey(self, secret):
        """Another secret from now on: whoever knows only the old one is shut out."""
        self._channel.rekey(secret)

    def _pairs(self):
        return self._port.pairing is not None and self._port.pairing.engaged

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

    def _meet(self, message):
        """A plain message."""
        kind = message[0]
        if kind == wire.HELLO and self._port.pairing:
            self._plain = wire.pack(wire.ERROR, wire.ERR_BUSY, kind)
        elif kind == wire.HELLO:
            self._plain = self._channel.hello(message)
            self.closing = self.closing or self._channel.broken
        elif kind in wire.PAIRING:
            if self._port.pairing:
                self._plain = self._port.pairing.receive(message)
            else:
                self._plain = wire.pack(wire.ERROR, wire.ERR_NOT_NOW, kind)

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
        self._plain = None
        self._gestures = []
        self._gesture_due = False
        self._told = now
        self._orders.start()
        self._orders.status_due = True
        self._attend(True)

    def _attend(self, there):
        try:
            self._port.linked(there)
        except OSError:
            pass  # the link holds all the same

    # What is due to be said, most urgent first

    def _due(self):
        orders = self._orders
        message = orders.due()
        if message:
            return message
        if orders.status_due:
            orders.status_due = False
            return self._status()
        if self._gestures and self._gesture_due:
            self._gesture_due = False
            return wire.pack(wire.GESTURE, *self._gestures[0])
        return None

    def _status(self):
        flags, battery, view, state, uptime = self._port.status()
        shown, line, token = self._port.place()
        incoming, held = self._orders.incoming()
        return wire.pack(
            wire.STATUS,
            flags,
            battery,
            view,
            state,
            self._boot,
            uptime,
            shown or wire.NO_BOOK,
            line,
            token,
            self._orders.counter,
            incoming,
            held,
        )

    def _refuse(self, code, kind, sealed):
        if sealed:
            self._orders.refuse(code, kind)
        else:
            self._plain = wire.pack(wire.ERROR, code, kind)

    def _seen(self, counter):
        while self._gestures and self._gestures[0][0] <= counter:
            self._gestures.pop(0)
            self._gesture_due = True

"""A small sound companion inside the device's own process: it links, uploads, shows and looks."""

# mypy: ignore-errors

from glasses import time
from souffleur import seal, wire

STEP_MS = 30
PAIRING_MS = 61000  # after which it has closed itself
LOOKS = 10  # steps within which the right picture must be there
SETTLED = ("area=0,0,126,126", "pan=0,0", "strip=1", "current_row=1", "sleep_after=0")
PIECE = 200


class Unserved(Exception):
    """A sound companion did not get what it asked for."""


class Laptop:
    """secret: of the glasses. One link at a time."""

    def __init__(self, secret, noise):
        self._secret = secret
        self._noise = noise
        self._cutter = wire.Fragmenter(wire.MAX_PACKET)
        self._assembler = wire.Assembler()
        self._keys = None
        self._request = 0

    def cut(self, record, sealed):
        """The packets of a record."""
        self._cutter.load(record, sealed)
        packets = []
        while not self._cutter.idle:
            packets.append(self._cutter.next())
        return packets

    def sealed(self, message):
        """The packets of a message under the keys of this link."""
        if not self._keys:
            return self.cut(wire.plain(message), False)
        return self.cut(self._keys[0].seal(message), True)

    def link(self, session):
        """Shake hands; the packets sent. session.linked() has been called."""
        self._cutter = wire.Fragmenter(wire.MAX_PACKET)
        self._assembler.reset()
        self._keys = None
        nonce = self._noise.bytes(wire.NONCE_SIZE)
        hello = wire.pack(wire.HELLO, wire.VERSION, 0, nonce)
        packets = self.cut(wire.plain(hello), False)
        self._deliver(session, packets)
        for sealed, record in self._hear(session):
            message = None if sealed else wire.unplain(record)
            if message and message[0] == wire.WELCOME:
                _, _, _, _, mine, proof = wire.unpack(message)
                keys = seal.Keys(self._secret, nonce, mine, hello, message[: -wire.PROOF_SIZE])
                if keys.proof == proof:
                    self._keys = keys.companion()
        return packets

    def _deliver(self, session, packets):
        for packet in packets:
            session.receive(packet, time.ticks_ms())

    def _hear(self, session):
        """The records that the glasses have to say."""
        records = []
        packet = session.outgoing()
        while packet is not None:
            done = self._assembler.feed(packet)
            if done:
                records.append((done[0], bytes(done[1])))
            packet = session.outgoing()
        return records

    def visit(self, glasses, script):
        """Link, upload a script, show a line of it, and look at glass and status.

        Returns the packets sent. Raises Unserved.
        """
        session = glasses.session
        session.unlinked()
        if glasses.port.pairing:
            glasses.tick(PAIRING_MS)
        session.linked(wire.MAX_PACKET)
        sent = self.link(session)
        if not self._keys:
            raise Unserved("no handshake")
        for choice in SETTLED:
            sent += self._order(glasses, wire.CONFIGURE, tail=choice.encode())
        sent += self._order(glasses, wire.VIEW, wire.VIEW_SCRIPT)
        sent += self._order(glasses, wire.MESSAGE, 0, 0)
        sent += self._order(glasses, wire.ERASE, wire.NO_BOOK)
        data = script.data
        sent += self._order(
            glasses, wire.BEGIN, script.id, len(data), wire.NO_BOOK, 0, data[:24]
        )
        for at in range(24, len(data), PIECE):
            kind = wire.CHUNK_ASK if at + PIECE >= len(data) else wire.CHUNK
            packets = self.sealed(wire.pack(kind, at, tail=data[at : at + PIECE]))
            sent += packets
            self._deliver(session, packets)
        sent += self._order(glasses, wire.COMMIT, script.id)
        line = self._noise.below(len(script.lines))
        counter = self._status(glasses)[10] + 1
        packets = self.sealed(wire.pack(wire.SHOW, counter, script.id, line, line * 3))
        self._deliver(session, packets)
        sent += packets
        status = self._status(glasses)
        if (status[7], status[8], status[9]) != (script.id, line, line * 3):
            raise Unserved("shows %r" % (status,))
        for _ in range(LOOKS):
            glasses.tick(STEP_MS)
            if glasses.text_area() == glasses.reference():
                return sent
        raise Unserved("the picture is not that of the line")

    def _status(self, glasses):
        """What the glasses say of themselves."""
        self._deliver(glasses.session, self.sealed(wire.pack(wire.PING)))
        for fields in self._answers(glasses):
            if fields[0] == wire.STATUS:
                return fields
        raise Unserved("no status")

    def _order(self, glasses, kind, *fields, tail=b""):
        """An order that must be obeyed; the packets sent."""
        self._request = self._request % 255 + 1
        packets = self.sealed(wire.pack(kind, self._request, *fields, tail=tail))
        self._deliver(glasses.session, packets)
        while glasses.session.work():
            pass
        for answer in self._answers(glasses):
            if answer[0] == wire.RESULT and answer[1] == self._request:
                if answer[2] == wire.OK:
                    return packets
                raise Unserved("order %d refused with %d" % (kind, answer[2]))
        raise Unserved("order %d unanswered" % kind)

    def _answers(self, glasses):
        found = []
        for sealed, record in self._hear(glasses.session):
            if sealed:
                try:
                    found.append(wire.unpack(self._keys[1].open(record)))
                except seal.SealError:
                    raise Unserved("an answer under other keys")
        return found

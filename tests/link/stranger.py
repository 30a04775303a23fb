"""A companion made by hand, for good and bad messages, and a port that notes what is obeyed."""

from __future__ import annotations

from typing import Any

from firmware.souffleur import seal, session, wire
from tests.link.puppet import IDENTITY, SECRET, MemoryPort, Noise

ORDERS = (
    "begin", "update", "write", "commit", "use", "erase", "show", "view", "message", "state",
    "time", "buzz", "ask", "configure", "restart",
)


class WatchedPort(MemoryPort):
    """Notes every order that reaches the glasses behind the session."""

    def __init__(self) -> None:
        super().__init__()
        self.obeyed: list[tuple[Any, ...]] = []
        for name in ORDERS:
            setattr(self, name, self._watched(name, getattr(self, name)))

    def _watched(self, name: str, order: Any) -> Any:
        def noted(*arguments: Any) -> Any:
            self.obeyed.append((name, *(bytes(a) if isinstance(a, memoryview) else a
                                        for a in arguments)))
            return order(*arguments)

        return noted


class Hand:
    """One link to a real session. now: milliseconds."""

    def __init__(self, seed: int = 1, secret: bytes = SECRET) -> None:
        self.noise = Noise(seed)
        self.port = WatchedPort()
        self.session = session.Session(IDENTITY, SECRET, self.port, Noise(seed + 1))
        self.secret = secret
        self.now = 1000
        self.heard: list[tuple[bool, bytes]] = []  # all records of the glasses
        self.link()

    def link(self) -> None:
        """A new connection without a handshake."""
        self.session.unlinked()
        self.session.linked(wire.MAX_PACKET)
        self._cutter = wire.Fragmenter(wire.MAX_PACKET)
        self._assembler = wire.Assembler()

    def greet(self) -> bytes:
        """HELLO; the WELCOME. From then on seal() and open() have keys."""
        nonce = self.noise(wire.NONCE_SIZE)
        hello = wire.pack(wire.HELLO, wire.VERSION, 0, nonce)
        ((_, record),) = self.say(wire.plain(hello), False)
        welcome = wire.unplain(record)
        bare = welcome[: -wire.PROOF_SIZE]
        theirs = wire.unpack(welcome)[4]
        keys = seal.Keys(self.secret, nonce, theirs, hello, bare)
        self.sealer, self.opener = keys.companion()
        return welcome

    def prove(self) -> None:
        """The whole handshake, up to the first STATUS."""
        self.greet()
        assert self.order(wire.PING)[0][0] == wire.STATUS

    def seal(self, kind: int, *fields: Any, tail: bytes = b"") -> bytes:
        """A genuine sealed record."""
        record: bytes = self.sealer.seal(wire.pack(kind, *fields, tail=tail))
        return record

    def order(self, kind: int, *fields: Any, tail: bytes = b"") -> list[tuple[Any, ...]]:
        """Say something genuine; what the glasses answer, opened."""
        answers = self.say(self.seal(kind, *fields, tail=tail), True)
        return [wire.unpack(self.opener.open(record)) for sealed, record in answers if sealed]

    def say(self, record: bytes, sealed: bool) -> list[tuple[bool, bytes]]:
        """Bring a record to the glasses in packets; the records that come back."""
        if record:
            self._cutter.load(record, sealed)
        packets = []
        while (packet := self._cutter.next()) is not None:
            packets.append(packet)
        return self.bring(packets)

    def bring(self, packets: list[bytes]) -> list[tuple[bool, bytes]]:
        """Bring packets as they are; the records that come back."""
        self.now += 15
        for packet in packets:
            self.session.receive(packet, self.now)
        self.session.tick(self.now)
        answers = []
        while (packet := self.session.outgoing()) is not None:
            done = self._assembler.feed(packet)
            if done:
                answers.append((done[0], bytes(done[1])))
        self.heard += answers
        return answers

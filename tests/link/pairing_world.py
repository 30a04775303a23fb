"""A companion that pairs and glasses whose wearer does, joined by a bad radio in simulated time.

The glasses are the real session with the real pairing on its port; flash is one attribute. The
companion's keyring is the real file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from companion.glasses.keys import Keyring
from companion.glasses.pairing import CodesDiffer, Phase
from companion.glasses.pairing import Pairing as Companion
from firmware.souffleur import pairing as device
from firmware.souffleur import session, wire
from tests.link.puppet import IDENTITY, SECRET, MemoryPort, Noise

STEP = 15  # ms; a common connection interval
MAX_PACKET = 244
NAME = "Stage left"


class Glasses:
    """The glasses of a wearer. secret: what is in flash."""

    def __init__(self, seed: int = 1, secret: bytes = SECRET) -> None:
        self.noise = Noise(seed)
        self.port = MemoryPort()
        self.secret = secret
        self.writes = 0
        self.flash_fails = False
        self.power_on()

    def power_on(self) -> None:
        """As after a power cut: only flash stays."""
        self.port.pairing = None
        self.session = session.Session(IDENTITY, self.secret, self.port, self.noise)

    @property
    def pairing(self) -> device.Pairing | None:
        opening: device.Pairing | None = self.port.pairing
        return opening

    @property
    def code(self) -> str | None:
        """What the wearer reads on the glass."""
        return self.pairing.code if self.pairing else None

    @property
    def asks(self) -> bool:
        """Whether the glass asks for the tap."""
        return self.pairing is not None and self.pairing.phase == device.ASKING

    def open(self, now: int) -> None:
        """The very long press."""
        self.port.pairing = device.Pairing(IDENTITY, self.noise, now)

    def touch(self, tap: bool, now: int) -> None:
        """A touch while pairing is open."""
        if self.pairing is None:
            return
        secret = self.pairing.touched(tap, now)
        if secret is None:
            return
        if self.flash_fails:
            self.pairing.close()
            return
        self.secret = secret
        self.writes += 1
        self.session.rekey(secret)
        self.pairing.accepted()

    def step(self, now: int, packets: list[bytes]) -> list[bytes]:
        """One interval: what came, what goes."""
        for packet in packets:
            self.session.receive(packet, now)
        if self.pairing:
            while self.pairing.work():
                pass
            self.pairing.tick(now)
            if self.pairing.phase == device.CLOSED:
                self.port.pairing = None
        self.session.tick(now)
        out = []
        while (packet := self.session.outgoing()) is not None:
            out.append(packet)
        return out


Meddler = Callable[[bool, bytes], list[bytes]]


def honest(to_glasses: bool, packet: bytes) -> list[bytes]:
    """A radio that brings what it is given."""
    return [packet]


@dataclass
class Exchange:
    """One link from a companion to glasses on which they pair.

    meddler: (to the glasses?, packet) -> packets that arrive instead.
    """

    glasses: Glasses
    keyring: Path
    now: int = 1000
    seed: int = 5
    meddler: Meddler = honest
    companion: Companion = field(init=False)

    def __post_init__(self) -> None:
        self.companion = Companion(MAX_PACKET, Noise(self.seed))
        self.glasses.session.linked(MAX_PACKET)

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time go on; True as soon as `until` holds."""
        for _ in range(round(seconds * 1000 / STEP)):
            self.step()
            if until():
                return True
        return until()

    def step(self) -> None:
        """One connection interval."""
        self.now += STEP
        arriving: list[bytes] = []
        while (packet := self.companion.outgoing(self.now / 1000)) is not None:
            arriving += self.meddler(True, packet)
        for packet in self.glasses.step(self.now, arriving):
            for changed in self.meddler(False, packet):
                self.companion.receive(changed)

    def unlink(self) -> None:
        self.glasses.session.unlinked()

    # What people do

    def both_have_codes(self) -> bool:
        return self.companion.phase is Phase.CODE and self.glasses.code is not None

    def type(self, code: str) -> bool:
        """The operator types; the companion keeps the secret before it says so."""
        try:
            self.companion.typed(code)
        except CodesDiffer:
            return False
        Keyring(self.keyring).expect(self.companion.identity, NAME, self.companion.secret)
        return True

    def tap(self) -> None:
        self.glasses.touch(True, self.now)

    def settle(self) -> None:
        """What the companion does when the glasses have answered with their proof."""
        if self.companion.phase is Phase.PAIRED:
            Keyring(self.keyring).proved(self.companion.identity, self.companion.secret)


def pair(exchange: Exchange) -> bool:
    """Everybody does what they should; True if both ends say they are paired."""
    exchange.glasses.open(exchange.now)
    if not exchange.run(20, exchange.both_have_codes):
        return False
    code = exchange.glasses.code
    if code is None or not exchange.type(code):
        return False
    if not exchange.run(20, lambda: exchange.glasses.asks):
        return False
    exchange.run(2)
    exchange.tap()
    exchange.run(10, lambda: exchange.companion.phase is Phase.PAIRED)
    exchange.settle()
    return exchange.companion.phase is Phase.PAIRED


def plain(message: bytes) -> list[bytes]:
    """The packets of a plain message."""
    cutter = wire.Fragmenter(MAX_PACKET)
    cutter.load(wire.plain(message), False)
    packets = []
    while (packet := cutter.next()) is not None:
        packets.append(packet)
    return packets

"""Pairing by the wearer's hand: the companion's side, the twin of the firmware's pairing.py.

Sans I/O: whoever owns the radio tells it receive(), and after that or any order sends what
outgoing() gives until it gives None. Times are seconds of one steady clock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import Enum

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from companion.glasses.errors import LinkError
from firmware.souffleur import pairing as device
from firmware.souffleur import seal, wire

REPEAT = 0.7  # seconds until a message that was not answered goes again


class PairingFailed(LinkError):
    """The glasses and this companion do not pair."""


class GlassesTaken(PairingFailed):
    """Another companion is talking to the glasses just now."""

    passing = True


class CodesDiffer(PairingFailed):
    """The code on the glass is not the one computed here."""


class Phase(Enum):
    OPENING = "opening"  # asking whether pairing is open
    CODE = "code"  # the operator has to type what the glass shows
    PROVING = "proving"  # the wearer has to tap
    PAIRED = "paired"  # the glasses have proved that they hold the secret
    FAILED = "failed"


_OVER = "Nothing was paired. Open pairing on the glasses again and start anew."
_ERRORS = {
    wire.ERR_NOT_NOW: (
        "These glasses are not open for pairing: touch them for five seconds, "
        "until they say so, then try again."
    ),
    wire.ERR_BUSY: (
        "Another companion is talking to these glasses: close it, open pairing on the glasses "
        "again and start anew."
    ),
    wire.ERR_VERSION: (
        "The glasses' software has another version: update the glasses or this program."
    ),
}


class Pairing:
    """One exchange over one link. max_packet: what one write without response carries."""

    def __init__(self, max_packet: int, random: Callable[[int], bytes] = os.urandom) -> None:
        self.phase = Phase.OPENING
        self.identity = b""
        self.failure: PairingFailed | None = None
        self._key = X25519PrivateKey.from_private_bytes(random(32))
        public = self._key.public_key().public_bytes_raw()
        nonce = random(wire.NONCE_SIZE)
        self._opened: bytes = wire.pack(
            wire.PAIR_OPEN, wire.VERSION, device.commitment(public, nonce)
        )
        self._reveal: bytes = wire.pack(wire.PAIR_REVEAL, public, nonce)
        self._agreement: device.Agreement | None = None
        self._cutter = wire.Fragmenter(max_packet)
        self._assembler = wire.Assembler()
        self._sent_at = float("-inf")

    @property
    def secret(self) -> bytes:
        """What the glasses will hold if the wearer taps; known from Phase.CODE on."""
        assert self._agreement is not None
        secret: bytes = self._agreement.secret
        return secret

    def typed(self, code: str) -> None:
        """The operator read this on the glass.

        Raises CodesDiffer: then nothing more is said, and the link should be dropped. Whoever
        goes on has to keep the secret first, for the glasses may hold it from now on.
        """
        assert self.phase is Phase.CODE and self._agreement is not None
        # An input method may give digits of another width or script.
        digits = "".join(str(int(character)) for character in code if character.isdecimal())
        if not seal.same(digits.encode(), self._agreement.code.encode()):
            error = CodesDiffer(
                "The codes differ: a mistyped digit, or somebody between the glasses and this "
                f"computer. {_OVER}"
            )
            self._fail(error)
            raise error
        self.phase = Phase.PROVING
        self._sent_at = float("-inf")

    def resized(self, max_packet: int) -> None:
        """The stack has learnt what one write carries."""
        self._cutter.max_packet = wire.packet_size(max_packet)

    def outgoing(self, now: float) -> bytes | None:
        """The next packet to write to RX, or None."""
        if self._cutter.idle and now - self._sent_at >= REPEAT:
            message = self._due()
            if message is not None:
                self._sent_at = now
                self._cutter.load(wire.plain(message), False)
        packet: bytes | None = self._cutter.next()
        return packet

    def _due(self) -> bytes | None:
        match self.phase:
            case Phase.OPENING:
                return self._opened
            case Phase.CODE:
                return self._reveal
            case Phase.PROVING if self._agreement is not None:
                return bytes(wire.pack(wire.PAIR_DONE, self._agreement.done))
        return None

    def receive(self, packet: bytes) -> None:
        """A notification from TX. Never raises, whatever it holds."""
        done = self._assembler.feed(packet)
        if done is None or done[0]:
            return
        try:
            message = wire.unplain(done[1])
            kind, *fields = wire.unpack(message)
        except wire.WireError:
            return
        if kind == wire.PAIR_KEY and self.phase is Phase.OPENING:
            self._met(message, *fields)
        elif kind == wire.PAIR_OK and self.phase is Phase.PROVING and self._agreement is not None:
            if seal.same(fields[0], self._agreement.ok):
                self.phase = Phase.PAIRED
        elif kind == wire.ERROR and self.phase is not Phase.PAIRED:
            self._refused(fields[0])

    def _met(self, message: bytes, version: int, identity: bytes, point: bytes, _: bytes) -> None:
        if version != wire.VERSION:
            self._refused(wire.ERR_VERSION)
            return
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(point))
            self._agreement = device.Agreement(shared, self._opened, message, self._reveal)
        except ValueError:  # a point of low order: all zeros are shared
            self._refused(wire.ERR_AUTH)
            return
        self.identity = identity
        self.phase = Phase.CODE
        self._sent_at = float("-inf")

    def _refused(self, code: int) -> None:
        if self.phase is Phase.OPENING and code in _ERRORS:
            kind = GlassesTaken if code == wire.ERR_BUSY else PairingFailed
            self._fail(kind(_ERRORS[code]))
        else:
            self._fail(PairingFailed(f"The glasses ended the pairing. {_OVER}"))

    def _fail(self, error: PairingFailed) -> None:
        self.phase = Phase.FAILED
        self.failure = error

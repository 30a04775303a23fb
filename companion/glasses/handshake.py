"""How a link becomes a session: HELLO, WELCOME, proofs. Pure; times are seconds."""

from __future__ import annotations

from collections.abc import Callable

from companion.glasses.events import Refused
from firmware.souffleur import seal, wire

REPEAT = 0.7  # seconds between two HELLOs with one nonce
RESTART = 3.0  # then a new nonce
MAX_BAD_PROOFS = 2

Keys = Callable[[bytes], bytes | None]
"""Identity of glasses (8 bytes) -> shared secret (32 bytes), None if not paired."""


class Handshake:
    """The companion's half, from HELLO to keys."""

    def __init__(self, keys: Keys, random: Callable[[int], bytes]) -> None:
        self._keys = keys
        self._random = random
        self._bad_proofs = 0
        self.greet(0.0)

    def restart(self, now: float) -> None:
        """A new link."""
        self._bad_proofs = 0
        self.greet(now)

    def greet(self, now: float) -> None:
        """Begin again with a fresh nonce."""
        self._hello: bytes = wire.pack(
            wire.HELLO, wire.VERSION, 0, self._random(wire.NONCE_SIZE)
        )
        self._since = now
        self._sent_at: float | None = None

    def stale(self, now: float) -> bool:
        """True when it has taken so long that it should begin again."""
        return now - self._since > RESTART

    def due(self, now: float) -> bytes | None:
        """The HELLO if it is time to send it."""
        if self._sent_at is not None and now - self._sent_at < REPEAT:
            return None
        self._sent_at = now
        return self._hello

    def welcomed(
        self, message: bytes, now: float
    ) -> tuple[seal.Sealer, seal.Opener] | Refused | None:
        """Take a WELCOME: keys, or why there can be none, or None: HELLO goes out again."""
        _, version, _, identity, nonce, proof = wire.unpack(message)
        if version != wire.VERSION:
            return Refused(wire.ERR_VERSION, identity)
        secret = self._keys(identity)
        if secret is None:
            return Refused(wire.ERR_AUTH, identity)
        mine = self._hello[-wire.NONCE_SIZE :]
        keys = seal.Keys(secret, mine, nonce, self._hello, message[: -wire.PROOF_SIZE])
        if seal.same(keys.proof, proof):
            channel: tuple[seal.Sealer, seal.Opener] = keys.companion()
            return channel
        # It may answer an older HELLO of ours: ask once more before telling anybody.
        self._bad_proofs += 1
        if self._bad_proofs >= MAX_BAD_PROOFS:
            return Refused(wire.ERR_AUTH, identity)
        self.greet(now)
        return None

"""How a link becomes a session: HELLO, WELCOME, proofs. Pure; times are seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from companion.glasses.events import Refused
from firmware.souffleur import seal, wire

REPEAT = 0.7  # seconds between two HELLOs with one nonce
RESTART = 3.0  # then a new nonce
MAX_BAD_PROOFS = 3


class Keys(Protocol):
    """The secrets (32 bytes) shared with glasses, by their identity (8 bytes)."""

    def secrets(self, identity: bytes) -> Iterable[bytes]:
        """Those the glasses may hold; none if they are not paired."""

    def proved(self, identity: bytes, secret: bytes) -> None:
        """The glasses have proved that they hold this one of them."""


class Known:
    """Keys that need no file, as those of virtual glasses."""

    def __init__(self, secrets: Mapping[bytes, bytes]) -> None:
        self._secrets = secrets

    def secrets(self, identity: bytes) -> Iterable[bytes]:
        """See Keys."""
        return [self._secrets[identity]] if identity in self._secrets else []

    def proved(self, identity: bytes, secret: bytes) -> None:
        """See Keys; nothing to learn."""


class Handshake:
    """The companion's half, from HELLO to keys."""

    def __init__(self, keys: Keys, random: Callable[[int], bytes]) -> None:
        self._keys = keys
        self._random = random
        self._bad_proofs: set[bytes] = set()
        self.greet(0.0)

    def restart(self, now: float) -> None:
        """A new link."""
        self._bad_proofs.clear()
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
        secrets = tuple(self._keys.secrets(identity))
        if not secrets:
            return Refused(wire.ERR_AUTH, identity)
        mine = self._hello[-wire.NONCE_SIZE :]
        for secret in secrets:
            keys = seal.Keys(secret, mine, nonce, self._hello, message[: -wire.PROOF_SIZE])
            if seal.same(keys.proof, proof):
                self._keys.proved(identity, secret)
                channel: tuple[seal.Sealer, seal.Opener] = keys.companion()
                return channel
        # Slow glasses may answer an older HELLO of ours, more than once: ask again before telling
        # anybody.
        if proof in self._bad_proofs:
            return None
        self._bad_proofs.add(proof)
        if len(self._bad_proofs) >= MAX_BAD_PROOFS:
            return Refused(wire.ERR_AUTH, identity)
        self.greet(now)
        return None

"""The keys of one link on the glasses' side: from HELLO to sealed records. Pure."""

from . import seal, wire

CAPABILITIES = 0  # none defined in this version
MAX_HELLOS = 16  # each costs the glasses some milliseconds of hashing


class Channel:
    """Keys become valid with the companion's first sealed record; a later handshake replaces
    them only when that too is proved, so that a stranger's HELLO does no harm.

    up: a companion has proved the secret. broken: the link should be dropped.
    """

    def __init__(self, identity, secret, random):
        self._identity = identity
        self._secret = secret
        self._random = random
        self.reset()

    def reset(self):
        """A new link, or none."""
        self.up = False
        self.broken = False
        self._sealer = None
        self._opener = None
        self._pending = None  # (HELLO, WELCOME, (Sealer, Opener))
        self._hellos = 0
        self._failures = 0

    def rekey(self, secret):
        """Another secret; a link under the old one is over."""
        self._secret = secret
        self.reset()

    def hello(self, message):
        """The message that answers a HELLO, or None."""
        _, version, _, nonce = wire.unpack(message)
        if version != wire.VERSION:
            return wire.pack(wire.ERROR, wire.ERR_VERSION, wire.HELLO)
        if not self._pending or self._pending[0] != message:
            self._hellos += 1
            if self._hellos > MAX_HELLOS:
                self.broken = True
                return None
            mine = self._random(wire.NONCE_SIZE)
            welcome = wire.pack(
                wire.WELCOME, wire.VERSION, CAPABILITIES, self._identity, mine, b""
            )[: -wire.PROOF_SIZE]
            keys = seal.Keys(self._secret, nonce, mine, message, welcome)
            self._pending = message, welcome + keys.proof, keys.glasses()
        return self._pending[1]

    def expects(self):
        """Whether there are keys that could open anything."""
        return self.up or self._pending is not None

    def open(self, record):
        """(message, whether it is the first under new keys), or None for what is not genuine,
        or not new."""
        try:
            if self.up:
                return self._counted(self._opener.open(record)), False
        except seal.Replayed:
            return None
        except seal.SealError:
            pass
        try:
            if self._pending:
                message = self._pending[2][1].open(record)
                self._sealer, self._opener = self._pending[2]
                self._pending = None
                self.up = True
                return self._counted(message), True
        except seal.SealError:
            pass
        self._failures += 1
        if self._failures >= seal.MAX_FAILURES:
            self.up = False
            self._pending = None
            self.broken = True
        return None

    def _counted(self, message):
        self._failures = 0
        return message

    def seal(self, message):
        """A sealed record, None when the keys are used up."""
        try:
            return self._sealer.seal(message)
        except seal.SealError:
            self.broken = True
            return None

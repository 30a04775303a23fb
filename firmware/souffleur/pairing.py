"""Pairing by the wearer's hand: the glasses' side, and what both sides compute. Pure.

It is the numeric comparison of Bluetooth LE Secure Connections in standard parts. The rules:

1. The wearer opens pairing by a very long press. One opening allows one exchange, which ends
   with its link, with the first thing that is not right, or when nothing goes on for LIMIT_MS.
2. PAIR_OPEN brings the companion's commitment: SHA-256 of its public key and its nonce.
   PAIR_KEY answers with the glasses' public key and nonce. Only then PAIR_REVEAL brings what
   was committed to. So whoever stands between has to choose keys and nonces for both sides
   before knowing either code, and makes two codes that agree once in a million openings.
3. Both compute X25519 (RFC 7748) of the keys, which serve for this exchange only. All zeros
   are refused. HKDF-SHA256 of it, with both nonces as salt and the hash of the three messages
   in the info, gives the new secret, a key for proofs, and the code: 64 bits modulo a million,
   which favours no code by more than one in 2^44.
4. The glass shows the code, the operator types it at the companion, the companion compares.
   PAIR_DONE then proves that the companion has the secret.
5. The glasses ask for a tap, for rule 4 alone would accept a stranger who came first. With the
   tap the new secret replaces the old one in flash, in one step, and PAIR_OK proves that.
6. The companion keeps the new secret, beside the old one, from before PAIR_DONE until the
   glasses prove one of the two: by PAIR_OK, or in any later WELCOME. So it does not matter
   which message is lost or whose power is cut.
7. The companion repeats what is not answered. A message seen twice gets the same answer.
"""

import hashlib

from . import curve, seal, wire
from .wire import const

LIMIT_MS = const(60000)  # for each step of people
_READ_MS = const(1000)  # a tap sooner after the question was meant for what stood there before
_OK_MS = const(10000)  # PAIR_OK is repeated this long
_LABEL = b"souffleur pair 1"

WAITING = const(0)  # for a companion
MET = const(1)  # for PAIR_REVEAL
REVEALED = const(2)  # computing
CODE = const(3)  # the code is on the glass
ASKING = const(4)  # for the tap
ACCEPTED = const(5)  # the secret is in flash
CLOSED = const(6)


def commitment(public, nonce):
    """What PAIR_OPEN carries."""
    return hashlib.sha256(public + nonce).digest()


class Agreement:
    """What an exchange comes to: secret (32 bytes), code (six digits), done and ok (proofs).

    shared: the X25519 value. opened, key, reveal: the three messages. Raises SealError for a
    shared value of zeros, which a public key of low order makes.
    """

    def __init__(self, shared, opened, key, reveal):
        if shared == bytes(curve.SIZE):
            raise seal.SealError("public key of low order")
        transcript = hashlib.sha256(opened + key + reveal).digest()
        nonces = reveal[-wire.NONCE_SIZE :] + key[-wire.NONCE_SIZE :]
        okm = seal.hkdf(shared, nonces, _LABEL + transcript, 72)
        self.secret = okm[:32]
        self.code = "%06d" % (int.from_bytes(okm[64:], "big") % 1000000)
        proofs = seal.Hmac(okm[32:64])
        self.done = proofs.digest(b"companion")[: wire.PROOF_SIZE]
        self.ok = proofs.digest(b"glasses")[: wire.PROOF_SIZE]


class Pairing:
    """One opening. identity: of the glasses. random: n -> n unpredictable bytes.

    Whoever owns it calls work() while it returns True, tick() a few times a second, unlinked()
    when the link goes, touched() for a touch, and shows page() to the wearer.
    """

    def __init__(self, identity, random, now):
        self._identity = identity
        self._nonce = random(wire.NONCE_SIZE)
        self._scalar = random(curve.SIZE)
        self._work = curve.multiply(self._scalar, curve.BASE)
        self._key = None  # PAIR_KEY, when computed
        self._opened = None  # PAIR_OPEN
        self._reveal = None
        self._agreement = None
        self._since = now  # of the present phase; None until the next tick
        self.phase = WAITING

    @property
    def engaged(self):
        """Whether a companion has begun."""
        return WAITING < self.phase < CLOSED

    @property
    def code(self):
        """The six digits, None before they are known."""
        return self._agreement.code if self._agreement else None

    def work(self):
        """Compute one slice; False when there is nothing to do."""
        if not self._work:
            return False
        try:
            next(self._work)
            return True
        except StopIteration as end:
            self._work = None
            self._computed(end.value)
        return False

    def _computed(self, point):
        if not self._key:
            self._key = wire.pack(
                wire.PAIR_KEY, wire.VERSION, self._identity, point, self._nonce
            )
            return
        self._scalar = None
        try:
            self._agreement = Agreement(point, self._opened, self._key, self._reveal)
            self._turn(CODE)
        except seal.SealError:
            self.close()

    def _turn(self, phase):
        self.phase = phase
        self._since = None

    def close(self):
        """Nothing more comes of this opening."""
        self._turn(CLOSED)
        self._work = self._scalar = self._agreement = None

    def unlinked(self):
        """The link is gone: an exchange on it is over. A mere visitor does no harm."""
        if self.phase != WAITING:
            self.close()

    def tick(self, now):
        """Time goes on."""
        if self._since is None:
            self._since = now
        limit = _OK_MS if self.phase == ACCEPTED else LIMIT_MS
        if (now - self._since) & 0x3FFFFFFF >= limit:
            self.close()

    def touched(self, tap, now):
        """The wearer touched; `tap`: once and shortly. The new secret if it was accepted.

        Whoever gets it writes it to flash, then calls accepted(). Any other touch ends pairing.
        """
        if self.phase == ASKING and tap:
            if self._since is None or (now - self._since) & 0x3FFFFFFF < _READ_MS:
                return None
            return self._agreement.secret
        if self.phase != ACCEPTED:  # what is done is done
            self.close()
        return None

    def accepted(self):
        """The new secret is in flash."""
        self._turn(ACCEPTED)

    # What the companion says

    def receive(self, message):
        """A plain message of wire.PAIRING; the answer, or None."""
        kind = message[0]
        try:
            wire.unpack(message)
        except wire.WireError:
            return wire.pack(wire.ERROR, wire.ERR_MALFORMED, kind)
        if self.phase == CLOSED:
            return wire.pack(wire.ERROR, wire.ERR_AUTH, kind)
        if kind == wire.PAIR_OPEN:
            return self._open(message)
        if kind == wire.PAIR_REVEAL:
            return self._revealed(message)
        if kind == wire.PAIR_DONE:
            return self._done(message)
        return None

    def _fail(self, kind, code=wire.ERR_AUTH):
        self.close()
        return wire.pack(wire.ERROR, code, kind)

    def _open(self, message):
        if not self._opened:
            if message[1] != wire.VERSION:
                return wire.pack(wire.ERROR, wire.ERR_VERSION, wire.PAIR_OPEN)
            self._opened = message
            self._turn(MET)
        if message != self._opened:
            return self._fail(wire.PAIR_OPEN)
        return self._key  # None while it is being computed: the companion asks again

    def _revealed(self, message):
        if self._reveal:
            return None if message == self._reveal else self._fail(wire.PAIR_REVEAL)
        _, public, nonce = wire.unpack(message)
        if self.phase != MET or not self._key:
            return self._fail(wire.PAIR_REVEAL)
        if not seal.same(commitment(public, nonce), self._opened[2:]):
            return self._fail(wire.PAIR_REVEAL)
        self._reveal = message
        self._work = curve.multiply(self._scalar, public)
        self._turn(REVEALED)
        return None

    def _done(self, message):
        if self.phase < CODE:
            return None
        if not seal.same(message[1:], self._agreement.done):
            return self._fail(wire.PAIR_DONE)
        if self.phase == CODE:
            self._turn(ASKING)
        if self.phase == ACCEPTED:
            return wire.pack(wire.PAIR_OK, self._agreement.ok)
        return None

"""Secrecy and authenticity of records, from standard parts. Pure; CPython and MicroPython.

The rules:

1. Glasses and companion share a secret of 32 random bytes.
2. Every handshake gives fresh keys: HKDF-SHA256 (RFC 5869) with both nonces as salt and the
   handshake itself (HELLO and WELCOME as sent) in the info, so whoever changes one bit of the
   handshake gets other keys.
3. Each direction has its own AES-128 key and its own HMAC-SHA256 key.
4. A sealed record is: counter (u32), the message encrypted with AES in counter mode
   (SP 800-38A; first block: eight zero bytes, the counter and a block number, both u32
   big-endian), and a tag over counter and ciphertext: encrypt, then authenticate.
5. A counter is never used twice with one key. The receiver takes only counters above the last
   one it took; gaps are allowed, since a lost record is repeated under a new counter.
6. The tag is HMAC-SHA256 cut to TAG_SIZE bytes. 8 bytes (the least that SP 800-107 allows
   without further argument) leave a forger one chance in 2^64 a try. Tries are possible only
   on the air, a few hundred a second, and MAX_FAILURES in a row end the link. 16 bytes would
   cost 3 % more of every packet.
"""

import hashlib
import struct

try:
    from cryptolib import aes

    def _cipher(key):
        return aes(key, 1)  # 1: ECB, the only mode in every stock build

    def ctr(cipher, first, data):
        """Encrypt or decrypt `data` in counter mode; `first` is the first block, 16 bytes.

        The last four bytes of a block count up, big-endian.
        """
        size = len(data)
        stream = bytearray(first * ((size + 15) >> 4))
        block = struct.unpack_from(">I", first, 12)[0]
        for at in range(12, len(stream), 16):
            struct.pack_into(">I", stream, at, block)
            block = (block + 1) & 0xFFFFFFFF
        cipher.encrypt(stream, stream)
        mask = int.from_bytes(memoryview(stream)[:size], "little")
        return (int.from_bytes(data, "little") ^ mask).to_bytes(size, "little")

except ImportError:  # CPython
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    def _cipher(key):
        return algorithms.AES(key)

    def ctr(cipher, first, data):
        """Encrypt or decrypt `data` in counter mode; `first` is the first block, 16 bytes."""
        return Cipher(cipher, modes.CTR(first)).encryptor().update(bytes(data))


SECRET_SIZE = 32
TAG_SIZE = 8
OVERHEAD = 4 + TAG_SIZE  # what sealing adds to a message
MAX_FAILURES = 8
LAST_COUNTER = 0xFFFFFFFF

_LABEL = b"souffleur link 1"


class SealError(ValueError):
    """The record was not made by the other side, or was changed on the way."""


class Replayed(SealError):
    """The record is genuine but not newer than one already taken."""


class Hmac:
    """HMAC-SHA256 (RFC 2104) with its two padded keys made once."""

    def __init__(self, key):
        if len(key) > 64:
            key = hashlib.sha256(key).digest()
        key = key + bytes(64 - len(key))
        self._inner = bytes(b ^ 0x36 for b in key)
        self._outer = bytes(b ^ 0x5C for b in key)

    def digest(self, *parts):
        """The 32-byte code of the parts put together."""
        inner = hashlib.sha256(self._inner)
        for part in parts:
            inner.update(part)
        outer = hashlib.sha256(self._outer)
        outer.update(inner.digest())
        return outer.digest()


def same(a, b):
    """Compare in a time that does not tell where the difference is."""
    if len(a) != len(b):
        return False
    difference = 0
    for i in range(len(a)):
        difference |= a[i] ^ b[i]
    return difference == 0


def hkdf(secret, salt, info, size):
    """HKDF-SHA256: extract and expand to `size` bytes."""
    expand = Hmac(Hmac(salt).digest(secret))
    out = b""
    block = b""
    number = 1
    while len(out) < size:
        block = expand.digest(block, info, bytes((number,)))
        out += block
        number += 1
    return out[:size]


class Sealer:
    """Seals the messages of one direction of one session."""

    def __init__(self, aes_key, mac_key):
        self._cipher = _cipher(aes_key)
        self._mac = Hmac(mac_key)
        self._counter = 0

    def seal(self, message):
        """The sealed record; raises SealError when the keys are used up."""
        if self._counter == LAST_COUNTER:
            raise SealError("keys used up")
        self._counter += 1
        body = ctr(self._cipher, struct.pack(">8xII", self._counter, 0), message)
        body = struct.pack("<I", self._counter) + body
        return body + self._mac.digest(body)[:TAG_SIZE]


class Opener:
    """Opens the records of one direction of one session."""

    def __init__(self, aes_key, mac_key):
        self._cipher = _cipher(aes_key)
        self._mac = Hmac(mac_key)
        self._counter = 0

    def open(self, record):
        """The message; raises SealError, or Replayed for a genuine record that came before."""
        size = len(record) - TAG_SIZE
        if size < 5:
            raise SealError("too short")
        body = memoryview(record)[:size]
        if not same(self._mac.digest(body)[:TAG_SIZE], record[size:]):
            raise SealError("tag")
        counter = struct.unpack_from("<I", body)[0]
        if counter <= self._counter:
            raise Replayed("counter")
        self._counter = counter
        return ctr(self._cipher, struct.pack(">8xII", counter, 0), body[4:])


class Keys:
    """What one handshake agrees on.

    hello, welcome: the two messages as sent, the latter without its proof.
    """

    def __init__(self, secret, hello_nonce, welcome_nonce, hello, welcome):
        transcript = hashlib.sha256(hello + welcome).digest()
        okm = hkdf(secret, hello_nonce + welcome_nonce, _LABEL + transcript, 128)
        self._to_glasses = okm[0:16], okm[16:48]
        self._to_companion = okm[48:64], okm[64:96]
        self.proof = Hmac(okm[96:128]).digest(transcript)[:16]

    def glasses(self):
        """(Sealer, Opener) for the glasses."""
        return Sealer(*self._to_companion), Opener(*self._to_glasses)

    def companion(self):
        """(Sealer, Opener) for the companion."""
        return Sealer(*self._to_glasses), Opener(*self._to_companion)

"""The known answers beside the modules: computed anew with nothing of ours, and by both sides.

Those of the handshake and of sealed records are checked against our modules, under CPython and
MicroPython, in tests/micropython/checks.py.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
import subprocess

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from companion.glasses.pairing import Pairing, Phase
from firmware.souffleur import wire
from tests.link.world import MICROPYTHON, ROOT

FOLDER = ROOT / "firmware" / "souffleur"
HANDSHAKE = json.loads((FOLDER / "wire_vectors.json").read_text(encoding="utf-8"))["handshake"]
PAIRING = json.loads((FOLDER / "pairing_vectors.json").read_text(encoding="utf-8"))


def hkdf(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    return HKDF(hashes.SHA256(), size, salt, info).derive(secret)


def hmac256(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def sealed(aes_key: bytes, mac_key: bytes, counter: int, message: bytes) -> bytes:
    first = struct.pack(">8xII", counter, 0)
    cipher = Cipher(algorithms.AES(aes_key), modes.CTR(first)).encryptor().update(message)
    body = struct.pack("<I", counter) + cipher
    return body + hmac256(mac_key, body)[:8]


def test_the_handshake() -> None:
    case = {name: bytes.fromhex(text) for name, text in HANDSHAKE.items()}
    transcript = hashlib.sha256(case["hello"] + case["welcome"]).digest()
    salt = case["hello_nonce"] + case["welcome_nonce"]
    keys = hkdf(case["secret"], salt, b"souffleur link 1" + transcript, 128)
    assert hmac256(keys[96:], transcript)[:16] == case["proof"]
    assert sealed(keys[0:16], keys[16:48], 1, case["message"]) == case["to_glasses"]
    assert sealed(keys[48:64], keys[64:96], 1, case["message"]) == case["to_companion"]


def test_the_pairing() -> None:
    case = {
        name: bytes.fromhex(text) for name, text in PAIRING.items() if name != "code"
    }
    ours = X25519PrivateKey.from_private_bytes(case["companion_scalar"])
    theirs = X25519PrivateKey.from_private_bytes(case["glasses_scalar"])
    our_point = ours.public_key().public_bytes_raw()
    their_point = theirs.public_key().public_bytes_raw()
    commitment = hashlib.sha256(our_point + case["companion_nonce"]).digest()
    opened = bytes((4, 1)) + commitment
    key = bytes((5, 1)) + case["identity"] + their_point + case["glasses_nonce"]
    reveal = bytes((6,)) + our_point + case["companion_nonce"]
    assert (opened, key, reveal) == (case["pair_open"], case["pair_key"], case["pair_reveal"])
    shared = ours.exchange(X25519PublicKey.from_public_bytes(their_point))
    transcript = hashlib.sha256(opened + key + reveal).digest()
    salt = case["companion_nonce"] + case["glasses_nonce"]
    okm = hkdf(shared, salt, b"souffleur pair 1" + transcript, 72)
    assert okm[:32] == case["secret"]
    assert f"{int.from_bytes(okm[64:], 'big') % 10**6:06d}" == PAIRING["code"]
    assert bytes((7,)) + hmac256(okm[32:64], b"companion")[:16] == case["pair_done"]
    assert bytes((8,)) + hmac256(okm[32:64], b"glasses")[:16] == case["pair_ok"]


GLASSES = """
import json
from souffleur.pairing import Pairing
with open("firmware/souffleur/pairing_vectors.json") as file:
    case = json.load(file)
def value(name):
    return bytes.fromhex(case[name])
given = [value("glasses_nonce"), value("glasses_scalar")]
glasses = Pairing(value("identity"), lambda size: given.pop(0), 0)
def work():
    while glasses.work():
        pass
work()
print(glasses.receive(value("pair_open")).hex())
glasses.receive(value("pair_reveal"))
work()
print(glasses.code)
glasses.receive(value("pair_done"))
glasses.tick(0)
print(glasses.touched(True, 2000).hex())
glasses.accepted()
print(glasses.receive(value("pair_done")).hex())
"""


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
def test_the_glasses_say_the_same() -> None:
    ran = subprocess.run(
        [MICROPYTHON, "-X", "heapsize=128k", "-c", GLASSES], cwd=ROOT, text=True,
        env={"MICROPYPATH": str(ROOT / "firmware")}, capture_output=True, timeout=60, check=False,
    )
    wanted = [PAIRING[name] for name in ("pair_key", "code", "secret", "pair_ok")]
    assert (ran.stdout.split(), ran.stderr) == (wanted, "")


def test_the_companion_says_the_same() -> None:
    case = PAIRING
    given = [bytes.fromhex(case[name]) for name in ("companion_scalar", "companion_nonce")]
    companion = Pairing(wire.MAX_PACKET, lambda size: given.pop(0))

    def said(now: float) -> str:
        packet = companion.outgoing(now)
        assert packet is not None
        message: bytes = wire.unplain(packet[3:])
        return message.hex()

    def hear(name: str) -> None:
        cutter = wire.Fragmenter(wire.MAX_PACKET)
        cutter.load(wire.plain(bytes.fromhex(case[name])), False)
        companion.receive(cutter.next())

    assert said(0.0) == case["pair_open"]
    hear("pair_key")
    assert said(1.0) == case["pair_reveal"]
    companion.typed(case["code"])
    assert companion.secret.hex() == case["secret"]
    assert said(2.0) == case["pair_done"]
    hear("pair_ok")
    assert companion.phase is Phase.PAIRED

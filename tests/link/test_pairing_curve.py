"""X25519 as RFC 7748 has it, on both interpreters and beside another implementation."""

from __future__ import annotations

import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firmware.souffleur.curve import BASE, STEPS, finish, multiply
from tests.link.world import MICROPYTHON, ROOT

P = 2**255 - 19
ALICE = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
ALICE_PUBLIC = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
BOB = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
BOB_PUBLIC = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
# RFC 7748 sections 5.2 and 6.1: scalar, point, product
VECTORS = [
    (
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    ),
    (
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    ),
    (ALICE, BASE.hex(), ALICE_PUBLIC),
    (BOB, BASE.hex(), BOB_PUBLIC),
    (ALICE, BOB_PUBLIC, SHARED),
    (BOB, ALICE_PUBLIC, SHARED),
]
# Section 5.2: scalar and point begin as 9 and feed one another so many times
ITERATED = {
    1: "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079",
    1000: "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51",
}
# Points whose product with every clamped scalar is 0: all encodings of 0, 1, -1 and of the two
# points of order 8, which is every point of low order on the curve and its twist.
EIGHTH = [
    0x00B8495F16056286FDB1329CEB8D09DA6AC49FF1FAE35616AEB8413B7C7AEBE0,
    0x57119FD0DD4E22D8868E1C58C45C44045BEF839C55B1D0B1248C50A3BC959C5F,
]
LOW_ORDER = [0, 1, P - 1, P, P + 1, *EIGHTH]
BYTES = st.binary(min_size=32, max_size=32)


def product(scalar: bytes, point: bytes) -> bytes:
    result: bytes = finish(multiply(scalar, point))
    return result


@pytest.mark.parametrize(("scalar", "point", "expected"), VECTORS)
def test_the_vectors_of_the_rfc(scalar: str, point: str, expected: str) -> None:
    assert product(bytes.fromhex(scalar), bytes.fromhex(point)).hex() == expected


def test_the_iterated_vectors_of_the_rfc() -> None:
    scalar = point = BASE
    for round_ in range(1, 1001):
        scalar, point = product(scalar, point), scalar
        assert round_ not in ITERATED or scalar.hex() == ITERATED[round_]


@settings(max_examples=200)
@given(scalar=BYTES, point=BYTES)
@example(scalar=b"\xff" * 32, point=b"\xff" * 32)
@example(scalar=bytes(32), point=(P + 2).to_bytes(32, "little"))
def test_it_computes_what_the_other_side_computes(scalar: bytes, point: bytes) -> None:
    theirs = X25519PrivateKey.from_private_bytes(scalar)
    try:
        expected = theirs.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        expected = bytes(32)  # it refuses points of low order by itself
    assert product(scalar, point) == expected


@settings(max_examples=30)
@given(scalar=BYTES, top=st.booleans())
@pytest.mark.parametrize("u", LOW_ORDER)
def test_every_point_of_low_order_gives_zeros(u: int, scalar: bytes, top: bool) -> None:
    assert product(scalar, (u | top << 255).to_bytes(32, "little")) == bytes(32)


def test_it_goes_in_slices() -> None:
    slices = sum(1 for _ in multiply(bytes(32), BASE))
    assert slices == STEPS


PROGRAM = """
from souffleur.curve import finish, multiply
for scalar, point, expected in VECTORS:
    found = finish(multiply(bytes.fromhex(scalar), bytes.fromhex(point)))
    assert found.hex() == expected, found
scalar = point = finish(multiply(b"9" * 32, b"7" * 32))
for _ in range(20):
    scalar, point = finish(multiply(scalar, point)), scalar
print(scalar.hex())
"""


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
def test_it_is_the_same_in_micropython_in_the_heap_of_the_glasses() -> None:
    scalar = point = product(b"9" * 32, b"7" * 32)
    for _ in range(20):
        scalar, point = product(scalar, point), scalar
    ran = subprocess.run(
        [MICROPYTHON, "-X", "heapsize=64k", "-c", f"VECTORS = {VECTORS!r}\n{PROGRAM}"],
        cwd=ROOT, env={"MICROPYPATH": str(ROOT / "firmware")}, text=True,
        capture_output=True, timeout=60, check=False,
    )
    assert (ran.stdout.strip(), ran.stderr) == (scalar.hex(), "")

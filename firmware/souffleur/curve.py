"""X25519 (RFC 7748): two sides agree on a value that a listener cannot compute. Pure.

Plain integers in a Montgomery ladder; CPython and MicroPython. It comes in STEPS slices, so
that the radio and the watchdog go on meanwhile. It does not run in constant time: integers of
an interpreter cannot. Use each scalar for one pairing only (see SECURITY.md).
"""

SIZE = 32  # bytes of a scalar and of a point
STEPS = 256  # slices of one multiplication
BASE = b"\x09" + bytes(31)

_P = (1 << 255) - 19
_A24 = 121665


def multiply(scalar, point):
    """A generator: the product of a scalar and a point, both of SIZE bytes.

    Runs one slice at each step and returns SIZE bytes (the value of StopIteration).
    """
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k = int.from_bytes(k, "little")
    p = _P
    x1 = int.from_bytes(point, "little") & ((1 << 255) - 1)  # the highest bit does not count
    x2, z2, x3, z3 = 1, 0, x1, 1
    swapped = 0
    for at in range(254, -1, -1):
        yield
        bit = k >> at & 1
        if bit != swapped:
            x2, z2, x3, z3 = x3, z3, x2, z2
            swapped = bit
        a = x2 + z2
        b = x2 - z2
        da = (x3 - z3) * a % p
        cb = (x3 + z3) * b % p
        a = a * a % p
        b = b * b % p
        e = a - b
        x3 = da + cb
        x3 = x3 * x3 % p
        z3 = da - cb
        z3 = z3 * z3 % p * x1 % p
        x2 = a * b % p
        z2 = e * (a + _A24 * e) % p
    yield
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(SIZE, "little")


def finish(work):
    """The result of such a generator, all at once."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value

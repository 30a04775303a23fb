"""MicroPython as one file for a chip: the right places, headers and sums around noise.

The layout is that of Espressif's images (esptool documentation, "Firmware image format"): boot
loader, table of partitions, application; the application begins with its description.
"""

import hashlib
import random
import struct

CHIP_IDS = {"esp32": 0, "esp32s3": 9, "esp32c3": 5}
STARTS_AT = {"esp32": 0x1000, "esp32s3": 0, "esp32c3": 0}
TABLE, APP, APP_SIZE = 0x8000, 0x10000, 0x1F0000
VFS = APP + APP_SIZE
MAGIC, DESCRIPTION = 0xE9, 0xABCD5432
HEAD = struct.Struct("<BBBBIB3sHBHH4sB")
SEGMENT = struct.Struct("<II")


def fake_image(
    chip: str = "esp32s3", version: str = "v1.28.0", size: int = 150_000, flash_mb: int = 4
) -> bytes:
    """What esptool writes at STARTS_AT[chip]; about `size` bytes, a third of them random."""
    noise = random.Random(f"{chip} {version}")
    table = _entry(1, 2, 0x9000, 0x6000, "nvs") + _entry(1, 1, 0xF000, 0x1000, "phy_init")
    table += _entry(0, 0, APP, APP_SIZE, "factory")
    table += _entry(1, 0x81, VFS, (flash_mb << 20) - VFS, "vfs")
    table += b"\xeb\xeb" + b"\xff" * 14 + hashlib.md5(table).digest()
    names = struct.pack("<32s32s16s16s32s32s", version.encode(), b"micropython", b"12:00:00",
                        b"Apr  6 2026", b"v5.5.1", bytes(32))  # fmt: skip
    about = struct.pack("<II8s", DESCRIPTION, 0, b"") + names + bytes(80)
    room = max(4096, size - APP) // 4 * 4
    body = noise.randbytes(room // 3 // 4 * 4)
    whole = bytearray(_program(chip, noise.randbytes(16384)).ljust(TABLE, b"\xff"))
    if STARTS_AT[chip]:
        whole = whole[: TABLE - STARTS_AT[chip]]
    whole += table.ljust(APP - TABLE, b"\xff")
    return bytes(whole) + _program(chip, about + body.ljust(room, b"\0"))


def _entry(kind: int, subtype: int, at: int, size: int, label: str) -> bytes:
    return struct.pack("<2sBBII16sI", b"\xaa\x50", kind, subtype, at, size, label.encode(), 0)


def _program(chip: str, data: bytes) -> bytes:
    head = HEAD.pack(MAGIC, 1, 2, 0x20, 0x40374000, 0xEE, b"", CHIP_IDS[chip], 0, 0, 399, b"", 1)
    mapped = 0x3F400020 if chip == "esp32" else 0x3C000020
    out = head + SEGMENT.pack(mapped, len(data)) + data
    checksum = 0xEF
    for byte in data:
        checksum ^= byte
    out = out.ljust((len(out) // 16 + 1) * 16 - 1, b"\0") + bytes([checksum])
    return out + hashlib.sha256(out).digest()


def version_in(flash: bytes, starts_at: int) -> str | None:
    """The version of the MicroPython that the chip would start; None if it would start none:
    a part is missing, or the application's own sum is wrong.
    """
    if flash[starts_at] != MAGIC or flash[TABLE : TABLE + 2] != b"\xaa\x50":
        return None
    if flash[APP] != MAGIC:
        return None
    end = APP + HEAD.size
    for _ in range(flash[APP + 1]):
        end += SEGMENT.size + SEGMENT.unpack_from(flash, end)[1]
        if end > VFS:
            return None
    end = (end // 16 + 1) * 16
    if hashlib.sha256(flash[APP:end]).digest() != flash[end : end + 32]:
        return None
    about = APP + HEAD.size + SEGMENT.size
    if struct.unpack_from("<I", flash, about)[0] != DESCRIPTION:
        return None
    return bytes(flash[about + 16 : about + 48]).rstrip(b"\0").decode()

"""The boot ROM of an ESP32 or ESP32-S3, and the stub that esptool loads, over NOR flash. Pure.

The serial protocol is SLIP frames: a request is 0x00, command, size (u16), checksum (u32), data;
a reply 0x01, command, size, value (u32), data, status. The ROM ends a reply in four status bytes
and writes MD5 sums as 32 digits, the stub in two and as 16 bytes (esptool documentation,
"Serial protocol"). The stub's code is taken and its greeting sent; what it would do is done here.
"""

import hashlib
import mmap
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .faults import Faults

SECTOR = 4096
END, ESC = 0xC0, 0xDB
FLASH_BEGIN, FLASH_DATA, FLASH_END = 0x02, 0x03, 0x04
MEM_BEGIN, MEM_END, MEM_DATA = 0x05, 0x06, 0x07
SYNC, WRITE_REG, READ_REG = 0x08, 0x09, 0x0A
SPI_SET_PARAMS, SPI_ATTACH, READ_FLASH_SLOW, CHANGE_BAUD = 0x0B, 0x0D, 0x0E, 0x0F
DEFL_BEGIN, DEFL_DATA, DEFL_END, MD5, SECURITY = 0x10, 0x11, 0x12, 0x13, 0x14
ERASE_FLASH, ERASE_REGION, READ_FLASH, RUN_USER = 0xD0, 0xD1, 0xD2, 0xD3
UNKNOWN_COMMAND = 5
SPI_USER = 1 << 18
READ_ID, READ_SFDP = 0x9F, 0x5A


@dataclass(frozen=True)
class Chip:
    """What tells one kind of chip from another. Addresses are of the technical manuals."""

    name: str
    chip_id: int | None  # answered to GET_SECURITY_INFO; the ESP32 does not know that command
    magic: int  # at 0x40001000
    spi: int  # base of the flash controller, and offsets in it
    user2: int
    w0: int
    watchdog: int | None = None  # a write of an enabled watchdog here is a reset
    registers: dict[int, int] = field(default_factory=dict)
    starts_at: int = 0  # where in flash the ROM looks for what to start
    option1: int | None = None  # force-download is cleared here before a reset over USB


def esp32s3(mac: bytes, flash_mb: int = 4, psram_mb: int = 2) -> Chip:
    """An ESP32-S3 with embedded flash and PSRAM, on its native USB."""
    efuse = 0x60007000
    block1 = efuse + 0x44
    flash = {8: 1, 4: 2}.get(flash_mb, 0)
    psram = {0: 0, 8: 1, 2: 2}[psram_mb]
    high, low = int.from_bytes(mac[:2], "big"), int.from_bytes(mac[2:], "big")
    words = {block1: low, block1 + 4: high, block1 + 12: flash << 27 | 2 << 18,
             block1 + 16: 1 | psram << 3 | 1 << 7}
    words[0x3FCEF14C] = 3  # console of the ROM: native USB
    return Chip("ESP32-S3", 9, 9, 0x60002000, 0x20, 0x58, 0x60008098, words, 0, 0x6000812C)


def esp32(mac: bytes) -> Chip:
    """An ESP32 (WROOM-32) behind a USB serial chip."""
    efuse = 0x3FF5A000
    high, low = int.from_bytes(mac[:2], "big"), int.from_bytes(mac[2:], "big")
    words = {efuse + 4: low, efuse + 8: high, efuse + 12: 1 << 15, efuse + 20: 1 << 20,
             0x3FF6607C: 1 << 31, 0x3FF40014: 347}
    return Chip("ESP32", None, 0x00F01D83, 0x3FF42000, 0x24, 0x80, None, words, 0x1000)


def esp32c3(mac: bytes) -> Chip:
    """An ESP32-C3 on its native USB: a chip that no glasses have."""
    block1 = 0x60008800 + 0x44
    words = {block1: int.from_bytes(mac[2:], "big"), block1 + 4: int.from_bytes(mac[:2], "big")}
    return Chip("ESP32-C3", 5, 0, 0x60002000, 0x20, 0x58, None, words)


class Flash:
    """NOR flash: erasing makes ones, by sectors; writing makes zeros, never ones.

    file: where it is kept, shared with whoever else has that file; made if it is not there.
    worn: sectors in which the last byte does not take any more.
    """

    def __init__(self, size: int, file: Path | None = None) -> None:
        self.data: bytearray | mmap.mmap = bytearray()
        if file is None:
            self.data = bytearray(b"\xff" * size)
        else:
            if not file.exists():
                file.write_bytes(b"\xff" * size)
            with file.open("r+b") as opened:
                self.data = mmap.mmap(opened.fileno(), 0)
        self.worn: set[int] = set()
        self.writes = self.erases = 0

    def erase(self, at: int, size: int) -> None:
        first, last = at // SECTOR, -(-(at + size) // SECTOR)
        for sector in range(first, last):
            self.data[sector * SECTOR : (sector + 1) * SECTOR] = b"\xff" * SECTOR
            self.erases += 1

    def program(self, at: int, data: bytes) -> None:
        old = self.data[at : at + len(data)]
        self.data[at : at + len(data)] = bytes(a & b for a, b in zip(old, data, strict=True))
        for sector in self.worn:
            self.data[(sector + 1) * SECTOR - 1] = 0xFF
        self.writes += 1


class Slip:
    """Frames out of a stream of bytes."""

    def __init__(self) -> None:
        self._frame: bytearray | None = None
        self._escaped = False

    def feed(self, data: bytes) -> list[bytes]:
        frames = []
        for byte in data:
            if byte == END:
                if self._frame:
                    frames.append(bytes(self._frame))
                    self._frame = None
                else:
                    self._frame = bytearray()
            elif self._frame is not None:
                if self._escaped:
                    self._frame.append({0xDC: END, 0xDD: ESC}.get(byte, byte))
                    self._escaped = False
                elif byte == ESC:
                    self._escaped = True
                else:
                    self._frame.append(byte)
        return frames


def slip(frame: bytes) -> bytes:
    """One frame as it travels."""
    return b"\xc0" + frame.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc") + b"\xc0"


class Loader:
    """Feed it what the host writes; it gives what the board answers.

    on_reset() is called when the program in flash should start.
    """

    def __init__(
        self,
        chip: Chip,
        flash: Flash,
        on_reset: Callable[[], None],
        faults: Faults | None = None,
    ) -> None:
        self.chip = chip
        self.flash = flash
        self.stub = False
        self.faults = faults or Faults()
        self.baud = 115200
        self._on_reset = on_reset
        self._slip = Slip()
        self._registers = dict(chip.registers)
        self._registers[0x40001000] = chip.magic
        self._at = 0  # where the next block goes
        self._left = 0  # bytes that may still be written
        self._erased = 0  # the stub erases as it goes, up to here
        self._inflate: zlib._Decompress | None = None
        self._reading: tuple[int, int, int] | None = None  # start, length, sent

    def feed(self, data: bytes) -> bytes:
        return b"".join(self._frame(frame) for frame in self._slip.feed(data))

    def _frame(self, frame: bytes) -> bytes:
        if self._reading is not None:
            return self._read_on(frame)
        if len(frame) < 8 or frame[0]:
            return b""
        _, command, size, _ = struct.unpack("<BBHI", frame[:8])
        body = frame[8 : 8 + size]
        handler = self._handlers().get(command)
        if handler is None:
            return self._reply(command, error=UNKNOWN_COMMAND)
        return handler(command, body)

    def _handlers(self) -> dict[int, Callable[[int, bytes], bytes]]:
        common = {
            SYNC: self._sync, READ_REG: self._read_reg, WRITE_REG: self._write_reg,
            SPI_SET_PARAMS: self._fine, SPI_ATTACH: self._fine, CHANGE_BAUD: self._change_baud,
            MEM_BEGIN: self._fine, MEM_DATA: self._fine, MEM_END: self._mem_end,
            FLASH_BEGIN: self._begin, FLASH_DATA: self._data, FLASH_END: self._end,
            DEFL_BEGIN: self._begin, DEFL_DATA: self._data, DEFL_END: self._end, MD5: self._md5,
        }
        if self.chip.chip_id is not None:
            common[SECURITY] = self._security
        if self.stub:
            return {**common, ERASE_FLASH: self._erase_flash, ERASE_REGION: self._erase_region,
                    READ_FLASH: self._read_flash, RUN_USER: self._run_user}
        return {**common, READ_FLASH_SLOW: self._read_slow}

    def _reply(self, command: int, data: bytes = b"", value: int = 0, error: int = 0) -> bytes:
        status = bytes((1, error) if error else (0, 0)) + (b"" if self.stub else b"\0\0")
        body = data + status
        return slip(struct.pack("<BBHI", 1, command, len(body), value) + body)

    def _fine(self, command: int, body: bytes) -> bytes:
        return self._reply(command)

    def _sync(self, command: int, body: bytes) -> bytes:
        value = 0 if self.stub else 0x20120707
        return self._reply(command, value=value) * (1 if self.stub else 8)

    def _security(self, command: int, body: bytes) -> bytes:
        assert self.chip.chip_id is not None
        return self._reply(command, struct.pack("<IB7BII", 0, 0, *bytes(7), self.chip.chip_id, 0))

    def _change_baud(self, command: int, body: bytes) -> bytes:
        self.baud = struct.unpack("<I", body[:4])[0]
        return self._reply(command)

    def _mem_end(self, command: int, body: bytes) -> bytes:
        answer = self._reply(command)
        if struct.unpack("<II", body)[1]:
            self.stub = True
            answer += slip(b"OHAI")
        return answer

    # Registers: eFuses as they are, the flash controller as far as the flash's id

    def _read_reg(self, command: int, body: bytes) -> bytes:
        return self._reply(command, value=self._registers.get(struct.unpack("<I", body)[0], 0))

    def _write_reg(self, command: int, body: bytes) -> bytes:
        for at in range(0, len(body), 16):
            address, value, mask, _ = struct.unpack_from("<IIII", body, at)
            old = self._registers.get(address, 0)
            self._registers[address] = old & ~mask | value & mask
            if address == self.chip.spi and value & SPI_USER:
                self._registers[address] = 0
                self._spi()
            if address == self.chip.watchdog and value & 1 << 31:
                self._on_reset()
            if address == self.chip.option1 and mask & 1 and not value & 1:
                self._on_reset()
        return self._reply(command)

    def _spi(self) -> None:
        chip = self.chip
        operation = self._registers.get(chip.spi + chip.user2, 0) & 0xFF
        size = len(self.flash.data).bit_length() - 1  # the third byte of the id: log2
        answer = {READ_ID: 0x40 << 8 | 0x20 | size << 16, READ_SFDP: 0}.get(operation, 0)
        self._registers[chip.spi + chip.w0] = answer

    # Flash

    def _begin(self, command: int, body: bytes) -> bytes:
        size, _, _, at = struct.unpack_from("<IIII", body)
        if at + size > len(self.flash.data):
            return self._reply(command, error=6)
        self._at, self._left = at, size
        self._inflate = zlib.decompressobj() if command == DEFL_BEGIN else None
        if self.stub:
            self._erased = at
        else:
            self.flash.erase(at, size)
            self._erased = len(self.flash.data)
        return self._reply(command)

    def _data(self, command: int, body: bytes) -> bytes:
        size = struct.unpack_from("<I", body)[0]
        data = body[16 : 16 + size]
        if self._inflate is not None:
            data = self._inflate.decompress(data)
        if self.baud > (self.faults.noisy_above or self.baud) and data:
            data = bytes([data[0] ^ 0x10]) + data[1:]
        if self._at + len(data) > self._erased:
            end = -(-(self._at + len(data)) // SECTOR) * SECTOR
            self.flash.erase(self._erased, end - self._erased)
            self._erased = end
        self.flash.program(self._at, data)
        self._at += len(data)
        return self._reply(command)

    def _end(self, command: int, body: bytes) -> bytes:
        if not struct.unpack("<I", body[:4])[0]:
            self._on_reset()
        return self._reply(command)

    def _md5(self, command: int, body: bytes) -> bytes:
        at, size = struct.unpack_from("<II", body)
        digest = hashlib.md5(self.flash.data[at : at + size])
        if self.faults.bad_md5:
            self.faults.bad_md5 -= 1
            digest.update(b"worn out")
        return self._reply(command, digest.digest() if self.stub else digest.hexdigest().encode())

    def _erase_flash(self, command: int, body: bytes) -> bytes:
        self.flash.erase(0, len(self.flash.data))
        return self._reply(command)

    def _erase_region(self, command: int, body: bytes) -> bytes:
        self.flash.erase(*struct.unpack("<II", body))
        return self._reply(command)

    def _read_slow(self, command: int, body: bytes) -> bytes:
        at, size = struct.unpack("<II", body)
        return self._reply(command, bytes(self.flash.data[at : at + size]).ljust(64, b"\0"))

    def _read_flash(self, command: int, body: bytes) -> bytes:
        at, size, _, _ = struct.unpack("<IIII", body)
        self._reading = at, size, 0
        return self._reply(command) + self._block()

    def _block(self) -> bytes:
        assert self._reading is not None
        at, size, sent = self._reading
        if sent >= size:
            self._reading = None
            return slip(hashlib.md5(self.flash.data[at : at + size]).digest())
        block = bytes(self.flash.data[at + sent : at + min(size, sent + SECTOR)])
        self._reading = at, size, sent + len(block)
        return slip(block)

    def _read_on(self, frame: bytes) -> bytes:
        """The host acknowledges a block with the number of bytes it has."""
        return self._block() if len(frame) == 4 else b""

    def _run_user(self, command: int, body: bytes) -> bytes:
        self._on_reset()
        return b""

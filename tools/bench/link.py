"""What the link costs: bytes on air, sealing, and the time from show() to the radio.

python -m tools.bench.link
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bleak.assigned_numbers import CharacteristicPropertyName
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection

from companion.glasses.client import Client
from companion.glasses.discovery import Found
from companion.glasses.events import Uploaded
from companion.glasses.handshake import Known
from companion.glasses.link import Glasses
from companion.glasses.traffic import Traffic
from firmware.souffleur import book as book_format
from firmware.souffleur import intake, seal, session, wire
from tools.bench import output

IDENTITY, SECRET = b"benchmrk", bytes(range(32))
BOOK_SIZE = 9000  # about 1,500 English words
MTUS = (23, 185, 247)
STEP = 0.015
SHOWS = 400
BLOCK = wire.MAX_PACKET - 3 - seal.OVERHEAD  # bytes of a message that fill one packet
ROUNDS = 100

# Run by both interpreters. Figures: microseconds for seal, open and SHA-256 of one packet.
SEALING = """
import sys, time, hashlib
if sys.implementation.name == "micropython":
    from souffleur import seal
    now = time.ticks_us
else:
    from firmware.souffleur import seal
    now = lambda: time.perf_counter_ns() // 1000
keys = seal.Keys(bytes(32), bytes(16), bytes(16), b"", b"")
sealer, opener = keys.companion()[0], keys.glasses()[1]
message = bytes(%d)
def each(work, items):
    start = now()
    for item in items:
        work(item)
    return (now() - start) / len(items)
def sha(data):
    return hashlib.sha256(data).digest()
messages = [message] * %d
best = [1e9] * 3
for _ in range(5):
    records = [sealer.seal(item) for item in messages]
    opening = each(opener.open, records)  # before newer ones make them too old
    figures = each(sealer.seal, messages), opening, each(sha, messages)
    best = [min(pair) for pair in zip(best, figures)]
print(best)
"""


class Shelf:
    """The port of glasses that keep books in memory and show nothing."""

    def __init__(self) -> None:
        self.book = bytearray()
        self.size = 0
        self.at = (0, 0)
        self.pairing = None

    def begin(
        self, book: bytes, size: int, base: bytes | None, same: int, header: bytes
    ) -> Iterator[int]:
        self.book, self.size = bytearray(header), size
        yield len(header)

    def write(self, offset: int, data: bytes) -> None:
        self.book += data

    def commit(self, book: bytes) -> Iterator[bool]:
        yield hashlib.sha256(self.book).digest()[:8] == book

    def lines_ready(self, book: bytes) -> int:
        return 1 << 16

    def show(self, book: bytes, line: int, token: int) -> None:
        self.at = (line, token)

    def ask(self, topic: int) -> bytes:
        raise intake.Refused(wire.ERR_UNKNOWN)

    def linked(self, there: bool) -> None:
        """Nothing here depends on it."""

    def status(self) -> tuple[int, int, int, int, int]:
        return 0, wire.BATTERY_UNKNOWN, wire.VIEW_SCRIPT, wire.STATE_IDLE, 0

    def place(self) -> tuple[bytes | None, int, int]:
        return None, *self.at


def glasses() -> Any:
    """The device's session over a Shelf."""
    return session.Session(IDENTITY, SECRET, Shelf(), lambda n: hashlib.sha256(b"").digest()[:n])


def make_book(size: int) -> bytes:
    """A book of `size` bytes with lines of 50 bytes."""
    body = bytes(size - book_format.HEADER_SIZE)
    records = []
    while body:
        part, body = body[:47], body[47 + book_format.RECORD_HEAD :]
        records.append(struct.pack("<BH", book_format.LINE, len(part)) + part)
    head: bytes = book_format.header(1, 126, 126, 20, len(records), 0, len(records))
    return head + b"".join(records)


def upload(mtu: int, book: bytes) -> dict[str, Any]:
    """Bytes of one upload over a radio that loses nothing, session included."""
    packet = mtu - 3
    device, client = glasses(), Client(Known({IDENTITY: SECRET}))
    device.linked(packet)
    client.linked(packet, 0.0)
    client.upload(book)
    now, done = 0.0, False
    while not done:
        now += STEP
        client.tick(now)
        while (out := client.outgoing(now)) is not None:
            device.receive(out, int(now * 1000))
        device.tick(int(now * 1000))
        while (back := device.outgoing()) is not None:
            done = done or any(isinstance(e, Uploaded) for e in client.receive(back, now))
    sent, received = client.sent, client.received
    return {
        "mtu": mtu,
        "book": len(book),
        "packets": sent.packets,
        "value_bytes": sent.value,
        "air_bytes": sent.air,
        "back_air_bytes": received.air,
        "overhead_values": sent.value / len(book) - 1,
        "overhead_air": (sent.air + received.air) / len(book) - 1,
    }


def show_bytes(mtu: int) -> dict[str, int]:
    """One SHOW: packets and bytes on air."""
    size = len(wire.pack(wire.SHOW, 1, bytes(8), 0, 0)) + seal.OVERHEAD
    cutter, traffic = wire.Fragmenter(mtu - 3), Traffic()
    cutter.load(bytes(size), True)
    while not cutter.idle:
        traffic.count(cutter.next())
    return {
        "mtu": mtu,
        "packets": traffic.packets,
        "value_bytes": traffic.value,
        "air_bytes": traffic.air,
    }


def sealing() -> dict[str, list[float]]:
    """Microseconds for seal, open and SHA-256 of one packet, by interpreter."""
    script = SEALING % (BLOCK, ROUNDS)
    figures = {}
    micropython = Path(sys.executable).parent / "micropython"
    for name, path, *options in (
        ("cpython", Path(sys.executable)), ("micropython", micropython, "-X", "heapsize=1m"),
    ):
        if Path(path).exists():
            done = subprocess.run(
                [path, *options, "-c", script],
                cwd=output.ROOT,
                env={"MICROPYPATH": str(output.ROOT / "firmware")},
                capture_output=True,
                text=True,
                check=True,
            )
            figures[name] = [float(figure) for figure in json.loads(done.stdout)]
    return figures


class DirectClient(BaseBleakClient):
    """A bleak backend whose radio is a function call; it keeps the time of every write."""

    writes: list[float]

    def __init__(self, device: BLEDevice, services: Any = None, **kwargs: Any) -> None:
        super().__init__(
            device, disconnected_callback=kwargs["disconnected_callback"],
            timeout=kwargs["timeout"],
        )
        self.writes = kwargs["writes"]
        self._device = glasses()
        self._up = False
        self._notify: Callable[[bytearray], None] = lambda data: None

    @property
    def mtu_size(self) -> int:
        return 247

    @property
    def is_connected(self) -> bool:
        return self._up

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        self._up = True
        self._device.linked(wire.MAX_PACKET)
        self.services = BleakGATTServiceCollection()
        service = BleakGATTService(None, 1, wire.SERVICE_UUID)
        self.services.add_service(service)
        ends: tuple[tuple[int, str, CharacteristicPropertyName], ...] = (
            (2, wire.RX_UUID, "write-without-response"),
            (4, wire.TX_UUID, "notify"),
        )
        for handle, uuid, flag in ends:
            self.services.add_characteristic(
                BleakGATTCharacteristic(
                    None, handle, uuid, [flag], lambda: wire.MAX_PACKET, service
                )
            )

    async def disconnect(self) -> None:
        self._up = False

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        self.writes.append(time.perf_counter())
        now = int(time.monotonic() * 1000)
        self._device.receive(bytes(data), now)
        self._device.tick(now)
        while (packet := self._device.outgoing()) is not None:
            self._notify(bytearray(packet))

    async def start_notify(self, characteristic: Any, callback: Any, **kwargs: Any) -> None:
        self._notify = callback

    async def stop_notify(self, characteristic: Any) -> None:
        self._notify = lambda data: None

    async def pair(self, *args: Any, **kwargs: Any) -> None: ...

    async def unpair(self) -> None: ...

    async def read_gatt_char(self, characteristic: Any, **kwargs: Any) -> bytearray:
        return bytearray()

    async def read_gatt_descriptor(self, descriptor: Any, **kwargs: Any) -> bytearray:
        return bytearray()

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None: ...


async def show_delays() -> list[float]:
    """Milliseconds from each show() to its packet at bleak's backend, during an upload."""
    writes: list[float] = []
    found = Found("bench", "bench", 0, BLEDevice("bench", "bench", None))
    link = Glasses(found, Known({IDENTITY: SECRET}), backend=DirectClient, writes=writes)
    await link.connect()
    await link.upload(make_book(BOOK_SIZE))
    delays = []
    for line in range(SHOWS):
        await asyncio.sleep(0.003)
        before = len(writes)
        start = time.perf_counter()
        link.show(line, line)
        while len(writes) == before:
            await asyncio.sleep(0)
        delays.append(1000 * (writes[before] - start))
    await link.close()
    return delays


# What the shared and the session's modules take of a MicroPython heap.
HEAP = """
import gc
gc.collect()
before = gc.mem_alloc()
from souffleur import session
class Port:
    pairing = None
made = session.Session(bytes(8), bytes(32), Port(), bytes)
gc.collect()
print(gc.mem_alloc() - before)
"""


def heap() -> int | None:
    """Bytes of heap under 64-bit MicroPython; None where there is none."""
    micropython = Path(sys.executable).parent / "micropython"
    if not micropython.exists():
        return None
    done = subprocess.run(
        [micropython, "-X", "heapsize=100k", "-c", HEAP],
        env={"MICROPYPATH": str(output.ROOT / "firmware")},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def main() -> None:
    uploads = [upload(mtu, make_book(BOOK_SIZE)) for mtu in MTUS]
    shows = [show_bytes(mtu) for mtu in MTUS]
    print(f"upload of {uploads[0]['book']} bytes, session included, nothing lost")
    print("MTU  packets  values  on air  back   over values  over air")
    for row in uploads:
        print(
            f"{row['mtu']:3}  {row['packets']:7}  {row['value_bytes']:6}  {row['air_bytes']:6}"
            f"  {row['back_air_bytes']:4}  {row['overhead_values']:11.1%}"
            f"  {row['overhead_air']:8.1%}"
        )
    print("\none SHOW\nMTU  packets  values  on air")
    for show in shows:
        print(
            f"{show['mtu']:3}  {show['packets']:7}  {show['value_bytes']:6}  {show['air_bytes']:6}"
        )
    figures = sealing()
    print(f"\nsealing {BLOCK} bytes; the ratio to SHA-256 of the same bytes holds elsewhere too")
    print("             seal us  open us  seal/sha  open/sha")
    for name, (sealed, opened, hashed) in figures.items():
        ratios = f"{sealed / hashed:8.1f}  {opened / hashed:8.1f}"
        print(f"{name:11}  {sealed:7.1f}  {opened:7.1f}  {ratios}")
    print(f"\nheap for wire, seal, book format and session: {heap()} bytes (64-bit)")
    delays = sorted(asyncio.run(show_delays()))
    p50, p95 = statistics.median(delays), delays[int(0.95 * len(delays))]
    print(f"\nshow() to bleak: p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {delays[-1]:.2f} ms")
    output.write("link", {
        "uploads": uploads,
        "shows": shows,
        "sealing_us": {
            name: dict(zip(("seal", "open", "sha256"), row, strict=True))
            for name, row in figures.items()
        },
        "heap_bytes": heap(),
        "show_to_bleak_ms": {"p50": p50, "p95": p95, "worst": delays[-1]},
    })


if __name__ == "__main__":
    main()

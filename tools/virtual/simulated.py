"""Hours of the firmware's life in seconds: it runs as it is, in simulated time, without a radio.

What comes over the air is written down beforehand: the random bytes of these glasses are the
same in every run, so a companion can seal its packets before it has heard a word.
"""

from __future__ import annotations

import hashlib
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firmware.souffleur import seal, wire
from firmware.souffleur.channel import CAPABILITIES

from . import rom
from .errors import VirtualGlassesError
from .flash import SIZE, micropython, provision

CONNECTION, RX = 64, 19  # of the virtual radio
IDENTITY, SECRET = b"virtual1", bytes(range(32))
PLAY = rom.DEVICE / "simulated" / "play.py"


class Randomness:
    """The random bytes that the simulated glasses draw; see device/simulated/os.py."""

    def __init__(self) -> None:
        self._drawn = 0

    def __call__(self, count: int) -> bytes:
        self._drawn += 1
        return hashlib.sha256(b"%d" % self._drawn).digest()[:count]


@dataclass
class Tape:
    """What happens to the board: (milliseconds since power-on, operation, payload)."""

    events: list[tuple[int, str, bytes]] = field(default_factory=list)
    now: int = 0

    def add(self, operation: str, payload: bytes = b"") -> None:
        """It happens now."""
        self.events.append((self.now, operation, payload))

    def wait(self, ms: int) -> None:
        """Time goes on."""
        self.now += ms

    def touch(self, pin: int, ms: int = 100) -> None:
        """A finger on the surface for so long."""
        self.add("t", struct.pack("<BI", pin, 60000))
        self.wait(ms)
        self.add("t", struct.pack("<BI", pin, 20000))

    def encoded(self) -> bytes:
        """As play.py reads it."""
        parts, before = [], 0
        for when, operation, payload in [*self.events, (self.now, "n", b"\x00")]:
            head = struct.pack("<IHB", when - before, len(payload), ord(operation))
            parts.append(head + payload)
            before = when
        return b"".join(parts)


class Companion:
    """Writes a companion's packets on a tape; it never waits for an answer."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self._random = Randomness()
        self._random(2)  # the session's number of this power-up
        self._request = 0
        self._counter = 0
        self._sealer: seal.Sealer
        self._cutter: wire.Fragmenter

    def connect(self) -> None:
        """A new link, with its handshake."""
        self.tape.add("C", struct.pack("<HB", CONNECTION, 1) + b"abcdef")
        self.tape.add("m", struct.pack("<HH", CONNECTION, wire.MAX_PACKET + 3))
        self._cutter = wire.Fragmenter(wire.MAX_PACKET)
        nonce = bytes(16)
        hello = wire.pack(wire.HELLO, wire.VERSION, 0, nonce)
        self._send(wire.plain(hello), False)
        mine = self._random(wire.NONCE_SIZE)
        welcome = wire.pack(wire.WELCOME, wire.VERSION, CAPABILITIES, IDENTITY, mine, b"")
        keys = seal.Keys(SECRET, nonce, mine, hello, welcome[: -wire.PROOF_SIZE])
        self._sealer = keys.companion()[0]
        self.tape.wait(100)
        self.say(wire.PING)

    def disconnect(self) -> None:
        """The link is lost."""
        self.tape.add("d", struct.pack("<H", CONNECTION))

    def say(self, kind: int, *fields: Any, tail: bytes = b"") -> None:
        """One sealed message."""
        self._send(self._sealer.seal(wire.pack(kind, *fields, tail=tail)), True)

    def order(self, kind: int, *fields: Any, tail: bytes = b"") -> None:
        """One command, with its request number."""
        self._request = self._request % 255 + 1
        self.say(kind, self._request, *fields, tail=tail)

    def upload(self, book: bytes, every_ms: int = 30) -> bytes:
        """All of a book; returns its id."""
        name = hashlib.sha256(book).digest()[:8]
        self.order(wire.BEGIN, name, len(book), wire.NO_BOOK, 0, book[:24])
        self.tape.wait(300)
        for at in range(24, len(book), 180):
            self.say(wire.CHUNK, at, tail=book[at : at + 180])
            self.tape.wait(every_ms)
        self.order(wire.COMMIT, name)
        self.tape.wait(1000)
        return name

    def show(self, book: bytes, line: int, token: int) -> None:
        """SHOW with the next counter."""
        self._counter += 1
        self.say(wire.SHOW, self._counter, book, line, token)

    def _send(self, record: bytes, sealed: bool) -> None:
        self._cutter.load(record, sealed)
        while (packet := self._cutter.next()) is not None:
            self.tape.add("W", struct.pack("<HH", CONNECTION, RX) + packet)


@dataclass(frozen=True)
class Weight:
    """After a collection: bytes in use and in the largest free piece; blocks of flash erased."""

    minute: float
    used: int
    largest: int
    erased: int


@dataclass(frozen=True)
class Run:
    """frames: (milliseconds, operation, payload) that the board sent. ended: how: "tape",
    "reset" or "deep sleep"."""

    limit: int
    frames: list[tuple[int, str, bytes]]
    weights: list[Weight]
    ended: str
    flash: bytes


async def run(
    tape: Tape,
    board: str = "t-glass",
    heap: int = 100 * 1024,
    *,
    settings: dict[str, Any] | None = None,
    flash: bytes | None = None,
    cause: int = 1,
    wake: int = 0,
    timeout: float = 600,
) -> Run:
    """Play a tape to the firmware on a board. flash: an image to go on from.

    Raises VirtualGlassesError if the firmware fails.
    """
    config = {
        "board": board, "name": "Souffleur-0001", "identity": IDENTITY.hex(),
        "secret": SECRET.hex(), **(settings or {}),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        image, rom_file, out = folder / "flash", folder / "rom", folder / "out"
        rom_file.write_bytes(await rom.build())
        if flash is not None:
            image.write_bytes(flash)
        await provision(image, config, SIZE)
        (folder / "tape").write_bytes(tape.encoded())
        foreign = int(_play("1M", rom_file, image, "0", out, 1, 0, timeout=timeout))
        foreign += -(-foreign * 3 // 256)  # the collector's tables
        size = str(heap + foreign)
        said = _play(size, rom_file, image, folder / "tape", out, cause, wake, timeout=timeout)
        if said:
            raise VirtualGlassesError(f"The firmware said: {said[-1500:]}")
        frames = list(_frames(out.read_bytes()))
        return Run(heap, frames, list(_weights(frames, foreign)), _end(frames), image.read_bytes())


def _play(heap: str, *arguments: Path | str | int, timeout: float) -> str:
    done = subprocess.run(
        [micropython(), "-X", f"heapsize={heap}", PLAY, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout,
    )  # fmt: skip
    if done.returncode:
        raise VirtualGlassesError(f"The firmware ended: {done.stdout[-1500:]}")
    return done.stdout


def _frames(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    at = 0
    while at < len(data):
        when, size, operation = struct.unpack_from("<IHB", data, at)
        yield when, chr(operation), data[at + 7 : at + 7 + size]
        at += 7 + size


def _weights(frames: Iterable[tuple[int, str, bytes]], foreign: int) -> Iterator[Weight]:
    for when, operation, payload in frames:
        if operation == "H":
            used, largest, erased = struct.unpack("<III", payload)
            yield Weight(when / 60000, used - foreign, largest, erased)


def _end(frames: list[tuple[int, str, bytes]]) -> str:
    for _, operation, payload in reversed(frames):
        if operation == "E":
            return "deep sleep" if struct.unpack("<I", payload)[0] else "reset"
    return "tape"

"""Made-up frames through the whole device: micropython frames.py BOARD_FILE SEED FRAMES

Bursts of frames of one manner: bytes of chance, packets of a real companion changed, sound
packets around anything, records sealed with the right keys around anything. Nothing may be
raised, nothing may run on, the heap may not grow, and after each storm a companion that comes
is served. Prints the counts as JSON, or ends with what went wrong.
"""

# mypy: ignore-errors

import gc
import json
import struct
import sys

from glasses import Glasses, Reset, time, watch
from laptop import Laptop
from life import SECRET
from scripts import Noise, Script
from souffleur import book, wire

BLOCKS = 48
BURST = 25  # frames of one manner
STORM = 40  # bursts between two visits of a sound companion
MOST_ANSWERS = 40  # packets after one burst; more would never end
SETTLE_MS = 1000  # until a restart that was ordered has come
GROWTH = 6000  # bytes that the heap may grow from the second storm on
KINDS = sorted(wire.LAYOUT)
ORDERS = [kind for kind in KINDS if 0x10 <= kind < 0x20 or kind >= 0x30]
TEXTS = (b"brightness=9", b"current_row=2", b"area=0,0,126,126", b"pan=5,-3", b"strip=1",
         b"name=\xff", b"name=abc", b"size=large", b"dim=300", b"=", b"language=zh")  # fmt: skip


class Storm:
    """Makes frames. `glasses`: where they go. `sound`: the books that are sound."""

    def __init__(self, glasses, noise, sound):
        self.glasses = glasses
        self.noise = noise
        self.sound = sound
        self.laptop = Laptop(bytes.fromhex(SECRET), noise)
        self.heard = [b"\x80\x01\x00a"]  # sound packets, to be changed
        self.manners = (
            self.chance, self.changed, self.framed, self.plain, self.sealed, self.sealed,
            self.orders, self.orders, self.forged,
        )  # fmt: skip

    def chance(self):
        noise = self.noise
        return [noise.bytes(noise.below(300) if noise.below(4) == 0 else noise.below(24))]

    def changed(self):
        """A sound packet cut, lengthened, flipped or repeated."""
        noise = self.noise
        packet = noise.choose(self.heard)
        manner = noise.below(5)
        if manner == 0:
            return [packet[: noise.below(len(packet))]]
        if manner == 1:
            return [packet + noise.bytes(1 + noise.below(20))]
        if manner == 2:
            return [packet, packet]
        changed = bytearray(packet)
        for _ in range(1 + noise.below(3)):
            changed[noise.below(min(len(changed), 8 if manner == 3 else 300))] ^= (
                1 << noise.below(8)
            )
        return [bytes(changed)]

    def framed(self):
        """Sound heads and lengths around anything."""
        noise = self.noise
        size = noise.below(40)
        head = noise.choose((0xC0, 0xE0, 0x80, 0xA0)) | noise.below(32)
        length = size if noise.below(3) else noise.below(600)
        return [struct.pack("<BH", head, length) + noise.bytes(size)]

    def plain(self):
        """Any message with a right checksum."""
        return self.laptop.cut(wire.plain(self.message(KINDS)), False)

    def forged(self):
        """Sealed, but with other keys."""
        return self.laptop.cut(self.noise.bytes(13 + self.noise.below(60)), True)

    def sealed(self):
        return self.laptop.sealed(self.message(KINDS))

    def orders(self):
        return self.laptop.sealed(self.message(ORDERS))

    def message(self, kinds):
        """A message of one of these kinds: right, almost right, or of chance."""
        noise = self.noise
        kind = noise.choose(kinds)
        if kind == wire.RESTART and noise.below(50):
            kind = wire.PING
        size = struct.calcsize(wire.LAYOUT[kind]) - 1
        shape = noise.below(8)
        if shape == 0:
            return bytes((kind,)) + noise.bytes(noise.below(60))
        if shape == 1:
            return noise.bytes(1 + noise.below(60))
        body = bytearray(noise.bytes(size))
        if shape < 6:  # small numbers get further
            for at in range(size):
                body[at] = noise.below(8) if noise.below(3) else 0
        if shape > 2:
            self._known(kind, body)
        tail = self._tail(kind, body) if kind in wire.TAILED else b""
        return bytes((kind,)) + bytes(body) + tail

    def _tail(self, kind, body):
        noise = self.noise
        if noise.below(3) == 0:
            return noise.bytes(noise.below(200))
        if kind in (wire.CHUNK, wire.CHUNK_ASK):  # what is due next, of one book or another
            _, held = self.glasses.session._orders.incoming()
            body[0:4] = struct.pack("<I", held)
            return noise.choose(self.sound).data[held : held + 200]
        if kind == wire.MESSAGE:
            body[1], body[2] = 1 + noise.below(130), 1 + noise.below(42)
            whole, rest = divmod(book.row_bytes(body[1], 1) * body[2], 100)
            return bytes((226, 0xAA)) * whole + bytes((0, 9)) * rest
        return noise.choose(TEXTS)

    def _known(self, kind, body):
        """Put in the name and the header of a sound book where they belong."""
        script = self.noise.choose(self.sound)
        if kind == wire.BEGIN:
            body[1:9] = script.id
            if self.noise.below(2):
                body[9:13] = struct.pack("<I", len(script.data))
                body[25:49] = script.data[:24]
        elif kind in (wire.COMMIT, wire.USE, wire.ERASE, wire.UPDATE):
            body[1:9] = script.id
        elif kind == wire.SHOW:
            body[0:4] = struct.pack("<I", self.noise.word() >> 8)
            body[4:12] = script.id
        elif kind == wire.ASK and self.noise.below(2):
            body[1:] = struct.pack("<BI", 1 + self.noise.below(3), 0)


def strike(storm, counts, frames):
    """One burst, and the answers to it."""
    glasses, noise = storm.glasses, storm.noise
    session = glasses.session
    happening = noise.below(14)
    if happening == 0:
        session.unlinked()
    elif happening == 1:
        session.linked(20 + noise.below(250))
    elif happening == 2:
        session.gesture(1 + noise.below(3), time.ticks_ms())
    elif happening == 3 and noise.below(8) == 0:
        glasses.pairing(noise.below(2))
    if happening < 2 or session.closing:
        session.linked(244)
        if noise.below(4):
            storm.laptop.link(session)
    manner = noise.choose(storm.manners)
    done = 0
    while done < min(BURST, frames):
        for packet in manner():
            session.receive(packet, time.ticks_ms())
            done += 1
    answers = 0
    while session.outgoing() is not None:
        answers += 1
        if answers > MOST_ANSWERS:
            raise Reset("answers without end")
    counts["frames"] += done
    counts["answers"] += answers
    counts[manner.__name__] = counts.get(manner.__name__, 0) + done
    glasses.tick(15 + noise.below(300))


def main(board, seed, frames):
    noise = Noise(seed)
    books = [Script(n, 12, height=110) for n in (1, 2)]
    watch(books, False)  # bytes of chance come under their names, too
    glasses = Glasses(board, BLOCKS, seed)
    storm = Storm(glasses, noise, books)
    counts = {"frames": 0, "answers": 0, "visits": 0, "resets": 0, "growth": 0}
    base = 0
    while counts["frames"] < frames:
        for burst in range(STORM + 1):
            try:
                if burst < STORM:
                    strike(storm, counts, frames)
                else:
                    glasses.tick(SETTLE_MS)
            except Reset:
                counts["resets"] += 1
                glasses.reset()
        storm.heard = storm.laptop.visit(glasses, noise.choose(books))
        counts["visits"] += 1
        gc.collect()
        if counts["visits"] == 2:
            base = gc.mem_alloc()
        counts["growth"] = gc.mem_alloc() - base
    if counts["growth"] > GROWTH:
        raise MemoryError("the heap has grown by %d bytes" % counts["growth"])
    print(json.dumps(counts))


if __name__ == "__main__":
    with open("/host" + sys.argv[1]) as BOARD:
        main(BOARD.read(), int(sys.argv[2]), int(sys.argv[3]))

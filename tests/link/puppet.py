"""A pair of glasses without radio, flash or panel: the real session over a port in memory.

Runs under CPython and MicroPython; as a MicroPython program it obeys one JSON line at a time.
"""

# ruff: noqa: RUF005
# MicroPython is its own dialect.

import hashlib
import json
import sys

if sys.implementation.name == "micropython":
    from souffleur import book, intake, session, wire
else:
    from firmware.souffleur import book, intake, session, wire

IDENTITY = b"glasses1"
SECRET = bytes(range(32))
SETTINGS = {
    "name": "Anna", "brightness": "90", "dim": "0", "dim_after": "20", "current_row": "1",
    "strip": "1", "area": "0,0,126,126", "pan": "0,0", "size": "normal", "mirror": "0",
    "vibrate": "1", "language": "en", "sleep_after": "10", "watchdog_ms": "0",
    "panned": "0,0,126,126",
}  # fmt: skip
DEVICE = (
    "board=t-glass\nversion=1\nmicropython=1.28.0\npanel=126,126,2\narea=0,0,126,126\n"
    "text=126,114\nheap_free=20000\nflash_free=1000000\nreset=power\nbooks=\n"
)


class Noise:
    """Numbers that look random and are the same everywhere (xorshift, 32 bits)."""

    def __init__(self, seed):
        self._state = seed * 2654435761 & 0xFFFFFFFF or 1

    def __call__(self, count):
        return bytes(self.below(256) for _ in range(count))

    def below(self, limit):
        x = self._state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self._state = x
        return (x >> 8) % limit


class MemoryPort:
    """Books in dictionaries; what was shown in a list."""

    def __init__(self):
        self.books = {}  # committed
        self.parts = {}  # begun
        self.current = None
        self.incoming = None
        self.size = 0
        self.updating = False
        self.at = (0, 0)
        self.shown = []
        self.seen = wire.VIEW_SCRIPT
        self.note = None
        self.following = wire.STATE_IDLE
        self.times = []
        self.buzzes = []
        self.settings = dict(SETTINGS)
        self.journal = "5 watchdog\n" * 100
        self.restarts = 0
        self.there = False
        self.pairing = None
        self.updates = []
        self.copied = 0
        self.pieces = 0  # of work that takes long; the session does 4 of them a step
        self.commits = 0

    def begin(self, book_id, size, base_id, same, header):
        if book_id in self.books:
            yield size
            return
        self.incoming, self.size, self.updating = book_id, size, False
        part = self.parts.setdefault(book_id, bytearray())
        if not part:
            part.extend(header)
            base = self.books.get(base_id)
            if base:
                for _ in range(self.pieces):
                    yield None
                part.extend(base[book.HEADER_SIZE : same])
                self.copied = len(part)
        yield len(part)

    def update(self, image_id, size):
        if image_id in self.updates:
            yield size
            return
        self.incoming, self.size, self.updating = image_id, size, True
        yield len(self.parts.setdefault(image_id, bytearray()))

    def write(self, offset, data):
        part = self.parts[self.incoming]
        assert offset == len(part), "not contiguous"
        assert offset + len(data) <= self.size, "beyond the book"
        part.extend(data)

    def commit(self, book_id):
        self.commits += 1
        for _ in range(self.pieces):
            yield None
        if book_id in self.updates:
            yield True
            return
        if book_id not in self.books:
            data = bytes(self.parts.pop(book_id, b""))
            if hashlib.sha256(data).digest()[:8] != book_id:
                yield False
                return
            if self.updating:
                self.updates.append(book_id)
                yield True
                return
            self.books[book_id] = data
        self.current = book_id
        yield True

    def use(self, book_id):
        if book_id not in self.books:
            return False
        self.current = book_id
        return True

    def lines_ready(self, book_id):
        data = self.books.get(book_id) or self.parts.get(book_id, b"")
        lines, at = 0, book.HEADER_SIZE
        while at + book.RECORD_HEAD <= len(data):
            end = at + book.RECORD_HEAD + (data[at + 1] | data[at + 2] << 8)
            lines += data[at] == book.LINE and end <= len(data)
            at = end
        return lines

    def show(self, book_id, line, token):
        self.current, self.at = book_id, (line, token)
        self.shown.append((line, token))

    def view(self, view):
        self.seen = view

    def message(self, width, height, data):
        self.note = data and (width, height, data)

    def state(self, state):
        self.following = state

    def time(self, day, elapsed, goal):
        self.times.append((day, elapsed, goal))

    def buzz(self, pattern):
        self.buzzes.append(pattern)

    def ask(self, topic):
        if topic == wire.ABOUT_SETTINGS:
            text = "".join(key + "=" + self.settings[key] + "\n" for key in sorted(self.settings))
        elif topic == wire.ABOUT_JOURNAL:
            text = self.journal
        elif topic == wire.ABOUT_DEVICE:
            text = DEVICE
        else:
            raise intake.Refused(wire.ERR_UNKNOWN)
        return text.encode()

    def restart(self):
        self.restarts += 1

    def erase(self, book_id):
        if book_id is None:
            self.books, self.parts, self.current, self.at = {}, {}, None, (0, 0)
        self.books.pop(book_id, None)
        self.parts.pop(book_id, None)

    def linked(self, there):
        self.there = there
        if not there:
            self.following = wire.STATE_IDLE

    def configure(self, key, value):
        if key == "nonsense":
            raise intake.Refused(wire.ERR_UNKNOWN)
        self.settings[key] = value

    def status(self):
        return (0, 80, self.seen, self.following, 12)

    def place(self):
        return (self.current,) + self.at


class Puppet:
    """Session and port, moved by a test. Packets and ids are hexadecimal text."""

    def __init__(self, seed=1):
        self.noise = Noise(seed)
        self.port = MemoryPort()
        self.reset()

    def reset(self):
        """Power off and on: flash stays, the session is new."""
        self.port.incoming = None
        self.session = session.Session(IDENTITY, SECRET, self.port, self.noise)

    def link(self, max_packet):
        self.session.linked(max_packet)

    def unlink(self):
        self.session.unlinked()

    def gesture(self, kind, now):
        return self.session.gesture(kind, now)

    def step(self, now, packets, limit):
        """Take packets, let time go on, give at most `limit` packets; and whether to hang up."""
        for packet in packets:
            self.session.receive(bytes.fromhex(packet), now)
        self.session.tick(now)
        self.session.work()
        out = []
        while len(out) < limit:
            packet = self.session.outgoing()
            if packet is None:
                break
            out.append(packet.hex())
        return out, self.session.closing

    def state(self):
        port = self.port
        return {
            "current": port.current.hex() if port.current else "",
            "books": [[i.hex(), hashlib.sha256(data).digest().hex()] for i, data in
                      port.books.items()],
            "at": list(port.at),
            "shown": [list(place) for place in port.shown],
            "view": port.seen,
            "note": port.note and [port.note[0], port.note[1], port.note[2].hex()],
            "settings": port.settings,
            "copied": port.copied,
        }


def main():
    puppet = Puppet()
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        name, *arguments = json.loads(line)
        if name == "new":
            puppet = Puppet(*arguments)
            answer = None
        else:
            answer = getattr(puppet, name)(*arguments)
        print(json.dumps(answer))


if __name__ == "__main__":
    main()

"""One book or update on its way to the glasses: windows, gaps, resuming. Pure; in seconds."""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_right
from dataclasses import dataclass

from firmware.souffleur import book as book_format
from firmware.souffleur import seal, wire

MISSING = struct.Struct("<IH")
CHUNK_OVERHEAD = seal.OVERHEAD + 5  # tag and counter, kind and offset
WIDE_PACKET = 100  # from here a chunk is one packet; below, LONG_CHUNK share one tag
LONG_CHUNK = 4
LIVE_WINDOW = 4  # packets, so that a SHOW never waits behind many
PATIENCE = 1.0  # seconds without progress before what is under way counts as lost
MOST_PATIENCE = 4.0


def book_id(book: bytes) -> bytes:
    """The id of a book: the first 8 bytes of its SHA-256."""
    return hashlib.sha256(book).digest()[:8]


def line_ends(book: bytes) -> list[int]:
    """For each line of the book, how many bytes of the book it takes to draw it.

    Raises book.BookError if the records do not fill the book exactly.
    """
    book_format.parse_header(book[: book_format.HEADER_SIZE])
    ends = []
    at = book_format.HEADER_SIZE
    while at < len(book):
        if at + book_format.RECORD_HEAD > len(book):
            raise book_format.BookError("record cut off")
        kind = book[at]
        at += book_format.RECORD_HEAD + int.from_bytes(book[at + 1 : at + 3], "little")
        if kind == book_format.LINE:
            ends.append(at)
    if at != len(book):
        raise book_format.BookError("record cut off")
    return ends


def ranges(tail: bytes) -> list[tuple[int, int]]:
    """[(offset, length)] from the tail of an ACK; raises WireError."""
    if len(tail) % MISSING.size:
        raise wire.WireError("missing list")
    return list(MISSING.iter_unpack(tail))


def same_bytes(book: bytes, base: bytes) -> int:
    """How far the two books are the same, their headers left out."""
    low: int = book_format.HEADER_SIZE
    high = max(low, min(len(book), len(base)))
    while low < high:
        middle = (low + high + 1) // 2
        if book[low:middle] == base[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(slots=True)
class Flight:
    """A chunk under way. order: rises with every sending."""

    start: int
    end: int
    order: int
    packets: int


class Transfer:
    """Which bytes to send next, given what the glasses said they have.

    base: a book that the glasses hold. update: `book` is an image of the glasses' software.
    """

    def __init__(self, book: bytes, base: bytes | None = None, *, update: bool = False) -> None:
        self.book = book
        self.update = update
        self.id = book_id(book)
        self.base_id = wire.NO_BOOK if base is None else book_id(base)
        self.same = 0 if base is None else same_bytes(book, base)
        self.held = 0
        self.started = False
        self.presumed = False  # nobody has said yet that the glasses hold the header and no more
        self._ends = [] if update else line_ends(book)
        self._flights: list[Flight] = []
        self._again: list[tuple[int, int]] = []  # ranges to send again
        self.repeats = 0  # packets sent again
        self._fresh = 0  # from here nothing was sent yet
        self._order = 0
        self._unasked = 0  # packets since an answer was asked for
        self._progress_at = 0.0
        self._patience = PATIENCE

    @property
    def complete(self) -> bool:
        return self.held == len(self.book)

    @property
    def sent(self) -> bool:
        """All of it is held or under way, and the glasses have opened it."""
        whole = self._fresh == len(self.book) and not self._again
        return self.started and not self.presumed and whole

    @property
    def line_count(self) -> int:
        return len(self._ends)

    @property
    def lines(self) -> int:
        """Lines that the glasses can draw already."""
        return bisect_right(self._ends, self.held)

    def pause(self) -> None:
        """The link is gone, or the glasses forgot the book: wait for resume()."""
        self.started = self.presumed = False
        self._flights.clear()
        self._again.clear()

    def presume(self, now: float) -> None:
        """The order to open the book is on its way: most likely nothing of it is there but the
        header, which goes with the order. What is sent in vain if that is wrong is one window."""
        self.resume(book_format.HEADER_SIZE, now)
        self.presumed = True
        self._unasked = 1  # the order has gone with the first packets

    def resume(self, held: int, now: float) -> None:
        """The glasses hold the first `held` bytes, and nothing beyond."""
        if self.presumed and held == book_format.HEADER_SIZE:
            self.presumed = False
            return
        self.pause()
        self.started = True
        self.held = self._fresh = min(held, len(self.book))
        self._unasked = 0
        self._progress_at = now
        self._patience = PATIENCE

    def acknowledged(
        self, held: int, seen: int, missing: list[tuple[int, int]], now: float
    ) -> bool:
        """Take an ACK; True if the glasses hold more than before.

        A chunk is lost, and goes again at once, when one that was sent later has arrived.
        """
        if not self.started or not self.held <= held <= seen <= len(self.book):
            return False
        advanced = held > self.held
        self.held = held
        arrived = [
            f for f in self._flights
            if f.end <= held
            or (f.end <= seen and not any(f.start < a + n and a < f.end for a, n in missing))
        ]
        if arrived:
            newest = max(f.order for f in arrived)
            self._progress_at = now
            self._patience = PATIENCE
            self._flights = [f for f in self._flights if f not in arrived]
            self._give_up([f for f in self._flights if f.order < newest])
        self._fresh = max(self._fresh, held)
        self._again = [(max(a, held), b) for a, b in self._again if b > held]
        return advanced

    def tick(self, now: float) -> None:
        """Without progress for long, all that is under way counts as lost."""
        if self._flights and now - self._progress_at > self._patience:
            self._patience = min(2 * self._patience, MOST_PATIENCE)
            self._progress_at = now
            self._give_up(self._flights)

    def chunk(self, max_packet: int, live: bool, now: float) -> bytes | None:
        """The next CHUNK message if the window has room for it, else None."""
        if not self.started:
            return None
        packets = 1 if max_packet >= WIDE_PACKET else LONG_CHUNK
        window = LIVE_WINDOW if live else wire.WINDOW
        under_way = sum(f.packets for f in self._flights)
        if under_way + packets > window:
            return None
        repeated = bool(self._again)
        start, end = self._again.pop(0) if repeated else (self._fresh, len(self.book))
        if start >= end:
            return None
        stop = min(end, start + packets * (max_packet - 1) - 2 - CHUNK_OVERHEAD)
        if not repeated:
            self._fresh = stop
        elif stop < end:
            self._again.insert(0, (stop, end))
        self.repeats += packets if repeated else 0
        if not self._flights:
            self._progress_at = now
        self._order += 1
        self._flights.append(Flight(start, stop, self._order, packets))
        self._unasked += packets
        ask = repeated or stop == len(self.book) or self._unasked >= window // 2
        if ask:
            self._unasked = 0
        kind = wire.CHUNK_ASK if ask else wire.CHUNK
        message: bytes = wire.pack(kind, start, tail=self.book[start:stop])
        return message

    def _give_up(self, flights: list[Flight]) -> None:
        """Send these again."""
        for flight in list(flights):
            self._flights.remove(flight)
            self._again.append((flight.start, flight.end))
        self._again.sort()

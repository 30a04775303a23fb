"""The incoming book: what is held, and chunks that came before their turn. Pure."""

import struct

from . import wire


class Refused(Exception):
    """The glasses will not do it; code is one of wire.ERR_..."""

    def __init__(self, code):
        super().__init__("refused: %d" % code)
        self.code = code


class Intake:
    """One book on its way; port is where its bytes go, see session.py."""

    def __init__(self, book_id, size, held):
        self.book_id = book_id
        self.size = size
        self.held = held
        self._early = []  # (offset, data), by offset; at most wire.WINDOW

    def forget_early(self):
        """Give the memory back; the companion sends again what is not held."""
        self._early = []

    def take(self, offset, data, port):
        """Write what is new and in turn; True if the companion should be told at once."""
        end = offset + len(data)
        if end > self.size or not data:
            raise Refused(wire.ERR_MALFORMED)
        if offset > self.held:
            self._keep(offset, data)
            return True
        if end <= self.held:
            return True
        self._write(data[self.held - offset :] if offset < self.held else data, port)
        told = bool(self._early)
        while self._early and self._early[0][0] <= self.held:
            offset, data = self._early.pop(0)
            if offset + len(data) > self.held:
                self._write(data[self.held - offset :], port)
        return told or self.held == self.size

    def _write(self, data, port):
        port.write(self.held, data)
        self.held += len(data)

    def _keep(self, offset, data):
        early = self._early
        at = 0
        while at < len(early) and early[at][0] < offset:
            at += 1
        if len(early) < wire.WINDOW and (at == len(early) or early[at][0] != offset):
            early.insert(at, (offset, data))

    def ack(self):
        """The ACK message: what is held, and the gaps before the furthest byte seen."""
        tail = b""
        seen = self.held
        for offset, data in self._early:
            if offset > seen:
                tail += struct.pack("<IH", seen, min(offset - seen, 0xFFFF))
            seen = max(seen, offset + len(data))
        return wire.pack(wire.ACK, self.book_id[:4], self.held, seen, tail=tail)

"""The device at the far end of a link: micropython links.py BOARD_FILE BOOKS

Obeys one JSON line at a time: [name, argument, ...], answered by one line. BOOKS is a list of
(seed, lines): the scripts that may come, whose every line is compared when it is read.
"""

# mypy: ignore-errors

import hashlib
import json
import os
import sys

from glasses import Glasses, time, watch
from scripts import Script

BLOCKS = 64


class Far:
    """What the host may ask for. Packets and ids are hexadecimal text."""

    def __init__(self, board, scripts):
        watch(scripts, True)
        self.glasses = Glasses(board, BLOCKS, 1)

    def link(self, size):
        self.glasses.session.linked(size)

    def unlink(self):
        self.glasses.session.unlinked()

    def step(self, ms, packets, limit):
        """Take packets, let time go on; at most `limit` packets, and whether to hang up."""
        glasses = self.glasses
        session = glasses.session
        for packet in packets:
            session.receive(bytes.fromhex(packet), time.ticks_ms())
        glasses.tick(ms)
        out = []
        while len(out) < limit:
            packet = session.outgoing()
            if packet is None:
                break
            out.append(packet.hex())
        return out, session.closing

    def touch(self, kind):
        """A touch: the companion gets it, or the glasses do it alone."""
        if not self.glasses.session.gesture(kind, time.ticks_ms()):
            self.glasses.port.alone(kind)

    def place(self):
        book_id, line, token = self.glasses.vault.place()
        return [book_id.hex() if book_id else "", line, token]

    def right(self):
        """Whether the picture is that of the place; without a script it is some page."""
        return not self.place()[0] or self.glasses.text_area() == self.glasses.reference()

    def books(self):
        """Names of the books held whole, each with the SHA-256 of its bytes."""
        found = []
        for name in os.listdir("/books"):
            if name.endswith(".book"):
                with open("/books/" + name, "rb") as file:
                    found.append([name[:-5], hashlib.sha256(file.read()).digest().hex()])
        return found


def main(board, books):
    far = Far(board, [Script(seed, lines) for seed, lines in books])
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        order = json.loads(line)
        print(json.dumps(getattr(far, order[0])(*order[1:])))


if __name__ == "__main__":
    with open("/host" + sys.argv[1]) as BOARD:
        main(BOARD.read(), json.loads(sys.argv[2]))

"""Checks of the shared firmware modules that run under CPython and under MicroPython.

As a MicroPython program it prints a line for each check: "ok NAME" or "FAILED NAME: why".
"""

# ruff: noqa: UP031, PTH123, RUF005
# MicroPython is its own dialect.

import gc
import hashlib
import json
import struct
import sys

if sys.implementation.name == "micropython":
    from souffleur import book, seal, session, wire
else:
    from firmware.souffleur import book, seal, session, wire

from puppet import IDENTITY, SECRET, MemoryPort, Noise

ROUNDS = 3000


def vectors():
    """The file that lies beside wire.py."""
    path = wire.__file__.rsplit("/", 1)[0] + "/wire_vectors.json"
    with open(path) as file:
        return json.load(file)


def value(item):
    """Vectors write bytes as hexadecimal text."""
    return bytes.fromhex(item) if isinstance(item, str) else item


def same(got, wanted):
    if got != wanted:
        raise AssertionError("%r is not %r" % (got, wanted))


def check_messages():
    for case in vectors()["messages"]:
        fields = [value(field) for field in case["fields"]]
        tail = value(case["tail"])
        same(wire.pack(case["kind"], *fields, tail=tail).hex(), case["bytes"])
        extra = (tail,) if case["kind"] in wire.TAILED else ()
        same(wire.unpack(value(case["bytes"])), (case["kind"],) + tuple(fields) + extra)


def check_bad_messages():
    for text in vectors()["not_messages"]:
        try:
            wire.unpack(value(text))
        except wire.WireError:
            continue
        raise AssertionError(text)


def check_packets():
    for case in vectors()["packets"]:
        cutter = wire.Fragmenter(case["max_packet"])
        cutter.load(value(case["record"]), case["sealed"])
        packets = []
        while not cutter.idle:
            packets.append(cutter.next())
        same([packet.hex() for packet in packets], case["packets"])
        assembler = wire.Assembler()
        done = [assembler.feed(packet) for packet in packets]
        same(done[:-1], [None] * (len(packets) - 1))
        same((done[-1][0], done[-1][1].hex()), (case["sealed"], case["record"]))


def check_spoilt_packets():
    """Lost, moved, cut and repeated packets: the right record or none."""
    record = Noise(3)(100)
    cutter = wire.Fragmenter(30)
    cutter.load(record, True)
    packets = []
    while not cutter.idle:
        packets.append(cutter.next())
    same(len(packets), 4)
    for spoilt in (
        (0, 2, 3), (1, 2, 3), (0, 1, 3), (0, 2, 1, 3), (3,), (0, 3), (0, 1, 2), (0, 0, 2, 3),
    ):
        assembler = wire.Assembler()
        same([assembler.feed(packets[i]) for i in spoilt], [None] * len(spoilt))
    for fine in ((0, 1, 1, 2, 3), (0, 0, 1, 2, 2, 3), (0, 1, 0, 1, 2, 3)):
        assembler = wire.Assembler()
        done = [assembler.feed(packets[i]) for i in fine]
        same(bytes(done[-1][1]), record)
    for number in range(4):
        for size in range(len(packets[number])):
            assembler = wire.Assembler()
            for i in range(4):
                packet = packets[i][:size] if i == number else packets[i]
                same(assembler.feed(packet), None)


def check_plain_records():
    for case in vectors()["plain"]:
        same(wire.plain(value(case["message"])).hex(), case["record"])
        same(wire.unplain(value(case["record"])).hex(), case["message"])
        spoilt = bytearray(value(case["record"]))
        spoilt[0] ^= 1
        try:
            wire.unplain(spoilt)
        except wire.WireError:
            continue
        raise AssertionError("checksum")


def check_advertisement():
    case = vectors()["advertisement"]
    same(wire.advertisement().hex(), case["advertisement"])
    same(wire.advertisement(True).hex(), case["open_for_pairing"])
    same(wire.scan_response(case["name"]).hex(), case["scan_response"])
    same(len(wire.scan_response("字" * 20)) <= 31, True)
    same(wire.refusal(wire.ERR_BUSY).hex(), case["refusal"])


def check_hmac():
    """RFC 4231."""
    for case in vectors()["hmac"]:
        data = value(case["data"])
        same(seal.Hmac(value(case["key"])).digest(data).hex(), case["code"])
        same(seal.Hmac(value(case["key"])).digest(data[:5], data[5:]).hex(), case["code"])


def check_hkdf():
    """RFC 5869."""
    for case in vectors()["hkdf"]:
        okm = seal.hkdf(value(case["ikm"]), value(case["salt"]), value(case["info"]), case["size"])
        same(okm.hex(), case["okm"])


def check_counter_mode():
    """NIST SP 800-38A, F.5.1 and F.5.2, whole and cut."""
    case = vectors()["ctr"]
    cipher = seal._cipher(value(case["key"]))
    text, crypt = value(case["plain"]), value(case["cipher"])
    for size in (1, 15, 16, 17, 63, 64):
        same(seal.ctr(cipher, value(case["first"]), text[:size]), crypt[:size])
        same(seal.ctr(cipher, value(case["first"]), crypt[:size]), text[:size])


def check_handshake():
    """The keys and the first sealed records of both directions."""
    case = vectors()["handshake"]
    keys = seal.Keys(
        value(case["secret"]),
        value(case["hello_nonce"]),
        value(case["welcome_nonce"]),
        value(case["hello"]),
        value(case["welcome"]),
    )
    same(keys.proof.hex(), case["proof"])
    message = value(case["message"])
    same(keys.companion()[0].seal(message).hex(), case["to_glasses"])
    same(keys.glasses()[0].seal(message).hex(), case["to_companion"])
    same(keys.glasses()[1].open(value(case["to_glasses"])), message)
    same(keys.companion()[1].open(value(case["to_companion"])), message)


def check_sealed_records_cannot_be_changed_repeated_or_turned_round():
    keys = seal.Keys(SECRET, bytes(16), bytes(16), b"hello", b"welcome")
    sealer, turned = keys.companion()
    _, opener = keys.glasses()
    records = [sealer.seal(b"line %d" % i) for i in range(4)]
    for at in range(len(records[0])):
        changed = bytearray(records[0])
        changed[at] ^= 1
        refuses(opener, changed, seal.SealError)
        refuses(opener, records[0][:at], seal.SealError)
    refuses(turned, records[0], seal.SealError)
    same(opener.open(records[0]), b"line 0")
    same(opener.open(records[2]), b"line 2")  # a gap is allowed
    refuses(opener, records[1], seal.Replayed)
    refuses(opener, records[2], seal.Replayed)
    same(opener.open(records[3]), b"line 3")


def refuses(opener, record, kind):
    try:
        opener.open(record)
    except kind:
        return
    raise AssertionError("taken")


def linked(device, noise):
    """Hand-made companion: (Sealer, Opener) after a handshake, and the packets' cutter."""
    device.linked(wire.MAX_PACKET)
    cutter = wire.Fragmenter(wire.MAX_PACKET)
    hello = wire.pack(wire.HELLO, wire.VERSION, 0, noise(16))
    cutter.load(wire.plain(hello), False)
    device.receive(cutter.next(), 0)
    welcome = wire.unplain(wire.Assembler().feed(device.outgoing())[1])
    keys = seal.Keys(SECRET, hello[-16:], welcome[12:28], hello, welcome[:-16])
    same(keys.proof, welcome[-16:])
    return keys.companion(), cutter


def say(device, channel, cutter, message, now=0):
    """Send one message; the messages that come back."""
    cutter.load(channel[0].seal(message), True)
    while not cutter.idle:
        device.receive(cutter.next(), now)
    answers = []
    assembler = wire.Assembler()
    packet = device.outgoing()
    while packet is not None:
        done = assembler.feed(packet)
        if done and done[0]:
            answers.append(wire.unpack(channel[1].open(done[1])))
        packet = device.outgoing()
    return answers


class Shelf(MemoryPort):
    """A port that keeps nothing, for counting the memory of the session alone."""

    def begin(self, book_id, size, base_id, same, header):
        yield 24

    def write(self, offset, data):
        pass

    def lines_ready(self, book_id):
        return 1000


def check_show_obeys_only_rising_counters():
    port = Shelf()
    device = session.Session(IDENTITY, SECRET, port, Noise(5))
    channel, cutter = linked(device, Noise(6))
    book = b"bookbook"
    for counter, line in ((5, 50), (5, 51), (4, 40), (6, 60)):
        answers = say(device, channel, cutter, wire.pack(wire.SHOW, counter, book, line, 0))
        same(answers[-1][0], wire.STATUS)
    same([line for line, _ in port.shown], [50, 60])
    device.unlinked()
    channel, cutter = linked(device, Noise(7))
    say(device, channel, cutter, wire.pack(wire.SHOW, 6, book, 61, 0))
    same([line for line, _ in port.shown], [50, 60])


def check_chunks_in_any_order_of_any_size_make_the_book():
    noise = Noise(21)
    for _ in range(20):
        content = noise(1500)
        content = book.header(1, 126, 126, 20, 0, 0, 0) + content
        name = hashlib.sha256(content).digest()[:8]
        port = MemoryPort()
        device = session.Session(IDENTITY, SECRET, port, noise)
        channel, cutter = linked(device, noise)
        begin = wire.pack(wire.BEGIN, 1, name, len(content), wire.NO_BOOK, 0, content[:24])
        held = say(device, channel, cutter, begin)[0][3]
        while held < len(content):
            at = min(held + noise.below(700), len(content) - 1)
            at -= noise.below(min(at, 300))
            data = content[at : at + 1 + noise.below(200)]
            for answer in say(device, channel, cutter, wire.pack(wire.CHUNK, at, tail=data)):
                if answer[0] == wire.ERROR:  # such as for want of memory: it would go on for ever
                    raise AssertionError(answer)
                if answer[0] == wire.ACK:
                    held = answer[2]
                    for place in range(0, len(answer[4]), 6):
                        start, size = struct.unpack_from("<IH", answer[4], place)
                        if not held <= start < start + size <= answer[3] <= len(content):
                            raise AssertionError("missing list")
            if not noise.below(3):
                data = content[held : held + 100]
                say(device, channel, cutter, wire.pack(wire.CHUNK_ASK, held, tail=data))
        answers = say(device, channel, cutter, wire.pack(wire.COMMIT, 2, name))
        same(answers[0], (wire.RESULT, 2, wire.OK, 0))
        same(port.books[name], content)


def check_a_repeated_hello_gets_the_same_welcome():
    device = session.Session(IDENTITY, SECRET, Shelf(), Noise(5))
    device.linked(wire.MAX_PACKET)
    packets = []
    for nonce in (bytes(16), bytes(16), b"another nonce 16"):
        cutter = wire.Fragmenter(wire.MAX_PACKET)
        cutter.load(wire.plain(wire.pack(wire.HELLO, wire.VERSION, 0, nonce)), False)
        device.receive(cutter.next(), 0)
        packets.append(device.outgoing()[1:])
    same(packets[0], packets[1])
    same(packets[0] == packets[2], False)


def check_another_version_is_refused_and_told():
    device = session.Session(IDENTITY, SECRET, Shelf(), Noise(5))
    device.linked(wire.MAX_PACKET)
    cutter = wire.Fragmenter(wire.MAX_PACKET)
    cutter.load(wire.plain(wire.pack(wire.HELLO, wire.VERSION + 1, 0, bytes(16))), False)
    device.receive(cutter.next(), 0)
    answer = wire.unpack(wire.unplain(wire.Assembler().feed(device.outgoing())[1]))
    same(answer, (wire.ERROR, wire.ERR_VERSION, wire.HELLO))


def check_random_bytes_never_raise_and_memory_stays():
    """Noise and spoilt copies of real packets, with and without a session."""
    noise = Noise(11)
    device = session.Session(IDENTITY, SECRET, Shelf(), noise)
    floor = None
    for number in range(ROUNDS):
        if number % 50 == 0:
            device.linked((20, 61, 182, 244)[number // 50 % 4])
            if number % 100:
                channel, cutter = linked(device, noise)
        packet = noise(noise.below(60))
        if number % 100 >= 50 and number % 2:
            kind = tuple(wire.LAYOUT)[noise.below(len(wire.LAYOUT))]
            cutter.load(channel[0].seal(bytes((kind,)) + packet), True)
            packet = cutter.next()
            if not number % 5:
                packet = packet[: noise.below(len(packet))]
        device.receive(packet, number)
        device.tick(number)
        while device.outgoing():
            pass
        if number % 500 == 499 and hasattr(gc, "mem_alloc"):
            gc.collect()
            floor = floor or gc.mem_alloc()
            if gc.mem_alloc() > floor + 4096:
                raise AssertionError("grows: %d after %d" % (gc.mem_alloc(), floor))


CHECKS = sorted(name for name in globals() if name.startswith("check_"))


def main():
    for name in CHECKS:
        gc.collect()
        try:
            globals()[name]()
            print("ok", name)
        except Exception as error:
            print("FAILED %s: %r" % (name, error))


if __name__ == "__main__":
    main()

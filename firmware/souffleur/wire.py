"""What travels between companion and glasses. Pure; CPython and MicroPython; no I/O, no clock.

The rules:

1. The glasses offer one GATT service with two characteristics: RX (write, write without
   response; companion to glasses) and TX (notify; glasses to companion).
2. One attribute value carries one packet, at most MAX_PACKET bytes. The glasses must give RX
   a buffer of MAX_PACKET, because MicroPython cuts longer writes without a word.
3. One record carries one message. It is cut into one or more packets. A packet is a head byte
   (FIRST, LAST, SEALED, and a sequence number modulo 32 that rises by one with every packet
   of a direction), then in a FIRST packet the length of the record (u16), then the next bytes
   of the record. So a packet that was lost, cut, repeated or moved spoils at most its own
   record, and is never taken for something else. A spoilt record is dropped in silence.
4. A plain record is a message and its CRC-32 (u32). Only HELLO, WELCOME, ERROR and the PAIR
   messages travel plain. Every other message is sealed: see seal.py. PAIR messages are obeyed
   only while the wearer has opened pairing: see pairing.py.
5. HELLO (companion) and WELCOME (glasses) come first. They carry the version, capability bits
   and one nonce each. WELCOME ends in a proof that the glasses know the shared secret; the
   companion's first sealed record is its own proof. A HELLO seen twice gets the same WELCOME.
6. The glasses answer the first sealed record and every PING, SHOW and STATE with STATUS, and
   send one every HEARTBEAT_MS by themselves. STATUS tells all that both sides must agree on.
   The companion repeats STATE while STATUS tells another; it is STATE_IDLE again when the link
   goes.
7. COMMANDS carry a request number and are answered by RESULT. The companion has one command
   under way and repeats it until answered; all of them may be obeyed twice without harm.
   RESTART counts as answered when `boot` in STATUS has changed.
8. BEGIN opens a book: its id, size and header, and how much of a book already held starts the
   same way. RESULT's value says how many bytes are there. CHUNKs bring the rest at any offset;
   at most WINDOW packets are under way. The glasses answer CHUNK_ASK, a gap, a repetition and
   the last byte with ACK: every byte before `held` is there, and of those before `seen` only
   the listed ranges are missing. Chunks that came beyond a gap are kept until the link goes.
   UPDATE opens an image of the glasses' own software in place of a book; CHUNKs bring it and
   COMMIT stages it for the next RESTART.
9. SHOW carries a counter that rises with every new place in one power-up of the glasses. One
   that is not higher than the last obeyed is not obeyed again. A companion learns the counter
   from STATUS and goes on from there. `boot` in STATUS changes with every power-up.
10. GESTURE carries a rising counter too and is repeated until SEEN.
11. ASK is a command whose answer is TELL: a piece of the text on a topic, cut anywhere. The
    text is frozen when asked for at offset 0 and kept until it is told whole or another command
    comes; whoever asks on when it is gone gets ERR_NOT_READY and begins again.
12. Whoever does not understand a message answers ERROR or stays silent, and goes on.

All numbers are little-endian.
"""

import struct
from binascii import crc32

try:
    from micropython import const
except ImportError:  # CPython

    def const(value):
        return value


VERSION = const(1)

SERVICE_UUID = "5d1e0001-6c3a-4f0b-9d57-50f1e0c0a5e7"
RX_UUID = "5d1e0002-6c3a-4f0b-9d57-50f1e0c0a5e7"
TX_UUID = "5d1e0003-6c3a-4f0b-9d57-50f1e0c0a5e7"

MIN_PACKET = const(20)  # ATT MTU 23
MAX_PACKET = const(244)  # ATT MTU 247: one link-layer packet of 251 bytes
MAX_RECORD = const(512)
WINDOW = const(8)  # packets under way; NimBLE on the ESP32 has 12 buffers
HEARTBEAT_MS = const(2000)
_NAME_MAX = const(29)  # bytes of a name that fit the scan response

FIRST = const(0x80)
LAST = const(0x40)
SEALED = const(0x20)
SEQUENCE = const(0x1F)

# Plain messages
HELLO = const(0x01)  # version, capabilities, nonce
WELCOME = const(0x02)  # version, capabilities, identity, nonce, proof
ERROR = const(0x03)  # code, kind of the message it answers (0: none); also sealed
PAIR_OPEN = const(0x04)  # to glasses: version, commitment
PAIR_KEY = const(0x05)  # to companion: version, identity, public key, nonce
PAIR_REVEAL = const(0x06)  # to glasses: public key, nonce
PAIR_DONE = const(0x07)  # to glasses: proof
PAIR_OK = const(0x08)  # to companion: proof
# Companion to glasses
PING = const(0x10)
BEGIN = const(0x11)  # request, book, size, base book (zeros: none), same bytes, book header
CHUNK = const(0x12)  # offset, data
CHUNK_ASK = const(0x13)  # the same, answer with ACK
COMMIT = const(0x14)  # request, book
USE = const(0x15)  # request, book
SHOW = const(0x16)  # counter, book, line, token
VIEW = const(0x17)  # request, VIEW_...
MESSAGE = const(0x18)  # request, width, height, picture of one bit a pixel, rows padded to bytes,
#                        most significant bit left, coded as book.PACKED; none: take it away
CONFIGURE = const(0x19)  # request, UTF-8 "key=value"
SEEN = const(0x1A)  # gesture counter
STATE = const(0x1B)  # STATE_...: what the follower does
TIME = const(0x1C)  # request, second of the local day, seconds of the show, goal (seconds; 0: none)
BUZZ = const(0x1D)  # request, BUZZ_...
ASK = const(0x1E)  # request, ABOUT_..., offset
UPDATE = const(0x1F)  # request, id (first 8 bytes of the image's SHA-256), size
RESTART = const(0x30)  # request; the glasses reset after the answer
ERASE = const(0x31)  # request, book (NO_BOOK: all books and the place)
# Glasses to companion
STATUS = const(0x20)  # flags, battery (percent), view, state, boot, uptime (seconds), book, line,
#                       token, counter, incoming book or update, bytes held of it
RESULT = const(0x21)  # request, code (OK or why not), value
ACK = const(0x22)  # first 4 bytes of the book id, held, seen, then (offset u32, length u16)...
GESTURE = const(0x23)  # counter, kind
TELL = const(0x24)  # request, size of the whole text (bytes), offset, UTF-8

MAKER = const(0xFFFF)  # in place of a company's number, which we have not; for advertisement()
NONCE_SIZE = const(16)
PROOF_SIZE = const(16)
NO_BOOK = bytes(8)

MAX_MESSAGE = const(440)  # bytes of a MESSAGE's coded picture
MAX_MESSAGE_HEIGHT = const(40)  # pixels
MESSAGE_FRAME = const(4)  # rows of pixels around the picture, also of the text's area
MAX_TELL = const(400)  # bytes of text in one TELL

FLAG_CHARGING = const(1)
FLAG_LOW = const(2)  # the battery is low
FLAG_MESSAGE = const(4)  # a message is on the glass
BATTERY_UNKNOWN = const(255)

VIEW_SCRIPT = const(0)
VIEW_BLANK = const(1)
VIEW_CLOCK = const(2)  # standby
VIEW_ALIGNMENT = const(3)  # for fitting the glasses
VIEW_IDENTIFY = const(4)  # the name, large and blinking; goes by itself

STATE_IDLE = const(0)  # no show
STATE_FOLLOWING = const(1)
STATE_HOLDING = const(2)
STATE_SEARCHING = const(3)
STATE_TIMED = const(4)  # scrolls by the clock
STATE_MANUAL = const(5)

TIME_NONE = const(0xFFFFFFFF)  # no show is running
DAY = const(86400)  # seconds

BUZZ_TICK = const(1)
BUZZ_DOUBLE = const(2)  # time is up
BUZZ_LONG = const(3)

ABOUT_SETTINGS = const(1)  # lines of "key=value"
ABOUT_DEVICE = const(2)  # the same: board, panel, versions, memory, books...
ABOUT_JOURNAL = const(3)  # what went wrong lately

NEXT = const(1)  # gestures
PREVIOUS = const(2)
HOLD = const(3)

OK = const(0)  # codes of RESULT and ERROR
ERR_VERSION = const(1)
ERR_AUTH = const(2)
ERR_BUSY = const(3)
ERR_NO_SESSION = const(4)
ERR_MALFORMED = const(5)
ERR_UNKNOWN = const(6)  # kind of message or configuration key
ERR_NO_BOOK = const(7)
ERR_NOT_READY = const(8)  # line not there yet
ERR_NO_SPACE = const(9)
ERR_BAD_BOOK = const(10)  # content does not match its id, or is no book
ERR_PANEL = const(11)  # set for another panel
ERR_FAILED = const(12)  # flash or display fault
ERR_NOT_NOW = const(13)  # such as an update with the battery low

LAYOUT = {
    HELLO: "<BBH16s",
    WELCOME: "<BBH8s16s16s",
    ERROR: "<BBB",
    PAIR_OPEN: "<BB32s",
    PAIR_KEY: "<BB8s32s16s",
    PAIR_REVEAL: "<B32s16s",
    PAIR_DONE: "<B16s",
    PAIR_OK: "<B16s",
    PING: "<B",
    BEGIN: "<BB8sI8sI24s",
    CHUNK: "<BI",
    CHUNK_ASK: "<BI",
    COMMIT: "<BB8s",
    USE: "<BB8s",
    SHOW: "<BI8sII",
    VIEW: "<BBB",
    MESSAGE: "<BBBB",
    CONFIGURE: "<BB",
    SEEN: "<BI",
    STATE: "<BB",
    TIME: "<BBIII",
    BUZZ: "<BBB",
    ASK: "<BBBI",
    UPDATE: "<BB8sI",
    RESTART: "<BB",
    ERASE: "<BB8s",
    STATUS: "<BBBBBHI8sIII8sI",
    RESULT: "<BBBI",
    ACK: "<B4sII",
    GESTURE: "<BIB",
    TELL: "<BBII",
}
TAILED = (CHUNK, CHUNK_ASK, MESSAGE, CONFIGURE, ACK, TELL)
COMMANDS = (
    BEGIN, COMMIT, USE, VIEW, MESSAGE, CONFIGURE, TIME, BUZZ, ASK, UPDATE, RESTART, ERASE,
)
PAIRING = (PAIR_OPEN, PAIR_KEY, PAIR_REVEAL, PAIR_DONE, PAIR_OK)


class WireError(ValueError):
    """The bytes are not a message of this version."""


def pack(kind, *fields, tail=b""):
    """The bytes of one message."""
    return struct.pack(LAYOUT[kind], kind, *fields) + tail


def unpack(body):
    """(kind, field, ...) of one message, for TAILED kinds with the tail last (bytes).

    Raises WireError.
    """
    layout = LAYOUT.get(body[0]) if len(body) else None
    if layout is None:
        raise WireError("unknown message")
    size = struct.calcsize(layout)
    if len(body) < size:
        raise WireError("message too short")
    fields = struct.unpack_from(layout, body)
    if fields[0] in TAILED:
        return fields + (bytes(body[size:]),)
    if len(body) > size:
        raise WireError("message too long")
    return fields


def plain(message):
    """A plain record."""
    return message + struct.pack("<I", crc32(message))


def unplain(record):
    """The message in a plain record; raises WireError."""
    body = bytes(record[:-4])
    if len(record) < 5 or struct.pack("<I", crc32(body)) != bytes(record[-4:]):
        raise WireError("checksum")
    return body


def packet_size(size):
    """The packet size to use where the stack offers `size` bytes per attribute value."""
    return max(MIN_PACKET, min(MAX_PACKET, size))


def refusal(code):
    """One packet for a connection that gets no session, such as a second companion."""
    cutter = Fragmenter()
    cutter.load(plain(pack(ERROR, code, 0)), False)
    return cutter.next()


def advertisement(pairing=False):
    """Advertising data: flags, the service UUID, manufacturer's data (26 bytes).

    The last is one byte under MAKER: 1 while the wearer has opened pairing.
    """
    uuid = bytes(reversed(bytes.fromhex(SERVICE_UUID.replace("-", ""))))
    head = b"\x02\x01\x06\x11\x07" + uuid
    return head + struct.pack("<BBHB", 4, 0xFF, MAKER, pairing)


def scan_response(name):
    """Scan response data: the complete local name, cut to whole characters that fit."""
    data = name.encode()
    while len(data) > _NAME_MAX:
        name = name[:-1]
        data = name.encode()
    return bytes((len(data) + 1, 0x09)) + data


class Fragmenter:
    """Cuts records into packets. One for each direction of a link."""

    def __init__(self, max_packet=MIN_PACKET):
        self.max_packet = packet_size(max_packet)
        self._sequence = 0
        self._record = None
        self._at = 0
        self._sealed = 0

    @property
    def idle(self):
        return self._record is None

    def load(self, record, sealed):
        """Take a record; a record not yet wholly cut is given up."""
        if not 0 < len(record) <= MAX_RECORD:
            raise WireError("record of %d bytes" % len(record))
        self._record = record
        self._at = 0
        self._sealed = SEALED if sealed else 0

    def next(self):
        """The next packet, or None."""
        record = self._record
        if record is None:
            return None
        head = self._sealed | self._sequence
        self._sequence = (self._sequence + 1) & SEQUENCE
        at = self._at
        room = self.max_packet - 1
        if not at:
            head |= FIRST
            room -= 2
        end = min(at + room, len(record))
        if end == len(record):
            head |= LAST
            self._record = None
        self._at = end
        if at:
            return bytes((head,)) + record[at:end]
        return struct.pack("<BH", head, len(record)) + record[:end]


class Assembler:
    """Puts packets together into records. One for each direction of a link."""

    def __init__(self):
        self._buffer = bytearray(MAX_RECORD)
        self.reset()

    def reset(self):
        self._need = 0
        self._got = 0
        self._next = 0
        self._sealed = 0

    def feed(self, packet):
        """(sealed, record) when the packet completes one, else None.

        The record is a view, good until the next call.
        """
        size = len(packet)
        if size < 2:
            return None
        head = packet[0]
        if head & FIRST:
            need = packet[1] | packet[2] << 8 if size > 3 else 0
            if need > MAX_RECORD:
                need = 0
            self._need = need
            self._got = 0
            self._sealed = head & SEALED
            start = 3
        else:
            if not self._need or head & SEQUENCE == (self._next - 1) & SEQUENCE:
                return None  # nothing begun, or a packet repeated
            if head & SEQUENCE != self._next or head & SEALED != self._sealed:
                self._need = 0
            start = 1
        self._next = (head + 1) & SEQUENCE
        end = self._got + size - start
        if not self._need or end > self._need or (end == self._need) != bool(head & LAST):
            self._need = 0
            return None
        self._buffer[self._got : end] = packet[start:]
        self._got = end
        if end < self._need:
            return None
        self._need = 0
        return self._sealed != 0, memoryview(self._buffer)[:end]

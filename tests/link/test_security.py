"""Nobody without the secret is obeyed or told anything, and nothing is obeyed twice."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from companion.glasses.client import Client
from companion.glasses.handshake import Known
from companion.glasses.transfer import book_id
from firmware.souffleur import book as book_format
from firmware.souffleur import seal, wire
from tests.link.puppet import IDENTITY, SECRET, Noise
from tests.link.stranger import Hand
from tests.link.world import make_book

BOOK = make_book(30, seed=90210)  # no other noise here begins so
NAME = book_id(BOOK)
HEADER = BOOK[: book_format.HEADER_SIZE]
Message = tuple[int, tuple[Any, ...], bytes]


def messages(noise: Noise) -> Message:
    """Some message that a companion may send."""
    request = 1 + noise.below(255)
    kinds: list[Message] = [
        (wire.BEGIN, (request, NAME, len(BOOK), wire.NO_BOOK, 0, HEADER), b""),
        (wire.CHUNK, (len(HEADER),), BOOK[len(HEADER) : len(HEADER) + 100]),
        (wire.CHUNK_ASK, (len(HEADER),), BOOK[len(HEADER) : len(HEADER) + 100]),
        (wire.COMMIT, (request, NAME), b""),
        (wire.USE, (request, NAME), b""),
        (wire.SHOW, (1 + noise.below(2**31), NAME, noise.below(2), noise.below(10)), b""),
        (wire.VIEW, (request, noise.below(5)), b""),
        (wire.MESSAGE, (request, 8, 8), noise(8)),
        (wire.CONFIGURE, (request,), b"brightness=%d" % noise.below(256)),
        (wire.STATE, (noise.below(6),), b""),
        (wire.TIME, (request, noise.below(86400), noise.below(9999), 0), b""),
        (wire.BUZZ, (request, 1 + noise.below(3)), b""),
        (wire.ASK, (request, wire.ABOUT_JOURNAL, 0), b""),
        (wire.UPDATE, (request, noise(8), 5000), b""),
        (wire.RESTART, (request,), b""),
        (wire.ERASE, (request, wire.NO_BOOK), b""),
    ]
    return kinds[noise.below(len(kinds))]


# One attack: given a linked hand, its records that nobody may obey. Each attack makes genuine
# records only to spoil them.

Attack = Callable[[Hand, Noise], Iterator[tuple[bytes, bool]]]


def genuine(hand: Hand, noise: Noise) -> bytes:
    kind, fields, tail = messages(noise)
    return hand.seal(kind, *fields, tail=tail)


def flipped(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    right = genuine(hand, noise)
    record = bytearray(right)
    for _ in range(1 + noise.below(3)):
        record[noise.below(len(record))] ^= 1 << noise.below(8)
    if record != right:  # two flips may have met
        yield bytes(record), True


def truncated(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    record = genuine(hand, noise)
    yield record[: 1 + noise.below(len(record) - 1)], True


def lengthened(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    yield genuine(hand, noise) + noise(1 + noise.below(20)), True


def spliced(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """The counter of one, the body of another, the tag of either."""
    one, two = genuine(hand, noise), genuine(hand, noise)
    tag = (one, two)[noise.below(2)][-seal.TAG_SIZE :]
    yield one[:4] + two[4 : -seal.TAG_SIZE] + tag, True


def recounted(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """Under a counter that is still to come."""
    record = genuine(hand, noise)
    counter = struct.unpack_from("<I", record)[0] + 1 + noise.below(1000)
    yield struct.pack("<I", counter) + record[4:], True


def of_another_secret(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    keys = seal.Keys(noise(32), noise(16), noise(16), b"hello", b"welcome")
    kind, fields, tail = messages(noise)
    yield keys.companion()[0].seal(wire.pack(kind, *fields, tail=tail)), True


def unsealed(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """The order itself, as a plain record or as if it were sealed."""
    kind, fields, tail = messages(noise)
    yield wire.plain(wire.pack(kind, *fields, tail=tail)), bool(noise.below(2))


def noisy(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    yield noise(1 + noise.below(200)), bool(noise.below(2))


def pairing_unasked(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    kind = wire.PAIRING[noise.below(len(wire.PAIRING))]
    body = noise(struct.calcsize(wire.LAYOUT[kind]) - 1)
    yield wire.plain(bytes((kind,)) + body), False


def reflected(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """What the glasses said comes back to them."""
    sealed, record = hand.heard[noise.below(len(hand.heard))]
    if sealed:  # their own WELCOME and ERROR are harmless and have a test of their own
        yield record, True


def from_an_earlier_session(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    record = genuine(hand, noise)
    hand.link()
    hand.prove()
    yield record, True


def replayed(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """Obeyed once, brought again and again."""
    record = genuine(hand, noise)
    hand.say(record, True)
    for _ in range(1 + noise.below(3)):
        yield record, True


def reordered(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """Held back until a later one was obeyed."""
    records = [genuine(hand, noise) for _ in range(2 + noise.below(4))]
    hand.say(records.pop(), True)
    while records:
        yield records.pop(noise.below(len(records))), True


def wrong_inside(hand: Hand, noise: Noise) -> Iterator[tuple[bytes, bool]]:
    """Rightly sealed by the companion itself, but no message: cut, too long, or no known kind."""
    kind, fields, tail = messages(noise)
    body = wire.pack(kind, *fields, tail=tail)
    least = struct.calcsize(wire.LAYOUT[kind])
    unknown = next(k for k in iter(lambda: noise.below(256), -1) if k not in wire.LAYOUT)
    bad = [body[: noise.below(least)], bytes((unknown,)) + body[1:]]
    if kind not in wire.TAILED:
        bad.append(body + noise(1 + noise.below(9)))
    yield hand.sealer.seal(bad[noise.below(len(bad))]), True


ATTACKS: list[Attack] = [
    flipped, truncated, lengthened, spliced, recounted, of_another_secret, unsealed, noisy,
    pairing_unasked, reflected, from_an_earlier_session, replayed, reordered, wrong_inside,
]
TRIALS = 2000  # of each attack, at the least
FORGED = ATTACKS[:8]  # of these the first six are sealed, but not by the companion


def linked_hand(seed: int) -> Hand:
    """A companion in the middle of its show."""
    hand = Hand(seed)
    hand.prove()
    hand.order(wire.BEGIN, 1, NAME, len(BOOK), wire.NO_BOOK, 0, HEADER)
    for at in range(len(HEADER), len(BOOK), 200):
        hand.order(wire.CHUNK_ASK, at, tail=BOOK[at : at + 200])
    hand.order(wire.COMMIT, 2, NAME)
    hand.order(wire.SHOW, 1, NAME, 3, 15)
    assert hand.port.books == {NAME: BOOK}
    assert hand.port.shown == [(3, 15)]
    return hand


def attacked(attack: Attack, number: int) -> Counter[str]:
    """Try an attack TRIALS times. deaf: the true companion was not answered any more."""
    noise = Noise(4000 + number)
    hand = linked_hand(100 + number)
    counts: Counter[str] = Counter()
    while counts["sent"] < TRIALS:
        for record, sealed in attack(hand, noise):
            before = len(hand.port.obeyed)
            hand.say(record, sealed)
            counts["sent"] += 1
            counts["obeyed"] += len(hand.port.obeyed) - before
        if not [1 for answer in hand.order(wire.PING) if answer[0] == wire.STATUS]:
            counts["deaf"] += 1
            hand.link()
            hand.prove()
    return counts


def test_ten_thousand_messages_that_must_not_be_obeyed_are_not() -> None:
    counts = {
        attack.__name__: attacked(attack, number) for number, attack in enumerate(ATTACKS)
    }
    assert sum(count["sent"] for count in counts.values()) >= 28_000
    assert {name: count["obeyed"] for name, count in counts.items() if count["obeyed"]} == {}
    assert {name: count["deaf"] for name, count in counts.items() if count["deaf"]} == {}


@pytest.mark.parametrize("attack", FORGED[:6])
def test_eight_forgeries_in_a_row_end_the_link(attack: Attack) -> None:
    hand, noise = linked_hand(60), Noise(61)
    for number in range(seal.MAX_FAILURES):
        assert not hand.session.closing, number
        forged = next(record for _ in range(99) for record, _ in attack(hand, noise))
        hand.say(forged, True)
    assert hand.session.closing


def test_the_same_messages_left_alone_are_obeyed() -> None:
    """Without this the test above could pass for the wrong reason."""
    hand, noise = linked_hand(1), Noise(4000)
    before = len(hand.port.obeyed)
    sent = 0
    for _ in range(300):
        kind, fields, tail = messages(noise)
        if kind in (wire.VIEW, wire.MESSAGE, wire.CONFIGURE, wire.BUZZ, wire.TIME, wire.RESTART):
            hand.order(kind, *fields, tail=tail)
            sent += 1
    assert sent > 80
    assert len(hand.port.obeyed) == before + sent


def test_a_genuine_companion_goes_on_after_each_forgery() -> None:
    noise = Noise(8)
    hand = linked_hand(50)
    for number in range(500):
        for record, sealed in FORGED[number % len(FORGED)](hand, noise):
            hand.say(record, sealed)
        hand.order(wire.SHOW, 2 + number, NAME, number % 30, number)
        assert hand.port.shown[-1] == (number % 30, number)
    assert not hand.session.closing


@pytest.mark.parametrize("told", [wire.WELCOME, wire.ERROR])
def test_their_own_plain_words_sent_back_do_nothing(told: int) -> None:
    hand = linked_hand(3)
    before = list(hand.port.obeyed)
    body = bytes(struct.calcsize(wire.LAYOUT[told]) - 1)
    hand.say(wire.plain(bytes((told,)) + body), False)
    assert hand.port.obeyed == before
    hand.order(wire.SHOW, 9, NAME, 4, 20)
    assert hand.port.shown[-1] == (4, 20)


# The handshake


def test_whoever_changes_one_bit_of_the_handshake_gets_no_session() -> None:
    hello = wire.pack(wire.HELLO, wire.VERSION, 0, bytes(16))
    welcome = Hand(5).greet()
    proof = seal.Keys(
        SECRET, hello[-16:], wire.unpack(welcome)[4], hello, welcome[: -wire.PROOF_SIZE]
    ).proof
    tried = 0
    for bit in range(8, 8 * len(hello)):  # of HELLO, on its way
        changed = bytearray(hello)
        changed[bit // 8] ^= 1 << bit % 8
        nonce = bytes(changed[-16:])
        keys = seal.Keys(
            SECRET, nonce, wire.unpack(welcome)[4], bytes(changed), welcome[: -wire.PROOF_SIZE]
        )
        assert keys.proof != proof
        tried += 1
    for bit in range(8, 8 * len(welcome)):  # of WELCOME: the companion must not take it
        client = Client(Known({IDENTITY: SECRET}), Noise(9))
        client.linked(wire.MAX_PACKET, 0.0)
        said = client.outgoing(0.0)
        assert said is not None
        hand = Hand(6)
        ((_, record),) = hand.bring([said])
        changed = bytearray(wire.unplain(record))
        changed[bit // 8] ^= 1 << bit % 8
        cutter = wire.Fragmenter(wire.MAX_PACKET)
        cutter.load(wire.plain(bytes(changed)), False)
        client.receive(cutter.next(), 0.1)
        assert client.phase.value == "hello"
        tried += 1
    assert tried == 8 * (len(hello) + len(welcome) - 2)


@pytest.mark.parametrize("secret", [bytes(32), SECRET[::-1], SECRET[:31] + b"\x00"])
def test_a_stranger_learns_and_moves_nothing(secret: bytes) -> None:
    noise = Noise(31)
    owner = linked_hand(7)
    held = list(owner.port.obeyed)
    owner.link()
    owner.secret = secret
    owner.heard.clear()
    for _ in range(300):
        owner.greet()
        for _ in range(5):
            kind, fields, tail = messages(noise)
            owner.say(owner.seal(kind, *fields, tail=tail), True)
            owner.say(wire.plain(wire.pack(kind, *fields, tail=tail)), False)
        owner.link()
    assert owner.port.obeyed == held
    kinds = {wire.unplain(record)[0] for sealed, record in owner.heard if not sealed}
    assert kinds <= {wire.WELCOME, wire.ERROR}
    assert not any(sealed for sealed, _ in owner.heard)
    told = b"".join(record for _, record in owner.heard)
    assert NAME not in told
    assert SECRET[:8] not in told


def test_a_stranger_is_sent_away_and_never_makes_the_glasses_busy() -> None:
    hand = Hand(3, secret=bytes(32))
    hand.greet()
    hand.say(hand.seal(wire.PING), True)
    assert not hand.session.busy(hand.now)
    hand.now += 11_000
    hand.say(b"", False)
    assert hand.session.closing


def test_endless_greetings_end_the_link() -> None:
    hand = Hand(3, secret=bytes(32))
    for _ in range(16):
        hand.greet()
        assert not hand.session.closing
    hand.say(wire.plain(wire.pack(wire.HELLO, wire.VERSION, 0, hand.noise(16))), False)
    assert hand.session.closing


def test_a_greeting_in_the_middle_of_a_show_takes_nothing_over() -> None:
    hand = linked_hand(4)
    old = hand.sealer, hand.opener
    hand.secret = bytes(32)
    for _ in range(5):
        hand.greet()
        hand.say(hand.seal(wire.ERASE, 1, wire.NO_BOOK), True)
    hand.sealer, hand.opener = old
    hand.order(wire.SHOW, 2, NAME, 7, 35)
    assert hand.port.shown[-1] == (7, 35)
    assert hand.port.books == {NAME: BOOK}


# Keys


def test_no_counter_is_used_twice_with_one_key() -> None:
    hand = linked_hand(9)
    for number in range(200):
        hand.order(wire.SHOW, 2 + number, NAME, number % 30, number)
    counters = [struct.unpack_from("<I", record)[0] for sealed, record in hand.heard if sealed]
    assert len(counters) > 200
    assert counters == sorted(set(counters))


def test_used_up_keys_end_the_link() -> None:
    hand = linked_hand(9)
    hand.session._channel._sealer._counter = seal.LAST_COUNTER
    hand.order(wire.PING)
    assert hand.session.closing


def test_one_message_looks_different_each_time() -> None:
    hand = linked_hand(10)
    seen = set()
    for _ in range(50):
        record = hand.seal(wire.VIEW, 1, wire.VIEW_BLANK)
        seen.add(record[4:])
        hand.link()
        hand.prove()
    assert len(seen) == 50

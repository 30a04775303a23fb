"""A script's bytes follow the order to open it, and COMMIT follows them: nobody waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from companion.glasses.client import Client
from companion.glasses.events import Progress, Uploaded, UploadFailed
from companion.glasses.handshake import Handshake, Known
from companion.glasses.transfer import CHUNK_OVERHEAD, book_id
from firmware.souffleur import wire
from firmware.souffleur.channel import Channel
from firmware.souffleur.intake import Intake
from firmware.souffleur.orders import Orders
from tests.link.puppet import IDENTITY, SECRET, Noise, Puppet
from tests.link.world import PER_STEP, STEP, Fault, World, make_book

BOOK = make_book(200)


def ready(world: World) -> World:
    """Linked, and nothing else is being said."""
    assert world.run(1, world.agreed)
    world.run(0.2)
    return world


def bring(world: World, book: bytes, seconds: float = 10) -> None:
    world.client.upload(book)
    assert world.run(seconds, lambda: Uploaded(book_id(book)) in world.events)


def chunks(book: bytes, max_packet: int = wire.MAX_PACKET) -> int:
    return -(-(len(book) - 24) // (max_packet - 3 - CHUNK_OVERHEAD))


def test_an_upload_takes_the_time_of_its_packets_and_two_intervals() -> None:
    world = ready(World(Puppet()))
    begun = world.now
    bring(world, BOOK)
    intervals = -(-(chunks(BOOK) + 2) // PER_STEP)
    assert world.now - begun <= (intervals + 2.5) * STEP
    last = [event for event in world.events if isinstance(event, Progress)][-1]
    assert last.held == last.size == len(BOOK) and last.lines == 200


@pytest.mark.parametrize("lost", range(14))
def test_a_lost_packet_near_the_order_costs_one_repetition(lost: int) -> None:
    clean = ready(World(Puppet()))
    first = len(clean.sent(True))
    bring(clean, BOOK)
    world = ready(World(Puppet(), (Fault(True, first + lost, "drop"),)))
    bring(world, BOOK)
    assert world.puppet.state()["current"] == book_id(BOOK).hex()
    window = wire.WINDOW * wire.MAX_PACKET
    assert world.client.sent.value <= clean.client.sent.value + window + 200


@pytest.mark.parametrize("lost", range(1, 6))
def test_a_commit_that_overtakes_a_lost_packet_spoils_nothing(lost: int) -> None:
    clean = ready(World(Puppet()))
    first = len(clean.sent(True))
    bring(clean, BOOK)
    last = first + 1 + chunks(BOOK)  # COMMIT
    world = ready(World(Puppet(), (Fault(True, last - lost, "drop"),)))
    bring(world, BOOK)
    assert not [event for event in world.events if isinstance(event, UploadFailed)]
    assert world.client.sent.value <= clean.client.sent.value + 3 * wire.MAX_PACKET


def test_glasses_that_hold_a_part_get_one_window_of_it_again_at_most() -> None:
    world = ready(World(Puppet()))
    world.client.upload(BOOK)
    world.run(5 * STEP)
    held = len(world.puppet.port.parts[book_id(BOOK)])
    assert held > 24 + wire.WINDOW * wire.MAX_PACKET
    world.unlink()
    world.puppet.reset()  # what is on flash stays, what was said of it is forgotten
    world.client = Client(Known({IDENTITY: SECRET}), Noise(3))  # the companion too
    ready(world)
    before = world.client.sent.value
    bring(world, BOOK)
    left = (len(BOOK) - held) * wire.MAX_PACKET // (wire.MAX_PACKET - 3 - CHUNK_OVERHEAD)
    assert world.client.sent.value - before <= left + (wire.WINDOW + 4) * wire.MAX_PACKET


def test_a_script_behind_one_that_is_on_its_way_waits_for_the_answer() -> None:
    """A chunk does not say of which book it is."""
    other = make_book(150, seed=2)
    clean = ready(World(Puppet()))
    clean.client.upload(other)
    clean.run(3 * STEP)
    order = len(clean.sent(True))
    world = ready(World(Puppet(), (Fault(True, order, "drop"),)))
    world.client.upload(other)
    world.run(3 * STEP)
    bring(world, BOOK)
    assert world.puppet.state()["current"] == book_id(BOOK).hex()
    part = bytes(world.puppet.port.parts[book_id(other)])
    assert part == other[: len(part)]


class Short:
    """A port without memory for a chunk."""

    committed = 0

    def write(self, offset: int, data: bytes) -> None:
        raise MemoryError

    def commit(self, book: bytes) -> Iterator[bool]:
        self.committed += 1
        yield False


def test_a_commit_behind_a_chunk_that_found_no_memory_does_not_give_up_the_part() -> None:
    port = Short()
    orders = Orders(port)
    orders._intake = Intake(b"12345678", 100, 24)
    orders.obey(wire.unpack(wire.pack(wire.CHUNK, 24, tail=b"x")))
    orders.obey(wire.unpack(wire.pack(wire.COMMIT, 1, b"12345678")))
    answer = wire.unpack(orders.due())
    assert answer[:3] == (wire.RESULT, 1, wire.ERR_NOT_READY) and not port.committed


class Full(Short):
    """A port whose flash is full."""

    def write(self, offset: int, data: bytes) -> None:
        raise OSError(28, "no space")


def test_a_full_flash_is_told_from_one_that_fails() -> None:
    orders = Orders(Full())
    orders._intake = Intake(b"12345678", 100, 24)
    orders.obey(wire.unpack(wire.pack(wire.CHUNK, 24, tail=b"x")))
    assert wire.unpack(orders.due()) == (wire.ERROR, wire.ERR_NO_SPACE, wire.CHUNK)


def test_answers_of_slow_glasses_to_older_greetings_do_not_look_like_another_secret() -> None:
    handshake = Handshake(Known({IDENTITY: SECRET}), Noise(3))
    slow = Channel(IDENTITY, SECRET, Noise(4))
    first = handshake.due(0.0)
    handshake.greet(4.0)
    late = slow.hello(first)
    second = handshake.due(4.0)
    for message in (late, late, late, slow.hello(second), slow.hello(second)):
        assert handshake.welcomed(message, 5.0) is None
    answer = handshake.welcomed(slow.hello(handshake.due(6.0)), 6.0)
    assert isinstance(answer, tuple)

"""Whatever bytes arrive, the answer is an error or silence, and the next order is obeyed."""

from __future__ import annotations

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.glasses.events import Uploaded
from companion.glasses.transfer import book_id
from firmware.souffleur import wire
from tests.link.puppet import Puppet
from tests.link.world import World, make_book

BOOK = make_book(60)


def uploaded(world: World, book: bytes) -> bool:
    return Uploaded(book_id(book)) in world.events


@settings(max_examples=300)
@given(packets=st.lists(st.binary(max_size=260), max_size=30), linked=st.booleans())
def test_random_bytes_never_raise(packets: list[bytes], linked: bool) -> None:
    world = World(Puppet())
    if linked:
        world.run(1, world.agreed)
    for number, packet in enumerate(packets):
        world.puppet.step(1000 + number, [packet.hex()], 4)
        world.client.receive(packet, world.now)
        world.client.outgoing(world.now)
    assert world.puppet.state()["books"] == []


MESSAGES = st.one_of(
    st.binary(max_size=240),
    st.builds(
        lambda kind, body: bytes((kind,)) + body,
        st.sampled_from(sorted(wire.LAYOUT)),
        st.binary(max_size=60),
    ),
    st.sampled_from(sorted(wire.LAYOUT)).flatmap(  # well-formed nonsense
        lambda kind: st.binary(
            min_size=struct.calcsize(wire.LAYOUT[kind]) - 1,
            max_size=struct.calcsize(wire.LAYOUT[kind]) - 1 + 20 * (kind in wire.TAILED),
        ).map(lambda body: bytes((kind,)) + body)
    ),
)


@settings(max_examples=200)
@given(messages=st.lists(MESSAGES, max_size=20), begun=st.booleans())
def test_a_paired_but_mad_companion_cannot_break_the_glasses(
    messages: list[bytes], begun: bool
) -> None:
    world = World(Puppet())
    if begun:
        world.client.upload(BOOK)
    assert world.run(1, world.agreed)
    assert world.client._channel is not None
    cutter = wire.Fragmenter(244)
    for message in messages:
        cutter.load(world.client._channel[0].seal(message), True)
        packet = cutter.next()
        while packet is not None:
            world.puppet.step(int(world.now * 1000), [packet.hex()], 0)
            packet = cutter.next()
    world.run(0.1)  # the answers to all that
    world.client.upload(BOOK)
    assert world.run(60, lambda: uploaded(world, BOOK))


@settings(max_examples=200)
@given(messages=st.lists(MESSAGES, max_size=20))
def test_mad_glasses_cannot_break_the_companion(messages: list[bytes]) -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    assert world.run(1, world.agreed)
    cutter = wire.Fragmenter(244)
    for message in messages:
        cutter.load(world.puppet.session._channel.seal(message), True)
        packet = cutter.next()
        while packet is not None:
            world.client.receive(packet, world.now)
            world.client.outgoing(world.now)
            packet = cutter.next()


@settings(max_examples=50)
@given(held=st.integers(0, 2**32 - 1), seen=st.integers(0, 2**32 - 1), gaps=st.binary(max_size=20))
def test_an_ack_of_the_right_book_may_say_anything(held: int, seen: int, gaps: bytes) -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    assert world.run(1, world.agreed)
    cutter = wire.Fragmenter(244)
    ack = wire.pack(wire.ACK, book_id(BOOK)[:4], held, seen, tail=gaps)
    cutter.load(world.puppet.session._channel.seal(ack), True)
    world.client.receive(cutter.next(), world.now)
    world.client.outgoing(world.now)


def test_flash_that_fails_as_the_link_comes_and_goes_costs_no_link() -> None:
    world = World(Puppet())
    asked = []

    def failing(there: bool) -> None:
        asked.append(there)
        raise OSError(5)

    world.puppet.port.linked = failing
    assert world.run(2, world.agreed)
    world.unlink()
    assert world.run(2, world.agreed)
    assert asked == [True, False, True]
    world.client.upload(BOOK)
    assert world.run(10, lambda: uploaded(world, BOOK))

"""The link breaks at any byte of an upload and of a show: nothing is lost, nothing goes back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial

import pytest

from companion.glasses.client import Client, Phase
from companion.glasses.events import Event, Progress, Refused, Told, Uploaded
from companion.glasses.handshake import Known
from companion.glasses.transfer import book_id
from firmware.souffleur import wire
from tests.link.puppet import IDENTITY, SECRET, Noise, Puppet
from tests.link.world import STEP, Fault, World, make_book

BOOK = make_book(8)
BACK = 0.3 + 10 * STEP  # seconds until a lost link stands again and has told what it has to


def cuts(sizes: dict[bool, list[int]], begin: dict[bool, int]) -> Iterator[Fault]:
    """A break after every byte of every packet, in both directions."""
    for direction in (True, False):
        for index in range(begin[direction], len(sizes[direction])):
            for kept in range(sizes[direction][index] + 1):
                yield Fault(direction, index, "break", kept)


def sizes(world: World) -> dict[bool, list[int]]:
    return {direction: world.sent(direction) for direction in (True, False)}


@pytest.mark.parametrize("max_packet", [20, 244])
def test_an_upload_cut_at_any_byte_goes_on_where_it_was(max_packet: int) -> None:
    def run(*faults: Fault) -> World:
        world = World(Puppet(), faults, max_packet)
        world.client.upload(BOOK)
        assert world.run(20, lambda: Uploaded(book_id(BOOK)) in world.events), faults
        return world

    clean = run()
    spare = wire.WINDOW * max_packet + 250  # what was under way, and a handshake
    count = 0
    for fault in cuts(sizes(clean), {True: 0, False: 0}):
        world = run(fault)
        assert world.now <= clean.now + BACK + 0.2, fault
        assert world.client.sent.value <= clean.client.sent.value + spare, fault
        held = [event.held for event in world.events if isinstance(event, Progress)]
        assert held == sorted(held), fault  # the glasses have forgotten nothing
        whole = [book_id(BOOK).hex(), hashlib.sha256(BOOK).hexdigest()]
        assert world.puppet.state()["books"] == [whole], fault
        count += 1
    assert count > 1000


def test_a_show_cut_at_any_byte_is_right_again_and_never_goes_back() -> None:
    def run(*faults: Fault) -> tuple[World, dict[bool, int]]:
        world = World(Puppet(), faults)
        world.client.upload(BOOK)
        assert world.run(5, lambda: Uploaded(book_id(BOOK)) in world.events)
        begin = {direction: len(world.sent(direction)) for direction in (True, False)}
        world.client.state(wire.STATE_FOLLOWING)
        for line in range(8):
            world.client.show(book_id(BOOK), line, 5 * line)
            if line == 4:
                world.client.state(wire.STATE_HOLDING)
            world.run(0.05)
        return world, begin

    clean, begin = run()
    count = 0
    for fault in cuts(sizes(clean), begin):
        world, _ = run(fault)
        world.run(BACK)
        port = world.puppet.port
        assert port.at == (7, 35), fault
        assert port.following == wire.STATE_HOLDING, fault
        assert port.shown == sorted(set(port.shown)), fault
        assert world.client.status is not None and world.client.status.line == 7
        count += 1
    assert count > 500


@pytest.mark.parametrize("index", range(12))
def test_orders_cut_at_any_packet_are_obeyed_all_the_same(index: int) -> None:
    world = World(Puppet(), (Fault(index % 2 == 0, 3 + index // 2, "unlink"),))
    assert world.run(5, world.agreed)
    world.client.view(wire.VIEW_CLOCK)
    world.client.message(16, 2, b"\x03abcd")
    world.client.time(43200, 60, 600)
    world.client.buzz(wire.BUZZ_DOUBLE)
    world.client.configure("brightness", "12")
    world.run(4)
    port = world.puppet.port
    assert (port.seen, port.note) == (wire.VIEW_CLOCK, (16, 2, b"\x03abcd"))
    assert port.times[-1] == (43200, 60, 600) and wire.BUZZ_DOUBLE in port.buzzes
    assert world.client.settings is not None and world.client.settings.brightness == 12


def test_a_restart_ordered_once_happens_once_though_the_answer_is_lost() -> None:
    for lost in range(2, 12):
        world = World(Puppet(), (Fault(False, lost, "unlink"),))
        port = world.puppet.port
        due: list[float] = []
        restarts = []
        port.restart = lambda due=due, world=world: due.append(world.now + 0.5)
        assert world.run(5, world.agreed)
        world.client.restart()
        for _ in range(400):
            world.step()
            if due and world.now > due[-1]:
                restarts.append(world.now)
                due.clear()
                world.unlink()
                world.puppet.reset()
        assert len(restarts) == 1, lost
        assert world.agreed()


def test_links_lost_a_hundred_times_come_back_without_anybodys_help() -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    noise = Noise(3)
    for number in range(100):
        if number % 7 == 6:  # the companion's program is started anew
            world.unlink()
            world.client = Client(Known({IDENTITY: SECRET}), noise)
        if number % 11 == 10:
            world.puppet.reset()
        world.unlink()
        world.run(0.3 + STEP * noise.below(8))
    assert world.run(2, world.agreed)
    world.client.upload(BOOK)
    assert world.run(5, lambda: Uploaded(book_id(BOOK)) in world.events)


def test_a_second_companion_is_refused_with_the_reason_and_harms_nobody() -> None:
    world = World(Puppet())
    assert world.run(2, world.agreed)
    assert world.puppet.session.busy(int(world.now * 1000))
    second = Client(Known({IDENTITY: SECRET}), Noise(9))
    second.linked(244, world.now)
    assert second.outgoing(world.now) is not None  # its HELLO
    assert second.receive(wire.refusal(wire.ERR_BUSY), world.now) == [Refused(wire.ERR_BUSY)]
    # To the first, the same words from a stranger mean nothing.
    assert world.client.receive(wire.refusal(wire.ERR_BUSY), world.now) == []
    assert world.client.phase is Phase.AGREED
    world.client.view(wire.VIEW_BLANK)
    world.run(0.2)
    assert world.puppet.port.seen == wire.VIEW_BLANK


def answered(events: list[Event], number: int) -> bool:
    return any(isinstance(event, Told) and number in event.numbers for event in events)


def test_texts_of_any_length_arrive_whole_over_a_bad_link() -> None:
    for size in (0, 1, 399, 400, 401, 3000):
        plan = tuple(Fault(i % 2 == 0, i, "drop") for i in range(5, 60, 4))
        world = World(Puppet(), (*plan, Fault(False, 9, "unlink")), 61)
        world.puppet.port.journal = "é" * (size // 2) + "x" * (size % 2)
        assert world.run(5, world.agreed)
        number = world.client.ask(wire.ABOUT_JOURNAL)
        events = world.events
        assert world.run(60, partial(answered, events, number)), size
        text = next(e.text for e in events if isinstance(e, Told) and number in e.numbers)
        assert text == world.puppet.port.journal

"""Whatever the radio does, the whole book arrives and the newest place is on the glass."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from companion.glasses.events import (
    Event,
    Gesture,
    Progress,
    Silent,
    Uploaded,
    UploadFailed,
)
from companion.glasses.transfer import book_id
from firmware.souffleur import seal, wire
from tests.link.puppet import Noise, Puppet
from tests.link.world import (
    MICROPYTHON,
    Fault,
    MicroPythonPuppet,
    World,
    make_book,
)

BOOK = make_book(60)
FAULTS = st.builds(
    Fault,
    to_glasses=st.booleans(),
    index=st.integers(0, 60),
    kind=st.sampled_from(
        ["drop", "drop", "twice", "late", "cut", "flip", "replay", "unlink", "reset"]
    ),
    amount=st.integers(0, 3000),
)
PLANS = st.lists(FAULTS, max_size=25).map(tuple)
PACKETS = st.sampled_from([20, 61, 182, 244])
DEVICES = [
    Puppet,
    pytest.param(
        MicroPythonPuppet,
        marks=pytest.mark.skipif(
            not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"
        ),
    ),
]


def of(kind: type, events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def uploaded(world: World, book: bytes) -> bool:
    return Uploaded(book_id(book)) in world.events


@pytest.mark.parametrize("device", DEVICES)
@settings(max_examples=60)
@given(plan=PLANS, max_packet=PACKETS)
@example(plan=tuple(Fault(True, i, "drop") for i in range(0, 40, 2)), max_packet=244)
@example(plan=tuple(Fault(False, i, "drop") for i in range(30)), max_packet=182)
@example(plan=(Fault(True, 12, "unlink"), Fault(True, 20, "reset")), max_packet=20)
@example(plan=tuple(Fault(True, i, "flip", 77 * i) for i in range(4, 24)), max_packet=244)
def test_the_book_arrives_whole_and_the_last_show_is_obeyed(
    device: Any, plan: tuple[Fault, ...], max_packet: int
) -> None:
    world = World(device(), plan, max_packet)
    world.client.upload(BOOK)
    for line in (2, 7, 5):
        world.client.show(book_id(BOOK), line, 5 * line)
        world.run(0.3)
    assert world.run(120, lambda: uploaded(world, BOOK))
    world.client.show(book_id(BOOK), 41, 205)
    world.run(15)
    state = world.puppet.state()
    assert [book_id(BOOK).hex(), hashlib.sha256(BOOK).hexdigest()] in state["books"]
    assert state["at"] == [41, 205]
    assert world.run(30, world.agreed)  # the last fault may cut the link just now
    assert world.client.status is not None
    assert world.client.status.line == 41
    assert not of(UploadFailed, world.events)


@pytest.mark.parametrize("device", DEVICES)
@settings(max_examples=25)
@given(plan=PLANS, lines=st.lists(st.integers(0, 59), min_size=1, max_size=12))
def test_a_late_packet_never_pulls_the_speaker_back(
    device: Any, plan: tuple[Fault, ...], lines: list[int]
) -> None:
    world = World(device(), tuple(f for f in plan if f.kind != "reset"))
    world.client.upload(BOOK)
    assert world.run(120, lambda: uploaded(world, BOOK))
    for number, line in enumerate(lines):
        world.client.show(book_id(BOOK), line, number)
        world.run(0.1)
    world.run(15)
    tokens = [token for _, token in world.puppet.state()["shown"]]
    assert tokens == sorted(set(tokens))
    assert tokens[-1] == len(lines) - 1


@pytest.mark.parametrize("rate", [3, 5, 10])
def test_a_link_that_loses_every_nth_packet_for_ever_still_delivers(rate: int) -> None:
    plan = tuple(
        Fault(direction, i, "drop") for direction in (True, False) for i in range(rate, 5000, rate)
    )
    world = World(Puppet(), plan)
    world.client.upload(BOOK)
    assert world.run(60, lambda: uploaded(world, BOOK))


@settings(max_examples=60)
@given(cut=st.integers(0, 45), max_packet=PACKETS)
def test_an_upload_resumes_where_it_stopped(cut: int, max_packet: int) -> None:
    world = World(Puppet(), (Fault(True, cut, "unlink"),), max_packet)
    world.client.upload(BOOK)
    assert world.run(60, lambda: uploaded(world, BOOK))
    helds = [progress.held for progress in of(Progress, world.events)]
    assert helds == sorted(helds)
    once = World(Puppet(), (), max_packet)
    once.client.upload(BOOK)
    assert once.run(60, lambda: uploaded(once, BOOK))
    # at most the window goes twice, and the handshake
    spare = wire.WINDOW * max_packet + 200
    assert world.client.sent.value <= once.client.sent.value + spare


def test_only_the_gap_is_sent_again() -> None:
    clean, lossy = World(Puppet()), World(Puppet(), (Fault(True, 8, "drop"),))
    for world in (clean, lossy):
        world.client.upload(BOOK)
        assert world.run(10, lambda world=world: uploaded(world, BOOK))  # type: ignore[misc]
    assert lossy.now <= clean.now + 0.1  # seconds; a gap is not waited for
    assert lossy.client.sent.packets <= clean.client.sent.packets + 2


def test_an_edited_script_brings_only_what_changed() -> None:
    first, edited = make_book(100), make_book(104)
    world = World(Puppet())
    world.client.upload(first)
    assert world.run(10, lambda: uploaded(world, first))
    before = world.client.sent.value
    world.client.upload(edited)
    assert world.run(10, lambda: uploaded(world, edited))
    assert world.puppet.state()["copied"] == len(first)
    assert world.client.sent.value - before < len(edited) - len(first) + 300


def test_the_show_starts_on_the_first_lines_before_the_commit() -> None:
    book = make_book(1000)
    world = World(Puppet())
    world.client.upload(book)
    world.client.show(book_id(book), 4, 20)
    assert world.run(1, lambda: world.puppet.state()["at"] == [4, 20])
    assert not uploaded(world, book)


@pytest.mark.parametrize("max_packet", [20, 182, 244])
def test_a_cue_does_not_wait_behind_an_upload(max_packet: int) -> None:
    book = make_book(2000)
    world = World(Puppet(), (), max_packet)
    world.client.upload(book)
    assert world.run(20, lambda: (world.client.lines_ready(book_id(book)) or 0) > 20)
    for line in range(8):
        world.client.show(book_id(book), line, line)
        # as many intervals as the packets of one SHOW and of a record already begun need
        assert world.run(4 * 0.015, lambda line=line: world.puppet.port.at[0] == line)  # type: ignore[misc]
    assert not uploaded(world, book)


def test_after_a_reset_the_newest_place_is_shown_again() -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    world.client.show(book_id(BOOK), 9, 45)
    assert world.run(10, lambda: uploaded(world, BOOK))
    world.run(1)
    world.unlink()
    world.puppet.reset()
    world.puppet.port.at = (0, 0)
    assert world.run(5, lambda: world.puppet.port.at == (9, 45))


def test_a_page_turned_by_touch_without_the_companion_is_told_and_kept() -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    world.client.show(book_id(BOOK), 9, 45)
    assert world.run(10, lambda: uploaded(world, BOOK))
    world.run(1)
    world.reachable = False
    world.unlink()
    assert not world.puppet.gesture(wire.NEXT, int(world.now * 1000))
    world.puppet.port.at = (14, 70)
    world.reachable = True
    world.run(3)
    assert world.client.status is not None
    assert (world.client.status.line, world.client.status.token) == (14, 70)
    assert world.puppet.port.at == (14, 70)


def test_a_second_companion_app_goes_on_from_the_first() -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    for line in range(12):
        world.client.show(book_id(BOOK), line, line)
        world.run(0.1)
    other = World(world.puppet, seed=8)
    world.unlink()
    other.now = world.now
    other.client.show(book_id(BOOK), 2, 2)
    assert other.run(3, lambda: other.puppet.port.at == (2, 2))


@settings(max_examples=40)
@example(plan=(Fault(True, 2, "drop"),), kinds=[1, 2])
@example(plan=(Fault(False, 2, "drop"), Fault(True, 3, "drop")), kinds=[3])
@given(plan=PLANS, kinds=st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=4))
def test_each_touch_arrives_once(plan: tuple[Fault, ...], kinds: list[int]) -> None:
    plan = tuple(f for f in plan if f.kind not in ("reset", "unlink", "flip"))
    world = World(Puppet(), plan)
    assert world.run(20, world.agreed)
    taken = [k for k in kinds if world.puppet.gesture(k, int(world.now * 1000))]
    world.run(60)
    names = {1: "next", 2: "previous", 3: "hold"}
    assert [g.kind for g in of(Gesture, world.events)] == [names[k] for k in taken]


@pytest.mark.parametrize("device", DEVICES)
def test_orders_are_obeyed_in_order_and_refusals_told(device: Any) -> None:
    world = World(device(), tuple(Fault(True, i, "drop") for i in range(3, 30, 3)))
    world.client.view(wire.VIEW_BLANK)
    world.client.message(16, 2, b"\x03abcd")
    world.client.configure("brightness", "91")
    world.client.configure("nonsense", "1")
    world.run(0.1)
    world.client.view(wire.VIEW_SCRIPT)
    world.run(40)
    state = world.puppet.state()
    assert state["view"] == wire.VIEW_SCRIPT
    assert state["note"] == [16, 2, b"\x03abcd".hex()]
    assert state["settings"]["brightness"] == "91"
    assert "nonsense" not in state["settings"]
    refusals = [event for event in world.events if type(event).__name__ == "CommandFailed"]
    assert [(r.kind, r.code) for r in refusals] == [(wire.CONFIGURE, wire.ERR_UNKNOWN)]  # type: ignore[union-attr]


@pytest.mark.parametrize(("error", "arrives"), [(MemoryError, True), (OSError, False)])
def test_glasses_short_of_memory_go_on_and_broken_flash_is_told(
    error: type[Exception], arrives: bool
) -> None:
    world = World(Puppet())
    write, calls = world.puppet.port.write, []

    def failing(offset: int, data: bytes) -> None:
        calls.append(offset)
        if len(calls) % 5 == 0:
            raise error
        write(offset, data)

    world.puppet.port.write = failing
    world.client.upload(BOOK)
    assert world.run(20, lambda: uploaded(world, BOOK)) is arrives
    assert bool(of(UploadFailed, world.events)) is not arrives


def test_a_full_heap_at_any_moment_is_as_good_as_a_lost_packet() -> None:
    world = World(Puppet())
    glasses = world.puppet.session
    noise = Noise(1)

    def sometimes(work: Any) -> Any:
        def now_and_then(*arguments: Any) -> Any:
            if not noise.below(4):
                raise MemoryError
            return work(*arguments)

        return now_and_then

    for owner, name in (
        (glasses._channel, "hello"), (glasses._channel, "open"), (glasses._channel, "seal"),
        (glasses._port, "status"), (glasses._orders, "obey"), (glasses, "_unplained"),
    ):
        setattr(owner, name, sometimes(getattr(owner, name)))
    world.client.upload(BOOK)
    assert world.run(60, lambda: uploaded(world, BOOK))
    world.client.show(book_id(BOOK), 3, 15)
    assert world.run(10, lambda: world.puppet.port.at == (3, 15))


def test_glasses_that_hang_are_noticed_and_found_again() -> None:
    world = World(Puppet())
    world.client.upload(BOOK)
    assert world.run(10, lambda: uploaded(world, BOOK))
    step, world.puppet.step = world.puppet.step, lambda now, packets, limit: ([], False)
    assert world.run(7, lambda: bool(of(Silent, world.events)))
    world.puppet.step = step
    world.client.show(book_id(BOOK), 3, 15)
    assert world.run(3, lambda: world.puppet.port.at == (3, 15))


@pytest.mark.parametrize("start", [0, (1 << 30) - 3000])  # MicroPython's clock wraps at 2^30
def test_a_companion_that_vanished_gives_way_to_another(start: int) -> None:
    world = World(Puppet())
    world.now = start / 1000
    assert world.run(3, world.agreed)
    glasses, now = world.puppet.session, int(world.now * 1000)

    def at(later: int) -> int:
        return now + later & (1 << 30) - 1

    world.puppet.step(at(3000), [], 9)
    assert glasses.busy(at(3000))
    assert not world.puppet.step(at(9000), [], 9)[1]
    assert not glasses.busy(at(9000))
    assert world.puppet.step(at(11000), [], 9)[1]


def test_a_silent_stranger_is_dropped_and_a_forger_ends_the_link() -> None:
    puppet = Puppet()
    puppet.link(244)
    assert not puppet.step(0, [], 4)[1]
    assert puppet.step(11000, [], 4)[1]
    world = World(Puppet())
    assert world.run(1, world.agreed)
    forged = wire.Fragmenter(244)
    for _ in range(seal.MAX_FAILURES):
        forged.load(b"\xff\xff\xff\xff" + bytes(20), True)
        _, closing = world.puppet.step(int(world.now * 1000), [forged.next().hex()], 4)
    assert closing
    assert world.puppet.port.shown == []

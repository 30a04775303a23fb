"""The link through bleak's own BlueZ backend, against a stand-in for BlueZ. Linux only."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from bleak import BleakClient

from companion.glasses.discovery import scan
from companion.glasses.errors import (
    BluetoothUnavailable,
    GlassesBusy,
    GlassesNotFound,
    LinkLost,
    NotPaired,
    OrderRefused,
    UploadRefused,
)
from companion.glasses.events import Event, Gesture, Linked, Lost
from companion.glasses.handshake import Known
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.glasses.transfer import book_id
from firmware.souffleur import intake, wire
from tests.link.puppet import IDENTITY, SECRET
from tests.link.world import make_book

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-daemon"),
    reason="BlueZ is Linux's own; dbus-daemon comes with the Debian package dbus",
)
if sys.platform == "linux":
    from tests.link.bluez import ADDRESS, NAME, Busy, Peripheral, StandIn, private_bus

BOOK = make_book(200)
PAIRED = {IDENTITY: SECRET}


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@asynccontextmanager
async def bluez(
    bus: str, peripheral: Peripheral | None = None, **how: Any
) -> AsyncIterator[StandIn]:
    stand_in = StandIn(peripheral or Peripheral(), **how)
    await stand_in.start(bus)
    try:
        yield stand_in
    finally:
        stand_in.stop()


def run(test: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await test

    asyncio.run(limited())


async def until(condition: Any) -> None:
    while not condition():
        await asyncio.sleep(0.005)


def test_scan_finds_the_glasses_by_their_service(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus):
            found = await scan(0.2)
            assert [(f.name, f.address, f.rssi) for f in found] == [(NAME, ADDRESS, -48)]
            glasses = Glasses(found[0], Known(PAIRED))
            await glasses.connect()
            await glasses.close()

    run(scene())


@pytest.mark.parametrize("target", [NAME, ADDRESS, NAME.upper(), ""])
def test_a_show_from_scan_to_close(bus: str, target: str) -> None:
    events: list[Event] = []
    progress: list[int] = []

    async def scene() -> None:
        async with bluez(bus) as stand_in:
            port = stand_in.peripheral.puppet.port
            glasses = Glasses(target, Known(PAIRED), events.append)
            await glasses.connect()
            assert glasses.state is LinkState.LINKED
            done = glasses.upload(BOOK, lambda p: progress.append(p.held))
            await glasses.wait_ready(5)
            glasses.show(4, 20)
            await until(lambda: port.at == (4, 20))
            await done
            assert port.current == book_id(BOOK)
            for line in range(5, 105):
                glasses.show(line, line)
            await until(lambda: port.at == (104, 104))
            assert len(port.shown) < 100  # only the newest goes out
            glasses.view(wire.VIEW_BLANK)
            glasses.message(16, 2, bytes((3, 1, 2, 3, 4)))
            glasses.configure("brightness", "91")
            await until(lambda: port.settings["brightness"] == "91")
            assert (port.seen, port.note) == (wire.VIEW_BLANK, (16, 2, bytes((3, 1, 2, 3, 4))))
            assert stand_in.peripheral.gesture(wire.NEXT)
            await until(lambda: Gesture("next") in events)
            assert glasses.status is not None
            assert glasses.status.battery == 80
            assert glasses.sent.value > len(BOOK)
            await glasses.close()
            assert glasses.state is LinkState.OFF
            await until(lambda: not stand_in._connected)

    run(scene())
    assert progress == sorted(progress)
    assert progress[-1] == len(BOOK)
    assert isinstance(events[0], Linked)


def test_a_link_lost_in_an_upload_comes_back_and_goes_on(bus: str) -> None:
    events: list[Event] = []

    async def scene() -> None:
        async with bluez(bus) as stand_in:
            glasses = Glasses(NAME, Known(PAIRED), events.append)
            await glasses.connect()
            lost = []

            def cut(progress: Any) -> None:
                if progress.held > 4000 and not lost:
                    lost.append(progress.held)
                    stand_in.lose()

            await glasses.upload(BOOK, cut)
            assert lost
            assert stand_in.connections >= 2  # bleak may need another while it still clears up
            assert glasses.sent.value < len(BOOK) * 1.15 + wire.WINDOW * 244
            await glasses.close()

    run(scene())
    assert [type(e) for e in events if isinstance(e, Linked | Lost)] == [Linked, Lost, Linked]


def test_the_newest_place_is_shown_after_the_link_came_back(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus) as stand_in:
            port = stand_in.peripheral.puppet.port
            glasses = Glasses(NAME, Known(PAIRED))
            await glasses.connect()
            await glasses.upload(BOOK)
            stand_in.in_reach = False
            stand_in.lose()
            glasses.show(9, 90)
            await until(lambda: glasses.state is not LinkState.LINKED)
            stand_in.in_reach = True
            await until(lambda: port.at == (9, 90))
            await glasses.close()

    run(scene())


def test_a_fault_in_the_bluetooth_stack_costs_a_connection_and_not_the_show(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [KeyError("a characteristic that the stack forgot")]
    events: list[Event] = []

    async def scene() -> None:
        async with bluez(bus) as stand_in:
            port = stand_in.peripheral.puppet.port
            glasses = Glasses(NAME, Known(PAIRED), events.append)
            await glasses.connect()
            await glasses.upload(BOOK)
            write = BleakClient.write_gatt_char

            async def faulty(*arguments: Any, **named: Any) -> None:
                if faults:
                    raise faults.pop()
                await write(*arguments, **named)

            monkeypatch.setattr(BleakClient, "write_gatt_char", faulty)
            glasses.show(9, 90)
            await until(lambda: port.at == (9, 90))
            await glasses.close()

    run(scene())
    assert [type(e) for e in events if isinstance(e, Linked | Lost)] == [Linked, Lost, Linked]


@pytest.mark.parametrize(("mtu", "late", "longest"), [
    (247, 0.1, 244), (517, 0.0, 244), (185, 0.0, 182), (247, None, 20),
])
def test_packets_are_never_longer_than_the_stack_and_the_glasses_take(
    bus: str, mtu: int, late: float | None, longest: int
) -> None:
    async def scene() -> None:
        async with bluez(bus, mtu=mtu, mtu_late=late) as stand_in:
            glasses = Glasses(NAME, Known(PAIRED))
            await glasses.connect()
            await asyncio.sleep(0.2)
            await glasses.upload(BOOK)
            assert stand_in.peripheral.longest == longest
            await glasses.close()

    run(scene())


def test_glasses_that_another_companion_drives_are_refused_with_the_reason(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.glasses.lifeline.BUSY", 0.1)

    async def scene() -> None:
        async with bluez(bus, Busy()):
            with pytest.raises(GlassesBusy, match=r"Another companion.*close it there"):
                await Glasses(NAME, Known(PAIRED)).connect()

    run(scene())


def test_another_secret_is_not_paired(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus):
            for keys in ({}, {IDENTITY: bytes(32)}):
                with pytest.raises(NotPaired, match="souffleur pair"):
                    await Glasses(NAME, Known(keys)).connect()

    run(scene())


def test_glasses_out_of_reach_are_not_found(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.glasses.discovery.SCAN", 0.1)

    async def scene() -> None:
        async with bluez(bus):
            with pytest.raises(GlassesNotFound, match="called Anna in reach"):
                await Glasses("Anna", Known(PAIRED)).connect(timeout=0.3)

    run(scene())


def test_bluetooth_that_is_off_or_absent_is_said(
    bus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def off() -> None:
        async with bluez(bus) as stand_in:
            stand_in.powered = False
            with pytest.raises(BluetoothUnavailable, match="turn it on"):
                await scan(0.1)
            with pytest.raises(BluetoothUnavailable, match="turn it on"):
                await Glasses(NAME, Known(PAIRED)).connect()

    async def absent() -> None:
        for wrong in ("unix:path=/nonexistent", bus):
            monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", wrong)
            with pytest.raises(BluetoothUnavailable, match="check that it is on"):
                await Glasses(NAME, Known(PAIRED)).connect()

    run(off())
    run(absent())


def test_glasses_that_refuse_the_book_say_why(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus) as stand_in:

            def full(*arguments: Any) -> int:
                raise intake.Refused(wire.ERR_NO_SPACE)

            stand_in.peripheral.puppet.port.begin = full
            glasses = Glasses(NAME, Known(PAIRED))
            await glasses.connect()
            done = glasses.upload(BOOK)
            with pytest.raises(UploadRefused, match="does not fit"):
                await glasses.wait_ready(1)
            with pytest.raises(UploadRefused):
                await done
            await glasses.close()

    run(scene())


def test_a_newer_upload_takes_the_place_of_an_older_one(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus) as stand_in:
            port = stand_in.peripheral.puppet.port
            glasses = Glasses(NAME, Known(PAIRED))
            await glasses.connect()
            older = glasses.upload(make_book(1000))
            await glasses.wait_ready(10)
            newer = make_book(50, seed=2)
            await glasses.upload(newer)
            with pytest.raises(UploadRefused, match="took the place"):
                await older
            assert list(port.books) == [book_id(newer)]
            await glasses.upload(BOOK)
            glasses.use(book_id(newer))
            glasses.show(7, 35)
            await until(lambda: port.at == (7, 35))
            assert port.current == book_id(newer)
            await glasses.close()

    run(scene())


def test_a_listener_that_fails_does_not_break_the_link(bus: str) -> None:
    def failing(event: Event) -> None:
        raise RuntimeError("a fault in somebody's screen")

    async def scene() -> None:
        complaints: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, c: complaints.append(c))
        async with bluez(bus) as stand_in:
            glasses = Glasses(NAME, Known(PAIRED), failing)
            await glasses.connect()
            await glasses.upload(BOOK)
            assert stand_in.connections == 1
            assert complaints
            await glasses.close()

    run(scene())


def test_what_the_glasses_are_is_known_after_linking_and_orders_can_be_awaited(bus: str) -> None:
    async def scene() -> None:
        async with bluez(bus) as stand_in:
            glasses = Glasses(NAME, Known(PAIRED))
            await glasses.connect()
            chosen, device = await glasses.known()
            assert (chosen.name, chosen.current_row, chosen.area.width) == ("Anna", 1, 126)
            assert (device.board, device.depth, device.text_height) == ("t-glass", 2, 114)
            await glasses.configure("current_row", "2")
            await until(lambda: glasses.settings and glasses.settings.current_row == 2)
            with pytest.raises(OrderRefused, match=r"set nonsense.*slip in the name"):
                await glasses.configure("nonsense", "1")
            journal = await glasses.ask(wire.ABOUT_JOURNAL)
            assert journal == stand_in.peripheral.puppet.port.journal
            assert len(journal) > wire.MAX_TELL
            waiting = glasses.buzz(wire.BUZZ_LONG)
            stand_in.in_reach = False
            stand_in.lose()
            await glasses.close()
            if not waiting.done() or waiting.exception():
                with pytest.raises(LinkLost, match="try again"):
                    await waiting

    run(scene())

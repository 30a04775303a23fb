"""The companion's own link, a real BLE stack, and the firmware in a real MicroPython."""

import asyncio
import time

import numpy as np
import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakGATTProtocolError

from companion.glasses.discovery import scan
from companion.glasses.errors import LinkError
from companion.glasses.lifeline import LinkState
from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.glass import Told, glass
from firmware.souffleur import wire
from tools.virtual.errors import VirtualGlassesError

from .scene import companion, play, until

HEAP = 100 * 1024  # objects of 64 bits: see tools/bench/show.py for what it is on an ESP32
TEXT = "# The Lamp\n\n" + "\n\n".join(
    f"In village number {n} the lamps are lit, and [pause] everybody waits for *morning*."
    for n in range(12)
)


@pytest.fixture(scope="module")
def book():
    return typeset(parse_text(TEXT), load_board("t-glass"))


def expected(book, line, token, state=wire.STATE_IDLE, linked=True, **told):
    """What should be on the whole glass."""
    told = Told(state, linked, told.pop("battery", 90), **told)
    return glass(book, load_board("t-glass"), line, token, told=told).astype(int) * 85


def shows(glasses, book, line, token, text_only=False, **told):
    seen = np.asarray(glasses.image()).astype(int)
    same = np.abs(seen - expected(book, line, token, **told)) <= 4
    return same[: book.height if text_only else None].all()


def test_upload_show_and_every_pixel_of_it(book):
    async def scene(glasses):
        assert [found.name for found in await scan(0.5, **glasses.bleak)] == ["Souffleur-0001"]
        link = companion(glasses)
        await link.connect(10)
        upload = link.upload(book.data)
        await link.wait_ready(6)
        await upload
        for line in (0, 1, 2, 9, 4, len(book.lines) - 1):
            token = book.lines[line].first_token + 1
            link.show(line, token)
            await until(lambda line=line, token=token: shows(glasses, book, line, token))
        limit, peak = glasses.heap()
        assert peak < HEAP < limit
        await link.close()

    play(scene)


def test_a_link_cut_in_the_middle_of_an_upload_resumes(book):
    async def scene(glasses):
        link = companion(glasses)
        await link.connect(10)
        seen = []
        upload = link.upload(book.data, lambda progress: seen.append(progress))
        await until(lambda: len(seen) > 2)
        glasses.out_of_range(True)
        await until(lambda: link.state is not LinkState.LINKED)
        glasses.out_of_range(False)
        await asyncio.wait_for(upload, 20)
        assert link.sent.value < 2 * len(book.data)
        link.show(3, 0)
        await until(lambda: shows(glasses, book, 3, 0))
        await link.close()

    play(scene, interval_ms=30, packets_per_interval=1, supervision_s=0.5)


def test_power_cut_while_showing_and_back_on_the_line(book):
    async def scene(glasses):
        link = companion(glasses)
        await link.connect(10)
        await link.upload(book.data)
        link.show(5, 0)
        await until(lambda: shows(glasses, book, 5, 0))
        await asyncio.sleep(1.5)  # the place is noted once a second
        await link.close()
        await glasses.reboot()
        await until(lambda: shows(glasses, book, 5, 0, linked=False), 5)

    play(scene, supervision_s=0.3)


def test_power_failing_at_flash_writes_of_an_upload(book):
    async def scene(glasses):
        await asyncio.sleep(0.5)  # the first start makes its folder
        for cut in (3, 20, 45):
            await glasses.power_cut()
            await glasses.power_on(cut)
            link = companion(glasses)
            await link.connect(10)
            upload = link.upload(book.data)
            ended = asyncio.ensure_future(glasses.ended())
            await asyncio.wait({ended, upload}, return_when=asyncio.FIRST_COMPLETED)
            assert upload.done() or ended.result() == "power cut"
            ended.cancel()
            await link.close()
        await glasses.power_on()
        link = companion(glasses)
        await link.connect(10)
        await asyncio.wait_for(link.upload(book.data), 20)
        link.show(2, 0)
        await until(lambda: shows(glasses, book, 2, 0))
        await link.close()

    play(scene, supervision_s=0.3)


def test_a_wrong_secret_is_refused_and_nothing_is_shown():
    async def scene(glasses):
        await until(lambda: np.asarray(glasses.image()).any())  # the waiting page
        await asyncio.sleep(0.3)
        before = glasses.image().tobytes()
        link = companion(glasses, secret=bytes(32))
        with pytest.raises(LinkError):
            await link.connect(8)
        assert glasses.image().tobytes() == before

    play(scene)


def test_a_second_companion_is_refused_and_the_first_goes_on(book):
    async def scene(glasses):
        first = companion(glasses)
        await first.connect(10)
        await first.upload(book.data)
        second = companion(glasses, bleak=await glasses.companion())
        with pytest.raises(LinkError):
            await second.connect(2)
        first.show(4, 0)
        await until(lambda: shows(glasses, book, 4, 0))
        assert first.state is LinkState.LINKED
        await first.close()

    play(scene)


def test_touch_turns_the_page_when_the_link_is_gone(book):
    async def scene(glasses):
        link = companion(glasses)
        await link.connect(10)
        await link.upload(book.data)
        link.show(2, 0)
        await until(lambda: shows(glasses, book, 2, 0))
        await link.close()
        await asyncio.sleep(0.5)

        def turned(line):
            return shows(glasses, book, line, book.lines[line].first_token, linked=False)

        await glasses.touch("tap")
        await until(lambda: turned(3))
        await glasses.touch("tap")
        await until(lambda: turned(4))
        await glasses.touch("double")
        await until(lambda: turned(3))

    play(scene)


def test_a_low_battery_is_felt_seen_and_reported(book):
    async def scene(glasses):
        glasses.battery(3.5)
        await glasses.reboot()
        link = companion(glasses)
        await link.connect(10)
        await until(lambda: link.status is not None)
        assert link.status.battery == 10 and link.status.low
        await link.upload(book.data)
        await until(lambda: shows(glasses, book, 0, 0, battery=10, low=True))
        assert len(glasses.buzzes) == 2, "one double buzz"
        await link.close()

    play(scene)


def test_the_radio_keeps_the_rules_of_a_real_one():
    async def scene(glasses):
        device = await BleakScanner.find_device_by_name("Souffleur-0001", 3, **glasses.bleak)
        async with BleakClient(device, **glasses.bleak) as client:
            rx = client.services.get_characteristic(wire.RX_UUID)
            tx = client.services.get_characteristic(wire.TX_UUID)
            assert rx.max_write_without_response_size == wire.MAX_PACKET
            with pytest.raises(BleakGATTProtocolError) as read:
                await client.read_gatt_char(rx)
            assert read.value.code == 2  # Read Not Permitted
            with pytest.raises(BleakGATTProtocolError) as write:
                await client.write_gatt_char(tx, b"x", response=True)
            assert write.value.code == 3  # Write Not Permitted

    play(scene)


def test_what_lies_in_the_cable_when_the_power_goes_wakes_nothing():
    async def scene(glasses):
        time.sleep(0.3)  # the loop stands still: the watchdog is fed, and nobody reads of it
        await glasses.power_cut()
        assert glasses._watchdog is None

    play(scene)


@pytest.mark.parametrize("heap", ["0k", "1k", "2k"])  # before, amid and after power-on
def test_firmware_that_cannot_start_says_why_and_leaves_nothing_behind(
    heap, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(VirtualGlassesError, match="MemoryError"):
        play(lambda glasses: glasses.ended(), heap=heap)
    assert not list(tmp_path.iterdir())

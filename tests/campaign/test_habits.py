"""Shows survive the habits of the ESP32's radio stack, over a real BLE stack without a radio."""

import asyncio
import contextlib
import random

from bleak import BleakClient, BleakScanner
from bleak.exc import BleakError

from companion.glasses.handshake import Known
from companion.glasses.link import Glasses, LinkState
from firmware.souffleur import seal, wire
from tools.campaign.device.scripts import Script
from tools.virtual import VirtualGlasses, bleak_bumble

SCRIPT = Script(5, 30)
NAME = "Souffleur-0001"


def play(scene, **settings):
    async def run():
        quick = {"interval_ms": 7.5, "supervision_s": 0.3}
        async with VirtualGlasses(**{**quick, **settings}) as glasses:
            await asyncio.wait_for(scene(glasses), 60)
            glasses.check()

    asyncio.run(run())


async def stranger(glasses):
    """A laptop that only speaks GATT."""
    device = await BleakScanner.find_device_by_name(NAME, 5, **glasses.bleak)
    return BleakClient(device, **glasses.bleak)


async def show(glasses, script=SCRIPT):
    """A sound companion comes, uploads and shows; what it and the glasses say of the place."""
    link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
    await link.connect(15)
    await link.upload(script.data)
    link.show(7, 21)
    while link.status is None or (link.status.line, link.status.book) != (7, script.id):
        await asyncio.sleep(0.05)
    assert link.state is LinkState.LINKED
    await link.close()


def hello():
    cutter = wire.Fragmenter(wire.MAX_PACKET)
    cutter.load(wire.plain(wire.pack(wire.HELLO, wire.VERSION, 0, bytes(16))), False)
    return cutter.next()


def test_writes_longer_than_the_buffer_are_cut_and_spoil_nothing():
    async def scene(glasses):
        dice = random.Random(1)
        async with await stranger(glasses) as client:
            for size in (0, 1, 19, 20, 21, wire.MAX_PACKET, wire.MAX_PACKET + 1, 400, 512):
                for answered in (True, False):
                    with contextlib.suppress(BleakError):
                        data = hello() + dice.randbytes(512)
                        await client.write_gatt_char(wire.RX_UUID, data[:size], response=answered)
        await show(glasses)

    play(scene)


def test_a_flood_of_writes_does_not_switch_the_handler_off():
    async def scene(glasses):
        dice = random.Random(2)
        async with await stranger(glasses) as client:
            for _ in range(300):  # far more than the glasses' queue holds
                data = dice.randbytes(dice.randrange(1, 200))
                await client.write_gatt_char(wire.RX_UUID, data, response=False)
        await show(glasses)

    play(scene, interval_ms=0)


def test_connections_that_come_and_go_leave_room_for_the_next():
    async def scene(glasses):
        for _ in range(12):
            async with await stranger(glasses) as client:
                await client.write_gatt_char(wire.RX_UUID, hello(), response=False)
        await show(glasses)

    play(scene)


def test_whoever_never_subscribes_is_answered_and_does_no_harm():
    async def scene(glasses):
        async with await stranger(glasses) as client:
            sent = glasses.sent.packets
            for _ in range(5):
                await client.write_gatt_char(wire.RX_UUID, hello(), response=True)
                await asyncio.sleep(0.05)
            assert glasses.sent.packets > sent  # NimBLE notifies whom it was not asked to
        await show(glasses)

    play(scene)


def test_an_answer_of_more_packets_than_the_radio_has_buffers_arrives(monkeypatch):
    monkeypatch.setattr(bleak_bumble, "MTU", 23)
    buffers, packet = 12, 20

    async def scene(glasses):
        for seed in range(3):
            await show(glasses, Script(seed, 10))
        link = Glasses("", Known({glasses.identity: glasses.secret}), **glasses.bleak)
        await link.connect(15)
        for _ in range(3):
            text = await link.ask(wire.ABOUT_DEVICE)
            assert text.endswith("\n") and Script(0, 10).id.hex() in text
            assert len(text) + seal.OVERHEAD > buffers * (packet - 1)
        await link.close()
        await show(glasses)

    play(scene, interval_ms=15, packets_per_interval=2, loss=0.1)

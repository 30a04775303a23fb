"""The air in memory: what one connection loses is no other's loss."""

import asyncio

from bumble import hci

from tools.virtual.air import AirController, AirLink


def packet(handle, data):
    return hci.HCI_AclDataPacket(handle, 2, 0, len(data), data)


def test_a_connection_that_is_lost_takes_nothing_from_another():
    sent = []

    async def scene():
        air = AirLink(interval_ms=10.0)
        glasses = AirController("glasses", air, "F1:50:FF:1E:00:01")
        glasses.transmit = sent.append
        air.queue(glasses, packet(1, b"to a laptop that is gone"))
        air.queue(glasses, packet(2, b"to the one that took its place"))
        air.forget(glasses, 1)
        await asyncio.sleep(0.1)
        air.queue(glasses, packet(2, b"never"))
        air.forget(glasses)
        await asyncio.sleep(0.1)

    asyncio.run(scene())
    assert [one.data for one in sent] == [b"to the one that took its place"]

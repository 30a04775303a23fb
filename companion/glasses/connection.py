"""One Bluetooth connection to glasses, from connecting to its end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice

from companion.glasses.discovery import RADIO_ERRORS
from companion.glasses.errors import LinkLost
from firmware.souffleur import wire

CONNECT = 10.0  # seconds for one connection with discovery
WRITE = 6.0  # seconds for one write; as long as the client waits for a dead link


@dataclass(frozen=True, slots=True)
class Connection:
    """Connected glasses and the two ends of their service."""

    radio: BleakClient
    _rx: BleakGATTCharacteristic
    _tx: BleakGATTCharacteristic

    @property
    def max_packet(self) -> int:
        """What one write carries; BlueZ learns it only some time after connecting."""
        return self._rx.max_write_without_response_size

    @property
    def up(self) -> bool:
        return self.radio.is_connected

    async def listen(self, take: Callable[[bytes], None]) -> None:
        """Subscribe to what the glasses say."""
        await self.radio.start_notify(self._tx, lambda _, data: take(bytes(data)))

    async def write(self, packet: bytes) -> None:
        """One packet to the glasses. Raises TimeoutError."""
        async with asyncio.timeout(WRITE):
            await self.radio.write_gatt_char(self._rx, packet, response=False)


@asynccontextmanager
async def connected(
    device: BLEDevice, bleak: dict[str, Any], *, cached: bool = False,
    on_end: Callable[[], None] = lambda: None,
) -> AsyncIterator[Connection]:  # fmt: skip
    """A connection that ends with the block.

    cached: the services may be those of an earlier link. on_end: called when the other side or
    the air ends it. Raises LinkLost, and what bleak raises.
    """
    extra = dict(bleak)
    if sys.platform == "win32":  # Windows keeps services of a firmware long replaced
        extra["winrt"] = {"use_cached_services": cached}
    radio = BleakClient(
        device, disconnected_callback=lambda _: on_end(), services=[wire.SERVICE_UUID],
        timeout=CONNECT, **extra,
    )  # fmt: skip
    try:
        await radio.connect()
        rx = radio.services.get_characteristic(wire.RX_UUID)
        tx = radio.services.get_characteristic(wire.TX_UUID)
        if rx is None or tx is None:
            raise LinkLost("The glasses do not offer their service yet: try again.")
        yield Connection(radio, rx, tx)
    finally:
        with suppress(*RADIO_ERRORS):
            async with asyncio.timeout(WRITE):
                await radio.disconnect()

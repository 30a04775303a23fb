"""The way from another process onto the air of virtual glasses: HCI over a local socket.

Each connection is one more laptop with a Bluetooth controller of its own.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bleak.backends.device import BLEDevice
from bleak.exc import BleakError
from bumble import core, hci
from bumble.device import Device
from bumble.transport.common import StreamPacketSink, StreamPacketSource

from .air import AirController, AirLink
from .bleak_bumble import BumbleClient, BumbleScanner
from .errors import VirtualGlassesError
from .registry import LONGEST_PATH, Entry

ANSWER_S = 10.0  # for the other process to open up
# A cable that is pulled out is reported twice there.
logging.getLogger("bumble.transport.common").setLevel(logging.ERROR)


# In the process of the glasses


class _Laptop(StreamPacketSource):
    """One connection, and its controller on the air."""

    def __init__(self, air: AirLink) -> None:
        super().__init__()
        self._air = air
        self._controller: AirController | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        address = hci.Address.generate_static_address().to_string(with_type_qualifier=False)
        self._controller = AirController("laptop", self._air, address)
        self._controller.set_packet_sink(StreamPacketSink(transport))
        self.set_packet_sink(self._controller)

    def connection_lost(self, error: Exception | None) -> None:
        if self._controller is not None:
            self._controller.set_packet_sink(None)
            self._air.vanish(self._controller)


@asynccontextmanager
async def opened(air: AirLink, path: Path) -> AsyncIterator[None]:
    """Let others onto the air through a socket that only this user can use.

    Raises VirtualGlassesError.
    """
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise VirtualGlassesError(
            f"{path} is too long for a socket: set XDG_RUNTIME_DIR to a shorter folder."
        )
    loop = asyncio.get_running_loop()
    path.unlink(missing_ok=True)
    server = await loop.create_unix_server(lambda: _Laptop(air), path)
    path.chmod(0o600)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


# In the process of the companion


class _Cable(StreamPacketSource):
    """The companion's end of the socket."""

    lost = False

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        self.on_transport_lost()


class Door:
    """A radio on the air of some virtual glasses; opened again when they come back."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._cable: _Cable | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._radio: Device | None = None

    @property
    def open(self) -> bool:
        """Whether the glasses' process is there."""
        return self._cable is not None and not self._cable.lost

    async def radio(self) -> Device:
        """A powered-on radio. Raises BleakError where the glasses do not run any more."""
        if self.open and self._radio is not None:
            return self._radio
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(ANSWER_S):
                transport, cable = await loop.create_unix_connection(
                    _Cable, str(self._entry.radio)
                )
                self._transport, self._cable = transport, cable
                address = hci.Address.generate_static_address()
                sink = StreamPacketSink(transport)
                self._radio = Device.with_hci("companion", address, cable, sink)
                await self._radio.power_on()
        except (OSError, core.BaseBumbleError) as error:
            self.close()
            raise BleakError(f"the virtual glasses {self._entry.name} do not run") from error
        return self._radio

    def close(self) -> None:
        """Pull the cable out."""
        if self._transport is not None:
            self._transport.close()
        self._cable = self._transport = self._radio = None


class DoorBackend:
    """Makes a scanner or a client for bleak, as BumbleBackend does, from a `door`."""

    def __new__(cls, first: Any, *args: Any, **kwargs: Any) -> Any:
        kind = _DoorClient if isinstance(first, str | BLEDevice) else _DoorScanner
        return kind(first, *args, **kwargs)


class _DoorScanner(BumbleScanner):
    _radio: Device | None  # type: ignore[assignment]

    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        super().__init__(*args, radio=None, **kwargs)  # type: ignore[arg-type]
        self._door = door

    async def start(self) -> None:
        self._radio = await self._door.radio()
        await super().start()

    async def stop(self) -> None:
        if self._door.open:
            await super().stop()


class _DoorClient(BumbleClient):
    _radio: Device | None  # type: ignore[assignment]

    def __init__(self, *args: Any, door: Door, **kwargs: Any) -> None:
        super().__init__(*args, radio=None, **kwargs)  # type: ignore[arg-type]
        self._door = door

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        self._radio = await self._door.radio()
        await super().connect(pair, **kwargs)

    async def disconnect(self) -> None:
        if self._door.open and self._radio is not None:
            await super().disconnect()


@asynccontextmanager
async def through(entry: Entry) -> AsyncIterator[dict[str, Any]]:
    """Keyword arguments for BleakScanner and BleakClient, to reach these glasses."""
    door = Door(entry)
    try:
        yield {"backend": DoorBackend, "door": door}
    finally:
        door.close()

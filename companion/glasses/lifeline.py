"""Keeps a client linked: find, connect, serve, and again. The client with bleak and a clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from typing import Any

from bleak.backends.device import BLEDevice

from companion.glasses.client import Client
from companion.glasses.connection import Connection, connected
from companion.glasses.discovery import RADIO_ERRORS, Found, find
from companion.glasses.errors import GlassesBusy, LinkError, LinkLost, refused, translated
from companion.glasses.events import Event, Linked, Lost, Refused, Silent

TICK = 0.05  # seconds
BACK_OFF = (0.2, 5.0)  # first and longest pause before connecting again, doubled each time
BUSY = 6.0  # seconds; glasses give up a companion that crashed a little sooner


class LinkState(Enum):
    """What the link does, in the words the operator sees."""

    OFF = "off"
    SEARCHING = "searching"
    CONNECTING = "connecting"
    LINKED = "linked"


class Lifeline:
    """One link from connect() to close(), over any number of connections.

    target: from scan(), or a name or address; "" for the first glasses found. tell: given every
    event of the client, and Lost; called by the loop.
    """

    def __init__(
        self, target: Found | str, client: Client, tell: Callable[[Event], None], **bleak: Any
    ) -> None:
        self._device = target.device if isinstance(target, Found) else None
        self._target = target.address if isinstance(target, Found) else target
        self._client = client
        self._tell = tell
        self._bleak = bleak
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._broken: LinkError | None = None  # why the present connection must end
        self._was_linked = False
        self.state = LinkState.OFF

    async def connect(self, timeout: float) -> None:
        """See Glasses.connect()."""
        if self._task:
            return
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._keep(first, time.monotonic() + timeout))
        try:
            await asyncio.wait({first, self._task}, return_when=asyncio.FIRST_COMPLETED)
            await (first if first.done() else self._task)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Disconnect and stop seeking the glasses."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.state = LinkState.OFF

    def wake(self) -> None:
        """The client has something to send."""
        self._wake.set()

    async def _keep(self, first: asyncio.Future[None], until: float) -> None:
        """Connect, serve, and connect again after a pause; `first` is told of the first link."""
        pause, longest = BACK_OFF
        busy_until = time.monotonic() + BUSY
        reason: LinkError
        while True:
            self._broken = None
            try:
                await self._serve(await self._find(), first)
                reason = self._broken or LinkLost("The glasses closed the link; seeking them.")
            except Exception as error:
                # A running show goes on, whatever fault a Bluetooth stack has.
                if not first.done() and not isinstance(error, (LinkError, *RADIO_ERRORS)):
                    raise
                reason = self._broken or translated(error, self._target)
            if self.state is LinkState.LINKED:
                pause = BACK_OFF[0]
                self._tell(Lost(str(reason)))
            elif not first.done():
                now = time.monotonic()
                give_up = busy_until if isinstance(reason, GlassesBusy) else until
                if not reason.passing or now > give_up:
                    first.set_exception(reason)
                    return
            self.state = LinkState.SEARCHING
            await asyncio.sleep(pause)
            pause = min(2 * pause, longest)

    async def _find(self) -> BLEDevice:
        """The device that was given, just once, or one from a scan."""
        self.state = LinkState.SEARCHING
        device, self._device = self._device, None
        if device is None:
            device = await find(self._target, **self._bleak)
            # Never other glasses in a running show.
            self._target = self._target or device.address
        return device

    async def _serve(self, device: BLEDevice, first: asyncio.Future[None]) -> None:
        """One connection, from connecting to its end."""
        self.state = LinkState.CONNECTING
        async with connected(
            device, self._bleak, cached=self._was_linked, on_end=self.wake
        ) as radio:
            try:
                await radio.listen(lambda data: self._notified(data, first))
                self._client.linked(radio.max_packet, time.monotonic())
                await self._pump(radio)
            finally:
                self._client.unlinked()

    async def _pump(self, radio: Connection) -> None:
        """Send what is due until the connection ends."""
        ticked = 0.0
        while radio.up and not self._broken:
            now = time.monotonic()
            if now - ticked >= TICK:
                ticked = now
                self._client.resized(radio.max_packet)
                self._take(self._client.tick(now))
            packet = self._client.outgoing(now)
            if packet is not None:
                await radio.write(packet)
                continue
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._wake.wait()

    def _notified(self, data: bytes, first: asyncio.Future[None]) -> None:
        events = self._client.receive(data, time.monotonic())
        if any(isinstance(event, Linked) for event in events):
            self.state = LinkState.LINKED
            self._was_linked = True
            if not first.done():
                first.set_result(None)
        self._take(events)
        self.wake()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Refused(code=code):
                    self._broken = refused(code)
                case Silent():
                    self._broken = LinkLost("The glasses have fallen silent; seeking them.")
            self._tell(event)

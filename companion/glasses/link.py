"""The glasses over Bluetooth: the client state machine with bleak and a clock around it.

Everything runs in one asyncio loop. `bleak` keyword arguments reach BleakScanner and
BleakClient as they are, so that another backend can be put in.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakError

from companion.glasses.client import Client
from companion.glasses.errors import (
    GlassesBusy,
    LinkError,
    LinkLost,
    UploadRefused,
    not_found,
    refused,
    translated,
    upload_refused,
)
from companion.glasses.events import (
    Event,
    Linked,
    Lost,
    Progress,
    Refused,
    Silent,
    Status,
    Uploaded,
    UploadFailed,
)
from companion.glasses.handshake import Keys
from companion.glasses.traffic import Traffic
from firmware.souffleur import wire

TICK = 0.05  # seconds
SCAN = 5.0  # seconds for one search; glasses advertise several times a second
CONNECT = 10.0  # seconds for one connection with discovery
WRITE = 6.0  # seconds for one write; as long as the client waits for a dead link
BACK_OFF = (0.2, 5.0)  # first and longest pause before connecting again, doubled each time
BUSY = 6.0  # seconds; glasses give up a companion that crashed a little sooner
EVENTS = 256  # kept for a slow reader of events(), then the oldest go

# What bleak and its backends let through when a radio, a bus or a link goes away.
RADIO_ERRORS = (BleakError, TimeoutError, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Found:
    """Glasses that advertise. rssi: dBm, nearer to 0 is stronger."""

    name: str
    address: str
    rssi: int
    device: BLEDevice = field(repr=False, compare=False)


class LinkState(Enum):
    """What the link does, in the words the operator sees."""

    OFF = "off"
    SEARCHING = "searching"
    CONNECTING = "connecting"
    LINKED = "linked"


async def scan(timeout: float = SCAN, **bleak: Any) -> list[Found]:
    """Every pair of glasses in reach, the strongest first; raises LinkError."""
    try:
        seen = await BleakScanner.discover(
            timeout, return_adv=True, service_uuids=[wire.SERVICE_UUID], **bleak
        )
    except RADIO_ERRORS as error:
        raise translated(error, "") from error
    found = [
        Found(adv.local_name or device.name or device.address, device.address, adv.rssi, device)
        for device, adv in seen.values()
        if wire.SERVICE_UUID in adv.service_uuids
    ]
    return sorted(found, key=lambda glasses: -glasses.rssi)


class Glasses:
    """One pair of glasses; keeps the link up from connect() to close().

    target: from scan(), or a name or address; "" for the first glasses found. keys: see
    handshake.Keys. on_event: called by the loop with every event; it must not block.
    """

    def __init__(
        self,
        target: Found | str,
        keys: Keys,
        on_event: Callable[[Event], None] = lambda event: None,
        **bleak: Any,
    ) -> None:
        self._device = target.device if isinstance(target, Found) else None
        self._target = target.address if isinstance(target, Found) else target
        self._on_event = on_event
        self._bleak = bleak
        self._client = Client(keys)
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._pulse = asyncio.Event()
        self._events: asyncio.Queue[Event] = asyncio.Queue(EVENTS)
        self._broken: LinkError | None = None  # why the present connection must end
        self._was_linked = False
        self._book: bytes | None = None
        self._upload: asyncio.Future[None] | None = None
        self._on_progress: Callable[[Progress], None] = lambda progress: None
        self.state = LinkState.OFF

    # What the show sees

    @property
    def status(self) -> Status | None:
        """How the glasses were when last heard; None before the first link."""
        return self._client.status

    @property
    def sent(self) -> Traffic:
        """Companion to glasses, over all connections."""
        return self._client.sent

    @property
    def received(self) -> Traffic:
        """Glasses to companion, over all connections."""
        return self._client.received

    async def events(self) -> AsyncIterator[Event]:
        """Everything that happens; a reader that falls behind misses the oldest."""
        while True:
            yield await self._events.get()

    # Orders

    async def connect(self, timeout: float = 30.0) -> None:
        """Find the glasses, link, prove the secret. From then on the link mends itself.

        Raises LinkError: at once what will not pass, after `timeout` seconds anything else.
        """
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

    def upload(
        self, book: bytes, on_progress: Callable[[Progress], None] = lambda progress: None
    ) -> asyncio.Future[None]:
        """Start bringing a book to the glasses and make it the one that show() means.

        The future ends when the book is committed in flash; it raises UploadRefused (also when
        a newer upload took its place), or LinkLost after close(). A lost link only delays it.
        """
        self._end_upload(UploadRefused("Another script took the place of this one."))
        self._upload = asyncio.get_running_loop().create_future()
        self._upload.add_done_callback(lambda f: f.cancelled() or f.exception())  # may be unheard
        self._on_progress = on_progress
        self._book = self._client.upload(book)
        self._wake.set()
        return self._upload

    async def wait_ready(self, lines: int) -> None:
        """Wait until the first `lines` lines of the uploaded book can be shown.

        Raises what the upload raises if it fails.
        """
        while True:
            if self._upload and self._upload.done():
                self._upload.result()
            if self._ready(lines):
                return
            await self._pulse.wait()

    def show(self, line: int, token: int) -> None:
        """Make this line of the uploaded book the current one, and dim what is before the token.

        Never waits; only the newest place goes out, ahead of everything else.
        """
        if self._book is None:
            raise ValueError("no book uploaded")
        self._client.show(self._book, line, token)
        self._wake.set()

    def use(self, book: bytes) -> None:
        """Make a book that the glasses hold already, by its id, the one that show() means."""
        self._book = book
        self._client.use(book)
        self._wake.set()

    def view(self, view: int) -> None:
        """What the picture is: wire.VIEW_..."""
        self._client.view(view)
        self._wake.set()

    def message(self, width: int, height: int, picture: bytes) -> None:
        """Show words from the staff, a picture coded as wire.MESSAGE tells; b"" takes it away."""
        self._client.message(width, height, picture)
        self._wake.set()

    def configure(self, key: str, value: str) -> None:
        """Change a setting of the glasses."""
        self._client.configure(key, value)
        self._wake.set()

    async def close(self) -> None:
        """Disconnect and stop seeking the glasses."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        self.state = LinkState.OFF
        self._end_upload(LinkLost("The upload was stopped: start it again."))
        self._news()

    # Keeping the link

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
        """The device, from a fresh scan unless it was just given: old ones cannot be trusted."""
        self.state = LinkState.SEARCHING
        device, self._device = self._device, None
        if device:
            return device
        wanted = self._target.casefold()

        def match(device: BLEDevice, adv: AdvertisementData) -> bool:
            if wire.SERVICE_UUID not in adv.service_uuids:
                return False
            names = (device.address, adv.local_name or "", device.name or "")
            return not wanted or wanted in [name.casefold() for name in names]

        device = await BleakScanner.find_device_by_filter(
            match, timeout=SCAN, service_uuids=[wire.SERVICE_UUID], **self._bleak
        )
        if device is None:
            raise not_found(self._target)
        self._target = self._target or device.address  # never other glasses in a running show
        return device

    async def _serve(self, device: BLEDevice, first: asyncio.Future[None]) -> None:
        """One connection, from connecting to its end."""
        self.state = LinkState.CONNECTING
        extra = dict(self._bleak)
        if sys.platform == "win32":  # Windows keeps services of a firmware long replaced
            extra["winrt"] = {"use_cached_services": self._was_linked}
        radio = BleakClient(
            device,
            disconnected_callback=lambda _: self._gone(),
            services=[wire.SERVICE_UUID],
            timeout=CONNECT,
            **extra,
        )
        try:
            await radio.connect()
            rx = radio.services.get_characteristic(wire.RX_UUID)
            tx = radio.services.get_characteristic(wire.TX_UUID)
            if rx is None or tx is None:
                raise LinkLost("The glasses do not offer their service yet; trying again.")
            await radio.start_notify(tx, lambda _, data: self._notified(bytes(data), first))
            self._client.linked(rx.max_write_without_response_size, time.monotonic())
            await self._pump(radio, rx)
        finally:
            self._client.unlinked()
            with suppress(*RADIO_ERRORS):
                async with asyncio.timeout(WRITE):
                    await radio.disconnect()

    async def _pump(self, radio: BleakClient, rx: BleakGATTCharacteristic) -> None:
        """Send what is due until the connection ends."""
        ticked = 0.0
        while radio.is_connected and not self._broken:
            now = time.monotonic()
            if now - ticked >= TICK:
                ticked = now
                # BlueZ learns the size only some time after connecting.
                self._client.resized(rx.max_write_without_response_size)
                self._take(self._client.tick(now))
            packet = self._client.outgoing(now)
            if packet is not None:
                async with asyncio.timeout(WRITE):
                    await radio.write_gatt_char(rx, packet, response=False)
                continue
            self._wake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._wake.wait()

    # What the radio and the client tell

    def _gone(self) -> None:
        self._wake.set()

    def _notified(self, data: bytes, first: asyncio.Future[None]) -> None:
        events = self._client.receive(data, time.monotonic())
        if any(isinstance(event, Linked) for event in events):
            self.state = LinkState.LINKED
            self._was_linked = True
            if not first.done():
                first.set_result(None)
        self._take(events)
        self._wake.set()

    def _take(self, events: list[Event]) -> None:
        for event in events:
            match event:
                case Refused(code=code):
                    self._broken = refused(code)
                case Silent():
                    self._broken = LinkLost("The glasses have fallen silent; seeking them.")
                case Progress():
                    asyncio.get_running_loop().call_soon(self._on_progress, event)
            self._tell(event)
            match event:
                case Uploaded():
                    self._end_upload(None)
                case UploadFailed(code=code):
                    self._end_upload(upload_refused(code))

    def _tell(self, event: Event) -> None:
        if self._events.full():
            self._events.get_nowait()
        self._events.put_nowait(event)
        # By the loop, so that what goes wrong in there cannot break the link.
        asyncio.get_running_loop().call_soon(self._on_event, event)
        self._news()

    def _end_upload(self, error: LinkError | None) -> None:
        if self._upload and not self._upload.done():
            if error:
                self._upload.set_exception(error)
            else:
                self._upload.set_result(None)

    def _news(self) -> None:
        """Wake everybody who waits for something to happen."""
        self._pulse.set()
        self._pulse = asyncio.Event()

    def _ready(self, lines: int) -> bool:
        if self._book is None:
            return False
        ready = self._client.lines_ready(self._book)
        return ready is None or ready >= lines

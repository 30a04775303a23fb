"""bleak on Bumble: the backend that lets the companion's own link code meet the virtual glasses.

    BleakScanner(**kwargs), BleakClient(device, **kwargs)
    with kwargs = {"backend": BumbleBackend, "radio": a powered-on bumble Device}

bleak takes one class for scanners and one for clients; BumbleBackend is either, by what it is
given first, so that one set of keyword arguments serves both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bumble import att, core, gatt_client, hci
from bumble.device import Advertisement, Connection, Device, Peer

T = TypeVar("T")

MTU = 517
IN_FLIGHT = 8  # unacknowledged writes queued before we wait, about what an OS buffers
LARGEST_VALUE = 512  # an attribute is never longer, whatever the MTU

PROPERTIES = {
    1: "broadcast",
    2: "read",
    4: "write-without-response",
    8: "write",
    16: "notify",
    32: "indicate",
}


class BumbleBackend:
    """Makes a BumbleScanner or a BumbleClient."""

    def __new__(cls, first: Any, *args: Any, **kwargs: Any) -> Any:
        kind = BumbleClient if isinstance(first, str | BLEDevice) else BumbleScanner
        return kind(first, *args, **kwargs)


class BumbleScanner(BaseBleakScanner):
    def __init__(
        self,
        detection_callback: Any,
        service_uuids: list[str] | None,
        scanning_mode: str = "active",
        *,
        radio: Device,
        **kwargs: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._radio = radio

    async def start(self) -> None:
        self.seen_devices = {}
        self._radio.on("advertisement", self._seen)
        await self._radio.start_scanning(filter_duplicates=False)

    async def stop(self) -> None:
        self._radio.remove_listener("advertisement", self._seen)
        await self._radio.stop_scanning()

    def _seen(self, advertisement: Advertisement) -> None:
        data = advertisement.data
        kinds = core.AdvertisingData.Type
        uuids: list[str] = []
        for kind in (
            kinds.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
            kinds.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
            kinds.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
            kinds.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS,
        ):
            for group in data.get_all(kind, raw=True):
                size = 16 if "128" in kind.name else 2
                uuids += [
                    _uuid(core.UUID.from_bytes(group[i : i + size]))
                    for i in range(0, len(group), size)
                ]
        if not self.is_allowed_uuid(uuids):
            return
        name = data.get(kinds.COMPLETE_LOCAL_NAME, raw=True)
        makers: dict[int, bytes] = {}
        for raw in data.get_all(kinds.MANUFACTURER_SPECIFIC_DATA, raw=True):
            makers[int.from_bytes(raw[:2], "little")] = raw[2:]
        seen = AdvertisementData(
            local_name=name.decode("utf-8", "replace") if name else None,
            manufacturer_data=makers,
            service_data={},
            service_uuids=list(dict.fromkeys(uuids)),
            tx_power=None,
            rssi=advertisement.rssi,
            platform_data=(advertisement,),
        )
        address = advertisement.address.to_string(with_type_qualifier=False)
        device = self.create_or_update_device(
            address, address, seen.local_name, advertisement.address, seen
        )
        self.call_detection_callbacks(device, seen)


class BumbleClient(BaseBleakClient):
    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None = None,
        timeout: float = 10.0,
        radio: Device,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout
        )
        self._radio = radio
        self._device = address_or_ble_device
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._lost: asyncio.Future[None] | None = None
        self._callbacks: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        if isinstance(self._device, BLEDevice) and self._device.name:
            return self._device.name
        return self.address

    @property
    def mtu_size(self) -> int:
        return self._peer.gatt_client.mtu if self._peer is not None else att.ATT_DEFAULT_MTU

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        if self._connection is not None:
            raise BleakError("already connected")
        if pair:
            raise BleakError("pairing is not supported on the virtual radio")
        if isinstance(self._device, BLEDevice):
            address = self._device.details
        else:
            address = hci.Address(self._device, hci.Address.RANDOM_DEVICE_ADDRESS)
        try:
            async with asyncio.timeout(self._timeout):
                connection = await self._radio.connect_le(address, timeout=None)
                self._adopt(connection)
                peer = self._peer = Peer(connection)
                await self._unless_lost(peer.request_mtu(MTU))
                await self._unless_lost(peer.discover_all())  # type: ignore[no-untyped-call]
        except (TimeoutError, core.TimeoutError) as error:
            await self.disconnect()
            raise TimeoutError from error
        except core.BaseBumbleError as error:
            raise BleakDeviceNotFoundError(self.address, str(error)) from error
        self.services = self._collect(peer)

    def _adopt(self, connection: Connection) -> None:
        self._connection = connection
        lost = self._lost = asyncio.get_running_loop().create_future()
        lost.add_done_callback(lambda future: future.exception())

        def on_disconnection(reason: int) -> None:
            self._connection = None
            self._peer = None
            self.services = None
            self._callbacks.clear()
            if not lost.done():
                lost.set_exception(BleakError(f"disconnected (reason 0x{reason:02x})"))
            if self._disconnected_callback is not None:
                self._disconnected_callback()

        connection.on("disconnection", on_disconnection)

    async def _unless_lost(self, work: Coroutine[Any, Any, T]) -> T:
        """Await `work`; BleakError as soon as the link is gone, as operating systems do."""
        assert self._lost is not None
        task = asyncio.ensure_future(work)
        ends: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if not task.done() or task.cancelled():  # a lost link cancels what waits on it
                raise self._lost.exception() or BleakError("disconnected")
            return task.result()
        except att.ATT_Error as error:
            raise BleakGATTProtocolError(error.error_code) from error
        except core.TimeoutError as error:
            raise TimeoutError from error
        finally:
            task.cancel()

    async def disconnect(self) -> None:
        connection = self._connection
        if connection is None:
            if self._radio.is_le_connecting:
                await self._radio.cancel_connection()  # type: ignore[no-untyped-call]
            return
        try:
            async with asyncio.timeout(5):
                await connection.disconnect()
        except core.BaseBumbleError:
            pass  # it went by itself meanwhile

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        raise BleakError("pairing is not supported on the virtual radio")

    async def unpair(self) -> None:
        raise BleakError("pairing is not supported on the virtual radio")

    def _collect(self, peer: Peer) -> BleakGATTServiceCollection:
        collection = BleakGATTServiceCollection()

        def largest() -> int:
            return min(self.mtu_size - 3, LARGEST_VALUE)

        for service in peer.services:
            ours = BleakGATTService(service, service.handle, _uuid(service.uuid))
            collection.add_service(ours)
            for characteristic in service.characteristics:
                theirs = BleakGATTCharacteristic(
                    characteristic,
                    characteristic.handle,
                    _uuid(characteristic.uuid),
                    [
                        name  # type: ignore[misc]
                        for bit, name in PROPERTIES.items()
                        if characteristic.properties & bit
                    ],
                    largest,
                    ours,
                )
                collection.add_characteristic(theirs)
                for descriptor in characteristic.descriptors:
                    collection.add_descriptor(
                        BleakGATTDescriptor(
                            descriptor, descriptor.handle, _uuid(descriptor.type), theirs
                        )
                    )
        return collection

    def _gatt(self) -> gatt_client.Client:
        if self._peer is None:
            raise BleakError("Not connected")
        return self._peer.gatt_client

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await self._unless_lost(self._gatt().read_value(characteristic.handle)))

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return bytearray(await self._unless_lost(self._gatt().read_value(descriptor.handle)))

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        gatt = self._gatt()
        value = bytes(data)
        if response:
            await self._unless_lost(gatt.write_value(characteristic.handle, value, True))
            return
        if len(value) > characteristic.max_write_without_response_size:
            raise BleakError(f"{len(value)} bytes are too long for a write without response")
        await self._unless_lost(gatt.write_value(characteristic.handle, value, False))
        await self._room()

    async def _room(self) -> None:
        """Wait while the radio still holds many of our packets."""
        while self._connection is not None:
            queue = self._connection.data_packet_queue
            if queue is None or queue.pending <= IN_FLIGHT:
                return
            flowed = asyncio.get_running_loop().create_future()
            queue.once("flow", lambda flowed=flowed: flowed.done() or flowed.set_result(None))
            await self._unless_lost(_wait(flowed))
        raise BleakError("disconnected")

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        await self._unless_lost(self._gatt().write_value(descriptor.handle, bytes(data), True))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **kwargs: Any,
    ) -> None:
        def forward(value: bytes) -> None:
            callback(bytearray(value))

        self._callbacks[characteristic.handle] = forward
        await self._unless_lost(self._gatt().subscribe(characteristic.obj, forward))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        forward = self._callbacks.pop(characteristic.handle, None)
        await self._unless_lost(self._gatt().unsubscribe(characteristic.obj, forward))


async def _wait(future: asyncio.Future[None]) -> None:
    await future


def _uuid(uuid: core.UUID) -> str:
    """Bumble's UUID as bleak writes it: 128 bits, lower case, with dashes."""
    digits = uuid.to_bytes(force_128=True)[::-1].hex()
    return "-".join(
        (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    )

"""The radio of the virtual glasses: frames from the firmware on one side, Bumble on the other.

Bumble's GATT server takes reads and writes that a characteristic does not allow; this one
answers them as a real stack does.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Any

from bumble import att, gatt, hci
from bumble.core import UUID
from bumble.device import Connection, Device
from bumble.host import Host

from .air import AirController, AirLink

READ, WRITE_COMMAND, WRITE = 2, 4, 8


async def make_radio(link: AirLink, name: str, address: str) -> tuple[Device, AirController]:
    """A powered-on Bumble device on the air. `address` is its random static address."""
    end = AirController(name, link, address)
    host = Host()
    host.controller = end
    device = Device(name=name, address=hci.Address(address), host=host)
    await device.power_on()
    return device, end


class Peripheral:
    """One power-up of the glasses' radio.

    tell(operation, payload) sends a frame to the firmware.
    """

    def __init__(self, device: Device, tell: Callable[[str, bytes], None]) -> None:
        self._device = device
        self._tell = tell
        self._characteristics: dict[int, gatt.Characteristic[bytes]] = {}
        self._values: dict[int, bytes] = {}
        self._limits: dict[int, int] = {}
        self._connections: dict[int, Connection] = {}
        self._owed: dict[int, int] = {}  # notifications sent and not yet given back
        self._tasks: set[asyncio.Task[None]] = set()
        device.gatt_server.max_mtu = 256
        device.on("connection", self._connected)

    def frame(self, operation: str, data: bytes) -> bool:
        """Obey a frame from the firmware; False if it is none of the radio's."""
        action = getattr(self, f"_on_{operation}", None)
        if action is None:
            return False
        action(data)
        return True

    def _on_T(self, data: bytes) -> None:
        pass  # switched on or off: nothing is on the air before it advertises

    def _on_M(self, data: bytes) -> None:
        self._device.gatt_server.max_mtu = struct.unpack("<H", data)[0]

    def _on_L(self, data: bytes) -> None:
        handle, size = struct.unpack("<HH", data)
        self._limits[handle] = size

    def _on_V(self, data: bytes) -> None:
        handle, update = struct.unpack_from("<HB", data)
        self._values[handle] = data[3:]
        if update:
            for connection in self._connections.values():
                self._send(connection, handle, data[3:])

    def _on_S(self, data: bytes) -> None:
        at = 0

        def uuid() -> UUID:
            nonlocal at
            size = data[at]
            at += 1 + size
            return UUID.from_bytes(data[at - size : at])

        while at < len(data):
            service = uuid()
            count = data[at]
            at += 1
            characteristics = []
            for _ in range(count):
                kind = uuid()
                flags, handle = struct.unpack_from("<HH", data, at)
                at += 4
                characteristics.append(self._characteristic(kind, flags, handle))
            self._device.add_service(gatt.Service(service, characteristics))

    def _characteristic(self, uuid: UUID, flags: int, handle: int) -> gatt.Characteristic[bytes]:
        def read(connection: Connection) -> bytes:
            if not flags & READ:
                raise att.ATT_Error(att.ATT_READ_NOT_PERMITTED_ERROR)
            self._tell("R", struct.pack("<HH", connection.handle, handle))
            return self._values.get(handle, b"")

        def write(connection: Connection, value: bytes) -> None:
            if not flags & (WRITE | WRITE_COMMAND):
                raise att.ATT_Error(att.ATT_WRITE_NOT_PERMITTED_ERROR)
            self._values[handle] = value[: self._limits.get(handle, 20)]
            self._tell("W", struct.pack("<HH", connection.handle, handle) + value)

        allowed = att.Attribute.Permissions.READABLE | att.Attribute.Permissions.WRITEABLE
        made: gatt.Characteristic[bytes] = gatt.Characteristic(
            uuid,
            gatt.Characteristic.Properties(flags),
            allowed,
            gatt.CharacteristicValue(read=read, write=write),
        )
        self._characteristics[handle] = made
        return made

    def _on_A(self, data: bytes) -> None:
        interval_us, connectable, _ = struct.unpack_from("<IBB", data)
        # Bumble repeats the advertising data as scan response, so both go into the former.
        payload = data[6:]
        task = asyncio.ensure_future(
            self._advertise(interval_us / 1000 if connectable else 0, payload)
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _advertise(self, interval_ms: float, payload: bytes) -> None:
        if self._device.is_advertising:
            await self._device.stop_advertising()
        if interval_ms:
            await self._device.start_advertising(
                advertising_data=payload,
                scan_response_data=b"",
                advertising_interval_min=interval_ms,
                advertising_interval_max=interval_ms,
            )

    def _on_D(self, data: bytes) -> None:
        connection = self._connections.get(struct.unpack("<H", data)[0])
        if connection is not None:
            task = asyncio.ensure_future(connection.disconnect())
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # the link may have gone by itself meanwhile

    def _on_N(self, data: bytes) -> None:
        number, handle = struct.unpack_from("<HH", data)
        connection = self._connections.get(number)
        if connection is not None:
            self._owed[number] = self._owed.get(number, 0) + 1
            self._send(connection, handle, data[4:])
            self._give_back(connection)

    def _on_I(self, data: bytes) -> None:
        number, handle = struct.unpack_from("<HH", data)
        connection = self._connections.get(number)
        if connection is None:
            return

        async def indicate() -> None:
            server = self._device.gatt_server
            await server.indicate_subscriber(
                connection, self._characteristics[handle], data[4:], force=True
            )
            self._tell("n", b"\x01")
            self._tell("i", struct.pack("<HHB", number, handle, 0))

        task = asyncio.ensure_future(indicate())
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _send(self, connection: Connection, handle: int, value: bytes) -> None:
        notification = att.ATT_Handle_Value_Notification(
            attribute_handle=self._characteristics[handle].handle,
            attribute_value=value[: connection.att_mtu - 3],
        )
        self._device.gatt_server.send_gatt_pdu(connection, bytes(notification))

    def _give_back(self, connection: Connection) -> None:
        """Tell the firmware which of its notification buffers are free again."""
        owed = self._owed.get(connection.handle, 0)
        queue = connection.data_packet_queue
        free = owed - (queue.pending if queue is not None else 0)
        if free > 0:
            self._owed[connection.handle] = owed - free
            self._tell("n", bytes([free]))

    def _connected(self, connection: Connection) -> None:
        number = connection.handle
        self._connections[number] = connection
        peer = connection.peer_address
        self._tell(
            "C",
            struct.pack("<HB", number, 0 if peer.is_public else 1) + bytes(peer)[::-1],
        )

        def mtu_changed() -> None:
            self._tell("m", struct.pack("<HH", number, connection.att_mtu))

        def disconnected(reason: Any) -> None:
            self._connections.pop(number, None)
            self._owed.pop(number, None)
            self._tell("d", struct.pack("<H", number))

        connection.on("connection_att_mtu_update", mtu_changed)
        connection.on("disconnection", disconnected)
        queue = connection.data_packet_queue
        if queue is not None:
            queue.on("flow", lambda: self._give_back(connection))

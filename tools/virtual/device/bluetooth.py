"""MicroPython's `bluetooth` module for the virtual board: the peripheral side, GATT server.

State is mirrored here and the host is told of changes, so no call waits. It copies the habits
of the ESP32 port that bite: attribute buffers of 20 bytes that cut longer writes silently,
notifications sent to peers that never subscribed, OSError(12) when they are sent faster than
the air takes them, a handler that is switched off for good by its first exception, and an
address passed in a buffer that is used again.
"""

import gc
import struct
import sys

import wire_to_host as host

FLAG_READ = 2
FLAG_WRITE_NO_RESPONSE = 4
FLAG_WRITE = 8
FLAG_NOTIFY = 16
FLAG_INDICATE = 32

_NOTIFY_BUFFERS = 12
_HEAP_EVERY_MS = 40


def UUID(value):
    """The UUID's bytes, least significant first; enough for registering services."""
    if isinstance(value, int):
        return struct.pack("<H", value)
    if isinstance(value, str):
        return bytes(reversed(bytes.fromhex(value.replace("-", ""))))
    return value


class _Ble:
    def __init__(self):
        self._active = False
        self._handler = None
        self._values = {}
        self._limits = {}
        self._connections = set()
        self._credits = _NOTIFY_BUFFERS
        self._settings = {"gap_name": b"MPY ESP32", "mtu": 256, "rxbuf": 256}
        self._address = bytearray(6)

    def active(self, on=None):
        if on is not None and bool(on) != self._active:
            self._active = bool(on)
            host.send("T", bytes([self._active]))
            if on:
                import asyncio

                asyncio.create_task(self._pump())
                asyncio.create_task(self._weigh())
        return self._active

    def _need(self):
        if not self._active:
            raise OSError(19)

    def config(self, *names, **settings):
        if names:
            if names[0] == "mac":
                return 0, b"\x02\0\0\0\0\x01"
            if names[0] not in self._settings:
                raise ValueError("unknown config param")
            return self._settings[names[0]]
        for name, value in settings.items():
            if name == "mtu":
                if not 23 <= value <= 517:
                    raise OSError(22)
                host.send("M", struct.pack("<H", value))
            elif name not in ("gap_name", "rxbuf", "addr_mode", "bond", "mitm", "le_secure", "io"):
                raise ValueError("unknown config param")
            self._settings[name] = value

    def irq(self, handler):
        self._handler = handler

    def _event(self, event, data):
        if self._handler is None:
            return
        try:
            self._handler(event, data)
        except Exception as error:
            self._handler = None
            sys.print_exception(error)

    def gap_advertise(self, interval_us, adv_data=None, *, resp_data=None, connectable=True):
        self._need()
        adv_data = adv_data or b""
        resp_data = resp_data or b""
        if len(adv_data) > 31 or len(resp_data) > 31:
            raise OSError(-18)
        head = struct.pack("<IBB", interval_us or 0, connectable, len(adv_data))
        host.send("A", head + bytes(adv_data) + bytes(resp_data))

    def gap_disconnect(self, connection):
        self._need()
        if connection not in self._connections:
            return False
        host.send("D", struct.pack("<H", connection))
        return True

    def gatts_register_services(self, services):
        self._need()
        handle = 16
        result = []
        message = []
        for uuid, characteristics in services:
            handle += 1
            handles = []
            message.append(bytes([len(uuid)]) + uuid + bytes([len(characteristics)]))
            for characteristic in characteristics:
                if len(characteristic) > 2:
                    raise NotImplementedError("descriptors")
                uuid, flags = characteristic
                handle += 2
                handles.append(handle)
                self._values[handle] = b""
                self._limits[handle] = 20, False
                message.append(bytes([len(uuid)]) + uuid + struct.pack("<HH", flags, handle))
                if flags & (FLAG_NOTIFY | FLAG_INDICATE):
                    handle += 1
            result.append(tuple(handles))
        host.send("S", b"".join(message))
        return tuple(result)

    def gatts_set_buffer(self, handle, size, append=False):
        if handle not in self._values:
            raise OSError(22)
        self._limits[handle] = size, append
        host.send("L", struct.pack("<HH", handle, size))

    def gatts_read(self, handle):
        value = self._values.get(handle, b"")
        if self._limits.get(handle, (0, False))[1]:
            self._values[handle] = b""
        return value

    def gatts_write(self, handle, data, send_update=False):
        if handle not in self._values:
            raise OSError(22)
        self._values[handle] = bytes(data)
        if len(data) > self._limits[handle][0]:
            self._limits[handle] = len(data), self._limits[handle][1]
        host.send("V", struct.pack("<HB", handle, send_update) + data)
        return len(data)

    def gatts_notify(self, connection, handle, data=None):
        self._send("N", connection, handle, data)

    def gatts_indicate(self, connection, handle, data=None):
        self._send("I", connection, handle, data)

    def _send(self, operation, connection, handle, data):
        self._need()
        if connection not in self._connections:
            raise OSError(107)
        if not self._credits:
            raise OSError(12)
        self._credits -= 1
        if data is None:
            self._event(4, (65535, handle))
            data = self._values[handle]
        host.send(operation, struct.pack("<HH", connection, handle) + data)

    async def _pump(self):
        from asyncio import core

        poller = core._io_queue
        while self._active:
            yield poller.queue_read(host.waiting())
            head = host.receive(3)
            if head is None:
                raise SystemExit("the host has gone")
            size, operation = struct.unpack("<HB", head)
            self._frame(chr(operation), host.receive(size) if size else b"")

    async def _weigh(self):
        import asyncio

        while self._active:
            gc.collect()
            host.send("H", struct.pack("<I", gc.mem_alloc()))
            await asyncio.sleep_ms(_HEAP_EVERY_MS)

    def _frame(self, operation, data):
        if operation == "W":
            connection, handle = struct.unpack("<HH", data)
            limit, append = self._limits[handle]
            before = self._values[handle] if append else b""
            self._values[handle] = (before + data[4:])[:limit]
            self._event(3, (connection, handle))
        elif operation == "n":
            self._credits = min(_NOTIFY_BUFFERS, self._credits + data[0])
        elif operation == "R":
            self._event(4, struct.unpack("<HH", data))
        elif operation == "C":
            connection, kind = struct.unpack("<HB", data)
            self._connections.add(connection)
            self._address[:] = data[3:9]
            self._event(1, (connection, kind, memoryview(self._address)))
        elif operation == "d":
            (connection,) = struct.unpack("<H", data)
            self._connections.discard(connection)
            self._credits = _NOTIFY_BUFFERS
            self._event(2, (connection, 0, memoryview(self._address)))
        elif operation == "m":
            self._event(21, struct.unpack("<HH", data))
        elif operation == "i":
            self._event(20, struct.unpack("<HHB", data))
        else:
            import machine

            machine.host_says(operation, data)


_ble = _Ble()


def BLE():
    return _ble

"""The GATT server: one service, RX and TX, see wire.py.

The interrupt handler only queues what came: an exception in it would switch it off for good,
and on the ESP32 it runs on the radio's own small stack. A task takes it from there.
"""

import asyncio
from collections import deque

import bluetooth
from micropython import const

from . import wire

_ADVERTISE_US = const(100000)
_QUEUE = const(16)  # packets; the companion has at most wire.WINDOW (8) of them under way
_LONELY_MTU = const(23)
_NO_BUFFERS = const(12)  # ENOMEM: the air takes no more just now

_CONNECT = const(1)
_DISCONNECT = const(2)
_WRITE = const(3)
_MTU = const(21)

CONNECTED = const(0)  # kinds of events: (kind, connection, detail)
LOST = const(1)
PACKET = const(2)
SIZE = const(3)


class Radio:
    """Advertises as soon as it is made. Events are taken with `await event()`.

    settings offers the name; another one is on the air when the next link begins or ends.
    """

    def __init__(self, settings):
        self._events = deque((), _QUEUE + 8)
        self._came = asyncio.ThreadSafeFlag()
        self._interrupted = False
        self._settings = settings
        self.pairing = False  # to be told on the air: see advertise()
        self.dropped = 0  # packets that found the queue full
        ble = self._ble = bluetooth.BLE()
        ble.active(True)
        ble.config(gap_name=settings.name, mtu=wire.MAX_PACKET + 3)
        ble.irq(self._irq)
        uuid = bluetooth.UUID
        ((self._rx, self._tx),) = ble.gatts_register_services(
            (
                (
                    uuid(wire.SERVICE_UUID),
                    (
                        (
                            uuid(wire.RX_UUID),
                            bluetooth.FLAG_WRITE | bluetooth.FLAG_WRITE_NO_RESPONSE,
                        ),
                        (uuid(wire.TX_UUID), bluetooth.FLAG_NOTIFY),
                    ),
                ),
            )
        )
        ble.gatts_set_buffer(self._rx, wire.MAX_PACKET)
        self.advertise()

    def advertise(self):
        data = wire.advertisement(self.pairing)
        response = wire.scan_response(self._settings.name)
        try:
            self._ble.gap_advertise(_ADVERTISE_US, data, resp_data=response, connectable=True)
        except OSError:
            pass  # as many connections as the radio can have; the next loss tries again

    def _irq(self, event, data):
        try:
            if event == _WRITE:
                if data[1] != self._rx:
                    return
                if len(self._events) >= _QUEUE:
                    self.dropped += 1  # the companion will find out and send it again
                    return
                self._events.append((PACKET, data[0], self._ble.gatts_read(self._rx)))
            elif event == _CONNECT:
                self._events.append((CONNECTED, data[0], _LONELY_MTU - 3))
            elif event == _DISCONNECT:
                self._events.append((LOST, data[0], 0))
            elif event == _MTU:
                self._events.append((SIZE, data[0], data[1] - 3))
            else:
                return
        except KeyboardInterrupt:  # of somebody at a cable: for event(), not for the radio's stack
            self._interrupted = True
        except Exception:
            self.dropped += 1
            return
        self._came.set()

    async def event(self):
        """The next (kind, connection, detail): detail is a packet, or the size one may have."""
        while not self._events:
            if self._interrupted:
                self._interrupted = False
                raise KeyboardInterrupt
            await self._came.wait()
        return self._events.popleft()

    def waiting(self):
        """Whether events are there now."""
        return len(self._events) > 0

    def notify(self, connection, packet):
        """Send a packet; False if the radio has no buffer for it now. Raises OSError."""
        try:
            self._ble.gatts_notify(connection, self._tx, packet)
        except OSError as error:
            if error.errno == _NO_BUFFERS:
                return False
            raise
        return True

    def drop(self, connection):
        """End a connection."""
        try:
            self._ble.gap_disconnect(connection)
        except OSError:
            pass  # it is gone already

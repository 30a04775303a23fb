"""Radio and session together: who is connected, what is heard and said."""

import asyncio
import time

from micropython import const

from . import radio, wire

_RETRY_MS = const(10)  # when the radio has no buffer
_FAREWELL_MS = const(5000)  # a second companion is told why within this time, then dropped


class Link:
    def __init__(self, air, session):
        self._air = air
        self._session = session
        self._connection = None
        self._refused = []  # (connection, since)
        self._due = asyncio.Event()

    async def hear(self):
        """Take what the radio brings, for ever."""
        while True:
            kind, connection, detail = await self._air.event()
            now = time.ticks_ms()
            if kind == radio.PACKET:
                if connection == self._connection:
                    self._session.receive(detail, now)
                else:
                    self._refuse(connection)
            elif kind == radio.CONNECTED:
                self._air.advertise()  # connecting ended it; another companion may take over
                self._admit(connection, detail, now)
            elif kind == radio.SIZE:
                if connection == self._connection:
                    self._session.resized(detail)
            else:
                self._lose(connection)
            self._due.set()
            await asyncio.sleep_ms(0)

    def _lose(self, connection):
        self._air.advertise()
        self._refused = [refused for refused in self._refused if refused[0] != connection]
        if connection == self._connection:
            self._connection = None
            self._session.unlinked()

    def _refuse(self, connection):
        """Answer a second companion; it listens by the time it speaks."""
        try:
            self._air.notify(connection, wire.refusal(wire.ERR_BUSY))
        except OSError:
            pass  # gone meanwhile

    def _admit(self, connection, size, now):
        if self._connection is not None:
            if self._session.busy(now):
                self._refused.append((connection, now))
                return
            self._air.drop(self._connection)
        self._connection = connection
        self._session.linked(size)

    async def say(self):
        """Send what is due, and carry on with what takes long, for ever."""
        while True:
            await self._due.wait()
            self._due.clear()
            while self._connection is not None:
                packet = self._session.outgoing()
                if packet is None:
                    break
                await self._send(self._connection, packet)
            if self._session.work():
                self._due.set()
                await asyncio.sleep_ms(0)  # picture, touch and what comes in have their turn

    async def _send(self, connection, packet):
        try:
            while connection == self._connection:
                if self._air.notify(connection, packet):
                    return
                await asyncio.sleep_ms(_RETRY_MS)
        except OSError:
            self._air.drop(connection)

    def tick(self, now):
        """A few times a second."""
        self._session.tick(now)
        if self._air.pairing != self._session.open_for_pairing:
            self._air.pairing = self._session.open_for_pairing
            self._air.advertise()
        if self._session.closing and self._connection is not None:
            self._air.drop(self._connection)
            self._connection = None
            self._session.unlinked()
        for refused in self._refused:
            if (now - refused[1]) & 0x3FFFFFFF > _FAREWELL_MS:
                self._air.drop(refused[0])
                self._refused.remove(refused)
                break
        self.poke()

    def poke(self):
        """Something may be due to be said."""
        self._due.set()

"""The open port: how many may knock, and how often, so that a stranger cannot starve the show.

aiohttp would answer as many connections as arrive; here they are taken one by one, at most PACE
a second, EACH from one address and ALL together, and a TLS handshake has HANDSHAKE seconds.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

PACE = 50.0  # connections taken a second
EACH = 16  # a browser opens six
ALL = 96
HANDSHAKE = 5.0  # seconds
FIRST = 10.0  # seconds until the first word of a request
WAITING = 32 * 1024  # bytes on their way to a page: on a slow line more would be old news


class Port:
    """Takes connections at `server` and gives each to what `answer` makes, under TLS."""

    def __init__(
        self, server: socket.socket, context: ssl.SSLContext,
        answer: Callable[[], asyncio.BaseProtocol],
    ) -> None:
        server.setblocking(False)
        self._server = server
        self._context = context
        self._answer = answer
        self._open: Counter[str] = Counter()
        self._greetings: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._take())

    async def close(self) -> None:
        """Take no more; connections that stand are the server's to end."""
        tasks = [self._task, *self._greetings]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._server.close()

    async def _take(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            with suppress(OSError):  # gone before it was taken, or no descriptor is free
                connection, (address, *_) = await loop.sock_accept(self._server)
                if self._open[address] >= EACH or self._open.total() >= ALL:
                    connection.close()
                else:
                    self._open[address] += 1
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WAITING)
                    greeting = asyncio.create_task(self._greet(connection, address))
                    self._greetings.add(greeting)
                    greeting.add_done_callback(self._greetings.discard)
            await asyncio.sleep(1.0 / PACE)

    async def _greet(self, connection: socket.socket, address: str) -> None:
        def left() -> None:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

        # A handshake that fails never reaches the protocol, so left() is called once.
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: _Counted(self._answer(), left), connection, ssl=self._context,
                ssl_handshake_timeout=HANDSHAKE,
            )
        except BaseException as error:
            left()
            connection.close()
            if not isinstance(error, OSError):
                raise


class _Counted(asyncio.Protocol):
    """A protocol that tells when its connection is over."""

    def __init__(self, inner: Any, over: Callable[[], None]) -> None:
        self._inner = inner
        self._over = over

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._silent = asyncio.get_running_loop().call_later(FIRST, transport.close)
        if isinstance(transport, asyncio.WriteTransport):
            transport.set_write_buffer_limits(WAITING)
        self._inner.connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._silent.cancel()
        self._over()
        self._inner.connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self._silent.cancel()
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        keep: bool | None = self._inner.eof_received()
        return keep

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

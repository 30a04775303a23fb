"""Somebody at the director's page, without the page: what its JavaScript sends, and what else
could be sent."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from companion.desk.language import lines
from companion.director import Address, Director, Performance, Role

HERE = Address("127.0.0.1", "lo")


@asynccontextmanager
async def directed(
    show: Performance, folder: Path, messages: Sequence[str] = ("Slower, please", "Please finish")
) -> AsyncIterator[Director]:
    """The director's page of a show, on this machine alone."""
    director = Director(show, folder, messages, lines=lines)
    await director.start(HERE, port=0)
    try:
        yield director
    finally:
        await director.stop()


class Visitor:
    """A page, without the page: what its JavaScript would send, and what else could be."""

    def __init__(self, director: Director, http: aiohttp.ClientSession) -> None:
        self.director = director
        self.http = http
        self.session = ""
        self.port = int(director.address.rstrip("/").rpartition(":")[2])

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        """The status and the answer's JSON."""
        send: dict[str, Any] = {"json": body}
        if isinstance(body, bytes):
            send = {"data": body}
        headers = {
            "Origin": self.director.address.rstrip("/"), "Content-Type": "application/json",
            **({"Authorization": f"Bearer {self.session}"} if self.session else {}), **headers,
        }
        async with self.http.post(self.director.address.rstrip("/") + path, headers=headers,
                                  **send) as answer:  # fmt: skip
            text = await answer.text()
            if answer.content_type != "application/json":
                return answer.status, text
            return answer.status, await answer.json()

    async def join(self, **invitation: str) -> Any:
        """Join; what was answered."""
        _, answer = await self.post("/join", invitation)
        self.session = answer.get("session", self.session)
        return answer

    async def come_in(self, role: Role = Role.CONTROL) -> Any:
        """Be invited, and scan the code."""
        self.director.invite(role)
        return await self.join(ticket=self.director.link.partition("#")[2])

    async def order(self, do: str, **what: object) -> Any:
        """Give an order; what was answered."""
        return (await self.post("/order", {"do": do, **what}))[1]

    @property
    def trusting(self) -> ssl.SSLContext:
        """TLS with whoever it is."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Stream]:
        """The stream of news."""
        headers = {"Authorization": f"Bearer {self.session}"}
        async with self.http.get(self.director.address + "live", headers=headers) as answer:
            assert answer.status == 200
            yield Stream(answer)


class Stream:
    """News, put together as a page does it."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.facts: dict[str, Any] = {}
        self.all: dict[str, Any] = {}
        self.lines: list[dict[str, Any]] = []

    async def until(self, wanted: Any, seconds: float = 30.0) -> None:
        """Take news until `wanted(self)`; a session's end is among `all`."""
        async with asyncio.timeout(seconds):
            while not wanted(self):
                line = await self._answer.content.readline()
                assert line, "the stream has ended"
                news = json.loads(line)
                self.lines.append(news)
                self.facts |= news.pop("facts", {})
                self.all |= news

    async def ended(self) -> bool:
        """Whether the stream is at its end, after what it still has to say."""
        return await self._answer.content.readline() == b""


@asynccontextmanager
async def visiting(director: Director, **options: Any) -> AsyncIterator[Visitor]:
    """Somebody on the network, who takes the certificate as it comes."""
    connector = aiohttp.TCPConnector(ssl=False, **options)
    async with aiohttp.ClientSession(connector=connector) as http:
        yield Visitor(director, http)

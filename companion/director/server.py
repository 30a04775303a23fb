"""What the page asks the server for, and the stream in which it hears of the show.

    GET  /, /page.css, ...  the page itself, with nothing of the show in it
    GET  /words             the words on it, in the browser's language
    POST /join              {"ticket"} or {"pin"} -> {"session", "role"}
    GET  /live              the show: a line of JSON for each change
    POST /order             {"do": ...} -> what orders.py answers
    POST /beat              a sign that the page is awake
    POST /leave             the session is over

All but the first three need "Authorization: Bearer <session>".
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import cache
from typing import Any

from aiohttp import hdrs, web

from companion.director.door import Door, Person
from companion.director.errors import OrderError
from companion.director.feed import Feed, Known
from companion.director.guard import LARGEST, guard, order_of, protect
from companion.director.manuscript import manuscript
from companion.director.orders import obey
from companion.director.pages import Lines, best_language, device_of, file_named, words_for
from companion.director.port import Performance

LOOK = 0.1  # seconds between two looks at the show
BEAT = 4.0  # seconds after which a page hears something even if nothing has changed
STUCK = 10.0  # seconds a page may take to take a part of what it is sent
PART = 8 * 1024  # bytes
_SCHEME = "Bearer "


class Service:
    """Answers pages. hosts: "address:port" under which it may be called. changed: called when
    somebody has come, gone, or used up the ticket. lines: see Director."""

    def __init__(
        self, show: Performance, door: Door, hosts: set[str], messages: Sequence[str],
        changed: Callable[[], None], lines: Callable[[str], Lines],
    ) -> None:
        self._show = show
        self._words_in = cache(lambda tag: words_for(tag, lines(tag)))
        self._door = door
        self._messages = list(messages)
        self._changed = changed
        self._feed = Feed()
        self._news = asyncio.Event()
        self._editing = asyncio.Lock()
        self._streams: dict[Person, object] = {}
        self.app = web.Application(middlewares=[guard(hosts)], client_max_size=LARGEST)
        self.app.on_response_prepare.append(protect)
        self.app.add_routes([
            web.get("/", self._page), web.get("/words", self._words),
            web.get("/live", self._live), web.post("/join", self._join),
            web.post("/order", self._order), web.post("/beat", self._beat),
            web.post("/leave", self._leave), web.get("/{name}", self._page),
        ])  # fmt: skip

    async def watch(self) -> None:
        """Look at the show for as long as somebody watches; ends when cancelled."""
        while True:
            if self._streams:
                await self._look()
            await asyncio.sleep(LOOK)

    async def _look(self) -> None:
        """See the show as it is; a long script takes a tenth of a second, beside the loop."""
        script = self._show.script
        if script is not self._feed.script:
            told = await asyncio.to_thread(manuscript, script)
            if script is not self._feed.script:
                self._feed.take(script, told)
                self.wake()
        if self._feed.look(self._show, time.monotonic()):
            self.wake()

    def wake(self) -> None:
        """Every stream looks for news of the show, and whether its session still stands."""
        self._news.set()
        self._news = asyncio.Event()

    # -- requests ----------------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.Response:
        kind, body = file_named(request.match_info.get("name", "page.html"))
        return web.Response(body=body, content_type=kind, charset="utf-8")

    async def _words(self, request: web.Request) -> web.Response:
        tag = best_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
        body = self._words_in(tag)
        return web.Response(
            body=body, content_type="application/json", headers={hdrs.CONTENT_LANGUAGE: tag}
        )

    async def _join(self, request: web.Request) -> web.Response:
        order = await order_of(request)
        given = order if isinstance(order, dict) else {}
        address, now = request.remote or "", time.monotonic()
        device = device_of(request.headers.get(hdrs.USER_AGENT, ""))
        if isinstance(ticket := given.get("ticket"), str):
            secret, person = self._door.by_ticket(ticket, address, device, now)
        elif isinstance(pin := given.get("pin"), str):
            try:
                secret, person = self._door.by_pin(pin, address, device, now)
            except OrderError:
                self._changed()  # the PIN may be void now
                raise
        else:
            raise OrderError("nonsense", "Join with the code or the PIN.")
        self._changed()
        return web.json_response({"session": secret, "role": person.role.value})

    async def _order(self, request: web.Request) -> web.Response:
        person = self._person(request)
        order = await order_of(request)
        edits = isinstance(order, dict) and order.get("do") == "edit"
        async with self._editing if edits else nullcontext():
            answer = await obey(order, person.role, self._show)
        await self._look()
        return web.json_response(answer)

    async def _beat(self, request: web.Request) -> web.Response:
        self._person(request)
        return web.json_response({})

    async def _leave(self, request: web.Request) -> web.Response:
        self._door.dismiss(self._person(request).number)
        self.wake()
        self._changed()
        return web.json_response({})

    def _person(self, request: web.Request) -> Person:
        header = request.headers.get(hdrs.AUTHORIZATION, "")
        now = time.monotonic()
        person = None
        if header.startswith(_SCHEME):
            person = self._door.enter(header.removeprefix(_SCHEME), now)
        if person is None:
            raise OrderError("session", "You are not connected: join again.")
        return person

    # -- the stream --------------------------------------------------------------------------

    async def _live(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request)
        await self._look()
        response = web.StreamResponse()
        response.content_type = "application/x-ndjson"
        await response.prepare(request)
        mine = self._streams[person] = object()  # a page that comes back ends its own old stream
        self._changed()
        try:
            with suppress(ConnectionError, TimeoutError):
                await self._tell(response, person, mine)
        finally:
            if self._streams.get(person) is mine:
                del self._streams[person]
                self._changed()
        return response

    async def _tell(self, response: web.StreamResponse, person: Person, mine: object) -> None:
        known, role = Known(), None
        news: dict[str, Any] = {"messages": self._messages}
        while not person.gone and self._streams.get(person) is mine:
            waiting = self._news
            news |= self._feed.since(known, time.monotonic())
            if role is not person.role:
                role = person.role
                news["role"] = role.value
            script = news.pop("script", None)  # a long one takes its time on a slow line
            await send(response, news)
            if script is not None:
                await send(response, {"script": script})
            news = {}
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await waiting.wait()
        if person.gone:
            await send(response, {"gone": person.gone})


async def send(response: web.StreamResponse, news: dict[str, Any]) -> None:
    """Write a line of the stream; raises TimeoutError if the page takes none of it any more."""
    line = json.dumps(news, ensure_ascii=False, separators=(",", ":")) + "\n"
    whole = line.encode("utf-8", "replace")
    for start in range(0, len(whole), PART):
        async with asyncio.timeout(STUCK):
            await response.write(whole[start : start + PART])

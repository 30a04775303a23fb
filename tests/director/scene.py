"""A show for the director to watch: a real script, set and followed, with a perfect reader."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from companion.director import Address, Director, Role
from companion.glasses import events as link
from companion.hypothesis import Hypothesis
from companion.script import Script, load, parse_text
from companion.show import Command, Outside, Show
from companion.stage.view import Phase, View
from companion.typeset import load_board, typeset

TALKS = Path(__file__).resolve().parents[2] / "companion" / "demo"
HERE = Address("127.0.0.1", "lo")
PACE = 0.4  # seconds a word
BOARD = load_board("t-glass")


@dataclass
class Wearer:
    """Glasses that remember what they were told."""

    messages: list[tuple[int, int]] = field(default_factory=list)

    def show(self, line: int, token: int) -> None: ...
    def view(self, view: int) -> None: ...
    def follow(self, state: int) -> None: ...
    def time(self, day: int, elapsed: int | None, goal: int) -> None: ...
    def buzz(self, pattern: int) -> None: ...
    def configure(self, key: str, value: str) -> None: ...

    def message(self, width: int, height: int, picture: bytes) -> None:
        self.messages.append((width, height))


class Rehearsal:
    """A running show; time passes when somebody reads."""

    def __init__(self, script: Script, goal: int = 0) -> None:
        self.wearer = Wearer()
        outside = Outside(self.wearer, lambda _: None, lambda _: None, lambda: 43200)
        self.show = Show(script, typeset(script, BOARD), outside, goal=goal)
        self.now = 0.0
        self.edits = 0
        self.phase = Phase.LIVE
        self._utterance = 0
        self.show.begin(0.0)
        self.show.start(0.0)
        place = (self.show.book.id, 0, 0, 5)
        self.show.link(
            link.Linked(link.Status(80, False, False, False, 0, 0, 1, 10, *place, None, 0)), 0.0
        )

    @property
    def script(self) -> Script:
        return self.show.script

    @property
    def place(self) -> int:
        return max(self.show.position.heard + 1, self.show.placing.token)

    def view(self) -> View:
        show, position = self.show, self.show.position
        book, placing = show.book, show.placing
        levels = book.picture(placing.line, placing.token, show.row)
        picture = levels * np.uint8(0 if show.blank else 255 // (2**book.depth - 1))
        heard = show.hypothesis
        return View(
            picture=picture, line=placing.line, heard=" ".join(heard.words) if heard else "",
            state=position.state, reason=position.reason, linked=show.linked, battery=80,
            message=show.message, elapsed=self.now, goal=show.timing.goal,
            holding=show.holding, blank=show.blank, notice=show.notice, phase=self.phase,
        )

    def operate(self, command: Command) -> None:
        self.show.operate(command, self.now)

    def anchor(self, token: int) -> None:
        self.show.anchor(token, self.now)

    def tell(self, text: str) -> None:
        self.show.tell(text, self.now)

    async def edit(self, script: Script) -> None:
        self.edits += 1
        self.show.edit(script, typeset(script, BOARD), frozenset(), self.now)

    def read(self, count: int) -> None:
        """The speaker reads so many tokens on, and pauses for breath."""
        words: list[str] = []
        self._utterance += 1
        first = self.place
        for token in self.script.tokens[first : first + count]:
            words.extend(token.spoken[0])
            self.now += PACE
            self.show.heard(Hypothesis(tuple(words), False, self._utterance, self.now), self.now)
        self.show.heard(Hypothesis(tuple(words), True, self._utterance, self.now), self.now)
        self.show.tick(self.now)

    def unlink(self) -> None:
        self.show.link(link.Lost("The glasses are out of reach."), self.now)


def rehearsal(language: str = "en", goal: int = 0) -> Rehearsal:
    """The show of a talk that comes with the program."""
    return Rehearsal(load(TALKS / f"{language}.md"), goal)


def small(text: str) -> Rehearsal:
    """The show of a short text."""
    return Rehearsal(parse_text(text))


@asynccontextmanager
async def directed(
    show: Rehearsal, folder: Path, messages: Sequence[str] = ("Slower, please", "Please finish")
) -> AsyncIterator[Director]:
    """The director's page of a show, on this machine alone."""
    director = Director(show, folder, messages)
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

    async def until(self, wanted: Any, seconds: float = 10.0) -> None:
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

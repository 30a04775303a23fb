"""The director's page of one show: started, shown to people, and ended with the show."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from companion.director.certificate import Certificate, certificate_for
from companion.director.door import Door, Invitation, Person, Role
from companion.director.errors import DirectorError
from companion.director.guard import logger
from companion.director.listening import Port
from companion.director.network import Address, addresses
from companion.director.pages import Lines
from companion.director.port import Performance
from companion.director.server import Service
from companion.stage.view import Phase

PORT = 7443
IDLE = 30.0  # seconds that a connection may be kept between requests; a page asks every five
LOOK_AROUND = 1.0  # seconds between two looks for invitations and sessions that have run out
FAREWELL = 2.0  # seconds for pages to hear that the show is over


class Director:
    """Offers the page from start() until stop() or the end of the show; never by itself.

    show: what is watched and driven. folder: where this machine's certificate is kept. messages:
    to choose from. changed: called in the loop when somebody has come or gone, or the invitation
    is another. lines: gives what other rooms say in the language of a tag.
    """

    def __init__(
        self, show: Performance, folder: Path, messages: Sequence[str] = (),
        changed: Callable[[], None] = lambda: None, lines: Callable[[str], Lines] = lambda tag: {},
    ) -> None:
        self._show = show
        self._lines = lines
        self._folder = folder
        self._messages = messages
        self._changed = changed
        self._door = Door()
        self._runner: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._turn = asyncio.Lock()  # one start or stop at a time
        self.address = ""  # https://..., while started
        self.reachable = True  # this computer is still on the network the page was opened on
        self.certificate: Certificate | None = None

    @property
    def started(self) -> bool:
        """Whether the page can be reached."""
        return self._runner is not None

    async def start(self, where: Address | None = None, port: int = PORT) -> None:
        """Offer the page on one address of this machine, its first by default, and nowhere else.

        port: another free one is taken if it is not free. Raises DirectorError.
        """
        async with self._turn:
            if not self.started:
                await self._start(where, port)
                self._changed()

    async def _start(self, where: Address | None, port: int) -> None:
        where = where or next(iter(addresses()), None)
        if where is None:
            raise DirectorError(
                "This computer is on no local network: join the Wi-Fi, or open a hotspot."
            )
        names = [where.ip, "localhost", "127.0.0.1"]
        now = dt.datetime.now(dt.UTC)
        certificate = await asyncio.to_thread(certificate_for, self._folder, names, now)
        listening = _listen(where.ip, port)
        port = listening.getsockname()[1]
        hosts = {f"{name}:{port}" for name in names}
        service = self._service = Service(
            self._show, self._door, hosts, self._messages, self._changed, self._lines
        )
        runner = web.AppRunner(
            service.app, handle_signals=False, access_log=None, shutdown_timeout=FAREWELL,
            logger=logger, keepalive_timeout=IDLE,
        )  # fmt: skip
        await runner.setup()
        assert runner.server is not None
        self._port = Port(listening, certificate.context(), runner.server)
        self._runner = runner
        self._tasks = [asyncio.create_task(service.watch()), asyncio.create_task(self._age())]
        self.certificate, self.reachable = certificate, True
        self.address = f"https://{where.ip}:{port}/"

    async def stop(self) -> None:
        """The show is over, or the operator wants nobody in: every session ends."""
        async with self._turn:
            if self._runner is not None:
                await self._stop(self._runner)
                self._changed()

    async def _stop(self, runner: web.AppRunner) -> None:
        self._runner = None
        self._door.end()
        self._service.wake()  # pages hear why
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self._port.close()
        await runner.cleanup()
        self.address = ""

    # -- people ------------------------------------------------------------------------------

    @property
    def invitation(self) -> Invitation | None:
        """What is shown to those who shall join; None while nobody can."""
        return self._door.invitation

    @property
    def link(self) -> str:
        """What the QR code says: the address with the ticket, which no browser sends anywhere."""
        invitation = self._door.invitation
        return f"{self.address}#{invitation.ticket}" if invitation and self.started else ""

    @property
    def people(self) -> list[Person]:
        """Who is in."""
        return self._door.people()

    def invite(self, role: Role) -> Invitation:
        """Let people join as `role`, with a new code and PIN."""
        made = self._door.invite(role, time.monotonic())
        self._changed()
        return made

    def close_door(self) -> None:
        """Nobody else can join."""
        self._door.close()
        self._changed()

    def dismiss(self, number: int) -> None:
        """Put somebody out."""
        self._door.dismiss(number)
        self._tell()

    def allow(self, number: int, role: Role) -> None:
        """Let somebody control, or only watch."""
        self._door.allow(number, role)
        self._tell()

    def away(self, person: Person) -> bool:
        """Whether their page is asleep or out of reach."""
        return person.away(time.monotonic())

    def _tell(self) -> None:
        if self.started:
            self._service.wake()
        self._changed()

    async def _age(self) -> None:
        seen: tuple[list[int], bool] = [], True
        while True:
            now = time.monotonic()
            self.reachable = await asyncio.to_thread(_ours, self.address)
            before = seen
            seen = [p.number for p in self._door.people() if p.away(now)], self.reachable
            if self._door.tick(now) or seen != before:
                self._tell()
            if self._show.view().phase is Phase.OVER:
                self._ending = asyncio.create_task(self.stop())
                return
            await asyncio.sleep(LOOK_AROUND)


def _ours(address: str) -> bool:
    """Whether this machine has that address; its own for itself never goes."""
    ip = urlsplit(address).hostname or ""
    return ipaddress.ip_address(ip).is_loopback or ip in {one.ip for one in addresses()}


def _listen(ip: str, port: int) -> socket.socket:
    for wanted in (port, 0):
        try:
            return socket.create_server((ip, wanted), backlog=32)
        except OSError as error:
            refused = error
    raise DirectorError(
        f"Nothing can be offered at {ip} ({refused.strerror}): choose another network."
    )

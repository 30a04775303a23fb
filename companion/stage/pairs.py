"""All the glasses of one show behind the one face that the show drives."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from companion.errors import SouffleurError
from companion.glasses import events as link
from companion.glasses.handshake import Keys, Known
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.script import Script
from companion.stage.plan import VIRTUAL, Plan, again, set_for
from companion.stage.reach import FIND, known, way_to
from companion.stage.view import Pairing
from companion.typeset import Book
from tools.virtual import VirtualGlasses

INTERVAL = 0.030  # seconds of show time between two connection events of the virtual radio
AGAIN = 2.0  # seconds until glasses that could not be linked are tried again

Tell = Callable[["Pair", link.Event], None]
Picture = Callable[["Pair", float, NDArray[np.uint8]], None]


class Pair:
    """One pair of glasses in a show. plan: the show's, set for these glasses once they came.

    picture: of virtual glasses, the real one. trouble: why there is no link, in words, or "".
    held: share of the script in their flash; brought: it is there or on its way. pictured: set
        with every new picture.
    """

    def __init__(self, plan: Plan, number: int = 0) -> None:
        """number: among the spares, from 1; 0: the main pair."""
        self.number = number
        self.plan = plan
        self.name = plan.glasses
        self.glasses: Glasses | None = None
        self.virtual: VirtualGlasses | None = None
        self.picture: NDArray[np.uint8] | None = None
        self.pictured = asyncio.Event()
        self.trouble = ""
        self.held = 0.0
        self.brought = False

    @property
    def linked(self) -> bool:
        """Whether the link stands."""
        return self.glasses is not None and self.glasses.state is LinkState.LINKED

    def told(self) -> Pairing:
        """What there is to see of them."""
        status = self.glasses.status if self.glasses else None
        if status is None:
            return Pairing(self.name, self.linked, self.trouble, held=self.held)
        return Pairing(
            self.name, self.linked, self.trouble, status.battery, status.charging, status.low,
            self.held,
        )

    async def connect(self, patient: bool) -> None:
        """Link, and learn what they are; patient: whatever hinders it, try until it passes.

        Raises SouffleurError.
        """
        assert self.glasses is not None
        while True:
            try:
                await self.glasses.connect(FIND)
                settings, device = await known(self.glasses)
                break
            except SouffleurError as error:
                self.trouble = str(error)
                await self.glasses.close()
                if not patient:
                    raise
                await asyncio.sleep(AGAIN)
        self.trouble = ""
        self.plan = await asyncio.to_thread(set_for, self.plan, settings, device)

    async def reset(self, script: Script) -> Plan:
        """The plan with another script, set for these glasses; raises what typeset() raises."""
        settings = self.glasses.settings if self.glasses else None
        return await asyncio.to_thread(again, self.plan, script, settings)

    def bring(self, plan: Plan) -> asyncio.Future[None]:
        """Start to bring the plan's book; the future is as of Glasses.upload()."""
        assert self.glasses is not None
        self.plan, self.held, self.brought = plan, 0.0, True
        whole = self.glasses.upload(plan.book.data, self._progressed)
        whole.add_done_callback(self._held)
        return whole

    def show(self, line: int, token: int, book: Book) -> None:
        """Show a place of the main glasses' book."""
        if self.glasses is not None and self.brought:
            self.glasses.show(place_in(self.plan.book, book, line), token)

    def _held(self, done: asyncio.Future[None]) -> None:
        if not done.cancelled() and done.exception() is None:
            self.held = 1.0

    def _progressed(self, progress: link.Progress) -> None:
        self.held = progress.held / progress.size if progress.size else 0.0


def place_in(book: Book, other: Book, line: int) -> int:
    """The line of `book` on which the words of a line of `other`, set of the same script, begin."""
    if book.id == other.id or not book.tokens:
        return min(line, len(book.lines) - 1)
    return book.line_of(min(other.lines[line].first_token, book.tokens - 1))


class Pairs:
    """The main glasses and the spares: what is shown is shown on all, the rest is for the main."""

    def __init__(self, main: Pair) -> None:
        self.main = main
        self.spares: list[Pair] = []
        self._state = 0
        self._view: int | None = None
        self._message: tuple[int, int, bytes] = (0, 0, b"")
        self._place: tuple[int, int] | None = None

    def all(self) -> list[Pair]:
        """Every pair, the main one first."""
        return [self.main, *self.spares]

    def show(self, line: int, token: int) -> None:
        """See show.Glass; the line is one of the main glasses' book."""
        self._place = line, token
        for pair in self.all():
            pair.show(line, token, self.main.plan.book)

    def follow(self, state: int) -> None:
        """See show.Glass."""
        self._state = state
        for glasses in self._open():
            glasses.follow(state)

    def view(self, view: int) -> None:
        """See show.Glass."""
        self._view = view
        for glasses in self._open():
            glasses.view(view)

    def message(self, width: int, height: int, picture: bytes) -> None:
        """See show.Glass."""
        self._message = width, height, picture
        for glasses in self._open():
            glasses.message(width, height, picture)

    def time(self, day: int, elapsed: int | None, goal: int) -> None:
        """See show.Glass."""
        for glasses in self._open():
            glasses.time(day, elapsed, goal)

    def buzz(self, pattern: int) -> None:
        """See show.Glass; only who wears glasses feels it."""
        if self.main.glasses:
            self.main.glasses.buzz(pattern)

    def configure(self, key: str, value: str) -> None:
        """See show.Glass."""
        if self.main.glasses:
            self.main.glasses.configure(key, value)

    def repeat(self, pair: Pair) -> None:
        """Bring a spare that has just been linked to where the others are."""
        if pair.glasses is None:
            return
        pair.glasses.follow(self._state)
        if self._view is not None:
            pair.glasses.view(self._view)
        if self._message[2] or (pair.glasses.status and pair.glasses.status.message):
            pair.glasses.message(*self._message)
        if self._place is not None:
            pair.show(*self._place, self.main.plan.book)

    def swap(self, spare: Pair) -> None:
        """The spare is the main pair from now on, and the main one a spare."""
        self.spares[self.spares.index(spare)] = self.main
        self.main = spare

    def _open(self) -> list[Glasses]:
        return [pair.glasses for pair in self.all() if pair.glasses]


@asynccontextmanager
async def switched_on(pair: Pair, keys: Keys, tell: Tell, picture: Picture) -> AsyncIterator[None]:
    """The way to a pair of glasses, which is not linked yet; virtual ones are switched on.

    Raises VirtualGlassesError.
    """

    def heard(event: link.Event) -> None:
        tell(pair, event)

    def seen(moment: float, image: Image.Image) -> None:
        pair.picture = np.asarray(image, np.uint8)
        pair.pictured.set()
        picture(pair, moment, pair.picture)

    if pair.plan.glasses == VIRTUAL:
        secret = secrets.token_bytes(32)
        async with VirtualGlasses(
            board=pair.plan.board.name, name=f"Souffleur-{pair.number + 1:04}", secret=secret,
            interval_ms=INTERVAL * 1000, on_picture=seen,
            settings={"language": pair.plan.script.language.partition("-")[0]},  # of its words
        ) as pair.virtual:
            pair.name = pair.virtual.name
            own = Known({pair.virtual.identity: secret})
            pair.glasses = Glasses(pair.name, own, heard, **pair.virtual.bleak)
            try:
                yield
            finally:
                await pair.glasses.close()
    else:
        async with way_to(pair.plan.glasses) as bleak:
            pair.glasses = Glasses(pair.plan.glasses, keys, heard, **bleak)
            try:
                yield
            finally:
                await pair.glasses.close()

"""The glasses over Bluetooth, as a show sees them.

Everything runs in one asyncio loop. `bleak` keyword arguments reach BleakScanner and
BleakClient as they are, so that another backend can be put in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from companion.glasses.about import Device, Settings
from companion.glasses.client import Client
from companion.glasses.discovery import Found
from companion.glasses.errors import (
    LinkError,
    LinkLost,
    OrderRefused,
    UploadRefused,
    order_refused,
    update_refused,
    upload_refused,
)
from companion.glasses.events import (
    CommandFailed,
    Event,
    Obeyed,
    Progress,
    Status,
    Told,
    Uploaded,
    UploadFailed,
)
from companion.glasses.handshake import Keys
from companion.glasses.lifeline import Lifeline, LinkState
from companion.glasses.traffic import Traffic

OnProgress = Callable[[Progress], None]


class Glasses:
    """One pair of glasses; keeps the link up from connect() to close().

    target: from scan(), or a name or address; "" for the first glasses found. keys: see
    handshake.Keys. on_event: called by the loop with every event; it must not block.

    Orders never wait. Those that return a future need not be awaited; it ends when the glasses
    have obeyed and raises OrderRefused if they will not, or LinkLost after close().
    """

    def __init__(
        self,
        target: Found | str,
        keys: Keys,
        on_event: Callable[[Event], None] = lambda event: None,
        **bleak: Any,
    ) -> None:
        self._on_event = on_event
        self._client = Client(keys)
        self._line = Lifeline(target, self._client, self._tell, **bleak)
        self._pulse = asyncio.Event()
        self._answers: dict[int, asyncio.Future[str]] = {}
        self._book: bytes | None = None
        self._upload: asyncio.Future[None] | None = None
        self._on_progress: OnProgress = lambda progress: None
        self._refused: Callable[[int], UploadRefused] = upload_refused

    # What the show sees

    @property
    def state(self) -> LinkState:
        """What the link does."""
        return self._line.state

    @property
    def status(self) -> Status | None:
        """How the glasses were when last heard; None before the first link."""
        return self._client.status

    @property
    def settings(self) -> Settings | None:
        """What their wearer chose; None until they told it."""
        return self._client.settings

    @property
    def device(self) -> Device | None:
        """What they are; None until they told it."""
        return self._client.device

    @property
    def sent(self) -> Traffic:
        """Companion to glasses, over all connections."""
        return self._client.sent

    @property
    def received(self) -> Traffic:
        """Glasses to companion, over all connections."""
        return self._client.received

    @property
    def repeats(self) -> int:
        """Packets of uploads that got lost and were sent again, over all connections."""
        return self._client.repeats

    async def known(self) -> tuple[Settings, Device]:
        """Wait until the glasses have told their settings and what they are."""
        while not (self.settings and self.device):
            await self._pulse.wait()
        return self.settings, self.device

    async def settled(self) -> None:
        """Wait until every order so far was answered."""
        while self._answers:
            await self._pulse.wait()

    # The link

    async def connect(self, timeout: float = 30.0) -> None:
        """Find the glasses, link, prove the secret. From then on the link mends itself.

        Raises LinkError: at once what will not pass, after `timeout` seconds anything else.
        """
        await self._line.connect(timeout)

    async def close(self) -> None:
        """Disconnect and stop seeking the glasses."""
        await self._line.close()
        self._end_upload(LinkLost("The upload was stopped: start it again."))
        lost = LinkLost("The link was closed before the glasses answered: try again.")
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(lost)
        self._answers.clear()
        self._news()

    # Books and updates

    def upload(
        self, book: bytes, on_progress: OnProgress = lambda progress: None
    ) -> asyncio.Future[None]:
        """Start bringing a book to the glasses and make it the one that show() means.

        The future ends when the book is committed in flash; it raises UploadRefused (also when
        a newer upload took its place), or LinkLost after close(). A lost link only delays it.
        """
        name = self._client.upload(book)
        whole = self._begin_upload(on_progress, upload_refused)
        self._book = name
        return whole

    def update(
        self, image: bytes, on_progress: OnProgress = lambda progress: None
    ) -> asyncio.Future[None]:
        """Start bringing new software, as upload(); restart() starts what is then staged."""
        self._client.update(image)
        return self._begin_upload(on_progress, update_refused)

    def _begin_upload(
        self, on_progress: OnProgress, refused: Callable[[int], UploadRefused]
    ) -> asyncio.Future[None]:
        self._end_upload(UploadRefused("Another upload took the place of this one."))
        self._upload = asyncio.get_running_loop().create_future()
        self._upload.add_done_callback(lambda f: f.cancelled() or f.exception())  # may be unheard
        self._on_progress = on_progress
        self._refused = refused
        self._line.wake()
        return self._upload

    async def wait_ready(self, lines: int) -> None:
        """Wait until the first `lines` lines of the uploaded book can be shown.

        Raises what the upload raises if it fails.
        """
        while True:
            if self._upload and self._upload.done():
                self._upload.result()
            if self._ready(lines):
                return
            await self._pulse.wait()

    def use(self, book: bytes) -> asyncio.Future[str]:
        """Make a book that the glasses hold already, by its id, the one that show() means."""
        self._book = book
        return self._ordered(self._client.use(book))

    def erase(self, book: bytes | None = None) -> asyncio.Future[str]:
        """Remove a book, by its id, from the glasses' flash; None: all books and the place."""
        return self._ordered(self._client.erase(book))

    # The picture and the show

    def show(self, line: int, token: int) -> None:
        """Make this line of the uploaded book the current one, and dim what is before the token.

        Only the newest place goes out, ahead of everything else.
        """
        if self._book is None:
            raise ValueError("no book uploaded")
        self._client.show(self._book, line, token)
        self._line.wake()

    def follow(self, state: int) -> None:
        """Tell what the follower does: wire.STATE_..."""
        self._client.state(state)
        self._line.wake()

    def view(self, view: int) -> asyncio.Future[str]:
        """What the picture is: wire.VIEW_..."""
        return self._ordered(self._client.view(view))

    def message(self, width: int, height: int, picture: bytes) -> asyncio.Future[str]:
        """Show words from the staff, a picture coded as wire.MESSAGE tells; b"" takes it away."""
        return self._ordered(self._client.message(width, height, picture))

    def time(self, day: int, elapsed: int | None, goal: int) -> asyncio.Future[str]:
        """Second of the local day, seconds of the show (None: no show), its goal (0: none)."""
        return self._ordered(self._client.time(day, elapsed, goal))

    def buzz(self, pattern: int) -> asyncio.Future[str]:
        """Tell the wearer's skin: wire.BUZZ_..."""
        return self._ordered(self._client.buzz(pattern))

    # The glasses themselves

    def configure(self, key: str, value: str) -> asyncio.Future[str]:
        """Change a setting of the glasses."""
        return self._ordered(self._client.configure(key, value))

    def ask(self, topic: int) -> asyncio.Future[str]:
        """Ask for the text about wire.ABOUT_...; the future gives it."""
        return self._ordered(self._client.ask(topic))

    def restart(self) -> asyncio.Future[str]:
        """Reset the glasses, into new software if an update is there."""
        return self._ordered(self._client.restart())

    # What the client tells

    def _ordered(self, number: int) -> asyncio.Future[str]:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda f: f.cancelled() or f.exception())  # may be unheard
        self._answers[number] = answer
        self._line.wake()
        return answer

    def _tell(self, event: Event) -> None:
        if isinstance(event, Progress):
            asyncio.get_running_loop().call_soon(self._on_progress, event)
        # By the loop, so that what goes wrong in there cannot break the link.
        asyncio.get_running_loop().call_soon(self._on_event, event)
        self._news()
        match event:
            case Uploaded():
                self._end_upload(None)
            case UploadFailed(code=code):
                self._end_upload(self._refused(code))
            case Obeyed(numbers=numbers):
                self._answer(numbers, "")
            case Told(text=text, numbers=numbers):
                self._answer(numbers, text)
            case CommandFailed(code=code, what=what, numbers=numbers):
                self._answer(numbers, order_refused(what, code))

    def _answer(self, numbers: tuple[int, ...], answer: str | OrderRefused) -> None:
        for number in numbers:
            future = self._answers.pop(number, None)
            if future is None or future.done():
                continue
            if isinstance(answer, str):
                future.set_result(answer)
            else:
                future.set_exception(answer)

    def _end_upload(self, error: LinkError | None) -> None:
        if self._upload and not self._upload.done():
            if error:
                self._upload.set_exception(error)
            else:
                self._upload.set_result(None)

    def _news(self) -> None:
        """Wake everybody who waits for something to happen."""
        self._pulse.set()
        self._pulse = asyncio.Event()

    def _ready(self, lines: int) -> bool:
        if self._book is None:
            return False
        ready = self._client.lines_ready(self._book)
        return ready is None or ready >= lines

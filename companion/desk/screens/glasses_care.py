"""A link to one pair of glasses outside a show: what they tell, what is asked of them. No Kivy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from companion.errors import SouffleurError
from companion.glasses.about import Area, Device, Settings
from companion.glasses.alignment import grown, within
from companion.glasses.errors import LinkLost
from companion.glasses.events import Event, Lost, Status
from companion.glasses.keys import Keyring
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.stage.reach import FIND, known, way_to
from companion.stage.software import release_for, restarted
from firmware.souffleur import wire


class Witness:
    """The keyring as the link sees it, which notes whose secret was proved."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self.identity: bytes | None = None

    def secrets(self, identity: bytes) -> Iterable[bytes]:
        """See handshake.Keys."""
        return self._keyring.secrets(identity)

    def proved(self, identity: bytes, secret: bytes) -> None:
        """See handshake.Keys."""
        self.identity = identity
        self._keyring.proved(identity, secret)


class Care:
    """Links to glasses and keeps the link until `close`.

    name: as the list has it. address: of the glasses that were heard, "" if they were not.
    changed: called whenever something below may have changed. error: why there is no link (the
    link is then given up; make another Care to try again). lost: why it broke, while it mends.
    ended: it was closed. renewing: new software is on its way.
    """

    def __init__(
        self, name: str, address: str, keyring: Keyring, changed: Callable[[], None]
    ) -> None:
        self.name = name
        self.address = address
        self._keyring = keyring
        self._keys = Witness(keyring)
        self._changed: Callable[[], None] | None = changed
        self._glasses: Glasses | None = None
        self._framed = False  # the glasses are to show the frame for aligning
        self._away: Callable[[], None] = lambda: None  # what an update tells of a lost link
        self._task: asyncio.Task[None] | None = None
        self._aligned: Settings | None = None  # obeyed, and not told again yet
        self.error: SouffleurError | None = None
        self.lost = ""
        self.ended = False
        self.renewing = False

    def open(self) -> None:
        """Begin; needs a running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def watch(self, changed: Callable[[], None] | None) -> None:
        """Another one is told from now on; None: nobody."""
        self._changed = changed

    @property
    def watched(self) -> bool:
        """Whether anybody is told."""
        return self._changed is not None

    def tell(self) -> None:
        """There are news."""
        if self._changed is not None:
            self._changed()

    async def close(self) -> None:
        """End the link."""
        self.ended = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def linked(self) -> bool:
        """Whether the glasses are linked and have told what they are."""
        link = self._glasses
        return bool(link and link.state is LinkState.LINKED and link.settings and link.device)

    @property
    def settings(self) -> Settings | None:
        """What the wearer chose, as last told, or as obeyed since."""
        return self._aligned or (self._glasses.settings if self._glasses else None)

    @property
    def device(self) -> Device | None:
        """What they are, as last told."""
        return self._glasses.device if self._glasses else None

    @property
    def battery(self) -> tuple[int | None, bool, bool]:
        """Percent (None: not known), whether it charges, whether it is low."""
        status = self._glasses.status if self._glasses else None
        return (status.battery, status.charging, status.low) if status else (None, False, False)

    async def _run(self) -> None:
        try:
            target = self.address or self.name
            async with way_to(target) as bleak:
                self._glasses = Glasses(target, self._keys, self._event, **bleak)
                try:
                    await self._glasses.connect(FIND)
                    await known(self._glasses)
                    self.tell()
                    await asyncio.Event().wait()
                finally:
                    await self._glasses.close()
        except SouffleurError as error:
            self.error = error
            self.tell()

    def _event(self, event: Event) -> None:
        if isinstance(event, Lost):
            self._away()
        elif isinstance(event, Status):
            self._mend_view(event)
        self.lost = event.reason if isinstance(event, Lost) else "" if self.linked else self.lost
        told = self._glasses.settings if self._glasses else None
        if told and self._aligned and _place(told) == _place(self._aligned):
            self._aligned = None
        self.tell()

    def _mend_view(self, status: Status) -> None:
        """A link that broke amid aligning left the frame on the glass, or took it away."""
        wrong, right = wire.VIEW_ALIGNMENT, wire.VIEW_SCRIPT
        if self._framed:
            wrong, right = right, wrong
        if self._glasses is not None and status.view == wrong:
            self._glasses.view(right)

    @property
    def identity(self) -> bytes | None:
        """Which glasses they are; None until they proved it."""
        return self._keys.identity

    # Orders; each raises LinkError

    @property
    def link(self) -> Glasses:
        """The link for orders. Raises LinkLost where there is none."""
        if self._glasses is None or self._glasses.state is not LinkState.LINKED:
            raise LinkLost("The glasses are not linked just now: wait, or bring them nearer.")
        return self._glasses

    async def identify(self) -> None:
        """They show their name for ten seconds and, where they can, buzz."""
        self.link.buzz(wire.BUZZ_DOUBLE)
        await self.link.view(wire.VIEW_IDENTIFY)

    async def choose(self, key: str, value: str) -> None:
        """Change one of the wearer's settings."""
        await self.link.configure(key, value)

    async def show_frame(self, shown: bool) -> None:
        """The frame by which the picture is aligned, or the script again; without a link the
        script comes back with the link."""
        self._framed = shown
        if shown or self.linked:
            await self.link.view(wire.VIEW_ALIGNMENT if shown else wire.VIEW_SCRIPT)

    async def move(self, across: int, down: int) -> None:
        """Move the picture by so many pixels, as far as the panel lets it."""
        settings, device = await self._known()
        pan = within((settings.pan[0] + across, settings.pan[1] + down), settings, device)
        await self.link.configure("pan", f"{pan[0]},{pan[1]}")
        self._aligned = replace(settings, pan=pan)

    async def resize(self, across: int, down: int) -> None:
        """Make the picture so many pixels wider and higher, as far as the panel lets it."""
        settings, device = await self._known()
        area = grown(settings, device, across, down)
        await self.link.configure("area", f"{area.x},{area.y},{area.width},{area.height}")
        self._aligned = replace(settings, area=area)

    async def _known(self) -> tuple[Settings, Device]:
        settings, device = await known(self.link)
        return self._aligned or settings, device

    async def clear(self) -> None:
        """Remove every script from them."""
        await self.link.erase()

    async def rename(self, name: str) -> None:
        """Another name, which is on the air once this link has ended."""
        await self.link.configure("name", name)
        for key in self._keyring.all():
            if key.identity == self._keys.identity:
                self._keyring.add(replace(key, name=name))
        self.name = name

    async def update(self, progress: Callable[[float | None, str], None], words: Words) -> Device:
        """Bring this release, restart, see it run. Raises UpdateFailed."""
        link = self.link
        self.renewing = True
        self.tell()
        try:
            _, device = await known(link)
            progress(None, words.making)
            image = await release_for(device)
            self._away = lambda: progress(None, words.away)
            await link.update(image, lambda told: progress(told.held / told.size, words.bringing))
            self._away = lambda: None
            progress(None, words.restarting)
            return await restarted(link)
        finally:
            self._away = lambda: None
            self.renewing = False


def _place(settings: Settings) -> tuple[Area, tuple[int, int]]:
    return settings.area, settings.pan


@dataclass(frozen=True, slots=True)
class Words:
    """What an update tells meanwhile."""

    making: str
    bringing: str
    restarting: str
    away: str

"""A link to one pair of glasses outside a show: what they tell, what is asked of them. No Kivy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from companion.errors import SouffleurError
from companion.glasses.about import Area, Device, Settings
from companion.glasses.alignment import grown, within
from companion.glasses.errors import LinkLost
from companion.glasses.events import Event, Lost, Progress
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
    """

    def __init__(
        self, name: str, address: str, keyring: Keyring, changed: Callable[[], None]
    ) -> None:
        self.name = name
        self.address = address
        self._keyring = keyring
        self._keys = Witness(keyring)
        self._changed = changed
        self._glasses: Glasses | None = None
        self._task: asyncio.Task[None] | None = None
        self._aligned: Settings | None = None  # obeyed, and not told again yet
        self.error: SouffleurError | None = None
        self.lost = ""

    def open(self) -> None:
        """Begin; needs a running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """End the link."""
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
                    self._changed()
                    await asyncio.Event().wait()
                finally:
                    await self._glasses.close()
        except SouffleurError as error:
            self.error = error
            self._changed()

    def _event(self, event: Event) -> None:
        self.lost = event.reason if isinstance(event, Lost) else "" if self.linked else self.lost
        told = self._glasses.settings if self._glasses else None
        if told and self._aligned and _place(told) == _place(self._aligned):
            self._aligned = None
        self._changed()

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
        """The frame by which the picture is aligned, or the script again."""
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

    async def rename(self, name: str) -> None:
        """Another name, which is on the air once this link has ended."""
        await self.link.configure("name", name)
        for key in self._keyring.all():
            if key.identity == self._keys.identity:
                self._keyring.add(replace(key, name=name))
        self.name = name

    async def update(self, progress: Callable[[float | None, str], None], texts: Texts) -> Device:
        """Bring this release, restart, see it run. Raises UpdateFailed."""
        link = self.link
        _, device = await known(link)
        progress(None, texts[0])
        image = await release_for(device)

        def tell(told: Progress) -> None:
            progress(told.held / told.size, texts[1])

        await link.update(image, tell)
        progress(None, texts[2])
        return await restarted(link)


def _place(settings: Settings) -> tuple[Area, tuple[int, int]]:
    return settings.area, settings.pan


Texts = tuple[str, str, str]  # of an update: making it, bringing it, waiting for the restart

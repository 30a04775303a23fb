"""`souffleur-device virtual`: glasses without hardware, which the companion finds like others."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from PIL import Image
from rich.console import Console
from rich.live import Live

from companion.glasses.keys import Keyring
from companion.live.console import open_console
from companion.stage.plan import VIRTUAL
from firmware.souffleur import choices, seal
from tools.device.settings import IDENTITY_SIZE
from tools.virtual import VirtualGlasses, faults, registry, view
from tools.virtual.door import opened
from tools.virtual.errors import VirtualGlassesError
from tools.virtual.flash import micropython, provisioned

REFRESH = 0.1  # seconds between two pictures in the terminal


@dataclass(frozen=True)
class Who:
    """Who the glasses are. secret: what to provision them with, None: what their flash has."""

    name: str
    identity: bytes
    secret: bytes | None
    flash: Path

    @property
    def address(self) -> str:
        """Of their radio; the first two bits say that it is a random one that stays."""
        octets = bytes((self.identity[0] | 0xC0, *self.identity[1:6]))
        return ":".join(f"{octet:02X}" for octet in octets)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Virtual glasses that souffleur on this computer finds like real ones, with the real "
        "firmware in them. Several may run at once. What is in their flash is kept under their "
        "name. New ones are paired as real ones are: press p, then run souffleur pair."
    )
    parser.add_argument("--board", default="t-glass", help="which glasses (t-glass)")
    parser.add_argument("--name", default="Virtual", help="what they are called (Virtual)")
    parser.add_argument("--flash", type=Path, help="image file to use instead of the one kept")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--paired", action="store_true", help="pair with this computer at once")
    secret.add_argument(
        "--secret-of", metavar="NAME", help="be a stand-in for these paired glasses"
    )
    parser.add_argument(
        "--fault", action="append", default=[], metavar="NAME@SECONDS",
        help=f"let it happen then; may be repeated: {', '.join(faults.NAMES)}",
    )


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    deeds = sorted((faults.parsed(text) for text in options.fault), key=lambda deed: deed.at)
    _check_name(options.name)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(options, deeds))
    return 0


def _check_name(name: str) -> None:
    if not name.isprintable() or not 0 < len(name.encode()) <= choices.NAME_MAX or name == VIRTUAL:
        raise VirtualGlassesError(
            f"{name!r} is no name: take 1 to {choices.NAME_MAX} bytes, and not the word {VIRTUAL}."
        )
    if any(entry.called(name) for entry in registry.running()):
        raise VirtualGlassesError(f"{name} runs already: choose another name with --name.")


async def _who(options: argparse.Namespace) -> Who:
    """Who they are: as they were the last time, or new. Raises VirtualGlassesError."""
    flash = options.flash or _kept(options.name)
    own = await provisioned(flash)
    keyring = Keyring()
    if options.secret_of is not None:
        for key in keyring.all():
            if key.name == options.secret_of and key.secret:
                return Who(options.name, key.identity, key.secret, flash)
        raise VirtualGlassesError(
            f"No glasses called {options.secret_of} are paired: see souffleur pair --list."
        )
    fresh = secrets.token_bytes(IDENTITY_SIZE)
    identity = bytes.fromhex(own["identity"]) if "identity" in own else fresh
    if options.paired:
        secret = (keyring.secrets(identity) or (secrets.token_bytes(seal.SECRET_SIZE),))[0]
        if secret not in keyring.secrets(identity):
            keyring.expect(identity, options.name, secret)
        keyring.proved(identity, secret)
        return Who(options.name, identity, secret, flash)
    new = None if "secret" in own else secrets.token_bytes(seal.SECRET_SIZE)
    return Who(options.name, identity, new, flash)


def _kept(name: str) -> Path:
    """Where the flash of the glasses of that name is kept."""
    folder = platformdirs.user_data_path("souffleur", appauthor=False) / "virtual"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise VirtualGlassesError(
            f"{folder} cannot be made ({error.strerror}): mend its rights, or use --flash."
        ) from error
    return folder / f"{name.encode().hex()}.flash"  # any name is a file's name so


@asynccontextmanager
async def _switched_on(
    who: Who, board: str, on_picture: Callable[[float, Image.Image], None]
) -> AsyncIterator[VirtualGlasses]:
    """The glasses, where others can find them."""
    secret = who.secret or bytes.fromhex((await provisioned(who.flash))["secret"])
    async with VirtualGlasses(
        board, who.name, secret, who.flash,
        identity=who.identity, address=who.address, on_picture=on_picture,
    ) as glasses:  # fmt: skip
        entry = registry.Entry(who.name, board, who.identity.hex(), who.address, os.getpid())
        async with opened(glasses.air, entry.radio):
            with registry.noted(entry):
                yield glasses


async def _serve(options: argparse.Namespace, deeds: list[faults.Deed]) -> None:
    micropython()  # no system without it has what follows
    who = await _who(options)
    news, over = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    async with _switched_on(who, options.board, lambda *_: news.set()) as glasses:
        await _Session(who.name, options.board, glasses, news, over).run(deeds)


class _Session:
    """From power-on until somebody ends it."""

    def __init__(
        self, name: str, board: str, glasses: VirtualGlasses, news: asyncio.Event,
        over: asyncio.Event,
    ) -> None:
        self._title = f"{name} ({board}, virtual)"
        self._name = name
        self._glasses = glasses
        self._world = faults.World(glasses)
        self._news, self._over = news, over
        self._wanted: asyncio.Queue[str] = asyncio.Queue()
        self._plain = True

    async def run(self, deeds: list[faults.Deed]) -> None:
        """Raises VirtualGlassesError if the firmware crashes."""
        with ExitStack() as stack:
            live = self._shown(stack)
            tasks = [asyncio.ensure_future(self._plan(deeds)), asyncio.ensure_future(self._act())]
            ended: asyncio.Future[Any] = asyncio.ensure_future(self._over.wait())
            try:
                while not ended.done():
                    for task in tasks:
                        if task.done():
                            task.result()
                    self._glasses.check()
                    self._news.clear()
                    if live:
                        picture = self._glasses.image()
                        live.update(
                            view.screen(picture, self._title, self._world.state()), refresh=True
                        )
                    await asyncio.sleep(REFRESH)
                    await self._next(ended)
            finally:
                for each in (*tasks, ended):
                    each.cancel()

    async def _next(self, ended: asyncio.Future[Any]) -> None:
        """Wait for a change worth showing."""
        news: asyncio.Future[Any] = asyncio.ensure_future(self._news.wait())
        await asyncio.wait({news, ended}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()

    def _shown(self, stack: ExitStack) -> Live | None:
        """The view on a terminal, with its keys; else a line that tells what to do."""
        console = Console(highlight=False)
        self._plain = not console.is_terminal or console.is_dumb_terminal
        keys = open_console()
        if keys is not None:
            keys.start(self._typed)
            stack.callback(keys.stop)
        if not self._plain:
            return stack.enter_context(Live(console=console, screen=True, auto_refresh=False))
        self._say(f"{self._title} is on: souffleur glasses --glasses {self._name} status")
        return None

    def _say(self, line: str) -> None:
        if self._plain:
            print(line, flush=True)

    def _typed(self, text: str) -> None:
        for key in text.lower():
            if key == "q":
                self._over.set()
            elif what := self._world.key(key):
                self._wanted.put_nowait(what)

    async def _plan(self, deeds: list[faults.Deed]) -> None:
        """Ask for what was set beforehand, each at its time."""
        begun = asyncio.get_running_loop().time()
        for deed in deeds:
            await asyncio.sleep(begun + deed.at - asyncio.get_running_loop().time())
            self._wanted.put_nowait(deed.what)
        await asyncio.Event().wait()

    async def _act(self) -> None:
        """One thing after another."""
        while True:
            what = await self._wanted.get()
            await self._world.do(what)
            self._say(f"{what}: {self._world.state()}")
            self._news.set()

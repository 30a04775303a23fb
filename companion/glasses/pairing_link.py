"""Pairing over Bluetooth: the pairing state machine with bleak and a clock around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

from companion.glasses.connection import Connection, connected
from companion.glasses.discovery import RADIO_ERRORS, Found
from companion.glasses.errors import LinkError, LinkLost, translated
from companion.glasses.keys import Keyring
from companion.glasses.lifeline import TICK
from companion.glasses.link import Glasses
from companion.glasses.pairing import Pairing, PairingFailed, Phase

MEET = 20.0  # seconds until the glasses' key, which they compute meanwhile
PAUSE = 0.3  # before connecting again
PEOPLE = 65.0  # a little longer than the glasses wait for anybody
SETTLE = 15.0  # to ask the glasses afterwards which secret they hold


async def pair(
    found: Found,
    keyring: Keyring,
    ask: Callable[[], Awaitable[str]],
    on_right: Callable[[], None] = lambda: None,
    **bleak: Any,
) -> None:
    """Pair with glasses whose wearer has opened pairing.

    ask: gives what the operator read on the glass. on_right: called when that was right and
    the wearer has to tap. On return the glasses have proved the new secret and the keyring
    holds it. Raises PairingFailed or another LinkError: then the glasses hold what they held,
    or, as the words say, it is not known; then the keyring has both secrets and the next link
    will tell.
    """
    agreed: Pairing | None = None
    try:
        async with AsyncExitStack() as stack:
            line = await _met(stack, found, bleak)
            line.pairing.typed(await line.meanwhile(ask()))
            keyring.expect(line.pairing.identity, found.name, line.pairing.secret)
            agreed = line.pairing
            on_right()
            await line.reach(Phase.PAIRED, PEOPLE)
            keyring.proved(agreed.identity, agreed.secret)
    except (LinkError, *RADIO_ERRORS) as error:
        reason = translated(error, found.name)
        if agreed is None:
            raise reason from error
        await _settle(found, keyring, bleak)
        secrets = keyring.secrets(agreed.identity)
        if secrets == (agreed.secret,):
            return
        if agreed.secret not in secrets:
            raise reason from error
        raise LinkLost(
            f"It is not known whether {found.name} took the new secret ({reason}) "
            "Link to them once, or pair again."
        ) from error


async def _met(stack: AsyncExitStack, found: Found, bleak: dict[str, Any]) -> _Line:
    """A connection with keys exchanged; an old companion may be in the way for a while."""
    end = time.monotonic() + MEET
    while True:
        try:
            line = await stack.enter_async_context(_connected(found, bleak))
            await line.reach(Phase.CODE, end - time.monotonic())
            return line
        except (LinkError, *RADIO_ERRORS) as error:
            reason = translated(error, found.name)
            await stack.aclose()
            if not reason.passing or time.monotonic() > end:
                raise reason from error
        await asyncio.sleep(PAUSE)


async def _settle(found: Found, keyring: Keyring, bleak: dict[str, Any]) -> None:
    """Ask the glasses which secret they hold, by a link; out of reach they do not answer."""
    glasses = Glasses(found, keyring, **bleak)
    with suppress(LinkError):
        await glasses.connect(SETTLE)
    await glasses.close()


class _Line:
    """One connection on which to pair."""

    def __init__(self, radio: Connection) -> None:
        self._radio = radio
        self.pairing = Pairing(radio.max_packet)

    async def reach(self, phase: Phase, seconds: float) -> None:
        """Talk until the phase; raises PairingFailed, also when time is up, or LinkLost."""
        await self._until(seconds, lambda: self.pairing.phase is phase)

    async def _until(self, seconds: float, done: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        while not done():
            if self.pairing.failure:
                raise self.pairing.failure
            if not self._radio.up:
                raise LinkLost("The link to the glasses broke: open pairing on them again.")
            now = time.monotonic()
            if now > end:
                raise PairingFailed(
                    "The glasses do not answer: open pairing on them again and start anew."
                )
            self.pairing.resized(self._radio.max_packet)
            while (packet := self.pairing.outgoing(now)) is not None:
                await self._radio.write(packet)
            await asyncio.sleep(TICK)

    async def meanwhile(self, asked: Awaitable[str]) -> str:
        """Talk until a person has answered."""
        task = asyncio.ensure_future(asked)
        try:
            await self._until(PEOPLE, task.done)
            return await task
        finally:
            task.cancel()


@asynccontextmanager
async def _connected(found: Found, bleak: dict[str, Any]) -> AsyncIterator[_Line]:
    async with connected(found.device, bleak) as radio:
        line = _Line(radio)
        await radio.listen(line.pairing.receive)
        yield line

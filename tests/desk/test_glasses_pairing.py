"""Pairing and new software at the glasses' screen: real firmware, real radio stack, real app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from companion import __version__
from companion.desk.screens.glasses_meeting import Step
from companion.glasses.keys import Key, Keyring
from tests.desk.driver import Driver, desk
from tests.desk.glasses_world import IDENTITY, SECRET, air, glasses, read
from tests.desk.still import tap
from tests.link.world import MICROPYTHON
from tools.virtual import VirtualGlasses

__all__ = ["air"]

pytestmark = [
    pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"),
    pytest.mark.usefixtures("air"),
]
NAME = "Stage left"
PATIENCE = 180.0  # seconds, on a slow computer with much else to do


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Play it to its end."""
    asyncio.run(asyncio.wait_for(scenario, PATIENCE))


async def at_code(d: Driver, name: str) -> Any:
    """The sheet that asks for the code of open glasses."""
    await d.until(lambda: any(
        i.name == name and i.sighting and i.sighting.pairing for i in d.screen._items), 30)
    await d.settle()
    await tap(d, d.find(kind="GlassesRow", name=name))
    await d.settle()
    await tap(d, d.find("Pair", within=d.screen.detail))
    sheet = d.shell.overlay.sheet()
    await d.until(lambda: d.all(name="code"), 30)
    await d.settle()
    return sheet


def test_pairing_by_the_code_on_the_glass_and_by_nothing_else(tmp_path: Path) -> None:
    """Three pairs are open: one is given up, one gets a wrong code, one is paired."""

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            closed, wrong, right = [
                await stack.enter_async_context(glasses(
                    name, identity=identity, address=f"F1:50:FF:1E:00:0{number}"))
                for number, (name, identity) in enumerate(
                    (("Anna", b"virtual3"), ("Boris", b"virtual2"), (NAME, IDENTITY)))
            ]  # fmt: skip
            touches = [one.touch("very long") for one in (closed, wrong, right)]
            opening = asyncio.gather(*touches)
            d = await stack.enter_async_context(desk(tmp_path))
            d.desk.go("glasses")
            await d.settle()
            await tap(d, d.find(name="Pair"))
            assert d.says("Touch the glasses for five seconds, until they say so")
            await d.press("escape")
            await opening

            await at_code(d, "Anna")
            await d.press("escape")
            assert d.shell.overlay.sheet() is None

            sheet = await at_code(d, "Boris")
            await d.type(f"x{(int(await read(wrong)) + 1) % 10**6:06}9")  # digits alone count
            await d.until(lambda: d.says("That was not the code"), 20)
            await tap(d, d.find("Start anew"))
            assert sheet.step is Step.OPEN
            await d.press("escape")
            assert d.desk.keyring.all() == []

            sheet = await at_code(d, NAME)
            steps: list[Step] = []
            told = sheet.meeting._changed
            sheet.meeting._changed = lambda: (steps.append(sheet.step), told())
            await d.type(await read(right))
            await d.until(lambda: d.says("the wearer taps the glasses once"), 20)
            await asyncio.sleep(1.6)  # people read before they tap
            await right.touch("tap")
            await d.until(lambda: d.says(f"{NAME} and this computer are paired"), 20)
            assert steps == [Step.MEET, Step.TAP, Step.DONE]
            await tap(d, d.find("Done"))
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
            assert d.desk.preferences.get("glasses", "") == NAME  # the first ones are the main ones
            assert [key.name for key in Keyring(d.desk.keyring.path).all()] == [NAME]
            assert Keyring(d.desk.keyring.path).secrets(IDENTITY) not in ((), (SECRET,))

    run(scenario())


@asynccontextmanager
async def renewing(folder: Path, **more: Any) -> AsyncIterator[tuple[VirtualGlasses, Driver]]:
    """Linked glasses to which new software is on its way."""
    fast = {"interval_ms": 2, "packets_per_interval": 16, "heap": "600k", **more}
    async with glasses(**fast) as one, desk(
        folder, ready=lambda made: made.keyring.add(Key(IDENTITY, SECRET, NAME))
    ) as d:  # fmt: skip
        d.desk.preferences.set("glasses", NAME)
        d.desk.go("glasses")
        await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
        await d.settle()
        d.find("Renew").act()
        yield one, d
        d.desk.go("settings")
        await d.settle()


def test_new_software_is_brought_whatever_screen_is_open_and_wherever_the_glasses_go(
    tmp_path: Path
) -> None:
    async def scenario() -> None:
        slow = {"interval_ms": 15, "packets_per_interval": 2}  # three seconds
        async with renewing(tmp_path, **slow) as (one, d):
            await d.until(lambda: d.says("the script stays on the glass"), 30)
            one.out_of_range(True)
            await d.until(lambda: d.says("it goes on when they are back"), 20)
            d.desk.go("settings")
            await d.settle()
            d.desk.go("glasses")
            await d.until(lambda: d.says("New software is on its way."), 20)
            assert not d.all("Renew") and not d.all("Forget these glasses")
            one.out_of_range(False)
            await d.until(lambda: d.says(f"{NAME} runs {__version__} now."), 60)
            assert len(one.starts) == 2
            await d.until(lambda: d.all("Renew") and d.screen.care.linked, 30)

    run(scenario())


def test_software_for_which_the_flash_has_no_room_is_told_with_what_to_do(
    tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with renewing(tmp_path, flash_size=280 << 10) as (one, d):
            await d.until(lambda: d.says("does not fit the glasses: remove scripts"), 60)
            await d.until(lambda: d.all("Renew") and d.screen.care.linked, 30)
            assert len(one.starts) == 1

    run(scenario())

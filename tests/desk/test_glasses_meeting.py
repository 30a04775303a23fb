"""Pairing with a finger on the glasses and eyes on the glass: real firmware, real radio stack."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion.desk.screens.glasses_meeting import Meeting, Step
from companion.glasses.keys import Keyring
from companion.glasses.pairing import CodesDiffer
from tests.desk.glasses_world import IDENTITY, SECRET, air, glasses, read, until
from tests.link.world import MICROPYTHON

__all__ = ["air"]

pytestmark = [
    pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"),
    pytest.mark.usefixtures("air"),
]


def test_a_long_touch_a_code_and_a_tap_pair(tmp_path: Path) -> None:
    async def scene() -> None:
        keyring = Keyring(tmp_path / "glasses.json")
        steps: list[Step] = []
        async with glasses() as one:
            meeting = Meeting("Stage left", "", keyring, lambda: steps.append(meeting.step))
            meeting.begin()
            await asyncio.sleep(1.0)
            assert meeting.step is Step.OPEN  # for as long as nobody touches them
            await one.touch("very long")
            await until(lambda: meeting.step is Step.CODE)
            meeting.typed(await read(one))
            await until(lambda: meeting.step is Step.TAP)
            await asyncio.sleep(1.6)  # people read before they tap
            await one.touch("tap")
            await until(lambda: meeting.step is Step.DONE)
            await meeting.end()
            one.check()
        assert steps == [Step.MEET, Step.CODE, Step.MEET, Step.TAP, Step.DONE]
        assert [key.name for key in keyring.all()] == ["Stage left"]
        assert keyring.secrets(IDENTITY) not in ((), (SECRET,))

    asyncio.run(asyncio.wait_for(scene(), 120))


def test_a_wrong_code_pairs_nothing(tmp_path: Path) -> None:
    async def scene() -> None:
        keyring = Keyring(tmp_path / "glasses.json")
        async with glasses() as one:
            meeting = Meeting("", "", keyring, lambda: None)
            meeting.begin()
            await one.touch("very long")
            await until(lambda: meeting.step is Step.CODE)
            code = await read(one)
            meeting.typed(f"{(int(code) + 1) % 10**6:06}")
            await until(lambda: meeting.step is Step.FAILED)
            assert isinstance(meeting.error, CodesDiffer)
            assert keyring.all() == []
            await meeting.end()

    asyncio.run(asyncio.wait_for(scene(), 120))


def test_who_closes_the_sheet_pairs_nothing(tmp_path: Path) -> None:
    async def scene() -> None:
        keyring = Keyring(tmp_path / "glasses.json")
        async with glasses() as one:
            meeting = Meeting("", "", keyring, lambda: None)
            meeting.begin()
            await one.touch("very long")
            await until(lambda: meeting.step is Step.CODE)
            await meeting.end()
            assert keyring.all() == []

    asyncio.run(asyncio.wait_for(scene(), 120))

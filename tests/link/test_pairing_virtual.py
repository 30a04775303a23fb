"""From the finger on the glasses to the command at the laptop: real firmware, real radio stack."""

from __future__ import annotations

import asyncio
import functools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion.cli import pair as command
from companion.glasses import discovery, pairing_link
from companion.glasses.errors import NotPaired
from companion.glasses.handshake import Keys, Known
from companion.glasses.keys import Keyring
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.stage import reach
from firmware.souffleur import wire
from tests.link.world import MICROPYTHON
from tools.virtual import VirtualGlasses

pytestmark = pytest.mark.skipif(
    not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"
)
# Lit strokes (top, upper left, upper right, middle, lower left, lower right, bottom) as people
# know them.
DIGITS = {
    "1110111": "0", "1011101": "2", "1011011": "3", "0111010": "4", "1101011": "5",
    "1101111": "6", "1010010": "7", "1110010": "7", "1111111": "8", "1111011": "9",
}


def read_digits(picture: Any) -> str:
    """What a person reads where digits stand in strokes of seven segments."""
    lit = np.asarray(picture.convert("L")) > 200
    rows = np.flatnonzero(lit.any(axis=1))
    if not len(rows):
        return ""
    lit = lit[rows[0] : rows[-1] + 1]
    columns = np.flatnonzero(lit.any(axis=0))
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    widest = max(len(group) for group in groups)
    text = ""
    for group in groups:
        digit = lit[:, group[0] : group[-1] + 1]
        height, width = digit.shape
        if width < widest * 0.7:
            text += "1"
            continue
        middle, quarter = width // 2, height // 4
        strokes = (
            digit[0, middle], digit[quarter, 0], digit[quarter, -1],
            digit[height // 2 - 1 : height // 2 + 1, middle].any(),
            digit[-quarter, 0], digit[-quarter, -1], digit[-1, middle],
        )
        text += DIGITS.get("".join(str(int(stroke)) for stroke in strokes), "?")
    return text


class Operator:
    """Stands in for the terminal's input: types what can be read on the glass."""

    def __init__(self, glasses: VirtualGlasses) -> None:
        self.glasses = glasses
        self.typed = ""

    def readline(self) -> str:
        end = time.monotonic() + 5
        while time.monotonic() < end:
            time.sleep(0.1)
            self.typed = read_digits(self.glasses.image())
            if len(self.typed) == 6 and "?" not in self.typed:
                break
        return self.typed + "\n"


async def follow(glasses: VirtualGlasses, keys: Keys) -> Glasses:
    """A companion in its show."""
    link = Glasses(glasses.name, keys, **glasses.bleak)
    await link.connect(30)
    link.follow(wire.STATE_FOLLOWING)
    await until(lambda: link.status is not None and link.status.state == wire.STATE_FOLLOWING)
    return link


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


async def links(glasses: VirtualGlasses, keys: Keys) -> bool:
    link = Glasses(glasses.name, keys, **glasses.bleak)
    try:
        await link.connect(30)
    except NotPaired:
        return False
    finally:
        await link.close()
    return True


def play(scene: Callable[[VirtualGlasses], Any]) -> None:
    async def run() -> None:
        async with VirtualGlasses(interval_ms=7.5, name="Stage left") as glasses:
            await asyncio.wait_for(scene(glasses), 150)
            glasses.check()

    asyncio.run(run())


def test_the_wearer_and_the_operator_pair_and_the_old_companion_is_shut_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def scene(glasses: VirtualGlasses) -> None:
        keyring = Keyring(tmp_path / "glasses.json")
        laptop = await glasses.companion()
        monkeypatch.setattr(reach, "scan", functools.partial(discovery.scan, **laptop))
        monkeypatch.setattr(command, "pair", functools.partial(pairing_link.pair, **laptop))
        operator = Operator(glasses)
        monkeypatch.setattr(sys, "stdin", operator)
        old = Known({glasses.identity: glasses.secret})
        taps: list[asyncio.Task[None]] = []

        async def tap() -> None:
            await asyncio.sleep(1.6)  # people read before they tap
            await glasses.touch("tap")

        tell = command._tell_to_tap

        def told() -> None:
            tell()
            taps.append(asyncio.create_task(tap()))

        monkeypatch.setattr(command, "_tell_to_tap", told)
        show = await follow(glasses, old)
        for topic in (wire.ABOUT_SETTINGS, wire.ABOUT_DEVICE, wire.ABOUT_JOURNAL):
            assert glasses.secret.hex() not in await show.ask(topic)
        await glasses.touch("very long")  # by accident, or it would come twice
        await asyncio.sleep(0.3)
        assert show.state is LinkState.LINKED
        with pytest.raises(command.PairError, match="five seconds"):
            await command._pair(keyring, None, 0.4)
        await glasses.touch("very long")
        await until(lambda: show.state is not LinkState.LINKED)
        assert await command._pair(keyring, None, 0.6) == 0
        assert "Now the wearer taps" in capsys.readouterr().out
        assert [key.name for key in keyring.all()] == ["Stage left"]
        assert keyring.secrets(glasses.identity) != (glasses.secret,)
        assert show.state is not LinkState.LINKED  # it has tried all the time
        await show.close()
        assert not await links(glasses, old)
        await glasses.power_cut()
        await glasses.power_on()
        assert await links(glasses, keyring)
        assert not await links(glasses, old)

    play(scene)

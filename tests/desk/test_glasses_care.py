"""The desk looks after glasses outside a show: real firmware, real radio stack, real files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from companion import __version__
from companion.desk import language
from companion.desk.screens.glasses_care import Care
from companion.desk.screens.glasses_search import Search
from companion.desk.screens.glasses_words import bars, signal, trouble
from companion.errors import SouffleurError
from companion.glasses.errors import (
    BluetoothUnavailable,
    GlassesBusy,
    GlassesNotFound,
    LinkLost,
    NotPaired,
    OtherVersion,
)
from companion.glasses.keys import Keyring
from companion.glasses.pairing import CodesDiffer, PairingFailed
from tests.desk.glasses_world import IDENTITY, SECRET, air, glasses, paired, until
from tests.link.world import MICROPYTHON
from tools.virtual import VirtualGlasses

__all__ = ["air"]

pytestmark = [
    pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"),
    pytest.mark.usefixtures("air"),
]


def test_glasses_come_into_the_list_and_go_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.desk.screens.glasses_search.GONE", 1.0)
    keyring = paired(tmp_path, "Anna")
    rows = []

    async def scene() -> None:
        search = Search(lambda: rows.append(search.rows(keyring)))
        task = asyncio.create_task(search.run())
        async with glasses():
            await until(lambda: bool(rows and len(rows[-1]) == 2))
            anna, new = rows[-1]
        assert (anna.name, anna.paired, anna.sighting) == ("Anna", True, None)
        assert (new.name, new.paired) == ("Stage left", False)
        assert new.sighting and new.sighting.virtual and not new.sighting.pairing
        await until(lambda: len(rows[-1]) == 1)
        task.cancel()

    asyncio.run(asyncio.wait_for(scene(), 60))


def cared(folder: Path, scene: object, *, name: str = "Stage left") -> None:
    """Play a scene with linked glasses."""

    async def run() -> None:
        keyring = paired(folder)
        async with glasses() as one:
            care = Care(name, "", keyring, lambda: None)
            care.open()
            try:
                await until(lambda: care.linked or care.error is not None)
                await scene(care, one)  # type: ignore[operator]
                one.check()
            finally:
                await care.close()

    asyncio.run(asyncio.wait_for(run(), 150))


def test_linked_glasses_tell_what_they_are_and_take_choices(tmp_path: Path) -> None:
    async def scene(care: Care, one: VirtualGlasses) -> None:
        assert care.linked and care.device and care.settings
        assert (care.device.board, care.device.version) == ("t-glass", __version__)
        percent, charging, low = care.battery
        assert percent and percent > 50 and not charging and not low
        await care.choose("size", "large")
        await until(lambda: care.settings is not None and care.settings.size == "large")
        with pytest.raises(SouffleurError, match="cannot be"):
            await care.choose("brightness", "9999")
        before = one.image().tobytes()
        await care.identify()
        await until(lambda: one.image().tobytes() != before)

    cared(tmp_path, scene)


def test_the_picture_is_moved_and_sized_on_the_glass(tmp_path: Path) -> None:
    async def scene(care: Care, one: VirtualGlasses) -> None:
        await care.show_frame(True)
        await care.resize(-26, -26)
        assert care.settings and care.settings.area.width == 100
        await care.move(3, -2)
        assert care.settings.pan == (3, -2)
        frame = one.image().getbbox()
        await care.move(5, 0)
        await until(lambda: one.image().getbbox() != frame)
        await care.show_frame(False)

    cared(tmp_path, scene)


def test_a_lost_link_is_told_and_mends_itself(tmp_path: Path) -> None:
    async def scene(care: Care, one: VirtualGlasses) -> None:
        one.out_of_range(True)
        await until(lambda: not care.linked)
        with pytest.raises(LinkLost, match="not linked just now"):
            await care.identify()
        one.out_of_range(False)
        await until(lambda: care.linked)
        assert care.lost == ""

    cared(tmp_path, scene)


def test_glasses_take_another_name(tmp_path: Path) -> None:
    async def scene(care: Care, one: VirtualGlasses) -> None:
        await care.rename("Anna")
        assert [key.name for key in Keyring(tmp_path / "glasses.json").all()] == ["Anna"]
        assert Keyring(tmp_path / "glasses.json").secrets(IDENTITY) == (SECRET,)
        await until(lambda: care.settings is not None and care.settings.name == "Anna")

    cared(tmp_path, scene)


def test_glasses_that_are_not_there_and_a_computer_that_is_not_paired_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        nobody = Keyring(tmp_path / "none.json")
        async with glasses():
            stranger = Care("Stage left", "", nobody, lambda: None)
            stranger.open()
            await until(lambda: stranger.error is not None)
            assert isinstance(stranger.error, NotPaired)
            await stranger.close()

    asyncio.run(asyncio.wait_for(scene(), 60))


@pytest.mark.parametrize("error", [
    BluetoothUnavailable("Bluetooth is off: turn it on and try again."), GlassesBusy("x"),
    NotPaired("run souffleur pair"), OtherVersion("x"), GlassesNotFound("x"), CodesDiffer("x"),
    PairingFailed("Open it."), LinkLost("no link (WinError -2147)"), SouffleurError("Else."),
])
def test_every_trouble_has_a_next_step_without_commands(error: SouffleurError) -> None:
    told = trouble(error)
    assert told.what and told.then
    assert "souffleur " not in told.then and "WinError" not in told.then


def test_a_signal_is_bars_and_words() -> None:
    language.use("en")
    assert [bars(rssi) for rssi in (None, -95, -80, -70, -50)] == [0, 1, 2, 3, 4]
    assert signal(None) == "not in reach"
    assert signal(-50) == "strong"

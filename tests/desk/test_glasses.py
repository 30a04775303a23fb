"""The glasses' screen of the real app with real virtual glasses: list, pairing, care."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from companion import __version__
from companion.desk.context import Desk
from companion.desk.screens import glasses_search
from companion.desk.screens.glasses_meeting import Step
from companion.glasses.errors import BluetoothUnavailable
from companion.glasses.keys import Key, Keyring
from tests.desk.driver import Driver, desk
from tests.desk.glasses_world import IDENTITY, SECRET, air, glasses, read
from tests.desk.still import tap
from tests.link.world import MICROPYTHON

__all__ = ["air"]

pytestmark = [
    pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"),
    pytest.mark.usefixtures("air"),
]
LAPTOP, PHONE = (1280, 800), (412, 892)
NAME = "Stage left"


@asynccontextmanager
async def opened(
    folder: Path, size: tuple[int, int] = LAPTOP, *, known: bool = True, lang: str = "en",
    ready: Callable[[Desk], None] = lambda d: None,
) -> AsyncIterator[Driver]:
    """The app at the glasses' screen, with one pair in the keyring."""

    def prepared(made: Desk) -> None:
        if known:
            made.keyring.add(Key(IDENTITY, SECRET, NAME))
        ready(made)

    async with desk(folder, size, lang=lang, ready=prepared) as d:
        d.desk.go("glasses")
        await d.settle()
        try:
            yield d
        finally:
            d.screen.closed()
            await asyncio.sleep(0.3)  # the link says goodbye


async def chosen(d: Driver, name: str = NAME) -> None:
    """Wait for glasses in the list, touch them, wait for the link."""
    await d.until(lambda: any(i.name == name and i.sighting for i in d.screen._items), 30)
    await d.settle()
    await tap(d, d.find(kind="GlassesRow", name=name))
    await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
    await d.settle()


def test_the_list_lives_and_a_touch_links(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path) as d:
            assert d.says("Looking for glasses") and d.says("paired, not in reach")
            await chosen(d)
            for part in ("paired · virtual", "Battery: 90 %", f"Software {__version__}",
                         "t-glass, 126 × 126 pixels", "Forget these glasses"):
                assert d.says(part), part
            before = one.image().tobytes()
            await tap(d, d.find("Identify"))
            await d.until(lambda: d.says("They show their name"))
            await d.until(lambda: one.image().tobytes() != before)

    run(scenario())


def test_choices_go_to_the_glasses_at_once(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses(), opened(tmp_path) as d:
            await chosen(d)
            care = d.screen.care
            d.find(name="Size of the text").choose("large")
            slider = d.find(name="Brightness")
            for value in range(100, 201, 5):  # a finger that slides
                slider.choose(value)
            d.find("Mirrored").act()
            d.find(name="Dimmed while the text stands still")._changed("20")
            await d.until(lambda: (
                care.settings.size, care.settings.brightness, care.settings.mirror,
                care.settings.dim_after, care.settings.dim > 0,
            ) == ("large", 200, True, 20, True))  # fmt: skip
            assert d.says("Brightness: 78 %")

    run(scenario())


def test_pairing_by_the_code_on_the_glass(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path, known=False) as d:
            await tap(d, d.find(name="Pair"))
            assert d.says("for five seconds, until they say so")
            await one.touch("very long")
            await d.until(lambda: d.all(name="code"), 30)
            await d.settle()
            await d.type(await read(one))
            await d.until(lambda: d.says("the wearer taps the glasses once"))
            await asyncio.sleep(1.6)  # people read before they tap
            await one.touch("tap")
            await d.until(lambda: d.says(f"{NAME} and this computer are paired"), 20)
            await tap(d, d.find("Done"))
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
            assert d.desk.preferences.get("glasses", "") == NAME  # the first ones are the main ones
            assert Keyring(d.desk.keyring.path).secrets(IDENTITY) not in ((), (SECRET,))

    run(scenario())


def test_a_wrong_code_is_told_and_begins_anew(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path, known=False) as d:
            await tap(d, d.find(name="Pair"))
            sheet = d.shell.overlay.sheet()
            await one.touch("very long")
            await d.until(lambda: d.all(name="code"), 30)
            await d.settle()
            await d.type(f"x{(int(await read(one)) + 1) % 10**6:06}9")  # digits alone count
            await d.until(lambda: d.says("That was not the code"), 20)
            await tap(d, d.find("Start anew"))
            assert sheet.step is Step.OPEN
            await d.press("escape")
            assert d.shell.overlay.sheet() is None
            assert d.desk.keyring.all() == []

    run(scenario())


def test_the_picture_is_aligned_by_keys(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path) as d:
            await chosen(d)
            care = d.screen.care
            before = one.image().tobytes()
            await tap(d, d.find("Align"))
            await d.until(lambda: one.image().tobytes() != before)
            assert d.says("make it smaller to move it")
            await d.press("-", "-", "-")
            await d.until(lambda: care.settings.area.width == 126 - 12)
            await d.press("right", "right", "up", "shift+down")
            await d.until(lambda: care.settings.pan == (2, 6))  # the panel ends there
            await d.until(lambda: d.says("114 × 114 pixels, moved by 2, 6"))
            frame = one.image().tobytes()
            await d.press("escape")
            await d.until(lambda: one.image().tobytes() != frame)

    run(scenario())


def test_forgetting_asks_and_says_what_follows(run: Any, tmp_path: Path) -> None:
    def main(made: Desk) -> None:
        made.preferences.set("glasses", NAME)

    async def scenario() -> None:
        async with glasses(), opened(tmp_path, ready=main) as d:
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
            await d.settle()
            d.find("Forget these glasses").act()
            await d.settle()
            assert d.says("touch them for five seconds and pair them anew")
            await d.press("escape")
            assert len(d.desk.keyring.all()) == 1
            d.find("Forget these glasses").act()
            await d.settle()
            await tap(d, d.find("Forget"))
            assert d.desk.keyring.all() == []
            assert d.desk.preferences.get("glasses", "") == ""
            assert d.screen.care is None
            await d.until(lambda: d.says("not paired · virtual"), 20)

    run(scenario())


def test_out_of_reach_is_told_and_mends_itself(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path) as d:
            await chosen(d)
            one.out_of_range(True)
            await d.until(lambda: d.says("the link mends itself"), 20)
            d.find("Identify").act()
            await d.until(lambda: d.says("The link broke"))
            one.out_of_range(False)
            await d.until(lambda: not d.says("the link mends itself"), 30)

    run(scenario())


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("Bluetooth cannot be used", "Bluetooth is off: turn it on and try again.")),
    ("zh", ("蓝牙不能用", "蓝牙没有打开：请打开后再试。")),
])
def test_a_radio_that_is_off_is_told_with_what_to_do(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: tuple[str, ...]
) -> None:
    @asynccontextmanager
    async def off(_timeout: float) -> AsyncIterator[Any]:
        raise BluetoothUnavailable("Bluetooth is off: turn it on and try again.")
        yield

    real = glasses_search.near
    monkeypatch.setattr(glasses_search, "near", off)
    monkeypatch.setattr(glasses_search, "REST", 0.1)

    async def scenario() -> None:
        async with opened(tmp_path, lang=lang) as d:
            await d.until(lambda: all(d.says(word) for word in words))
            monkeypatch.setattr(glasses_search, "near", real)  # somebody turns it on
            async with glasses():
                await d.until(lambda: not d.says(words[1]), 20)

    run(scenario())


def test_glasses_paired_elsewhere_lead_to_pairing(run: Any, tmp_path: Path) -> None:
    def stale(made: Desk) -> None:
        made.keyring.add(Key(IDENTITY, bytes(32), NAME))

    async def scenario() -> None:
        async with glasses(), opened(tmp_path, known=False, ready=stale) as d:
            await d.until(lambda: any(i.sighting for i in d.screen._items), 30)
            await d.settle()
            await tap(d, d.find(kind="GlassesRow", name=NAME))
            await d.until(lambda: d.says("These glasses and this computer are not paired"), 30)
            assert d.says("then press Pair")
            assert not any("souffleur " in word for word in d.words())

    run(scenario())


def test_roles_are_kept_and_only_one_pair_is_the_main_one(run: Any, tmp_path: Path) -> None:
    def two(made: Desk) -> None:
        made.keyring.add(Key(b"another1", SECRET, "Anna"))
        made.preferences.set("glasses", "Anna")

    async def scenario() -> None:
        async with glasses(), opened(tmp_path, ready=two) as d:
            await chosen(d)
            d.find(name="In the show").choose("main")
            kept = d.desk.preferences
            assert kept.get("glasses", "") == NAME
            assert kept.get("spares", list[str]()) == ["Anna"]
            d.find(name="In the show").choose("")
            assert kept.get("glasses", "") == ""

    run(scenario())


def test_glasses_in_a_show_are_left_alone(run: Any, tmp_path: Path) -> None:
    def playing(made: Desk) -> None:
        wish = SimpleNamespace(glasses=NAME, spares=())
        made.__dict__["stage"] = SimpleNamespace(running=object(), wish=wish)
        made.preferences.set("glasses", NAME)

    async def scenario() -> None:
        async with glasses(), opened(tmp_path, ready=playing) as d:
            assert d.says("In the show now") and d.says("A show is running")
            await asyncio.sleep(1.0)
            assert d.screen.care is None and d.screen.search.passes == 0
            d.desk.go("voices")
            await tap(d, d.find("Test it") if d.all("Test it") else d.find("Look again"))
            assert d.shell.overlay.sheet() is None
            del d.desk.__dict__["stage"]
            d.desk.go("glasses")

    run(scenario())


def test_a_new_name_is_taken_everywhere(run: Any, tmp_path: Path) -> None:
    def main(made: Desk) -> None:
        made.preferences.set("glasses", NAME)

    async def scenario() -> None:
        async with glasses() as one, opened(tmp_path, ready=main) as d:
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
            await d.settle()
            await tap(d, d.find("Rename"))
            field = d.find(name="name")
            field.text = "x" * 30
            await tap(d, d.find("Rename", within=d.shell.overlay.sheet()))
            assert d.says("A name has 1 to 29 bytes")
            field.text = "演讲者"
            await tap(d, d.find("Rename", within=d.shell.overlay.sheet()))
            await d.until(lambda: d.says("They are called 演讲者 now."), 20)
            assert [key.name for key in Keyring(d.desk.keyring.path).all()] == ["演讲者"]
            assert d.desk.preferences.get("glasses", "") == "演讲者"
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 20)
            await d.until(lambda: d.screen.search.sighting("演讲者") is not None, 20)
            assert len(one.starts) == 1

    run(scenario())


def test_new_software_is_brought_with_progress_while_other_screens_are_open(
    run: Any, tmp_path: Path
) -> None:
    async def scenario() -> None:
        fast = functools.partial(glasses, interval_ms=2, packets_per_interval=16, heap="600k")
        async with fast() as one, opened(tmp_path) as d:
            await chosen(d)
            d.find("Renew").act()
            await d.until(lambda: d.says("the script stays on the glass"), 30)
            d.desk.go("settings")
            await d.until(lambda: d.says(f"{NAME} runs {__version__} now."), 50)
            assert len(one.starts) == 2
            d.desk.go("glasses")

    run(scenario())


def test_all_by_keyboard(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses(), opened(tmp_path) as d:
            await d.until(lambda: any(i.sighting for i in d.screen._items), 30)
            for _number in range(12):
                await d.press("tab")
                if getattr(d.find(name="glasses"), "focus", False):
                    break
            await d.press("down", "enter")
            await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
            for _number in range(12):
                await d.press("tab")
                if d.find("Align").focus:
                    break
            await d.press("enter")
            assert d.says("The glasses show a frame")

    run(scenario())


def test_on_a_phone_one_thing_at_a_time(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with glasses(), opened(tmp_path, PHONE) as d:
            await chosen(d)
            assert not d.all(kind="GlassesRow")
            await d.press("escape")
            assert d.all(kind="GlassesRow") and d.screen.care is None
            await chosen(d)
            await d.resize(*LAPTOP)
            assert d.all(kind="GlassesRow") and d.says("The wearer's choices")

    run(scenario())

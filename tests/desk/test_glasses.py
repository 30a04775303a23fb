"""The glasses' screen of the real app with real virtual glasses: list, care, aligning.

The app and the glasses are started once; every test finds them as new and paired.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from companion import __version__
from companion.desk.context import Desk
from companion.desk.screens import glasses_search
from companion.glasses.errors import BluetoothUnavailable
from companion.glasses.keys import Key, Keyring
from tests.desk.driver import Driver, desk
from tests.desk.glasses_world import IDENTITY, SECRET, Stay, glasses, own_air
from tests.desk.still import tap
from tests.link.world import MICROPYTHON
from tools.virtual import VirtualGlasses

pytestmark = pytest.mark.skipif(
    not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform"
)
LAPTOP, PHONE = (1280, 800), (412, 892)
NAME = "Stage left"
World = tuple[VirtualGlasses, Driver]
Play = Callable[[Callable[[VirtualGlasses, Driver], Any]], None]


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """Virtual glasses, and the app."""
    async with glasses() as one, desk(folder, LAPTOP) as d:
        yield one, d


@pytest.fixture(scope="module")
def stay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stay[World]]:
    """The world that all tests share."""
    with own_air():
        stay = Stay(world(tmp_path_factory.mktemp("desk")))
        yield stay
        stay.end()


@pytest.fixture
def play(stay: Stay[World]) -> Play:
    """Plays a scenario with everything as new: nothing chosen, one pair known."""

    def played(scenario: Callable[[VirtualGlasses, Driver], Any]) -> None:
        async def scene(there: World) -> None:
            one, d = there
            await renewed(d, lambda made: made.keyring.add(Key(IDENTITY, SECRET, NAME)))
            await scenario(one, d)

        stay.visit(scene)

    return played


async def renewed(d: Driver, ready: Callable[[Desk], Any]) -> None:
    """At the glasses' screen, with these things ready and nothing else."""
    while d.shell.overlay.sheet() is not None:
        await d.press("escape")
    d.desk.go("settings")
    await d.settle()
    await d.resize(*LAPTOP)
    for key in d.desk.keyring.all():
        d.desk.keyring.remove(key.identity)
    for kept in ("glasses", "spares"):
        d.desk.preferences.forget(kept)
    ready(d.desk)
    d.desk.go("glasses")
    await d.settle()


async def heard(d: Driver, name: str = NAME) -> None:
    """Wait for glasses in the list."""
    await d.until(lambda: any(i.name == name and i.sighting for i in d.screen._items), 30)
    await d.settle()


async def linked(d: Driver) -> None:
    """Wait for the link."""
    await d.until(lambda: d.screen.care is not None and d.screen.care.linked, 30)
    await d.settle()


async def chosen(d: Driver, name: str = NAME) -> None:
    """Wait for glasses in the list, touch them, wait for the link."""
    await heard(d, name)
    await tap(d, d.find(kind="GlassesRow", name=name))
    await linked(d)


def test_the_list_lives_and_a_touch_links(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        assert d.says("Looking for glasses") and d.says("paired, not in reach")
        await chosen(d)
        for part in ("paired · virtual", "Battery: 90 %", f"Software {__version__}",
                     "t-glass, 126 × 126 pixels", "Forget these glasses"):
            assert d.says(part), part
        before = one.image().tobytes()
        await tap(d, d.find("Identify"))
        await d.until(lambda: d.says("They show their name"))
        await d.until(lambda: one.image().tobytes() != before)

    play(scenario)


def test_choices_go_to_the_glasses_at_once_and_one_refused_is_shown_as_it_was(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
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
        d.find("Mirrored").act()
        d.find(kind="Profile")._bright(999)
        await d.until(lambda: d.says("That did not work"))
        await d.until(lambda: d.says("Brightness: 78 %") and care.settings.mirror is False)

    play(scenario)


def test_the_picture_is_aligned_by_keys(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
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
        await care.choose("area", "0,0,126,126")
        await care.choose("pan", "0,0")

    play(scenario)


def test_out_of_reach_is_told_and_mends_itself_and_no_frame_stays_on_the_glass(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        await chosen(d)
        script = one.image().tobytes()
        await tap(d, d.find("Align"))
        await d.until(lambda: one.image().tobytes() != script)
        one.out_of_range(True)
        await d.until(lambda: d.says("the link mends itself"), 20)
        await d.press("escape")
        d.find("Identify").act()
        await d.until(lambda: d.says("The link broke"))
        assert one.image().tobytes() != script
        one.out_of_range(False)
        await d.until(lambda: not d.says("the link mends itself"), 30)
        await d.until(lambda: one.image().tobytes() == script, 20)

    play(scenario)


def test_scripts_are_removed_and_forgetting_asks_and_says_what_follows(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        d.desk.preferences.set("glasses", NAME)
        await chosen(d)
        d.find("Remove the scripts from them").act()
        await d.settle()
        await tap(d, d.find("Remove"))
        await d.until(lambda: d.says(f"No script is left on {NAME}"))
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

    play(scenario)


def test_of_two_called_alike_only_the_linked_ones_are_forgotten(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        d.desk.keyring.add(Key(b"another1", SECRET, NAME))
        d.desk.preferences.set("glasses", NAME)
        await chosen(d)
        d.find("Forget these glasses").act()
        await d.settle()
        await tap(d, d.find("Forget"))
        assert [key.identity for key in d.desk.keyring.all()] == [b"another1"]
        assert d.desk.preferences.get("glasses", "") == NAME

    play(scenario)


def test_strangers_of_the_same_name_are_not_in_the_way(stay: Stay[World]) -> None:
    async def scenario(there: World) -> None:
        d = there[1]
        # The ones that were there first, and are the first choice, are the strangers now.
        await renewed(d, lambda made: made.keyring.add(Key(b"virtual2", SECRET, NAME)))
        async with glasses(identity=b"virtual2", address="F1:50:FF:1E:00:02") as two:
            await d.until(lambda: len(d.screen.search._called(NAME)) == 2, 30)
            await d.settle()
            await tap(d, d.find(kind="GlassesRow", name=NAME))
            await linked(d)
            assert d.screen.care.address == two.address
            await d.until(lambda: d.says("not paired · virtual"), 20)
            care = d.screen.care
            d.desk.go("settings")
            await d.until(lambda: care._task.done())

    stay.visit(scenario)


def test_glasses_paired_elsewhere_lead_to_pairing(stay: Stay[World]) -> None:
    async def scenario(there: World) -> None:
        d = there[1]
        await renewed(d, lambda made: made.keyring.add(Key(IDENTITY, bytes(32), NAME)))
        await heard(d)
        await tap(d, d.find(kind="GlassesRow", name=NAME))
        await d.until(lambda: d.says("These glasses and this computer are not paired"), 30)
        assert d.says("then press Pair")
        assert not any("souffleur " in word for word in d.words())

    stay.visit(scenario)


def test_roles_are_kept_and_only_one_pair_is_the_main_one(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        kept = d.desk.preferences
        d.desk.keyring.add(Key(b"another1", SECRET, "Anna"))
        kept.set("glasses", "Anna")
        await chosen(d)
        d.find(name="In the show").choose("main")
        assert kept.get("glasses", "") == NAME
        assert kept.get("spares", list[str]()) == ["Anna"]
        d.find(name="In the show").choose("")
        assert kept.get("glasses", "") == ""

    play(scenario)


def test_glasses_in_a_show_are_left_alone(stay: Stay[World]) -> None:
    def playing(made: Desk) -> None:
        wish = SimpleNamespace(glasses=NAME, spares=())
        made.__dict__["stage"] = SimpleNamespace(running=object(), wish=wish)
        made.keyring.add(Key(IDENTITY, SECRET, NAME))
        made.preferences.set("glasses", NAME)

    async def scenario(there: World) -> None:
        d = there[1]
        await renewed(d, playing)
        try:
            assert d.says("In the show now") and d.says("A show is running")
            await asyncio.sleep(0.5)
            assert d.screen.care is None and d.screen.search.passes == 0
            d.desk.go("voices")
            await d.until(lambda: d.all("Test it") or d.all("Look again"))
            await tap(d, d.find("Test it") if d.all("Test it") else d.find("Look again"))
            assert d.shell.overlay.sheet() is None
        finally:
            del d.desk.__dict__["stage"]

    stay.visit(scenario)


def test_a_new_name_is_taken_everywhere(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        d.desk.preferences.set("glasses", NAME)
        await chosen(d)
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
        await linked(d)
        await d.until(lambda: d.screen.search.sighting("演讲者") is not None, 20)
        assert len(one.starts) == 1
        await d.screen.care.rename(NAME)  # for the next test

    play(scenario)


def test_all_by_keyboard(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        await heard(d)
        for _number in range(12):
            await d.press("tab")
            if getattr(d.find(name="glasses"), "focus", False):
                break
        await d.press("down", "enter")
        await linked(d)
        for _number in range(12):
            await d.press("tab")
            if d.find("Align").focus:
                break
        await d.press("enter")
        assert d.says("The glasses show a frame")

    play(scenario)


def test_on_a_phone_one_thing_at_a_time(play: Play) -> None:
    async def scenario(one: VirtualGlasses, d: Driver) -> None:
        await d.resize(*PHONE)
        await chosen(d)
        assert not d.all(kind="GlassesRow")
        await d.press("escape")
        assert d.all(kind="GlassesRow") and d.screen.care is None
        await chosen(d)
        await d.resize(*LAPTOP)
        assert d.all(kind="GlassesRow") and d.says("The wearer's choices")

    play(scenario)


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("Bluetooth cannot be used", "Bluetooth is off: turn it on and try again.")),
    ("zh", ("蓝牙不能用", "蓝牙没有打开：请打开后再试。")),
])
def test_a_radio_that_is_off_is_told_with_what_to_do(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: tuple[str, ...]
) -> None:
    on = asyncio.Event()

    @asynccontextmanager
    async def radio(_timeout: float) -> AsyncIterator[Any]:
        if not on.is_set():
            raise BluetoothUnavailable("Bluetooth is off: turn it on and try again.")
        yield [], ""

    monkeypatch.setattr(glasses_search, "near", radio)
    monkeypatch.setattr(glasses_search, "REST", 0.05)

    async def scenario() -> None:
        async with desk(tmp_path, LAPTOP, lang=lang) as d:
            d.desk.go("glasses")
            await d.until(lambda: all(d.says(word) for word in words))
            on.set()  # somebody turns it on
            await d.until(lambda: not d.says(words[1]), 20)

    run(scenario())

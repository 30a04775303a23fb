"""Settings of the app take effect at once and survive."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from companion.desk import theme
from tests.desk.driver import desk


def test_the_theme_changes_at_once_and_stays(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, theme="") as d:
            d.desk.go("settings")
            await d.settle()
            assert theme.look.theme is theme.STAGE
            await d.tap(d.find("Light"))
            assert theme.look.theme is theme.LIGHT
            assert Image.open(d.screenshot(tmp_path / "look.png")).getpixel((1279, 799)) == tuple(
                round(255 * part) for part in theme.rgba(theme.LIGHT.ground)[:3]
            )
        async with desk(tmp_path, theme="") as d:
            assert theme.look.theme is theme.LIGHT

    run(scenario())


def test_the_language_changes_at_once_and_stays(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, lang="") as d:
            d.desk.preferences.set("language", "en")
            d.desk.go("settings")
            await d.settle()
            await d.tap(d.find(name="Language", kind="Menu"))
            await d.tap(d.find("中文", kind="Button"))
            assert d.screen.title == "设置"
        async with desk(tmp_path, lang="") as d:
            assert d.says("设置")

    run(scenario())


def test_larger_type_makes_everything_larger(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.go("settings")
            await d.settle()
            before = d.find("Look", kind="Text").height
            slider = d.find(name="Size of the text", kind="Slider")
            await d.tap(slider)
            await d.until(lambda: theme.look.scale > 1.2)
            assert d.find("Look", kind="Text").height > 1.2 * before
            assert d.desk.preferences.get("text_scale", 1.0) == theme.look.scale

    run(scenario())


def test_all_of_it_can_be_done_by_keyboard(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        from companion.desk.widgets.focus import focus

        async with desk(tmp_path, theme="") as d:
            d.desk.go("settings")
            await d.settle()
            while getattr(focus.holder(), "name", "") != "Look":
                await d.press("tab")
            await d.press("right")
            assert theme.look.theme is theme.LIGHT
            assert focus.holder().name == "Look"  # though all was made anew
            while getattr(focus.holder(), "name", "") != "Movement":
                await d.press("tab")
            await d.press("space")
            assert d.desk.preferences.get("motion", False) is True

    run(scenario())

"""The app opens, goes from screen to screen, tells what happens, and closes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.desk import routes
from companion.desk.home import Home, HomeError
from companion.desk.language import _
from companion.desk.widgets import Field, Screen, Sheet, Text, ask
from tests.desk.driver import desk


def show(d, *widgets) -> None:
    """Put these on the present screen instead of what it has."""
    d.screen.clear_widgets()
    for widget in widgets:
        d.screen.add_widget(widget)


def put(monkeypatch, route: str, made: type[Screen]) -> None:
    """The route leads to this screen."""
    real = routes.screen
    monkeypatch.setattr(routes, "screen", lambda name: made if name == route else real(name))


@pytest.mark.parametrize("size", [(1280, 800), (412, 892)])
def test_it_opens_in_every_shape(run, tmp_path: Path, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, size) as d:
            assert d.screen.title
            assert tuple(d.shell.size) == size
            assert d.screen.narrow == (size[0] < 840)
            for door in routes.doors():
                assert d.says(door.label)

    run(scenario())


def test_it_takes_another_shape_without_losing_the_screen(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            before = d.screen
            await d.resize(412, 892)
            assert d.screen is before
            assert before.narrow
            assert d.all(kind="Bar") and not d.all(kind="Rail")
            await d.resize(1280, 800)
            assert not before.narrow
            assert d.all(kind="Rail")

    run(scenario())


def test_every_screen_of_the_rail_opens_by_touch_and_by_key(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            for number, door in enumerate(routes.doors(), 1):
                d.desk.go("settings")  # a screen may have the window to itself
                await d.settle()
                await d.tap(d.find(door.label, kind="Way"))
                assert isinstance(d.screen, routes.screen(door.route))
                await d.press("ctrl+1")
                await d.press(f"ctrl+{number}")
                assert isinstance(d.screen, routes.screen(door.route))

    run(scenario())


def test_the_keyboard_reaches_everything_and_shows_where_it_is(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        from companion.desk.widgets.focus import focus, reachable

        async with desk(tmp_path) as d:
            d.desk.go("settings")
            await d.settle()
            wanted = list(reachable(d.shell.body))
            seen = []
            for _step in wanted:
                await d.press("tab")
                assert focus.ring
                seen.append(focus.holder())
            assert seen == wanted
            await d.press("tab")
            assert focus.holder() is wanted[0]
            await d.press("shift+tab")
            assert focus.holder() is wanted[-1]
            for control in wanted:
                assert min(control.width, control.height) >= 44, control

    run(scenario())


def test_a_question_takes_all_keys_until_it_is_answered(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            answers: list[str] = []
            ask(d.desk, "Erase?", "It is gone then.", "Erase", lambda: answers.append("yes"),
                danger=True)  # fmt: skip
            await d.settle()
            title = d.screen.title
            await d.press("ctrl+1", "space", "f5")
            assert d.screen.title == title
            await d.press("escape")
            assert not d.all(kind=Sheet)
            assert answers == []
            ask(d.desk, "Erase?", "It is gone then.", "Erase", lambda: answers.append("yes"))
            await d.settle()
            await d.tap(d.find("Erase", kind="Button"))
            assert answers == ["yes"]
            assert not d.all(kind=Sheet)

    run(scenario())


def test_a_field_gets_letters_and_the_screen_gets_the_other_keys(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            keys: list[str] = []
            d.screen.on_key = lambda key, modifiers: keys.append(key) or True
            field = Field(name="words")
            show(d, field, Text("below"))
            await d.settle()
            await d.press("a", "pagedown")
            await d.tap(field)
            await d.type("你好 world")
            await d.press("backspace", "ctrl+f", "space")
            assert keys == ["a", "pagedown", "f"]
            assert field.text == "你好 worl"

    run(scenario())


def test_a_screen_can_ask_before_it_goes(run, tmp_path: Path, monkeypatch) -> None:
    class Stubborn(Screen):
        title = "Stubborn"

        def closed(self) -> bool:
            ask(self.desk, "Leave?", "Unsaved.", "Leave", self.proceed)
            return False

    put(monkeypatch, "editor", Stubborn)

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.go("editor")
            await d.settle()
            d.desk.go("settings")
            await d.settle()
            assert d.screen.title == "Stubborn"
            await d.tap(d.find("Leave", kind="Button"))
            assert d.screen.title == _("Settings")
            d.desk.go("editor")
            from kivy.core.window import Window

            assert Window.dispatch("on_request_close")  # True: the window stays
            await d.settle()
            assert d.says("Leave?")

    run(scenario())


def test_back_returns_to_where_one_was(run, tmp_path: Path, monkeypatch) -> None:
    class Inner(Screen):
        title = "Inner"

    put(monkeypatch, "editor", Inner)

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.go("settings")
            d.desk.go("editor", script="a")
            await d.settle()
            assert d.screen.title == "Inner"
            await d.tap(d.find(name="Back"))
            assert d.screen.title == "Settings"
            assert not d.all(name="Back")
            d.desk.go("editor", script="a")
            await d.press("escape")
            assert d.screen.title == "Settings"

    run(scenario())


def test_lines_for_a_moment_are_shown_once_and_go_when_touched(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            for text in ("one", "two", "two", "three", "four"):
                d.desk.tell(text, "good")
            await d.settle()
            assert [toast.text for toast in d.shell.overlay.toasts()] == ["two", "three", "four"]
            await d.tap(d.shell.overlay.toasts()[0])
            assert [toast.text for toast in d.shell.overlay.toasts()] == ["three", "four"]

    run(scenario())


def test_a_damaged_settings_file_is_kept_and_told(run, tmp_path: Path) -> None:
    home = Home.of(tmp_path)
    (home.config / "desk.json").write_text("{broken", encoding="utf-8")

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            assert d.says("desk.damaged.json")

    run(scenario())
    assert (home.config / "desk.damaged.json").read_text(encoding="utf-8") == "{broken"


def test_importing_the_desk_imports_no_kivy() -> None:
    code = (
        "import sys, companion.desk.app, companion.cli.desk;"
        "print([name for name in sys.modules if name.startswith('kivy')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_without_a_display_one_line_says_so(tmp_path: Path) -> None:
    world = {
        name: value for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "companion", "desk", "--home", str(tmp_path)],
        capture_output=True, text=True, timeout=60, env=world,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "souffleur present" in done.stderr


def test_the_command_lives_through_a_slip_and_stays_within_its_home(tmp_path: Path) -> None:
    code = (
        "import sys, threading, time\n"
        "from companion.cli import main\n"
        "def leave():\n"
        "    from kivy.app import App\n"
        "    from kivy.clock import Clock\n"
        "    Clock.schedule_interval(lambda _time: 1 // 0, 0)\n"
        "    Clock.schedule_once(lambda _time: App.get_running_app().stop(), 0.3)\n"
        "from companion.desk import app\n"
        "build = app.build\n"
        "app.build = lambda desk: (build(desk), leave())[0]\n"
        "status = main(['desk', '--home', sys.argv[1], '--theme', 'light', '--lang', 'zh'])\n"
        "heavy = {'vosk', 'pypinyin', 'num2words', 'markdown_it', 'companion.stage.venue'}\n"
        "print(sorted(heavy & set(sys.modules)))  # what the welcome need not wait for\n"
        "sys.exit(status)\n"
    )
    world = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "HOME": str(tmp_path / "user")}
    (tmp_path / "user").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "home")],
        capture_output=True, text=True, timeout=60, env=world,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")
    assert (tmp_path / "home" / "config" / "desk.json").exists()
    log = (tmp_path / "home" / "data" / "desk.log").read_text(encoding="utf-8")
    assert log.count("ZeroDivisionError") == 1 and "Traceback" in log
    assert list((tmp_path / "user").iterdir()) == []


def test_a_home_that_cannot_be_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HomeError, match="--home"):
        Home.of(tmp_path / "file")

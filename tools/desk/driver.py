"""Drives the real app in this process, offscreen: finds, taps, types, waits, looks.

    async with desk(tmp_path) as d:
        await d.tap(d.find("Settings"))
        await d.until(lambda: d.screen.title == "Settings")
        d.screenshot(tmp_path / "settings.png")

Kivy has one window in a process; each `desk` gives it new content. Scenarios are async functions
run by `asyncio.run`; the Desk lives on their loop.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from companion.desk import app, keys, window
from companion.desk.context import Desk
from companion.desk.home import Home

FRAME = 0.004  # seconds of the loop between two frames
LARGEST = (1600, 1200)  # an offscreen surface stays as large as it was made


class NotFound(AssertionError):
    """No such widget; tells what there is."""


@asynccontextmanager
async def desk(
    folder: Path, size: tuple[int, int] = (1280, 800), *, theme: str = "dark", lang: str = "en",
    started: bool = True, ready: Callable[[Desk], None] | None = None, goes_on: bool = False,
) -> AsyncIterator[Driver]:
    """The app with its data under `folder`.

    started: False shows what a new user sees first. ready: called with the Desk before its
    window is built, to put scripts, keys and settings in place. goes_on: what goes wrong inside is
    told in the window, as for users, instead of failing the scenario.
    """
    home = Home.of(folder)
    made = Desk(home)
    made.preferences.set("motion", False)
    made.preferences.set("started", started)
    if ready is not None:
        ready(made)
    _open()
    app.dress(made, theme, lang)
    from kivy.core.window import Window

    Window.size = size
    driver = Driver(made)
    others = asyncio.all_tasks()
    undo = app.catch(made) if goes_on else None
    driver.begin()
    shell = app.build(made)
    Window.add_widget(shell)
    try:
        await driver.settle()
        yield driver
    finally:
        shell.stop()
        Window.remove_widget(shell)
        await app.end(made, others)
        if undo is not None:
            undo()


def prepare() -> None:
    """Before Kivy is first imported: no screen, and its files in a folder that goes at the end."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    folder = tempfile.TemporaryDirectory(prefix="souffleur-desk-")
    atexit.register(folder.cleanup)
    window.prepare(Home.of(Path(folder.name)), LARGEST)


@cache
def _open() -> None:
    """The window, once in a process."""
    if "KIVY_HOME" not in os.environ:
        prepare()
    window.open_window()
    from kivy.base import EventLoop
    from kivy.clock import Clock

    Clock._max_fps = 0  # frames are as frequent as the pump makes them
    EventLoop.ensure_window()
    EventLoop.start()


class Driver:
    """One running app. desk: its Desk."""

    def __init__(self, made: Desk) -> None:
        self.desk = made
        self.failure: BaseException | None = None

    @property
    def shell(self) -> Any:
        """The content of the window."""
        return self.desk.window

    @property
    def screen(self) -> Any:
        """The screen that is shown."""
        return self.shell.screen

    # -- look

    def all(
        self, text: str | None = None, *, kind: type | str | None = None, name: str | None = None,
        within: Any = None,
    ) -> list[Any]:
        """Every widget that fits, in reading order.

        text: what it says, all of it. kind: its class or the class's name. name: its `name`.
        """
        return [
            widget
            for widget in walk(within or self.shell)
            if (text is None or getattr(widget, "text", None) == text)
            and (name is None or getattr(widget, "name", None) == name)
            and (kind is None or _is(widget, kind))
        ]

    def find(self, text: str | None = None, **what: Any) -> Any:
        """The first that fits; of what stands at one place, the control. Raises NotFound."""
        found = self.all(text, **what)
        if not found:
            raise NotFound(f"no {text or ''} {what or ''}; there is: {self.words()}")
        return next((one for one in found if getattr(one, "takes_focus", False)), found[0])

    def words(self) -> list[str]:
        """All that can be read in the window."""
        said = [getattr(widget, "text", "") for widget in walk(self.shell)]
        return list(dict.fromkeys(text for text in said if isinstance(text, str) and text.strip()))

    def says(self, part: str) -> bool:
        """Whether it can be read somewhere."""
        return any(part in text for text in self.words())

    def screenshot(self, path: Path) -> Path:
        """Write a PNG of the window."""
        from kivy.core.window import Window
        from PIL import Image

        self.frame()
        Window.dispatch("on_draw")
        width, height = (int(side) for side in Window.size)
        from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

        data = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
        image = Image.frombytes("RGBA", (width, height), bytes(data)).convert("RGB")
        path.parent.mkdir(parents=True, exist_ok=True)
        image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(path)
        return path

    # -- do

    async def tap(self, widget: Any) -> None:
        """A finger down and up in the middle of a widget, which must lie in the window."""
        x, y = widget.to_window(widget.center_x, widget.center_y)
        await self.touch([(x, y)])

    async def touch(self, way: list[tuple[float, float]], hold: float = 0.0) -> None:
        """A finger down at the first point, over the others, and up; window coordinates."""
        from kivy.base import EventLoop

        finger = _finger(*way[0])
        with _as_kivy():
            EventLoop.post_dispatch_input("begin", finger)
        await self.settle()
        if hold:
            await asyncio.sleep(hold)
        for x, y in way[1:]:
            finger.to(x, y)
            EventLoop.post_dispatch_input("update", finger)
            await self.settle(1)
        with _as_kivy():
            EventLoop.post_dispatch_input("end", finger)
        await self.settle()

    async def press(self, *combinations: str) -> None:
        """Keys like "tab", "ctrl+f", "shift+left", one after the other."""
        from kivy.core.window import Window

        for combination in combinations:
            *modifiers, key = combination.split("+") if combination != "+" else ["+"]
            code = keys.code_of(key)
            letter = key if len(key) == 1 else ""
            with _as_kivy():
                if not Window.dispatch("on_key_down", code, 0, letter, list(modifiers)):
                    Window.dispatch("on_keyboard", code, 0, letter, list(modifiers))
                Window.dispatch("on_key_up", code, 0)
            await self.settle()

    async def type(self, text: str) -> None:
        """Letters into the field that has the keyboard."""
        from kivy.core.window import Window

        for letter in text:
            Window.dispatch("on_textinput", letter)
        await self.settle()

    async def drop(self, path: Path) -> None:
        """A file dropped on the window."""
        from kivy.core.window import Window

        Window.dispatch("on_drop_begin", 0, 0)
        Window.dispatch("on_drop_file", str(path).encode(), 0, 0)
        Window.dispatch("on_drop_end", 0, 0)
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Another shape of window."""
        from kivy.core.window import Window

        Window.size = (width, height)
        await self.settle(4)

    # -- wait

    async def settle(self, frames: int = 3) -> None:
        """Let so many frames be drawn."""
        for _ in range(frames):
            await asyncio.sleep(FRAME)
            self.frame()

    async def until(self, true: Callable[[], Any], seconds: float = 30.0) -> None:
        """Wait for something to become true. Raises AssertionError that tells what is read."""
        end = time.monotonic() + seconds
        while not true():
            self._raise()
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; there is: {self.words()}")
            await self.settle(1)
        await self.settle()  # what has just appeared finds its place

    def frame(self) -> None:
        """One frame: clock, input, layout, drawing."""
        from kivy.base import EventLoop

        self._raise()
        with _as_kivy():
            EventLoop.idle()
            EventLoop.window.mainloop()

    def begin(self) -> None:
        """Frames are drawn from now on, until the task is cancelled."""
        self._task = asyncio.get_running_loop().create_task(self._pump())

    async def _pump(self) -> None:
        while True:
            await asyncio.sleep(FRAME)
            try:
                self.frame()
            except Exception as error:
                self.failure = error
                return

    def _raise(self) -> None:
        if self.failure is not None:
            raise self.failure


@contextmanager
def _as_kivy() -> Iterator[None]:
    """Errors go the way they go in Kivy's own loop."""
    try:
        yield
    except Exception as error:
        from kivy.base import ExceptionManager

        if ExceptionManager.handle_exception(error) == ExceptionManager.RAISE:
            raise


def walk(widget: Any) -> Iterator[Any]:
    """It and all in it, in reading order."""
    yield widget
    for child in reversed(widget.children):
        yield from walk(child)


def _is(widget: Any, kind: type | str) -> bool:
    if isinstance(kind, str):
        return any(one.__name__ == kind for one in type(widget).__mro__)
    return isinstance(widget, kind)


def _finger(x: float, y: float) -> Any:
    """A touch by a finger at a point of the window."""
    from kivy.core.window import Window
    from kivy.input.motionevent import MotionEvent

    class Finger(MotionEvent):
        """Its place is told as a share of the window."""

        def depack(self, args: dict[str, float]) -> None:
            self.profile = ["pos", "button"]
            self.button = "left"
            self.sx, self.sy = args["x"], args["y"]
            super().depack(args)

        def to(self, x: float, y: float) -> None:
            self.move(_share(Window, x, y))

    return Finger("finger", 1, _share(Window, x, y), is_touch=True, type_id="touch")


def _share(window: Any, x: float, y: float) -> dict[str, float]:
    return {"x": x / (window.width - 1.0), "y": y / (window.height - 1.0)}

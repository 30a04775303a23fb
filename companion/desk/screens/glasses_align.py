"""The sheet that moves and sizes the picture while the wearer looks at a frame."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from kivy.graphics import Color, Line, Rectangle
from kivy.metrics import dp
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.glasses_care import Care
from companion.desk.screens.glasses_words import trouble
from companion.desk.widgets import Button, Column, Row, Sheet, Text
from companion.desk.widgets.control import Control
from companion.desk.widgets.focus import focus
from companion.errors import SouffleurError

STEP, LEAP = 1, 8  # pixels for a key or a touch; with Shift
SIZE = 4  # pixels by which the picture grows or shrinks
ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
GROW = {"+": 1, "=": 1, "numpadadd": 1, "-": -1, "numpadsubstract": -1}


class Panel(Control):
    """The panel with the picture in it, to scale; arrow keys move, plus and minus size it."""

    def __init__(
        self, move: Callable[[int, int], Any], resize: Callable[[int, int], Any], **more: Any
    ) -> None:
        super().__init__(**more)
        self.name = "panel"
        self._move, self._resize = move, resize
        self._panel = (1, 1)
        self._area = (0, 0, 1, 1)
        with self.canvas:
            Color(*theme.rgba(theme.look.theme.glass))
            self._ground = Rectangle()
            Color(*theme.rgba(theme.look.theme.glass_ink, 0.16))
            self._fill = Rectangle()
            Color(*theme.rgba(theme.look.theme.glass_ink))
            self._frame = Line(width=dp(1.2))
        self.ringed(0)
        self.bind(pos=self._follow, size=self._follow)

    def show(self, panel: tuple[int, int], area: tuple[int, int, int, int]) -> None:
        """panel: its width and height; area: the picture in it, (0, 0) is the top left corner."""
        self._panel, self._area = panel, area
        self._follow()

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key in ARROWS and not modifiers - {"shift"}:
            far = LEAP if "shift" in modifiers else STEP
            across, down = ARROWS[key]
            self._move(across * far, down * far)
            return True
        if key in GROW:
            self._resize(SIZE * GROW[key], SIZE * GROW[key])
            return True
        return False

    def _follow(self, *_event: Any) -> None:
        wide, high = self._panel
        zoom = min(self.width / wide, self.height / high)
        left = self.center_x - wide * zoom / 2
        top = self.center_y + high * zoom / 2
        x, y, width, height = (part * zoom for part in self._area)
        self._ground.pos, self._ground.size = (left, top - high * zoom), (wide * zoom, high * zoom)
        self._fill.pos, self._fill.size = (left + x, top - y - height), (width, height)
        self._frame.rectangle = (left + x, top - y - height, width, height)


class AlignSheet(Sheet):
    """While it is open the glasses show the frame."""

    def __init__(self, desk: Desk, care: Care) -> None:
        self._on, self.care = desk, care
        self._busy: asyncio.Task[None] | None = None
        self._wanted = [0, 0, 0, 0]  # across, down, wider, higher: not sent yet
        self._panel = Panel(
            lambda across, down: self._ask(across, down, 0, 0),
            lambda wider, higher: self._ask(0, 0, wider, higher),
            size_hint_y=None, height=dp(190),
        )  # fmt: skip
        self._told = Text("", "small", "faint", align="center")
        super().__init__(
            _("Move the picture"),
            [
                Text(_("The glasses show a frame. Move and size it until the wearer sees all four "
                       "corners sharply.")),
                self._panel, self._told,
                Row(self._arrows(), self._sizes(), space=24),
                Text(_("Keys: arrows move, with Shift faster; plus and minus size."), "small",
                     "faint"),
            ],
            [Button(_("Done"), self.close, kind="primary")], closed=self._end,
        )  # fmt: skip
        self.open(desk)
        focus.give(self._panel)
        self._go(care.show_frame(True))
        self.show()

    def show(self) -> None:
        """Where the picture is now."""
        settings, device = self.care.settings, self.care.device
        if settings is None or device is None:
            return
        area, (across, down) = settings.area, settings.pan
        x = min(max(0, area.x + across), device.width - area.width)
        y = min(max(0, area.y + down), device.height - area.height)
        self._panel.show((device.width, device.height), (x, y, area.width, area.height))
        text = _("{width} × {height} pixels, moved by {across}, {down}").format(
            width=area.width, height=area.height, across=across, down=down
        )
        if (area.width, area.height) == (device.width, device.height):
            text += "\n" + _("The picture fills the panel: make it smaller to move it.")
        self._told.text = text

    def _arrows(self) -> GridLayout:
        grid = GridLayout(cols=3, spacing=dp(4), size_hint=(None, None),
                          size=(dp(152), dp(152)))  # fmt: skip
        names = {"up": _("Up"), "left": _("Left"), "right": _("Right"), "down": _("Down")}
        icons = {"up": "up", "left": "back", "right": "next", "down": "down"}
        for place in ("", "up", "", "left", "", "right", "", "down", ""):
            if not place:
                grid.add_widget(Widget())
                continue
            across, down = ARROWS[place]
            grid.add_widget(Button(
                icon=icons[place], name=names[place],
                action=partial(self._ask, across * STEP, down * STEP, 0, 0),
            ))  # fmt: skip
        return grid

    def _sizes(self) -> Column:
        return Column(
            Button(_("Larger"), lambda: self._ask(0, 0, SIZE, SIZE), icon="add", wide=True),
            Button(_("Smaller"), lambda: self._ask(0, 0, -SIZE, -SIZE), icon="remove", wide=True),
            Button(_("Wider"), lambda: self._ask(0, 0, SIZE, 0), wide=True),
            Button(_("Narrower"), lambda: self._ask(0, 0, -SIZE, 0), wide=True),
            space=4,
        )

    def _ask(self, across: int, down: int, wider: int, higher: int) -> None:
        """Steps that come faster than the glasses take them add up."""
        steps = (across, down, wider, higher)
        self._wanted = [old + new for old, new in zip(self._wanted, steps, strict=True)]
        if self._busy is None or self._busy.done():
            self._busy = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        while any(self._wanted):
            across, down, wider, higher = self._wanted
            self._wanted = [0, 0, 0, 0]
            try:
                if wider or higher:
                    await self.care.resize(wider, higher)
                if across or down:
                    await self.care.move(across, down)
            except SouffleurError as error:
                self._on.tell(trouble(error).then, "bad")
                return
            self.show()

    def _end(self) -> None:
        self._go(self.care.show_frame(False))

    def _go(self, order: Awaitable[None]) -> None:
        async def obeyed() -> None:
            try:
                await order
            except SouffleurError as error:
                self._on.tell(trouble(error).then, "bad")

        asyncio.get_running_loop().create_task(obeyed())

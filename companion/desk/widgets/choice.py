"""One of several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.widgets.button import Button
from companion.desk.widgets.control import Control, Pressable
from companion.desk.widgets.icon import Icon
from companion.desk.widgets.paint import CLEAR, Ground, Outline
from companion.desk.widgets.sheet import Sheet
from companion.desk.widgets.text import Text

Options = Sequence[tuple[str, str]]  # (value, what is read)


class Choice(Control, BoxLayout):
    """A few answers side by side; arrows move between them. changed: called with the value."""

    def __init__(
        self, options: Options, value: str, changed: Callable[[str], Any] | None = None,
        name: str = "", **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(size_hint_y=None, height=dp(theme.TOUCH), padding=dp(4), **more)
        self.name, self.value = name, value
        self._values = [one for one, _text in options]
        self._changed = changed
        Ground(self, theme.colour("raised"), theme.RADIUS)
        self.ringed(theme.RADIUS)
        self._parts = {one: _Part(self, one, text) for one, text in options}
        for part in self._parts.values():
            self.add_widget(part)
        self.set(value)

    def set(self, value: str) -> None:
        """Show another answer; nobody is told."""
        self.value = value
        for one, part in self._parts.items():
            part.show(one == value)

    def choose(self, value: str) -> None:
        """Another answer was given."""
        if value != self.value:
            self.set(value)
            if self._changed is not None:
                self._changed(value)

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key not in ("left", "right") or modifiers:
            return False
        place = self._values.index(self.value) + (1 if key == "right" else -1)
        self.choose(self._values[max(0, min(place, len(self._values) - 1))])
        return True


class _Part(Pressable, BoxLayout):
    """One answer of a Choice; the keyboard stays with the Choice."""

    takes_focus = False

    def __init__(self, choice: Choice, value: str, text: str) -> None:
        super().__init__()
        self._choice, self._value = choice, value
        self._ground = Ground(self, CLEAR, theme.RADIUS - 4)
        self._label = Text(text, fit="fill", align="center", lines=1)
        self.text = text
        self.add_widget(self._label)

    def show(self, chosen: bool) -> None:
        """Mark it."""
        self._ground.colour = theme.colour("accent") if chosen else CLEAR
        self._label.dye("on_accent" if chosen else "ink")

    def act(self) -> None:
        """It is the answer."""
        self._choice.choose(self._value)


class Menu(Pressable, BoxLayout):
    """One of many: shows the answer given, opens a sheet with all of them."""

    def __init__(
        self, desk: Desk, title: str, options: Options, value: str,
        changed: Callable[[str], Any] | None = None, name: str = "", **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            size_hint_y=None, height=dp(theme.TOUCH), padding=(dp(theme.SPACE), 0, dp(12), 0),
            spacing=dp(theme.GAP), **more,
        )  # fmt: skip
        self.name, self.value = name or title, value
        self._desk, self._title, self._changed = desk, title, changed
        self.options = list(options)
        Ground(self, theme.colour("raised"), theme.RADIUS)
        Outline(self, theme.colour("line"), theme.RADIUS)
        self.ringed(theme.RADIUS)
        self._label = Text("", fit="fill", lines=1)
        self.add_widget(self._label)
        self.add_widget(Icon("down", "faint", 20, pos_hint={"center_y": 0.5}))
        self.set(value)

    @property
    def text(self) -> str:
        """The answer given."""
        return str(self._label.text)

    def set(self, value: str) -> None:
        """Show another answer; nobody is told."""
        self.value = value
        self._label.text = dict(self.options).get(value, value)

    def act(self) -> None:
        """Offer all answers."""
        buttons = [
            Button(
                text, partial(self._chosen, value), wide=True,
                kind="primary" if value == self.value else "plain",
            )
            for value, text in self.options
        ]  # fmt: skip
        self._sheet = Sheet(self._title, buttons).open(self._desk)

    def _chosen(self, value: str) -> None:
        self._sheet.close()
        if value != self.value:
            self.set(value)
            if self._changed is not None:
                self._changed(value)

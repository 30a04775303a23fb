"""Beside the page: the outline, the glass, the warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import editor_words as words
from companion.desk.screens.editor_work import Look
from companion.desk.widgets import Column, Glass, Icon, List, Menu, Scroll, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import CLEAR, Ground
from companion.editing import Part, Warning, WarningKind
from companion.typeset import Board, known_boards, load_board

_SERIOUS = {WarningKind.NOTHING: "info", WarningKind.NOTE: "info", WarningKind.LANGUAGE: "info"}
_TIMES = frozenset((WarningKind.SECTION_OVER, WarningKind.SCRIPT_OVER))
_BELOW = 130  # dp under the glass and above it, at least


class Outline(List):
    """The sections with their times. picked: called with the section's number."""

    def __init__(self, picked: Callable[[int], None], **more: Any) -> None:
        super().__init__(
            lambda: _PartRow(self), lambda row, part, number: row.show(part, number),
            height=theme.TOUCH, picked=lambda _part, number: picked(number), space=2,
            name=_("Outline"), **more,
        )  # fmt: skip
        self.go = picked


class _PartRow(Pressable, BoxLayout):
    """One section; the list has the keyboard."""

    takes_focus = False

    def __init__(self, outline: Outline) -> None:
        super().__init__(padding=(dp(theme.GAP), 0, dp(theme.GAP), 0), spacing=dp(theme.GAP))
        self._outline, self._number = outline, 0
        self._ground = Ground(self, CLEAR, theme.RADIUS)
        self._title = Text("", fit="fill", lines=1)
        self._time = Text("", "small", "faint", fit="fill", align="right", size_hint_x=None)
        self.add_widget(self._title)
        self.add_widget(self._time)

    @property
    def text(self) -> str:
        """Its words."""
        return f"{self._title.text} {self._time.text}"

    def show(self, part: Part, number: int) -> None:
        """Another section."""
        self._number = number
        self._title.text = part.name or _("Beginning")
        self._title.bold = part.level <= 1
        self._title.dye("ink" if part.title else "faint")
        self._time.text = words.part_time(part)
        self._time.dye("bad" if part.over else "good" if part.goal else "faint")
        self._time.width = dp(88 if part.goal else 44) * theme.look.scale
        self.padding = (dp(theme.GAP + 12 * max(0, min(part.level, 4) - 1)), 0, dp(theme.GAP), 0)

    def chosen(self, chosen: bool) -> None:
        """The caret is in this section."""
        self._ground.colour = theme.colour("accent", 0.14) if chosen else CLEAR

    def act(self) -> None:
        """Go there."""
        self._outline.go(self._number)


class Warnings(List):
    """What to look at before the show. picked: called with the warning."""

    ROW = 52

    def __init__(self, picked: Callable[[Warning], None], **more: Any) -> None:
        super().__init__(
            lambda: _WarningRow(self), lambda row, item, _number: row.show(item),
            height=self.ROW, picked=lambda item, _number: picked(item), space=2,
            name=_("Warnings"), **more,
        )  # fmt: skip
        self.go = picked


class _WarningRow(Pressable, BoxLayout):
    takes_focus = False

    def __init__(self, owner: Warnings) -> None:
        super().__init__(padding=(dp(theme.GAP), 0), spacing=dp(12))
        self._owner: Warnings = owner
        self._item: Warning | None = None
        self._icon = Icon("warning", "warn", 20, pos_hint={"center_y": 0.5})
        self._label = Text("", "small", fit="fill", lines=2)
        self.add_widget(self._icon)
        self.add_widget(self._label)

    @property
    def text(self) -> str:
        """Its words."""
        return str(self._label.text)

    def show(self, item: Warning) -> None:
        """Another warning."""
        self._item = item
        self._label.text = words.warning(item)
        icon = _SERIOUS.get(item.kind, "clock" if item.kind in _TIMES else "warning")
        self._icon.show(icon, "faint" if icon == "info" else "warn")

    def act(self) -> None:
        """Go to where it is."""
        if self._item is not None:
            self._owner.go(self._item)


class GlassPane(BoxLayout):
    """The glass at the caret on a board of the user's choice, and how figures will be spoken.

    chosen: called with the board.
    """

    def __init__(self, desk: Desk, chosen: Callable[[Board], None], **more: Any) -> None:
        super().__init__(orientation="vertical", spacing=dp(12), **more)
        self._desk, self._chosen = desk, chosen
        boards = {name: load_board(name) for name in known_boards()}
        self.board = boards[desk.board]
        self._boards = boards
        self._glass = Glass(self.board.width, self.board.height, size_hint_y=None)
        self._said = Column(space=6)
        self.add_widget(Menu(
            desk, _("Glasses to preview"), [(name, board.title) for name, board in boards.items()],
            self.board.name, self._choose,
        ))
        self.add_widget(self._glass)
        self.add_widget(Scroll(self._said))
        self.bind(width=self._fit, height=self._fit)

    def show(self, look: Look) -> None:
        """The glass and the figures at the caret."""
        board = self.board
        blank = np.zeros((board.height, board.width), np.uint8)
        self._glass.show(blank if look.picture is None else look.picture)
        self._said.clear_widgets()
        if look.said:
            self._said.add_widget(Text(_("Will be spoken as"), "small", "faint"))
        for said in look.said:
            ways = Column(
                Text(said.text, "small", "accent", bold=True), Text(said.ways[0], "small"), space=2
            )
            if len(said.ways) > 1:
                others = _("or: {ways}").format(ways=" / ".join(said.ways[1:]))
                ways.add_widget(Text(others, "small", "faint"))
            self._said.add_widget(ways)

    def _choose(self, name: str) -> None:
        self.board = self._boards[name]
        self._desk.preferences.set("board", name)
        self._fit()
        self._chosen(self.board)

    def _fit(self, *_event: Any) -> None:
        """As high as whole pixels of the panel make it at this width."""
        room = max(1.0, self.width - dp(16))
        zoom = max(1, int(room / self.board.width))
        most = max(0.62 * self.height, self.height - dp(_BELOW))
        while zoom > 1 and zoom * self.board.height > most:
            zoom -= 1
        self._glass.height = zoom * self.board.height + dp(16)


def current(parts: Sequence[Part], offset: int) -> int:
    """Number of the section that holds an offset, -1 for none."""
    return next((n for n in range(len(parts) - 1, -1, -1) if parts[n].start <= offset), -1)

def upright(*parts: Any) -> BoxLayout:
    """One below the other, as high as the place."""
    made = BoxLayout(orientation="vertical", spacing=dp(theme.GAP))
    for part in parts:
        made.add_widget(part)
    return made

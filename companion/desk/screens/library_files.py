"""A sheet to choose files in: no dialog of the system is needed, all of it works by keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _, _n
from companion.desk.screens import library_words as words
from companion.desk.screens.library_places import Item, look, places
from companion.desk.widgets import Button, Field, Icon, List, Row, Sheet, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import CLEAR, Ground

ROW = 54
LIST = 460  # dp high, where there is room
WIDTH = 680


class FileLine(Pressable, BoxLayout):
    """A folder or a file."""

    takes_focus = False  # the list has it

    def __init__(self, picked: Callable[[Item], Any]) -> None:
        super().__init__(spacing=dp(14), padding=(dp(12), 0, dp(12), 0))
        self._picked = picked
        self._item: Item | None = None
        self._ground = Ground(self, CLEAR, theme.RADIUS)
        self._icon = Icon("file", "faint", 22, pos_hint={"center_y": 0.5})
        self._name = Text("", fit="fill", lines=1)
        self._edited = Text("", "small", "faint", fit="fill", align="right", lines=1)
        self._edited.size_hint_x = 0.4
        for part in (self._icon, self._name, self._edited):
            self.add_widget(part)

    @property
    def text(self) -> str:
        """Its words."""
        return self._item.path.name if self._item else ""

    def show(self, item: Item, now: float) -> None:
        """Another one."""
        self._item = item
        self._icon.show("folder" if item.folder else "file", "accent" if item.folder else "ink")
        self._name.text = item.path.name
        self._edited.text = "" if item.folder else words.ago(item.edited, now)

    def chosen(self, chosen: bool) -> None:
        """Whether the keyboard is at it."""
        self._ground.colour = theme.colour("raised") if chosen else CLEAR

    def act(self) -> None:
        """It was touched."""
        if self._item is not None:
            self._picked(self._item)


class _Files(List):
    """Backspace goes up. leave: called for that."""

    leave: Callable[[], Any]

    def show_ring(self) -> None:
        """The chosen line shows where the keyboard is."""

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key == "backspace" or (key == "up" and "alt" in modifiers):
            self.leave()
            return True
        return super().on_control_key(key, modifiers)


class Files:
    """A path to type, the places to begin, and the list of a folder.

    picked: called once with the files, after the sheet has gone. A folder that is typed or
    touched is opened. several: whether all of a folder may be taken at once. nothing: what is
    said of a folder without such files.
    """

    def __init__(
        self, desk: Desk, title: str, endings: Container[str],
        picked: Callable[[Sequence[Path]], Any], start: Path | None = None, *,
        several: bool = True, nothing: str = "",
    ) -> None:  # fmt: skip
        self._desk, self._endings, self._picked = desk, endings, picked
        self._nothing = nothing or _("No file in this folder can be read as a script.")
        self.folder = start if start is not None and start.is_dir() else Path.home()
        self._path = Field(
            str(self.folder), hint=_("Folder or file"), name=_("Folder or file"),
            entered=self._typed,
        )  # fmt: skip
        up = Button(icon="up", kind="quiet", name=_("Up"), action=self._up)
        self.list = _Files(
            lambda: FileLine(self._pick), lambda row, item, _n: row.show(item, time.time()),
            height=ROW, picked=lambda item, _n: self._pick(item), space=2, name=_("Files"),
            size_hint_y=None,
        )  # fmt: skip
        self.list.height = dp(LIST)
        self.list.leave = self._up
        self._empty = Text("", "small", "faint", lines=1, height=dp(18))
        self._all = Button(_("Import all"), self._take_all)
        self.sheet = Sheet(
            title, [Row(up, self._path), _shortcuts(self._open), self.list, self._empty],
            [*([self._all] if several else []), Button(_("Cancel"), lambda: self.sheet.close())],
            width=WIDTH,
        )  # fmt: skip
        self.sheet.open(desk)
        self._fit()
        self.sheet.bind(height=self._fit)
        self._open(self.folder)

    def _fit(self, *_event: Any) -> None:
        room = self.sheet.height - dp(350)
        self.list.height = max(dp(2 * ROW), min(dp(LIST), room))

    def _open(self, folder: Path) -> None:
        """Look into a folder, beside the loop: it may be far away."""
        self._desk.job(
            _("Folder"), lambda _p: look(folder, self._endings), partial(self._show, folder)
        )

    def _show(self, folder: Path, items: list[Item]) -> None:
        self.folder = folder
        self._path.set(str(folder))
        self._path.cursor = (len(self._path.text), 0)
        self.list.show(items)
        self.list.scroll_y = 1
        self.list.choose(0 if items else -1)
        files = sum(not item.folder for item in items)
        self._all.disabled = files < 2
        self._all.text = _n("Import {n} file", "Import all {n} files", files)
        self._empty.text = "" if files else self._nothing
        if self.sheet.parent is not None:
            focus.give(self.list)

    def _pick(self, item: Item) -> None:
        if item.folder:
            self._open(item.path)
        else:
            self._finish([item.path])

    def _typed(self, text: str) -> None:
        path = Path(text.strip().strip("\"'")).expanduser()
        if not path.is_absolute():
            path = self.folder / path
        if path.is_file():
            self._finish([path])
        else:
            self._open(path)

    def _up(self) -> None:
        if self.folder.parent != self.folder:
            self._open(self.folder.parent)

    def _take_all(self) -> None:
        self._finish([item.path for item in self.list.items if not item.folder])

    def _finish(self, paths: Sequence[Path]) -> None:
        self.sheet.close()
        self._picked(paths)


def _shortcuts(action: Callable[[Path], None]) -> ScrollView:
    """The places, side by side; what has no room is scrolled to."""
    row = BoxLayout(size_hint=(None, None), height=dp(theme.TOUCH), spacing=dp(theme.GAP))
    row.bind(minimum_width=row.setter("width"))
    for name, path in places():
        row.add_widget(Button(name, partial(action, path), style="small"))
    strip = ScrollView(
        do_scroll_y=False, size_hint_y=None, height=dp(theme.TOUCH + 4), bar_width=0,
        scroll_type=["content"],
    )  # fmt: skip
    strip.add_widget(row)
    return strip

"""The versions of a script: when and how each came about, what it says, and back to it."""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _, _n
from companion.desk.screens import library_words as words
from companion.desk.screens.library_pieces import Pieces
from companion.desk.widgets import Badge, Button, Column, Icon, Sheet, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import Ground
from companion.library import Entry, Version

WIDTH = 680
PIECE = 40  # versions, or paragraphs of one, shown at a time
_LONGEST = 1500  # characters of a paragraph shown in one piece


@dataclass(frozen=True, slots=True)
class Compared:
    """A version's paragraphs, each with whether the present text lacks it; lacks: how many
    paragraphs of the present text are not in the version."""

    paragraphs: tuple[tuple[str, bool], ...]
    lacks: int


def compare(text: str, present: str) -> Compared:
    """Paragraph by paragraph."""
    old, new = _paragraphs(text), _paragraphs(present)
    kept: set[int] = set()
    same = 0
    for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        kept.update(range(block.a, block.a + block.size))
        same += block.size
    return Compared(
        tuple((line, number not in kept) for number, line in enumerate(old)), len(new) - same
    )


def _paragraphs(text: str) -> list[str]:
    return [
        line[start : start + _LONGEST]
        for line in text.splitlines() if line.strip()
        for start in range(0, len(line), _LONGEST)
    ]  # fmt: skip


class VersionLine(Pressable, BoxLayout):
    """One version."""

    def __init__(self, version: Version, newest: bool, action: Callable[[], Any]) -> None:
        super().__init__(
            size_hint_y=None, height=dp(62), padding=(dp(14), 0, dp(10), 0), spacing=dp(12)
        )
        self._action = action
        Ground(self, theme.colour("raised"), theme.RADIUS)
        self.ringed(theme.RADIUS)
        self.name = self.text = words.moment(version.time)
        middle = {"center_y": 0.5}
        when = words.ago(version.time, time.time())
        self.add_widget(
            Column(
                Text(self.text, lines=1),
                Text(f"{when} · {words.origin(version)}", "small", "faint", lines=1),
                space=1, pos_hint=middle,
            )
        )  # fmt: skip
        if newest:
            self.add_widget(Badge(_("now"), "accent", pos_hint=middle))
        self.add_widget(Icon("next", "faint", 20, pos_hint=middle))

    def act(self) -> None:
        """Look at it."""
        self._action()


class Versions:
    """The list, and one version looked at. restored: called with the script's id."""

    def __init__(self, desk: Desk, entry: Entry, restored: Callable[[str], Any]) -> None:
        self._desk, self._entry, self._restored = desk, entry, restored
        self._list: Sheet | None = None
        desk.job(_("Versions"), lambda _p: desk.library.versions(entry.id), self._show)

    def _show(self, versions: list[Version]) -> None:
        lines = Pieces(
            versions, lambda version: VersionLine(
                version, version is versions[0], partial(self._look, version)
            ), PIECE, space=theme.GAP,
        )  # fmt: skip
        told = Text(_("Every text this script ever had. Look at one, then restore it or not."),
                    "small", "faint")  # fmt: skip
        self._list = Sheet(
            _("Versions of “{title}”").format(title=self._entry.title),
            [told, lines],
        ).open(self._desk)

    def _look(self, version: Version) -> None:
        library, identity = self._desk.library, self._entry.id

        def work(_progress: Progress) -> Compared:
            return compare(library.version_text(identity, version.name), library.text(identity))

        self._desk.job(_("Version"), work, partial(self._open, version))

    def _open(self, version: Version, compared: Compared) -> None:
        different = sum(fresh for _line, fresh in compared.paragraphs)
        if different or compared.lacks:
            told = _n("{n} paragraph is not in the present text,",
                      "{n} paragraphs are not in the present text,", different)  # fmt: skip
            told += " " + _n("{n} of the present text is not here.",
                             "{n} of the present text are not here.", compared.lacks)  # fmt: skip
        else:
            told = _("The same as the present text.")
        page = Pieces(compared.paragraphs, lambda one: _Paragraph(*one), PIECE, space=4)
        sheet = Sheet(
            words.moment(version.time), [Text(told, "small", "faint"), page],
            [
                Button(_("Back"), lambda: sheet.close()),
                Button(_("Restore this"), lambda: self._restore(sheet, version), kind="primary",
                       icon="history"),
            ],
            width=WIDTH,
        )  # fmt: skip
        sheet.open(self._desk)

    def _restore(self, sheet: Sheet, version: Version) -> None:
        library, identity = self._desk.library, self._entry.id
        sheet.close()
        if self._list is not None:
            self._list.close()

        def done(entry: Entry) -> None:
            when = words.moment(version.time)
            line = _("“{title}” is as it was at {when}. The text before it is kept too.")
            self._desk.tell(line.format(title=entry.title, when=when), "good")
            self._restored(entry.id)

        self._desk.job(_("Restore"), lambda _p: library.restore(identity, version.name), done)


class _Paragraph(Column):
    """Text with a bar at its side if it is marked; headings are bold."""

    def __init__(self, line: str, marked: bool) -> None:
        heading = line.startswith("#")
        text = Text(line.lstrip("# ") if heading else line, bold=heading)
        super().__init__(text)
        self.padding = (dp(10), dp(4), dp(10), dp(4))
        if marked:
            Ground(self, theme.colour("accent", 0.2), 6)

"""The trash: what is in it, back with one touch, and for ever gone only when asked twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _, _n
from companion.desk.screens import library_words as words
from companion.desk.screens.library_pieces import Pieces
from companion.desk.widgets import Button, Column, Sheet, Text, ask
from companion.desk.widgets.paint import Ground
from companion.library import Entry

PIECE = 40  # scripts shown at once


class Trash:
    """The sheet. back: called with the id of a script that was put back."""

    def __init__(self, desk: Desk, back: Callable[[str], Any]) -> None:
        self._desk, self._back = desk, back
        self._sheet: Sheet | None = None
        self._look()

    def _look(self) -> None:
        self._desk.job(_("Trash"), lambda _p: self._desk.library.trashed(), self._show)

    def _show(self, entries: list[Entry]) -> None:
        if self._sheet is not None:
            self._sheet.close()
        if not entries:
            content: list[Any] = [
                Text(_("The trash is empty. Scripts you throw away wait here."), ink="faint")
            ]
        else:
            content = [Pieces(
                entries, lambda entry: _line(entry, partial(self._put_back, entry)), PIECE,
                space=theme.GAP,
            )]  # fmt: skip
        actions = [
            Button(
                _n("Delete {n} script for ever", "Delete {n} scripts for ever", len(entries)),
                partial(self._ask, len(entries)), kind="quiet", icon="trash",
            )
        ] if entries else []  # fmt: skip
        self._sheet = Sheet(_("Trash"), content, actions).open(self._desk)

    def _put_back(self, entry: Entry) -> None:
        def done(returned: Entry) -> None:
            self._desk.tell(_("“{title}” is back.").format(title=returned.title), "good")
            self._back(returned.id)
            self._look()

        self._desk.job(_("Put back"), lambda _p: self._desk.library.put_back(entry.id), done)

    def _ask(self, count: int) -> None:
        ask(
            self._desk, _("Delete for ever?"),
            _n("{n} script and all its versions will be gone. Nobody can bring it back.",
               "{n} scripts and all their versions will be gone. Nobody can bring them back.",
               count),
            _("Delete for ever"), self._empty, danger=True,
        )  # fmt: skip

    def _empty(self) -> None:
        def done(count: int) -> None:
            self._desk.tell(_n("{n} script is gone.", "{n} scripts are gone.", count))
            if self._sheet is not None:
                self._sheet.close()

        self._desk.job(_("Trash"), lambda _p: self._desk.library.empty_trash(), done)


def _line(entry: Entry, action: Callable[[], Any]) -> BoxLayout:
    """One script in the trash."""
    line = BoxLayout(size_hint_y=None, height=dp(64), padding=(dp(14), 0, dp(8), 0), spacing=dp(8))
    Ground(line, theme.colour("raised"), theme.RADIUS)
    when = words.ago(entry.trashed or 0.0, time.time())
    if entry.gone:
        told = _("its file was missing from the folder {when}").format(when=when)
    else:
        told = _("thrown away {when}").format(when=when)
    middle = {"center_y": 0.5}
    line.add_widget(
        Column(Text(entry.title, lines=1), Text(told, "small", "faint", lines=1), space=1,
               pos_hint=middle)
    )  # fmt: skip
    line.add_widget(
        Button(_("Put back"), action, icon="undo", name=_("Put back") + f" {entry.title}",
               pos_hint=middle)
    )  # fmt: skip
    return line

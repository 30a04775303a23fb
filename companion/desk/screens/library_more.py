"""Everything else one can do with a script, in a sheet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import library_words as words
from companion.desk.widgets import Button, Column, Field, Sheet, Text
from companion.desk.widgets.focus import focus
from companion.library import Entry

Act = Callable[[Entry], Any]


def more(desk: Desk, entry: Entry, twins: list[str], acts: list[tuple[str, str, Act]]) -> Sheet:
    """acts: (icon, words, what is done) in their order. twins: titles with the same text."""

    def act(what: Act) -> None:
        sheet.close()
        what(entry)

    about = [words.tongue(entry.language), words.size(entry), words.moment(entry.edited)]
    told = [Text(" · ".join(part for part in about if part), "small", "faint")]
    if entry.problem:
        told.append(Text(words.problem(entry), "small", "warn"))
    if twins:
        told.append(Text(same_as(twins), "small", "warn"))
    told.append(Text(str(entry.path), "small", "faint"))
    buttons = [
        Button(text, partial(act, what), icon=icon, wide=True) for icon, text, what in acts
    ]
    sheet = Sheet(entry.title, [Column(*told, space=4), Column(*buttons, space=theme.GAP)])
    return sheet.open(desk)


def same_as(titles: list[str]) -> str:
    """That a script has twins."""
    return _("Same text as {titles}").format(titles=", ".join(f"“{title}”" for title in titles))


def rename(desk: Desk, entry: Entry, renamed: Callable[[str], Any]) -> Sheet:
    """Ask for another title. renamed: called with it."""

    def agree(title: str = "") -> None:
        if field.text.strip():
            sheet.close()
            renamed(title or field.text)

    field = Field(entry.title, name=_("Title"), entered=agree)
    sheet = Sheet(
        _("Rename"), [field],
        [
            Button(_("Cancel"), lambda: sheet.close()),
            Button(_("Rename"), agree, kind="primary"),
        ],
    )  # fmt: skip
    sheet.open(desk)
    focus.give(field)
    field.select_all()
    return sheet

"""A last look before the show: times, what needs a hand, and how figures will be spoken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from companion.desk.context import Desk
from companion.desk.language import _, _n
from companion.desk.screens import editor_words
from companion.desk.screens import library_words as words
from companion.desk.screens.goals import goal_of
from companion.desk.widgets import Badge, Button, Card, Column, Icon, Row, Sheet, Text
from companion.editing import Galley, Warning, read, warnings
from companion.library import Entry, Library
from companion.script import Summary, summarise
from companion.typeset import Board, load_board

WIDTH = 680
_MOST = 12  # readings and warnings shown; the rest are counted


@dataclass(frozen=True, slots=True)
class Checked:
    """summary: None for a text without anything to speak."""

    summary: Summary | None
    warnings: tuple[Warning, ...]
    board: str


def examine(library: Library, identity: str, title: str, board: Board, goal: float) -> Checked:
    """Read a script and set it for a board. Takes a second for an hour of speech."""
    reading = read(library.text(identity), name=title)
    if reading.script is None:
        return Checked(None, tuple(warnings(reading, None)), board.title)
    galley = Galley(board, reading.script)
    return Checked(summarise(reading.script), tuple(warnings(reading, galley, goal)), board.title)


class Check:
    """The sheet. edit: opens the script in the editor; stage: takes it on stage."""

    def __init__(
        self, desk: Desk, entry: Entry, edit: Callable[[Entry], Any], stage: Callable[[Entry], Any]
    ) -> None:
        self._desk, self._entry, self._edit, self._stage = desk, entry, edit, stage
        board = load_board(desk.board)
        goal = goal_of(desk, entry.id)
        library = desk.library
        desk.job(
            _("Check"), lambda _p: examine(library, entry.id, entry.title, board, goal), self._show
        )

    def _show(self, checked: Checked) -> None:
        content: list[Any] = [_verdict(checked), *_warnings(checked)]
        if checked.summary is not None:
            content += [_sections(checked.summary), *_readings(checked.summary)]

        def leave(way: Callable[[Entry], Any]) -> None:
            sheet.close()
            way(self._entry)

        sheet = Sheet(
            _("Check of “{title}”").format(title=self._entry.title), content,
            [
                Button(_("Edit"), lambda: leave(self._edit), icon="edit"),
                Button(_("On stage"), lambda: leave(self._stage), icon="stage", kind="primary"),
            ],
            width=WIDTH,
        )  # fmt: skip
        sheet.open(self._desk)


def _verdict(checked: Checked) -> Row:
    """One line: it is fine, or how much is not."""
    count = len(checked.warnings)
    if count:
        badge = Badge(_n("{n} thing to look at", "{n} things to look at", count), "warn", "warning")
    else:
        badge = Badge(_("Ready"), "good", "check")
    told = _("as seen on {board}").format(board=checked.board)
    if checked.summary is not None:
        about = checked.summary
        told = " · ".join((
            words.tongue(about.language), words.amount(about.words, about.language),
            words.length(about.seconds), told,
        ))  # fmt: skip
    return Row(badge, Text(told, "small", "faint"), space=12)


def _warnings(checked: Checked) -> list[Any]:
    lines = [
        Row(Icon("warning", "warn", 18), Text(editor_words.warning(one)), space=10)
        for one in checked.warnings[:_MOST]
    ]
    rest = len(checked.warnings) - len(lines)
    told: list[Any] = [Column(*lines, space=10)] if lines else []
    if rest > 0:
        told.append(Text(_n("and {n} more", "and {n} more", rest), "small", "faint"))
    return told


def _sections(summary: Summary) -> Card:
    """Times, section by section; before the first heading stands the beginning."""
    lines = [
        _pair(section.title or _("Beginning"), words.length(section.seconds))
        for section in summary.sections if section.cues or section.title
    ]  # fmt: skip
    return Card(Text(_("Sections"), bold=True), *lines, space=6)


def _readings(summary: Summary) -> list[Any]:
    if not summary.readings:
        return []
    lines = [
        _pair(reading.text, "  /  ".join(reading.ways[:2]), 0.34)
        for reading in summary.readings[:_MOST]
    ]
    rest = len(summary.readings) - len(lines)
    if rest > 0:
        lines.append(Row(Text(_n("and {n} more", "and {n} more", rest), "small", "faint")))
    return [Card(Text(_("Will be heard as"), bold=True), *lines, space=6)]


def _pair(left: str, right: str, share: float = 0.8) -> Row:
    """Two texts side by side, the left one with that share of the room."""
    align = "left" if share < 0.5 else "right"
    return Row(
        Text(left, size_hint_x=share), Text(right, ink="faint", size_hint_x=1 - share, align=align)
    )

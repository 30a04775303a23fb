"""What a rehearsal came to: the times, the findings, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kivy.metrics import dp, sp

from companion.desk import theme
from companion.desk.language import _, _n
from companion.desk.screens import rehearse_words as words
from companion.desk.screens.stage_words import clock
from companion.desk.widgets import Badge, Bar, Button, Card, Column, Fitted, Page, Row, Text
from companion.rehearsal import Fix, Item, Record, Timing

MOST = 60  # findings that are shown
_CLOSE = 0.15  # share of the plan that a section may take longer
_COLUMN = 150  # dp
_LEAST = 0.5  # of the size of letters

Mend = Callable[[int, Fix], Any]


class Told(Page):
    """mend: called with the number of an item and a fix of it. look: with an item's number."""

    def __init__(
        self, title: str, kept: Record, before: Sequence[Record], fits: bool, narrow: bool,
        mend: Mend, again: Callable[[], Any], copy: Callable[[], Any],
    ) -> None:  # fmt: skip
        told = kept.account
        head = Column(
            Text(title, "title", bold=True, lines=2),
            Text(words.day(kept.at), "small", "faint"), space=2,
        )  # fmt: skip
        figures = Card(
            Row(
                _figure(clock(round(told.seconds)), _("Time")),
                _figure(_pace(told.pace), _("Words/min")),
                _figure(f"{told.share:.0%}", _("Of the script")),
            ),
            Text(words.counted(kept), bold=True, align="center"),
            space=theme.GAP,
        )  # fmt: skip
        if before:
            figures.add_widget(Text(words.against(before), "small", "faint", align="center"))
        buttons = (
            Button(_("Rehearse again"), again, kind="primary", icon="rehearse", wide=True),
            Button(_("Copy the times"), copy, icon="copy", wide=True),
        )
        parts: list[Any] = [head, figures, Column(*buttons) if narrow else Row(*buttons)]
        if told.reached >= 0 and not told.strayed:
            rows = [_section(one, title, narrow) for one in told.sections]
            parts.append(Card(Text(_("Sections"), bold=True), *rows, space=14))
        if kept.items and not fits:
            parts.append(Text(
                _("The script has been changed since: rehearse again to mend it here."), ink="warn"
            ))  # fmt: skip
        for number, item in enumerate(kept.items[:MOST]):
            section = told.sections[item.finding.section].title or title
            parts.append(Finding(item, section, fits, narrow, partial(mend, number)))
        if len(kept.items) > MOST:
            more = len(kept.items) - MOST
            parts.append(Text(_n("and {n} more", "and {n} more", more).format(n=more), ink="faint"))
        super().__init__(*parts)


class Finding(Card):
    """One place, and a button for each thing that can be done about it."""

    def __init__(
        self, item: Item, section: str, fits: bool, narrow: bool, mend: Callable[[Fix], Any]
    ) -> None:
        self.item = item
        finding = item.finding
        name, kind = words.kind(finding)
        head = Row(
            Badge(_("Mended") if item.mended else name, "good" if item.mended else kind),
            Text(f"{clock(finding.time)}   {section}", "small", "faint", lines=1),
        )
        ink = "faint" if item.mended else "ink"
        super().__init__(
            head, Text(f"“{item.quote}”", ink=ink, lines=4),
            Text(words.heard(finding), "small", "faint", lines=3), space=theme.GAP,
        )  # fmt: skip
        if not fits or not item.fixes:
            return
        buttons = []
        for fix in item.fixes:
            text, icon = words.remedy(fix.remedy)
            name = f"{text} {clock(finding.time)}"
            buttons.append(
                Button(text, partial(mend, fix), kind="accent", icon=icon, wide=narrow, name=name)
            )
        self.add_widget(Column(*buttons, space=theme.GAP) if narrow else Row(*buttons))


def _section(timing: Timing, title: str, narrow: bool) -> Column:
    """A section's name, its time against the plan as a bar, its pace."""
    share = timing.seconds / timing.planned if timing.planned else 0.0
    over = share > 1 + _CLOSE
    name = Text(timing.title or title, lines=1, ink="ink" if timing.seconds else "faint")
    took = _one_line(words.took(timing), "small", ink="warn" if over else "faint",
                     align="left" if narrow else "right")  # fmt: skip
    pace = _one_line(words.pace(timing.pace), "small", ink="faint", align="right")
    bar = Bar(min(1.0, share), "warn" if over else "accent")
    if narrow:
        return Column(name, Row(took, pace), bar, space=4)
    for text in (took, pace):
        text.size_hint_x, text.width = None, dp(_COLUMN * theme.look.scale)
    return Column(Row(name, took, pace), bar, space=6)


def _figure(number: str, name: str) -> Column:
    return Column(
        _one_line(number, "big", bold=True), _one_line(name, "small", ink="faint"), space=2,
    )


def _one_line(text: str, style: str, **more: Any) -> Fitted:
    """Smaller where there is no room for it; what is told by it is not cut."""
    height = sp(1.4 * theme.size(style))
    return Fitted(text, style, _LEAST, size_hint_y=None, height=height, **more)


def _pace(words_a_minute: float | None) -> str:
    return "–" if words_a_minute is None else str(round(words_a_minute))

"""All cards: as many columns as there is room for; only the rows in sight exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk.screens.library_card import Deeds, ScriptCard, Shown, height
from companion.desk.widgets import List
from companion.desk.widgets.focus import focus
from companion.library import Entry

NARROWEST = 300  # dp of a card
GAP = 14
MARGIN = 14  # right of the cards, for the bar of scrolling


class _Line(BoxLayout):
    """The cards of one row."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(spacing=dp(GAP), padding=(0, 0, dp(MARGIN), 0))
        self._shelf = shelf
        self.cards: list[ScriptCard] = []

    def show(self, row: Sequence[Shown], columns: int) -> None:
        """Other scripts."""
        self.clear_widgets()
        while len(self.cards) < len(row):
            self.cards.append(ScriptCard(self._shelf.deeds))
        for card, shown in zip(self.cards, row, strict=False):
            card.show(shown)
            self.add_widget(card)
        for _empty in range(columns - len(row)):
            self.add_widget(Widget())


class Shelf(List):
    """Arrows move between the cards, Enter opens. deeds: see ScriptCard."""

    def __init__(self, deeds: Deeds, name: str) -> None:
        super().__init__(
            lambda: _Line(self), self._fill_line, height=lambda _row, _width: dp(height()),
            space=GAP, name=name,
        )  # fmt: skip
        self.deeds = deeds
        self._all: Sequence[Shown] = ()
        self._at = ""  # id of the chosen script
        self._columns = 1
        self.bind(width=self._regroup)

    def display(self, shown: Sequence[Shown]) -> None:
        """Other scripts, or the same with news."""
        self._all = shown
        self._columns = self._room()
        step = self._columns
        self.show([shown[first : first + step] for first in range(0, len(shown), step)])

    @property
    def current(self) -> Entry | None:
        """The chosen script."""
        number = self._number()
        return None if number is None else self._all[number].hit.entry

    def take(self, identity: str) -> None:
        """Choose a script and bring it into sight."""
        self._at = identity
        number = self._number()
        if number is not None:
            self.reveal(number // self._columns)
        self._mark()

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if modifiers or not self._all:
            return False
        number = self._number()
        if key in ("enter", "numpadenter") and self.current is not None and "edit" in self.deeds:
            self.deeds["edit"](self.current)
            return True
        page = self._columns * max(1, int(self.height // dp(height() + GAP)))
        step = {
            "left": -1, "right": 1, "up": -self._columns, "down": self._columns,
            "pageup": -page, "pagedown": page, "home": -len(self._all), "end": len(self._all),
        }.get(key)  # fmt: skip
        if step is None:
            return False
        focus.ring = True
        last = len(self._all) - 1
        to = 0 if number is None else number + step
        if key == "up" and number is not None and to < 0:
            to = number
        self.take(self._all[max(0, min(to, last))].hit.entry.id)
        return True

    def show_ring(self) -> None:
        """The ring is around the card, not around all."""
        self._mark()

    def _number(self) -> int | None:
        places = (n for n, shown in enumerate(self._all) if shown.hit.entry.id == self._at)
        return next(places, None)

    def _room(self) -> int:
        return max(1, int((self.width - dp(MARGIN) + dp(GAP)) // dp(NARROWEST + GAP)))

    def _regroup(self, *_event: Any) -> None:
        if self._room() != self._columns:
            self.display(self._all)

    def _fill_line(self, line: _Line, row: Sequence[Shown], _number: int) -> None:
        line.show(row, self._columns)
        self._mark_line(line)

    def _mark(self) -> None:
        for line in self.rows():
            self._mark_line(line)

    def _mark_line(self, line: _Line) -> None:
        for card in line.cards:
            chosen = card.entry is not None and card.entry.id == self._at and bool(self._at)
            card.chosen(chosen, self.focus and focus.ring)

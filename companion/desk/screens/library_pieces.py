"""Long lists in a sheet: a piece at a time, so that the window never stands still."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from companion.desk.language import _
from companion.desk.widgets import Button, Column


class Pieces(Column):
    """What `make` gives for each item, under each other; `piece` of them, then a button."""

    def __init__(
        self, items: Sequence[Any], make: Callable[[Any], Any], piece: int, **more: Any
    ) -> None:
        super().__init__(**more)
        self._left, self._make, self._piece = list(items), make, piece
        self._more = Button(_("Show more"), self._grow, wide=True)
        self._grow()

    def _grow(self) -> None:
        if self._more.parent is not None:
            self.remove_widget(self._more)
        shown, self._left = self._left[: self._piece], self._left[self._piece :]
        for item in shown:
            self.add_widget(self._make(item))
        if self._left:
            self.add_widget(self._more)

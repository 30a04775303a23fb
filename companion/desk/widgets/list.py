"""Long lists: only the rows in sight exist."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from kivy.metrics import dp
from kivy.uix.floatlayout import FloatLayout

from companion.desk import theme
from companion.desk.widgets.control import Control
from companion.desk.widgets.scrolling import Scrolling

SPARE = 2  # rows kept ready above and below what is seen


class List(Control, Scrolling):
    """Items one below the other, each shown by a row.

    make() gives a new row widget; fill(row, item, number) puts an item into it (rows are used
    again and again). height: of a row in dp, or a function (item, width) -> pixels.
    With the keyboard: arrows, page keys, Home and End choose; Enter calls picked(item, number).
    chosen: number of the chosen item, -1 for none; a row may have `chosen(bool)` to show it.
    """

    def __init__(
        self, make: Callable[[], Any], fill: Callable[[Any, Any, int], None], *,
        height: float | Callable[[Any, float], float] = 56,
        picked: Callable[[Any, int], Any] | None = None, space: float = theme.GAP, name: str = "",
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(**more)
        self.name = name
        self.items: Sequence[Any] = ()
        self.chosen = -1
        self._make, self._fill, self._height, self._picked = make, fill, height, picked
        self._space = dp(space)
        self._tops: list[float] = [0.0]  # of each row from the top, and the end
        self._live: dict[int, Any] = {}
        self._spare: list[Any] = []
        self._sheet = FloatLayout(size_hint_y=None)
        self.add_widget(self._sheet)
        self.ringed(theme.RADIUS)
        self.bind(scroll_y=self._place, height=self._place, width=self._measure)

    def show(self, items: Sequence[Any]) -> None:
        """Other items; the place in the list is kept as far as it goes."""
        offset = self._offset()
        self.items = items
        for number in list(self._live):
            self._release(number)
        self._measure()
        self._scroll_to(offset)
        if self.chosen >= len(items):
            self.chosen = len(items) - 1

    def refresh(self, number: int) -> None:
        """The item has changed within; its height has not."""
        if number in self._live:
            self._fill(self._live[number], self.items[number], number)

    def choose(self, number: int) -> None:
        """Mark an item and bring it into sight."""
        before, self.chosen = self.chosen, number
        for one in (before, number):
            row = self._live.get(one)
            if row is not None and hasattr(row, "chosen"):
                row.chosen(one == number)
        self.reveal(number)

    def reveal(self, number: int, middle: bool = False) -> None:
        """Scroll so that the item is in sight; middle: in the middle."""
        if not 0 <= number < len(self.items):
            return
        top, end = self._tops[number], self._tops[number + 1]
        offset = self._offset()
        if middle:
            offset = (top + end - self.height) / 2
        elif top < offset:
            offset = top
        elif end > offset + self.height:
            offset = end - self.height
        self._scroll_to(offset)

    def rows(self) -> list[Any]:
        """The row widgets in sight, from the top."""
        return [self._live[number] for number in sorted(self._live)]

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if modifiers or not self.items:
            return False
        if key == "enter" and self._picked is not None and self.chosen >= 0:
            self._picked(self.items[self.chosen], self.chosen)
            return True
        page = max(1, len(self._live) - 2 * SPARE)
        step = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}.get(key)
        ends = {"home": 0, "end": len(self.items) - 1}
        if step is None and key not in ends:
            return False
        number = ends[key] if step is None else max(0, self.chosen) + step
        if self.chosen < 0 and step is not None:
            number = 0
        self.choose(max(0, min(number, len(self.items) - 1)))
        return True

    def _offset(self) -> float:
        return float((1 - self.scroll_y) * max(0, self._sheet.height - self.height))

    def _scroll_to(self, offset: float) -> None:
        room = self._sheet.height - self.height
        self.scroll_y = 1 if room <= 0 else 1 - min(1, max(0, offset / room))
        self._place()

    def _measure(self, *_event: Any) -> None:
        height = self._height
        sizes = (
            [height(item, self.width) for item in self.items] if callable(height)
            else [dp(height)] * len(self.items)
        )  # fmt: skip
        self._tops = list(accumulate((size + self._space for size in sizes), initial=0.0))
        self._sheet.height = max(0.0, self._tops[-1] - self._space) if sizes else 0
        self._place()

    def _place(self, *_event: Any) -> None:
        offset = self._offset()
        first = max(0, bisect_right(self._tops, offset) - 1 - SPARE)
        last = min(len(self.items), bisect_right(self._tops, offset + self.height) + SPARE)
        for number in [one for one in self._live if not first <= one < last]:
            self._release(number)
        for number in range(first, last):
            row = self._live.get(number)
            if row is None:
                row = self._live[number] = self._take(number)
            row.size_hint = (None, None)
            row.size = (self.width, self._tops[number + 1] - self._tops[number] - self._space)
            row.pos = (self._sheet.x, self._sheet.y + self._sheet.height - self._tops[number]
                       - row.height)  # fmt: skip

    def _take(self, number: int) -> Any:
        row = self._spare.pop() if self._spare else self._make()
        self._fill(row, self.items[number], number)
        if hasattr(row, "chosen"):
            row.chosen(number == self.chosen)
        self._sheet.add_widget(row)
        return row

    def _release(self, number: int) -> None:
        row = self._live.pop(number)
        self._sheet.remove_widget(row)
        self._spare.append(row)

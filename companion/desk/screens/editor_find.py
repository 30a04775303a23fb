"""The bar that finds and replaces."""

from __future__ import annotations

from collections.abc import Callable

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens.editor_writing import Writing
from companion.desk.widgets import Button, Field, Row, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import CLEAR, Ground
from companion.editing import Query, find_all, find_next, replace_all

_MARKED = 2_000  # places that are marked on the page


class Latch(Pressable, BoxLayout):
    """A word that is on or off. turned: called when it was turned."""

    def __init__(self, text: str, turned: Callable[[], None], name: str) -> None:
        super().__init__(
            size_hint=(None, None), height=dp(theme.TOUCH), padding=(dp(12), 0, dp(12), 0)
        )
        self.text, self.name, self.on = text, name, False
        self._turned = turned
        self._ground = Ground(self, CLEAR, theme.RADIUS)
        self.ringed(theme.RADIUS)
        self._label = Text(text, "body", "faint", fit="shrink", pos_hint={"center_y": 0.5})
        self.add_widget(self._label)
        self.bind(minimum_width=self.setter("width"))

    def act(self) -> None:
        """The other way round."""
        self.on = not self.on
        self._ground.colour = theme.colour("accent", 0.2) if self.on else CLEAR
        self._label.dye("accent" if self.on else "faint")
        self._turned()


class FindBar(BoxLayout):
    """Above the page while it is wanted. closed: called when it goes."""

    def __init__(self, page: Writing, closed: Callable[[], None], narrow: bool) -> None:
        super().__init__(
            orientation="vertical", size_hint_y=None, spacing=dp(theme.GAP), padding=dp(theme.GAP)
        )
        Ground(self, theme.colour("surface"), theme.RADIUS)
        self._page, self._closed = page, closed
        self.needle = Field(
            "", lambda _text: self.look(), hint=_("Find"), entered=lambda _text: self.step(1)
        )
        self._new = Field("", hint=_("Replace with"), entered=lambda _text: self.replace())
        self._count = Text("", "small", "faint", fit="shrink")
        self._case = Latch("Aa", self.look, name=_("Match capitals"))
        self._whole = Latch(_("Words"), self.look, name=_("Whole words only"))
        ways = (
            Button(icon="up", kind="quiet", action=lambda: self.step(-1), name=_("Previous place")),
            Button(icon="down", kind="quiet", action=lambda: self.step(1), name=_("Next place")),
        )
        close = Button(icon="close", kind="quiet", action=self.close, name=_("Close the search"))
        modes = (self._case, self._whole)
        doing = (
            Button(_("Replace"), self.replace), Button(_("Replace all"), self.replace_all),
        )
        if narrow:
            self.add_widget(Row(self.needle, *ways, close, space=4))
            self.add_widget(Row(self._new, self._count))
            self.add_widget(Row(*modes, *doing, space=4))
        else:
            self.add_widget(Row(self.needle, self._count, *modes, *ways, close, space=4))
            self.add_widget(Row(self._new, *doing))
        self.bind(minimum_height=self.setter("height"))

    def open(self, replace: bool) -> None:
        """Take the keyboard; what is selected is looked for."""
        start, end = self._page.selection
        chosen = self._page.document.slice(start, end)
        if chosen and "\n" not in chosen and chosen != self.needle.text:
            self.needle.set(chosen)
        focus.give(self._new if replace and self.needle.text else self.needle)
        self.look()

    def close(self) -> None:
        """Back to the page."""
        self._page.found = []
        self._page.draw()
        self._closed()
        focus.give(self._page)

    @property
    def query(self) -> Query:
        """What is looked for."""
        return Query(self.needle.text, self._case.on, self._whole.on)

    def look(self) -> None:
        """Mark every place and tell how many there are."""
        places = list(find_all(self._page.document.text, self.query))
        self._page.found = places[:_MARKED]
        self._page.draw()
        here = self._page.selection
        if not self.needle.text:
            self._count.text = ""
        elif here in places:
            self._count.text = _("{n} of {all}").format(n=places.index(here) + 1, all=len(places))
        else:
            self._count.text = _("{n} found").format(n=len(places))

    def step(self, way: int) -> None:
        """To the next place (1) or the one before (-1)."""
        start, end = self._page.selection
        found = find_next(
            self._page.document.text, self.query, end if way > 0 else start, backwards=way < 0
        )
        if found is not None:
            self._page.select(*found)
        self.look()

    def replace(self) -> None:
        """Replace the place that is selected, and go on to the next."""
        document = self._page.document
        start, end = self._page.selection
        if (start, end) in set(find_all(document.text, self.query)):
            document.replace(start, end, self._new.text)
            after = start + len(self._new.text)
            self._page.change(after, after)
        self.step(1)

    def replace_all(self) -> None:
        """Replace every place, in one step of undo."""
        made = replace_all(self._page.document, self.query, self._new.text)
        if made:
            at = min(self._page.caret, len(self._page.document))
            self._page.change(at, at)
        self.look()
        self._count.text = _("{n} replaced").format(n=made)

"""The head of a running show: its state as large as can be, and its clocks."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp, sp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens.stage_words import clock, sign
from companion.desk.widgets import Fitted, Text
from companion.desk.widgets.badge import KINDS
from companion.desk.widgets.paint import Ground
from companion.stage.view import View

FIGURE = 120  # dp that a time against its goal needs, in type of the usual size
LEAST = 0.6  # of a number's usual size: smaller is worse than cut


class State(BoxLayout):
    """One giant word on a coloured ground, and why."""

    def __init__(self, narrow: bool) -> None:
        scale = theme.look.scale
        super().__init__(
            orientation="vertical", padding=(dp(20), dp(6), dp(20), dp(10)), size_hint_y=None,
            height=dp(56 + 52 * scale if narrow else 152 * scale),
        )  # fmt: skip
        self._ground = Ground(self, theme.colour("raised"), theme.RADIUS)
        fixed = {"size_hint_y": None, "height": dp(50)} if narrow else {}
        self.word = Text(
            "", "big" if narrow else "giant", fit="fill", bold=True, lines=1, **fixed
        )
        if narrow:  # the word is large enough; what room larger type leaves is the reason's
            self.word.font_size = sp(theme.SIZES["big"])
        share = 1.0 if narrow else 0.45
        self.reason = Text("", "body", fit="fill", lines=2, size_hint_y=share)
        self.add_widget(self.word)
        self.add_widget(self.reason)

    def show(self, view: View) -> None:
        """The show now."""
        found = sign(view)
        ground, ink = KINDS[found.kind]
        self._ground.colour = theme.colour(ground)
        self.word.text, self.reason.text = found.word, found.reason
        self.word.dye(ink)
        self.reason.dye(ink)


class Clocks(BoxLayout):
    """Elapsed, left, the section against its goal, pace."""

    def __init__(self, narrow: bool) -> None:
        scale = theme.look.scale
        super().__init__(
            spacing=dp(theme.GAP), size_hint_y=None,
            height=dp(56 + 20 * scale if narrow else 76 * scale),
        )  # fmt: skip
        style = "body" if narrow else "title"
        self.elapsed = _Figure(_("Elapsed"), style)
        self.left = _Figure(_("Time left"), style)
        self.section = _Figure(_("Section"), style)
        self.pace = _Figure(_("Words/min"), style)
        for figure in (self.elapsed, self.left, self.section, self.pace):
            self.add_widget(figure)

    def show(self, view: View) -> None:
        """The show now."""
        clocks = view.clocks
        self.elapsed.show(clock(view.elapsed))
        over = bool(view.goal) and clocks.remaining < 0
        self.left.show(
            ("" if view.goal else "~ ") + clock(clocks.remaining), "bad" if over else "ink",
            _("Over") if over else _("Time left"),
        )
        late = clocks.section_elapsed > clocks.section_goal > 0
        told = f"{clock(clocks.section_elapsed)}/{clock(clocks.section_goal)}"
        if self.section.width < dp(FIGURE) * theme.look.scale:  # room for what is left of it alone
            told = clock(clocks.section_goal - clocks.section_elapsed)
        self.section.show(told, "warn" if late else "ink", clocks.title or _("Section"))
        self.pace.show("–" if clocks.pace is None else f"{clocks.pace:.0f}")


class _Figure(BoxLayout):
    """A number with its name below."""

    def __init__(self, name: str, style: str) -> None:
        super().__init__(orientation="vertical", padding=(dp(4), dp(4), dp(4), dp(6)))
        Ground(self, theme.colour("surface"), theme.RADIUS)
        self.number = Fitted("", style, LEAST, bold=True)
        usual = theme.SIZES["small"] / theme.size("small")
        self._name = Fitted(name, "small", usual, ink="faint", size_hint_y=0.6)
        self.add_widget(self.number)
        self.add_widget(self._name)

    def show(self, number: str, ink: str = "ink", name: str = "") -> None:
        """Another number."""
        self.number.text = number
        self.number.dye(ink)
        if name:
            self._name.text = name


def quiet(text: Any) -> Text:
    """A faint line that is cut where its place ends."""
    return Text(text, "small", "faint", fit="fill", lines=1, size_hint_y=None, height=dp(24))

"""A script as a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens import library_words as words
from companion.desk.widgets import Badge, Icon, Row, Text
from companion.desk.widgets.control import Pressable
from companion.desk.widgets.paint import CLEAR, Ground, Outline
from companion.library import Entry, Hit

FOOT = 60
_LINES = {"small": 1.42, "body": 1.5}  # heights of a line, in its type's


@dataclass(frozen=True, slots=True)
class Shown:
    """What a card shows. note: a line that asks for attention."""

    hit: Hit
    now: float
    note: str = ""


Deeds = dict[str, Callable[[Entry], Any]]


def height() -> float:
    """Of every card, dp."""
    small, body = theme.size("small") * _LINES["small"], theme.size("body") * _LINES["body"]
    return 14 + max(body, 28) + 8 + small + 2 + small + 6 + 2 * small + 8 + FOOT


class Deed(Pressable, BoxLayout):
    """One thing to do with a script: an icon over a word."""

    def __init__(self, icon: str, word: str, action: Callable[[], Any], ink: str) -> None:
        super().__init__(orientation="vertical", padding=(0, dp(9), 0, dp(6)), spacing=dp(2))
        self.takes_focus = False  # the shelf's keys do the same; Tab reaches the chosen card's
        self.name = self.text = word
        self._action = action
        self._ground = Ground(self, CLEAR, theme.RADIUS - 4, 3)
        self.ringed(theme.RADIUS - 4)
        label = Text(word, "small", ink, fit="fill", align="center", lines=1)
        label.font_size = dp(12)
        self.add_widget(Icon(icon, ink, 21, pos_hint={"center_x": 0.5}))
        self.add_widget(label)
        self.bind(state=self._press)

    def act(self) -> None:
        """Do it."""
        self._action()

    def _press(self, *_event: Any) -> None:
        self._ground.colour = theme.colour("accent", 0.25) if self.state == "down" else CLEAR


class ScriptCard(Pressable, BoxLayout):
    """Touched, it opens the script. deeds: edit, rehearse, stage, check, more; others are not
    offered."""

    takes_focus = False  # the shelf has it

    def __init__(self, deeds: Deeds) -> None:
        super().__init__(orientation="vertical")
        self._deeds = deeds
        self._shown: Shown | None = None
        self._ground = Ground(self, theme.colour("surface"), theme.RADIUS)
        self._edge = Outline(self, theme.colour("line", 0.6), theme.RADIUS)
        self._ring = Outline(self, CLEAR, theme.RADIUS, theme.RING, -theme.RING / 2)  # not clipped
        self._title = Text("", bold=True, fit="fill", lines=1)
        self._language = Badge("", "plain")
        self._size = Text("", "small", "ink", lines=1)
        self._edited = Text("", "small", "faint", lines=1)
        self._note = Text("", "small", "faint", fit="fill", lines=2)
        self._note.valign = "top"
        self._body = BoxLayout(
            orientation="vertical", spacing=dp(2), padding=(dp(16), dp(14), dp(16), dp(8))
        )
        head = Row(self._title, self._language, fill=True, size_hint_y=None)
        head.height = max(dp(28), dp(theme.size("body") * _LINES["body"]))
        self._body.add_widget(head)
        for part in (self._size, self._edited, self._note):
            self._body.add_widget(part)
        self.add_widget(self._body)
        self.add_widget(self._foot())

    @property
    def entry(self) -> Entry | None:
        """The script it shows."""
        return self._shown.hit.entry if self._shown else None

    @property
    def name(self) -> str:
        """What a test or a screen reader calls it."""
        return self.entry.title if self.entry else ""

    def show(self, shown: Shown) -> None:
        """Another script, or the same with news."""
        self._shown = shown
        entry = shown.hit.entry
        self._title.text = entry.title
        tongue = words.tongue(entry.language) if not entry.problem else ""
        self._language.show(tongue, "plain")
        self._language.opacity = 1 if tongue else 0
        self._size.text = words.size(entry)
        self._edited.text = _("edited {when}").format(when=words.ago(entry.edited, shown.now))
        self._note.text = shown.hit.excerpt or shown.note or entry.opening
        self._note.dye("warn" if shown.note and not shown.hit.excerpt else "faint")

    def chosen(self, chosen: bool, ringed: bool) -> None:
        """Whether it is the one the keys act on; ringed: the keyboard is there now."""
        self._ground.colour = theme.colour("accent", 0.13) if chosen else theme.colour(
            "surface"
        )
        self._edge.colour = theme.colour("accent") if chosen else theme.colour("line", 0.6)
        self._ring.colour = theme.colour("focus") if chosen and ringed else CLEAR
        for deed in self._feet:
            deed.takes_focus = chosen

    def act(self) -> None:
        """It was touched."""
        self._do("edit")

    def _do(self, deed: str) -> None:
        if self.entry is not None and deed in self._deeds:
            self._deeds[deed](self.entry)

    def _foot(self) -> BoxLayout:
        foot = BoxLayout(size_hint_y=None, height=dp(FOOT), padding=(dp(6), 0, dp(6), 0))
        with foot.canvas.before:
            Color(*theme.colour("line", 0.6))
            line = Rectangle()

        def follow(*_event: Any) -> None:
            line.pos, line.size = (self.x + dp(1), foot.top), (self.width - dp(2), dp(1))

        foot.bind(pos=follow, size=follow)
        self._feet = [
            Deed(icon, word, partial(self._do, deed), ink)
            for deed, icon, word, ink in (
                ("edit", "edit", _("Edit"), "ink"),
                ("rehearse", "rehearse", _("Rehearse"), "ink"),
                ("stage", "stage", _("On stage"), "accent"),
                ("check", "check", _("Check"), "ink"),
                ("more", "more", _("More"), "faint"),
            )
            if deed in self._deeds
        ]  # fmt: skip
        for deed in self._feet:
            foot.add_widget(deed)
        return foot

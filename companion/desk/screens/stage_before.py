"""Before a show: what with, whether all is well, and the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.microphone_menu import BY_HAND, MicrophoneMenu
from companion.desk.screens.stage_side import Ear
from companion.desk.screens.stage_wish import keep_goal
from companion.desk.screens.stage_words import clock, hint, named
from companion.desk.widgets import (
    Button,
    Card,
    Column,
    Glass,
    Icon,
    Menu,
    Row,
    Scroll,
    Slider,
    Text,
)
from companion.script.pace import script_seconds
from companion.stage.checks import Check, Grade, Verdict, What, checks, verdict
from companion.stage.plan import VIRTUAL
from companion.stage.running import Running
from companion.stage.venue import Wish

_ICONS = {
    Grade.GOOD: ("check", "good"), Grade.WAIT: ("clock", "faint"), Grade.BAD: ("close", "bad"),
}  # fmt: skip
LONGEST = 120  # minutes on the slider


class Before(BoxLayout):
    """changed: called with another wish; begin: when the show shall start. give_up: where a show
    that broke off goes on by itself: when it shall not be taken up after all."""

    def __init__(
        self, desk: Desk, running: Running, wish: Wish, narrow: bool,
        changed: Callable[[Wish], Any], begin: Callable[[], Any],
        give_up: Callable[[], Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(orientation="vertical")
        self._desk, self._running, self._wish = desk, running, wish
        self._begin, self._back = begin, give_up is not None
        self.verdict = Verdict.WAIT
        self._list = Card(Text(_("Before the show"), bold=True))
        self._rows = {check.what: _Line(self._go) for check in checks(running.facts())}
        for row in self._rows.values():
            self._list.add_widget(row)
        self.ear = Ear(notices=False)
        if running.plan.listens:
            self._list.add_widget(self.ear)
        else:
            self._list.add_widget(Text(_("Nothing listens: the keys turn the lines."), ink="faint"))
        self.glass = Glass()
        self.glass.size_hint_y, self.glass.height = None, dp(200)
        self._shown: Any = None
        self.start = Button(
            _("Start"), self.begin, kind="good", icon="play", wide=True, style="title", height=72
        )
        self.anyway = Button(_("Start by hand anyway"), self._by_hand, icon="hold", wide=True)
        side = Column(self.glass, self._with(changed))
        if give_up is None:
            main = Column(_title(wish), self._list)
            self._foot = Column(self.start, space=theme.GAP, pad=theme.SPACE)
        else:
            main = Column(_title(wish), _taken_up(), self._list)
            others = Button(_("Other glasses"), self._glasses.act, icon="glasses", wide=True)
            no = Button(_("Do not take it up"), give_up, icon="close", wide=True)
            self._foot = Column(others, no, space=theme.GAP, pad=theme.SPACE)
        if narrow:
            body = Column(main, side, pad=theme.SPACE)
        else:
            body = Column(Row(main, side, space=theme.SPACE), pad=theme.SPACE)
            main.pos_hint = side.pos_hint = {"top": 1}
            side.size_hint_x = 0.7
        self.add_widget(Scroll(body))
        self.add_widget(self._foot)  # always in sight, where the thumb is
        self.show()

    def show(self) -> None:
        """As it is now."""
        view = self._running.view()
        listed = checks(self._running.facts())
        self.verdict = verdict(listed)
        for check in listed:
            self._rows[check.what].show(check)
        self.ear.show(view)
        if view.picture is not None and view.picture is not self._shown:
            self._shown = view.picture
            self.glass.show(view.picture)
        if self._back:
            return
        ready = self.verdict in (Verdict.GO, Verdict.LOW)
        self.start.disabled = not ready
        self.start.text = _("Start all the same") if self.verdict is Verdict.LOW else _("Start")
        offered = self.verdict is Verdict.BY_HAND
        if offered != (self.anyway.parent is not None):
            if offered:
                self._foot.add_widget(self.anyway)
            else:
                self._foot.remove_widget(self.anyway)

    def begin(self) -> None:
        """Start if the list allows it."""
        if self.verdict in (Verdict.GO, Verdict.LOW) and not self._back:
            self._begin()

    def _by_hand(self) -> None:
        if self.verdict is Verdict.BY_HAND:
            self._begin()

    def _with(self, changed: Callable[[Wish], Any]) -> Card:
        """What the show is given with."""
        wish = self._wish
        paired = [(key.name, key.name) for key in self._desk.keyring.all()]
        glasses = [*paired, (VIRTUAL, _("Virtual glasses on this screen"))]
        self._told = Text(_goal(wish), "small", "faint")

        def goal(minutes: float) -> None:
            self._wish = replace(self._wish, goal=round(minutes) * 60)
            self._told.text = _goal(self._wish)
            self._desk.stage.aim(self._wish.goal)
            keep_goal(self._desk, self._wish)

        self._glasses = Menu(
            self._desk, _("Glasses"), glasses, wish.glasses,
            lambda name: changed(replace(self._wish, glasses=name)),
        )  # fmt: skip
        card = Card(
            Text(_("Glasses"), "small", "faint"),
            self._glasses,
            Text(_("Microphone"), "small", "faint"),
            MicrophoneMenu(
                self._desk, wish.microphone if wish.listens else BY_HAND,
                lambda name: changed(replace(
                    self._wish, microphone="" if name == BY_HAND else name,
                    listens=name != BY_HAND)),
                by_hand=True,
            ),
            self._told,
            Slider(0, LONGEST, wish.goal / 60, goal, step=1, name=_("Goal")),
        )  # fmt: skip
        if wish.audio:
            for _part in range(2):  # a recording is heard instead
                card.remove_widget(card.children[2])
        return card

    def _go(self, what: What) -> None:
        self._desk.go("voices" if what is What.MODEL else "glasses")


def _title(wish: Wish) -> Column:
    minutes = clock(script_seconds(wish.script))
    return Column(
        Text(wish.script.title, "big", bold=True, lines=2),
        Text(_("about {time} to speak").format(time=minutes), ink="faint"), space=4,
    )  # fmt: skip


def _taken_up() -> Card:
    return Card(
        Text(_("This show broke off and is being taken up"), "title", "accent", bold=True),
        Text(_("It goes on by itself where it stood, as soon as the glasses are linked.")),
    )


def _goal(wish: Wish) -> str:
    if not wish.goal:
        return _("No goal: it may take as long as it takes.")
    return _("It may take {time}.").format(time=clock(wish.goal))


class _Line(Row):
    """One line of the check-list."""

    def __init__(self, go: Callable[[What], Any]) -> None:
        super().__init__(space=12)
        self._go = go
        self._icon = Icon("clock", "faint", 26, pos_hint={"center_y": 0.5})
        self.name_ = Text("", fit="wrap", bold=True)
        self._hint = Text("", "small", "faint")
        self._button = Button(_("Fix it"), self._mend, kind="accent")
        self._what = What.LINK
        self._shown: Check | None = None
        self.add_widget(self._icon)
        self.add_widget(Column(self.name_, self._hint, space=2, pos_hint={"center_y": 0.5}))

    def show(self, check: Check) -> None:
        """As it is now."""
        if check == self._shown:
            return
        self._shown, self._what = check, check.what
        self._icon.show(*_ICONS[check.grade])
        self.name_.text, self._hint.text = named(check), hint(check)
        mendable = check.grade is Grade.BAD and check.what in (What.LINK, What.MODEL)
        if mendable and self._button.parent is None:
            self.add_widget(self._button)
        elif not mendable and self._button.parent is not None:
            self.remove_widget(self._button)

    def _mend(self) -> None:
        self._go(self._what)

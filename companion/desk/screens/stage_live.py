"""A show that runs, as large as the window."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import stage_keys as keys
from companion.desk.screens import stage_sheets as sheets
from companion.desk.screens.stage_controls import FOLLOW, TIMED, Extras, Modes, Moves
from companion.desk.screens.stage_head import Clocks, State
from companion.desk.screens.stage_script import Manuscript
from companion.desk.screens.stage_side import Side
from companion.script.pace import WORDS_PER_MINUTE
from companion.show import Command
from companion.stage.messages import presets
from companion.stage.running import Running
from companion.stage.view import Hearing, View
from companion.stage.viewer import token_at
from companion.typeset.message import MessageError

STEP = 10  # words a minute
CUT = 40  # characters of a message that is told of
SIDE = 400  # dp, beside the script


class Live(BoxLayout):
    """Every part of it is told the view of the show, some ten times a second."""

    def __init__(self, desk: Desk, running: Running, narrow: bool, end: Any) -> None:
        pad = dp(10 if narrow else theme.SPACE)
        super().__init__(orientation="vertical", spacing=dp(theme.GAP), padding=pad)
        self._desk, self._running, self._end = desk, running, end
        self._book: Any = None
        self._flags: list[int] = []
        self.state = State(narrow)
        self.clocks = Clocks(narrow)
        self.script = Manuscript(self._tapped)
        self.side = Side(narrow, running.take_over)
        self.moves = Moves(self.do, narrow)
        self.modes = Modes(self._turned, self.do)
        self.extras = Extras(self.do, self.more, narrow)
        self._parts = (
            self.state, self.clocks, self.side, self.moves, self.modes, self.extras,
        )
        self._stack() if narrow else self._spread()
        self.show()

    def _spread(self) -> None:
        head = BoxLayout(spacing=dp(theme.GAP), size_hint_y=None, height=self.state.height)
        column = BoxLayout(orientation="vertical", spacing=dp(theme.GAP), size_hint_x=0.85)
        self.clocks.size_hint_y, self.modes.size_hint_y = 1, None
        column.add_widget(self.clocks)
        column.add_widget(self.modes)
        head.add_widget(self.state)
        head.add_widget(column)
        middle = BoxLayout(spacing=dp(theme.SPACE))
        self.side.size_hint_x, self.side.width = None, dp(SIDE)
        middle.add_widget(self.side)
        middle.add_widget(self.script)
        foot = BoxLayout(
            spacing=dp(theme.SPACE), size_hint_y=None, height=self.moves.height
        )
        foot.add_widget(self.moves)
        self.extras.size_hint_x = None
        self.extras.bind(minimum_width=self.extras.setter("width"))
        self.extras.pos_hint = {"center_y": 0.5}
        foot.add_widget(self.extras)
        for part in (head, middle, foot):
            self.add_widget(part)

    def _stack(self) -> None:
        self.side.size_hint_y, self.side.height = None, dp(216)
        for part in (
            self.state, self.clocks, self.side, self.script, self.modes, self.extras, self.moves,
        ):
            self.add_widget(part)

    def show(self) -> None:
        """The show now."""
        view = self._running.view()
        book = self._running.plan.book
        if book is not self._book:
            self._book, self._flags = book, [line.flags for line in book.lines]
        for part in self._parts:
            part.show(view)
        self.script.show(view, self._flags)

    # -- what is wanted

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen."""
        if modifiers == {"ctrl"} and key in ("up", "down"):
            self.script.browse(5 if key == "down" else -5)
            return True
        wanted = keys.meant(key, modifiers, self._clicker)
        if wanted is None:
            return False
        self.do(wanted)
        return True

    def do(self, wanted: Command | str) -> None:
        """A Command for the show, or something of this screen (see stage_keys)."""
        if isinstance(wanted, Command):
            self._running.operate(wanted)
        elif wanted == keys.PLACE:
            self.script.to_place()
        elif wanted == keys.MESSAGE:
            self._message()
        elif wanted == keys.HELP:
            sheets.help_(self._desk, self._clicker)
        elif wanted == keys.TAKE_OVER:
            self._running.take_over()
        else:
            self._mode(wanted)
        self.show()

    def more(self) -> None:
        """What is seldom wanted."""
        view = self._running.view()
        sheets.more(
            self._desk, self._running, view.pairs[1:], self._clicker, self._end,
            lambda value: self._desk.preferences.set("clicker", value),
        )

    @property
    def _clicker(self) -> str:
        return self._desk.preferences.get("clicker", keys.LINE)

    def _mode(self, wanted: str) -> None:
        view = self._running.view()
        if wanted == keys.TIMED:
            self._running.scroll_by_time(None if view.timed else self._pace(view))
        elif wanted == keys.LISTEN:
            self._running.listen(view.mode.value != "following")
        elif view.timed is not None:
            step = STEP if wanted == keys.FASTER else -STEP
            self._running.scroll_by_time(view.timed + step)
            self._desk.preferences.set("wpm", float(self._running.view().timed or view.timed))

    def _pace(self, view: View) -> float:
        """What the speaker has shown, else what was chosen last, else what is usual."""
        usual = WORDS_PER_MINUTE.get(view.language.partition("-")[0], 120.0)
        return view.clocks.pace or self._desk.preferences.get("wpm", usual)

    def _turned(self, mode: str) -> None:
        if mode == TIMED:
            self._running.scroll_by_time(self._pace(self._running.view()))
        else:
            self._running.listen(mode == FOLLOW)
            if mode == FOLLOW and self._running.view().hearing is Hearing.NONE:
                self._desk.tell(_("No microphone and no speech model: nothing can listen."), "bad")
        self.show()

    def _tapped(self, line: int, character: int) -> None:
        book = self._running.plan.book
        if line < len(book.lines):
            self._running.anchor(token_at(self._running.script, book, line, character))
            self.show()

    def _message(self) -> None:
        view = self._running.view()
        ready = self._running.plan.messages or presets(view.language)
        sheets.message(self._desk, ready[:9], view.message, self._say)

    def _say(self, text: str) -> None:
        try:
            self._running.tell(text)
        except MessageError as error:
            whole = " ".join(text.split())
            brief = whole if len(whole) <= CUT else whole[:CUT] + "..."
            self._desk.tell(str(error).replace(repr(whole), repr(brief)), "bad")

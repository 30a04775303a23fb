"""The editor: the page in the middle, the outline at its left, the glass at its right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from companion.desk import routes, theme
from companion.desk.context import Desk
from companion.desk.jobs import Job
from companion.desk.language import _
from companion.desk.screens import editor_words as words
from companion.desk.screens.editor_find import FindBar
from companion.desk.screens.editor_goal import GoalSheet
from companion.desk.screens.editor_keeping import Keeping
from companion.desk.screens.editor_panels import GlassPane, Outline, Warnings, current, upright
from companion.desk.screens.editor_tools import Clips, Tools
from companion.desk.screens.editor_work import Look, Proof, Proofs
from companion.desk.screens.editor_writing import Writing
from companion.desk.screens.goals import goal_of
from companion.desk.widgets import Button, Choice, Column, Screen, Sheet, Text, ask
from companion.desk.widgets.focus import focus
from companion.desk.widgets.paint import Ground
from companion.editing import (
    Document,
    Warning,
    WarningKind,
    adopt,
    toggle_direction,
    toggle_emphasis,
    toggle_heading,
)
from companion.errors import SouffleurError
from companion.library import Entry
from companion.library.names import title_in

OUTLINE, GLASS, SIDE = 216, 268, 24  # dp
THREE = 940  # dp of the screen from which the outline has a column of its own
_WARNINGS = 3  # rows of warnings in sight under the page
_COMMAND = ({"ctrl"}, {"meta"})


class EditorScreen(Screen):
    """opened(script=id, at=offset): `at` is where the caret stands first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Editor")
        self._pool = ThreadPoolExecutor(1, "editor")
        self._identity = ""
        self._keeping: Keeping | None = None
        self._find: FindBar | None = None
        self._tab = "text"
        self._nameless = False  # whether the script was begun here, and is not called after it yet
        self._gone = False
        self._parting: Job | None = None  # keeps the text before the screen goes
        self._refused: Sheet | None = None  # asks whether to go when that failed
        self.page = Writing(self._edited, self._moved, name=_("Script"))
        Ground(self.page, theme.colour("surface"))
        self.proofs = Proofs(
            self._pool, self._told, self._looked, lambda line: desk.tell(line, "bad")
        )
        self.outline = Outline(self._to_part)
        self.warnings = Warnings(self._to_warning, size_hint_y=None)
        self.glass = GlassPane(desk, self._board)
        self.proofs.board = self.glass.board
        self.tools = Tools(self)
        self.clips = Clips(self.page)
        self._status = Text("", "small", "faint", fit="fill", lines=1)
        self._kept = Text("", "small", "faint", fit="fill", align="right", lines=1)
        self._foot = BoxLayout(size_hint_y=None, height=dp(28), spacing=dp(theme.GAP))
        self._foot.add_widget(self._status)
        self._foot.add_widget(self._kept)
        for route, text, icon, kind in (
            ("rehearse", _("Rehearse"), "rehearse", "plain"), ("stage", _("Stage"), "stage",
                                                               "primary"),
        ):
            if routes.exists(route):
                self.actions.append(Button(text, self._leave_for(route), icon=icon, kind=kind))
        self.bind(narrow=self._arrange, width=self._arrange)
        self._shape: tuple[object, ...] = ()
        self._arrange()

    # -- coming and going

    def opened(self, script: str = "", at: int = 0, **_what: Any) -> None:
        """See Screen."""
        identity = script or self.desk.preferences.get("last_script", "")
        library = self.desk.library

        def load(_progress: Any) -> tuple[Entry, str]:
            return library.entry(identity), library.text(identity)

        self.desk.job(
            _("Opening the script"), load, lambda found: self._show(found[0], found[1], at)
        )

    def closed(self) -> bool:
        """See Screen: what is written is kept first, beside the loop."""
        if self._gone:
            return True
        if self._refused is not None:
            self._refused.close()
        if self._keeping is not None and (self._keeping.dirty or self._name()):
            if self._parting is None or self._parting.done:
                self._parting = self.desk.job(_("Keeping the script"), self._keep, self._part)
            return False
        self._end()
        return True

    async def _keep(self, _progress: Any) -> bool:
        """Everything into the library; a script that was begun here is called after its first
        words. False if that could not be done."""
        keeping = self._keeping
        assert keeping is not None
        if not await keeping.flush():
            return False
        if title := self._name():
            try:
                await asyncio.to_thread(self.desk.library.rename, self._identity, title)
            except SouffleurError as error:
                self.desk.tell(str(error), "bad")
            self._nameless = False
        return await keeping.flush()

    def _part(self, kept: bool) -> None:
        """The screen goes, or asks."""
        if kept:
            self._leave()
            return
        self._refused = ask(
            self.desk, _("The last changes could not be kept"),
            _("Free some space or mend the folder, and they will be."),
            _("Leave without them"), self._leave, danger=True, no=_("Stay"),
        )

    def _name(self) -> str:
        """What a script that was begun here is to be called, "" if it has its name."""
        return title_in(self.page.document.text) if self._nameless else ""

    def _leave(self) -> None:
        self._end()
        self.proceed()

    def _end(self) -> None:
        self._gone = True
        focus.give(None)
        self.proofs.stop()
        self._pool.shutdown(wait=False)
        if self._keeping is not None:
            self._keeping.stop()

    def _show(self, entry: Entry, text: str, at: int) -> None:
        if self._gone:
            return
        self._identity = entry.id
        self._nameless = not text.strip()
        self.title = entry.title
        self.desk.preferences.set("last_script", entry.id)
        document = Document(text)
        self._keeping = Keeping(
            self.desk.library, entry, document, shown=self._show_kept,
            elsewhere=lambda: self.desk.tell(
                _("This script was changed elsewhere too; that text is kept among its versions.")
            ),
            news=self._adopt, failed=lambda line: self.desk.tell(line, "bad"),
        )
        self.page.show(document)
        self.proofs.goal = goal_of(self.desk, entry.id)
        self.tools.show_goal(self.proofs.goal)
        self.proofs.open(document, entry.title)
        self.page.move(min(at, len(document)))
        if at:
            self.page.go(at)
        self._show_kept("saved")
        if not self.narrow:
            focus.give(self.page)

    def _adopt(self, text: str) -> None:
        """Somebody else has changed the script, and there is nothing of ours to keep."""
        document = self.page.document
        version = document.version
        adopt(document, text)
        caret = document.carry(self.page.caret, version)
        self.page.change(caret, caret)
        line = _("This script was changed elsewhere; this is its text now. Undo brings yours back.")
        self.desk.tell(line)

    def _leave_for(self, route: str) -> Any:
        return lambda: self.desk.go(route, script=self._identity)

    # -- what the tools do

    def turn(self, back: bool) -> None:
        """Undo or redo."""
        self.page.turn(Document.undo if back else Document.redo)

    def emphasise(self) -> None:
        """The selection, or the word at the caret, on or off."""
        self.page.change(*toggle_emphasis(self.page.document, *self.page.selection))

    def direct(self) -> None:
        """The selection as a direction, or a pause at the caret; on or off."""
        chosen = self.page.selection
        self.page.change(*toggle_direction(self.page.document, *chosen, _("pause")))

    def head(self) -> None:
        """The line as the heading of a section, on or off."""
        caret = toggle_heading(self.page.document, self.page.caret)
        self.page.change(caret, caret)

    def search(self, replace: bool = False) -> None:
        """Open the bar that finds."""
        self._to_tab("text")
        if self._find is None:
            self._find = FindBar(self.page, self._end_search, self.narrow)
            self._upper.add_widget(self._find)
        self._find.open(replace)

    def ask_goal(self) -> None:
        """How long the script may take."""
        sheet = GoalSheet(self.desk, self._identity, self._goal)
        sheet.open(self.desk)
        focus.give(sheet.field)

    def on_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Screen."""
        if key == "escape" and self._find is not None:
            self._find.close()
            return True
        orders: dict[str, Callable[[], None]] = {
            "f": self.search, "h": lambda: self.search(True), "s": self._save,
            "b": self.emphasise, "d": self.direct, "e": self.head,
            "z": lambda: self.turn(True), "y": lambda: self.turn(False),
        }
        if modifiers in _COMMAND and key in orders:
            orders[key]()
            return True
        if key == "f3" and self._find is not None:
            self._find.step(-1 if "shift" in modifiers else 1)
            return True
        return False

    def _save(self) -> None:
        if self._keeping is not None:
            self._keeping.save()

    def _end_search(self) -> None:
        if self._find is not None:
            self._upper.remove_widget(self._find)
            self._find = None

    # -- what is told

    def _edited(self) -> None:
        if self._keeping is not None:
            self._keeping.changed()
        self.proofs.changed()
        if self._find is not None:
            self._find.look()

    def _moved(self) -> None:
        self.tools.refresh(self.page.document)
        self.clips.refresh(self.narrow)
        self.proofs.look(self.page.caret)
        proof = self.proofs.proof
        if proof is not None:
            self.outline.choose(current(proof.reading.parts, self.page.caret))

    def _told(self, proof: Proof) -> None:
        self.outline.show(proof.reading.parts)
        self.warnings.show(proof.warnings)
        self._fit_warnings()
        self._status.text = words.counted(proof.reading, self.proofs.goal, len(proof.warnings))
        over = any(one.kind is WarningKind.SCRIPT_OVER for one in proof.warnings)
        self._status.dye("bad" if over else "faint")
        self.outline.choose(current(proof.reading.parts, self.page.caret))
        self.proofs.look(self.page.caret)

    def _looked(self, look: Look) -> None:
        self.glass.show(look)

    def _show_kept(self, state: str) -> None:
        self._kept.text = {
            "saved": _("All changes are kept"), "saving": _("Keeping…"), "changed": _("Changed"),
        }[state]

    def _board(self, board: Any) -> None:
        self.proofs.board = board
        self.proofs.changed(0.0)
        self.proofs.look(self.page.caret)

    def _goal(self, seconds: float) -> None:
        self.proofs.goal = seconds
        self.tools.show_goal(seconds)
        self.proofs.changed(0.0)

    def _to_part(self, number: int) -> None:
        proof = self.proofs.proof
        if proof is not None:
            start = proof.reading.parts[number].start
            self._to(self.page.document.carry(start, proof.reading.version))

    def _to_warning(self, found: Warning) -> None:
        proof = self.proofs.proof
        if proof is not None:
            version = proof.reading.version
            document = self.page.document
            self._to(document.carry(found.start, version), document.carry(found.end, version, True))

    def _to(self, start: int, end: int | None = None) -> None:
        self._to_tab("text")
        self.page.go(start)
        self.page.select(start, max(start, start if end is None else end))
        self._moved()
        focus.give(self.page)

    # -- the shape

    def _to_tab(self, tab: str) -> None:
        self._tab = tab
        self._arrange()

    def _arrange(self, *_event: Any) -> None:
        shape = (self.narrow, self.width >= dp(THREE), self._tab if self.narrow else "")
        if shape == self._shape:
            return
        was_narrow = bool(self._shape and self._shape[0])
        self._shape = shape
        if was_narrow != self.narrow:
            self._find = None
        for part in (
            self.page, self.outline, self.warnings, self.glass, self.tools, self.clips, self._foot,
        ):
            if part.parent is not None:
                part.parent.remove_widget(part)
        self.clear_widgets()
        self._upper = Column(space=theme.GAP)  # above the page: tools, the bar that finds
        if self.narrow:
            self._arrange_narrow()
        else:
            self._arrange_wide(self.width >= dp(THREE))
        self._fit_warnings()

    def _arrange_wide(self, three: bool) -> None:
        sheet = upright(self.page, self._foot, self.warnings)
        right = upright(self.glass)
        right.size_hint_x, right.width = None, dp(GLASS)
        lower = BoxLayout(spacing=dp(theme.SPACE))
        if three:
            self.outline.size_hint_x, self.outline.width = None, dp(OUTLINE)
            lower.add_widget(self.outline)
        else:
            self.outline.size_hint_x = 1
            right.add_widget(self.outline)
        lower.add_widget(sheet)
        self._upper.add_widget(self.tools)
        self.tools.shape(not three)
        whole = BoxLayout(spacing=dp(SIDE), padding=(dp(SIDE), 0, dp(SIDE), dp(theme.SPACE)))
        whole.add_widget(upright(self._upper, lower))
        whole.add_widget(right)
        self.add_widget(whole)

    def _arrange_narrow(self) -> None:
        side = dp(theme.SPACE)
        tabs = Choice(
            [("text", _("Text")), ("outline", _("Outline")), ("glass", _("Glass"))], self._tab,
            self._to_tab, name=_("View"),
        )
        self._upper.padding = (side, 0, side, 0)
        self._upper.add_widget(tabs)
        self.tools.shape(True)
        self.outline.size_hint_x = 1
        self._foot.padding = (side, 0, side, 0) if self._tab == "text" else (0, 0, 0, 0)
        shown: dict[str, tuple[Any, ...]] = {
            "text": (self.page, self._foot, self.clips, self.tools),
            "outline": (self.outline, self.warnings, self._foot),
            "glass": (self.glass,),
        }
        middle = upright(*shown[self._tab])
        if self._tab != "text":
            middle.padding = (side, dp(theme.GAP), side, 0)
        self.add_widget(self._upper)
        self.add_widget(middle)

    def _fit_warnings(self) -> None:
        rows = min(_WARNINGS, len(self.warnings.items))
        self.warnings.height = dp(rows * (Warnings.ROW + 2))
        self.warnings.opacity = 1 if rows else 0

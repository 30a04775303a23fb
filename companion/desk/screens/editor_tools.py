"""The buttons above the page; on a phone below it, within reach of a thumb."""

from __future__ import annotations

from typing import Any, Protocol

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.language import _
from companion.desk.screens import editor_words as words
from companion.desk.screens.editor_writing import Writing
from companion.desk.widgets import Button
from companion.editing import Document


class Editor(Protocol):
    """What the buttons ask for; see EditorScreen."""

    def turn(self, back: bool) -> None: ...

    def emphasise(self) -> None: ...

    def direct(self) -> None: ...

    def head(self) -> None: ...

    def search(self, replace: bool = False) -> None: ...

    def ask_goal(self) -> None: ...


class Clips(BoxLayout):
    """Cut, copy and paste for fingers; there while something is selected or held."""

    def __init__(self, page: Writing) -> None:
        super().__init__(size_hint_y=None, height=0, opacity=0, spacing=dp(4))
        self._page = page
        self._orders = (
            (_("Cut"), page.cut), (_("Copy"), page.copy), (_("Paste"), page.paste),
            (_("All"), page.select_all),
        )

    def refresh(self, narrow: bool) -> None:
        """Come or go."""
        start, end = self._page.selection
        wanted = narrow and (start < end or self._page.held)
        if wanted == bool(self.children):
            return
        self.clear_widgets()
        self.height = dp(theme.TOUCH) if wanted else 0
        self.opacity = int(wanted)
        for text, order in self._orders if wanted else ():
            self.add_widget(Button(text, order, kind="quiet", wide=True))


class Tools(BoxLayout):
    """A row of buttons."""

    def __init__(self, editor: Editor) -> None:
        super().__init__(size_hint_y=None, height=dp(theme.TOUCH), spacing=dp(4))
        self._editor = editor
        self._narrow, self._signs = True, False
        self._wanted = 0.0  # pixels, with words
        self.bind(width=self._fit, minimum_width=self._fit)
        self._undo = Button(
            icon="undo", kind="quiet", name=_("Undo"), action=lambda: editor.turn(True)
        )
        self._redo = Button(
            icon="redo", kind="quiet", name=_("Redo"), action=lambda: editor.turn(False)
        )
        self._goal_button = Button(_("Goal"), editor.ask_goal, icon="clock", kind="quiet")
        self._goal_icon = Button(
            icon="clock", kind="quiet", name=_("Goal"), action=editor.ask_goal
        )

    def shape(self, narrow: bool) -> None:
        """With signs alone on a phone, and wherever words do not fit."""
        self._narrow = narrow
        self._fill(narrow)
        self._fit()

    def _fit(self, *_event: Any) -> None:
        if self._narrow:
            return
        if not self._signs:
            self._wanted = self.minimum_width
        if self._signs != (self._wanted > self.width):
            self._fill(not self._signs)

    def _fill(self, signs: bool) -> None:
        self._signs = signs
        for part in list(self.children):
            self.remove_widget(part)
        self.add_widget(self._undo)
        self.add_widget(self._redo)
        editor = self._editor
        for text, short, icon, name, action in (
            (_("Direction"), "[ ]", "", _("Direction"), editor.direct),
            (_("Emphasis"), "B", "", _("Emphasis"), editor.emphasise),
            (_("Section"), "#", "", _("Section"), editor.head),
            (_("Find"), "", "search", _("Find"), editor.search),
        ):
            if signs:
                button = Button(short, action, icon=icon, kind="quiet", name=name)
            else:
                button = Button(
                    text if icon else f"{short}  {text}", action, icon=icon, kind="quiet", name=name
                )
            self.add_widget(button)
        self.add_widget(Widget())
        self.add_widget(self._goal_icon if signs else self._goal_button)

    def refresh(self, document: Document) -> None:
        """What can be undone and redone now."""
        self._undo.disabled = not document.can_undo
        self._redo.disabled = not document.can_redo

    def show_goal(self, seconds: float) -> None:
        """The goal in force; 0: none."""
        self._goal_button.text = (
            _("Goal {time}").format(time=words.clock(seconds)) if seconds else _("Goal")
        )

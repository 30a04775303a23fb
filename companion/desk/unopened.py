"""What is shown instead of a screen that could not be opened."""

from __future__ import annotations

from collections.abc import Callable

from companion.desk import failures, theme
from companion.desk.context import Desk
from companion.desk.language import _, told
from companion.desk.widgets import Button, Card, Page, Screen, Text


class UnopenedScreen(Screen):
    """error: why. again: tries once more."""

    def __init__(self, desk: Desk, error: Exception, again: Callable[[], None]) -> None:
        super().__init__(desk)
        self.title = _("This screen could not be opened")
        self.add_widget(Page(Card(
            Text(told(failures.line(error))),
            Button(_("Once more"), again, kind="primary", icon="refresh"),
            Button(_("To the library"), lambda: desk.go("library")),
            space=theme.SPACE,
        )))  # fmt: skip

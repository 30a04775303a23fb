"""What stands where there are no cards: a way to begin, or that nothing was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from companion.desk import theme
from companion.desk.language import _
from companion.desk.widgets import Button, Column, Icon, Text
from companion.script.load import FORMATS

WIDTH = 440


class Empty(AnchorLayout):
    """Ways to get the first script."""

    def __init__(
        self, demo: Callable[[], Any], choose: Callable[[], Any], paste: Callable[[], Any],
        new: Callable[[], Any],
    ) -> None:  # fmt: skip
        super().__init__()
        middle = {"center_x": 0.5}
        endings = ", ".join(ending for ending in FORMATS if ending != ".markdown")
        self._column = Column(
            Icon("library", "accent", 64, pos_hint=middle),
            Text(_("Your talks will be here"), "title", bold=True, align="center"),
            Text(
                _("Drop a file here ({endings}), paste a text, or see how it all works with a "
                  "demo talk.").format(endings=endings),
                ink="faint", align="center",
            ),
            Button(_("Try a demo talk"), demo, icon="play", kind="primary", wide=True),
            Button(_("Import a file"), choose, icon="import", wide=True),
            Button(_("Paste a text"), paste, icon="paste", wide=True),
            Button(_("Write a new one"), new, icon="edit", wide=True),
            space=14, size_hint_x=None,
        )  # fmt: skip
        self.add_widget(self._column)
        self.bind(width=self._fit)

    def _fit(self, *_event: Any) -> None:
        self._column.width = min(dp(WIDTH), self.width - dp(theme.SPACE))


class Trouble(AnchorLayout):
    """The folder cannot be used. again: called to look once more."""

    def __init__(self, reason: str, again: Callable[[], Any]) -> None:
        super().__init__()
        middle = {"center_x": 0.5}
        column = Column(
            Icon("warning", "bad", 48, pos_hint=middle), Text(reason, align="center"),
            Button(_("Try again"), again, icon="refresh", kind="primary", wide=True),
            size_hint_x=None, width=dp(WIDTH),
        )  # fmt: skip
        self.bind(
            width=lambda *_e: setattr(column, "width", min(dp(WIDTH), self.width - dp(32)))
        )
        self.add_widget(column)


class Nothing(AnchorLayout):
    """No script has what is sought."""

    def __init__(self, sought: str) -> None:
        super().__init__()
        self.add_widget(
            Column(
                Icon("search", "faint", 48, pos_hint={"center_x": 0.5}),
                Text(_("No script has “{words}” in it.").format(words=sought), ink="faint",
                     align="center"),
            )
        )  # fmt: skip

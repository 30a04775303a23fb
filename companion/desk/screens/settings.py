"""Settings of the app itself."""

from __future__ import annotations

from typing import Any

from kivy.core.clipboard import Clipboard

from companion import __version__
from companion.desk import app, language, routes, theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.widgets import (
    Button,
    Card,
    Choice,
    Menu,
    Page,
    Row,
    Screen,
    Slider,
    Text,
    Toggle,
)

STEP = 0.1  # times the usual size of type


class SettingsScreen(Screen):
    """Look and language."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Settings")
        kept = desk.preferences
        look = Card(
            Text(_("Look"), bold=True),
            Choice(
                [("dark", _("Dark")), ("light", _("Light"))], theme.look.theme.name,
                lambda value: self._set("theme", value), name=_("Look"),
            ),
            Row(
                Text(_("Size of the text")),
                Text(f"{theme.look.scale:.0%}", ink="faint", fit="shrink"),
            ),
            Slider(
                1.0, theme.LARGEST, theme.look.scale, step=STEP, name=_("Size of the text"),
                settled=lambda value: self._set("text_scale", round(value, 2)),
            ),
            Toggle(
                _("Movement"), theme.look.motion, lambda on: self._set("motion", on),
                hint=_("Things slide and fade when they change."),
            ),
        )  # fmt: skip
        tongues = [("", _("As on this computer"))]
        tongues += [(tag, language.name(tag)) for tag in language.available()]
        tongue = Card(
            Text(_("Language"), bold=True),
            Menu(
                desk, _("Language"), tongues, kept.get("language", ""),
                lambda value: self._set("language", value),
            ),
        )  # fmt: skip
        self.add_widget(Page(look, tongue, self._about()))

    def _about(self) -> Card:
        desk = self.desk
        card = Card(
            Text(_("About"), bold=True),
            Text(_("Souffleur {version}").format(version=__version__)),
            Text(
                _("Nothing that is written or said goes to the internet, and no show needs it."),
                ink="faint",
            ),
            Text(_("Scripts, voices and shows are kept here:"), "small", "faint"),
            Row(
                Text(str(desk.folder), "small"),
                Button(icon="copy", kind="quiet", name=_("Copy the folder's name"),
                       action=self._copy),
            ),
        )  # fmt: skip
        if routes.exists("first_run"):
            card.add_widget(
                Button(_("Show the first steps again"), lambda: desk.go("first_run"), icon="play")
            )
        return card

    def _copy(self) -> None:
        Clipboard.copy(str(self.desk.folder))
        self.desk.tell(_("Copied."), "good")

    def _set(self, name: str, value: Any) -> None:
        self.desk.preferences.set(name, value)
        app.dress(self.desk)
        self.desk.rebuild()

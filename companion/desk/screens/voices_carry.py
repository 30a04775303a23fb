"""The sheet with models found on drives: for rooms without a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.voices_work import FIRST, megabytes, spoken
from companion.desk.widgets import Button, Card, Column, Field, Menu, Row, Sheet, Text
from companion.speech.drives import Carried

SITE = "alphacephei.com/vosk/models"


class CarrySheet(Sheet):
    """What was found. bring: called with a model and its language. look: called with a place."""

    def __init__(
        self, desk: Desk, found: Sequence[Carried], bring: Callable[[Carried, str], Any],
        look: Callable[[Path], Any],
    ) -> None:  # fmt: skip
        self._on, self._bring, self._look = desk, bring, look
        self._languages = {one.path: one.language for one in found}
        parts: list[Any] = [self._card(one) for one in found]
        if not found:
            parts.append(Card(
                Text(_("No model is on the drives that are plugged in"), bold=True),
                Text(_("Copy a model from {site} to a stick, packed or unpacked, and plug it in "
                       "here.").format(site=SITE)),
            ))  # fmt: skip
        self._field = Field(hint=_("Another folder, or a zip"), name="place", entered=self._search)
        parts += [self._field, Button(
            _("Look there"), lambda: self._search(self._field.text), icon="folder", wide=True)]
        super().__init__(_("Models on drives"), parts, width=640)
        self.open(desk)

    def _card(self, one: Carried) -> Card:
        about = f"{megabytes(one.size)} · {one.path.parent}"
        words = Column(Text(one.name), Text(about, "small", "faint"), space=2)
        install = Button(_("Install"), partial(self._chosen, one), kind="primary", icon="usb",
                         name=f"install {one.name}")  # fmt: skip
        card = Card(Row(words, install))
        if not one.language:
            card.add_widget(Text(_("Its name does not tell the language:"), "small", "faint"))
            card.add_widget(Menu(
                self._on, _("Language"),
                [("", _("Choose the language")), *((tag, spoken(tag)) for tag in FIRST)], "",
                partial(self._languages.__setitem__, one.path), name=f"language {one.name}",
            ))  # fmt: skip
        return card

    def _chosen(self, one: Carried) -> None:
        language = self._languages[one.path]
        if not language:
            self._on.tell(_("Say first which language it hears."), "bad")
            return
        self.close()
        self._bring(one, language)

    def _search(self, text: str) -> None:
        place = Path(text.strip()).expanduser()
        if not text.strip() or not place.exists():
            self._on.tell(_("There is nothing at {place}: check the name.").format(
                place=text.strip() or "–"), "bad")  # fmt: skip
            return
        self.close()
        self._look(place)

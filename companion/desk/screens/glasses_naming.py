"""The sheet that asks for another name of glasses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.widgets import Button, Field, Sheet
from firmware.souffleur import choices


def ask_name(desk: Desk, before: str, take: Callable[[str], Any]) -> None:
    """take: called with a name that glasses can have and no other ones have."""

    def entered() -> None:
        name = field.text.strip()
        if not name or len(name.encode()) > choices.NAME_MAX or not name.isprintable():
            desk.tell(_("A name has 1 to 29 bytes: choose another."), "bad")
            return
        if any(key.name == name for key in desk.keyring.all()):
            desk.tell(_("Other glasses have that name: choose another."), "bad")
            return
        sheet.close()
        take(name)

    field = Field(before, name="name", entered=lambda _text: entered())
    sheet = Sheet(
        _("Name of the glasses"),
        [field],
        [Button(_("Cancel"), lambda: sheet.close()),
         Button(_("Rename"), entered, kind="primary")],
    )  # fmt: skip
    sheet.open(desk)

"""What is asked above the running show: messages, what else there is, the end."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kivy.clock import Clock

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import stage_keys as keys
from companion.desk.screens.stage_hold import HoldButton
from companion.desk.widgets import Button, Choice, Column, Field, Row, Sheet, Text
from companion.desk.widgets.focus import focus
from companion.stage.running import Running
from companion.stage.view import Pairing

DIRECTOR = "companion.desk.screens.director"
LONGEST = 120  # characters of a message; no glass takes more
STAYS = 15.0  # seconds until a question that nobody answers goes by itself


def message(desk: Desk, presets: Sequence[str], now: str, send: Callable[[str], Any]) -> Sheet:
    """Words to the speaker: one of the presets by tap or number, or others; or none any more."""

    def say(text: str) -> None:
        sheet.close()
        send(text)

    buttons = [
        _Preset(presets, say, f"{number}  {text}", partial(say, text))
        for number, text in enumerate(presets, 1)
    ]
    own = Field(
        hint=_("Other words"), changed=lambda text: own.set(text[:LONGEST]),
        entered=lambda text: say(text.strip()) if text.strip() else None,
    )  # fmt: skip
    away = [_Preset(presets, say, "0  " + _("Take away"), partial(say, ""))] if now else []
    sheet = Sheet(_("Message to the speaker"), [*away, *buttons, own]).open(desk)
    first = [*away, *buttons]
    if first:
        focus.give(first[0])
    return sheet


class _Preset(Button):
    """Its number is its key, whichever of them has the keyboard."""

    def __init__(
        self, presets: Sequence[str], say: Callable[[str], Any], text: str,
        action: Callable[[], Any],
    ) -> None:  # fmt: skip
        super().__init__(text, action, wide=True)
        self._presets, self._say = presets, say

    def on_control_key(self, key: str, modifiers: frozenset[str]) -> bool:
        """See Control."""
        if key.isdigit() and int(key) <= len(self._presets):
            self._say(("", *self._presets)[int(key)])
            return True
        return super().on_control_key(key, modifiers)


def more(
    desk: Desk, running: Running, spares: Sequence[Pairing], clicker: str, end: Callable[[], Any],
    chosen: Callable[[str], Any],
) -> Sheet:  # fmt: skip
    """What is seldom wanted; chosen: with what a clicker moves by."""
    parts: list[Any] = []

    def over(name: str) -> None:
        sheet.close()
        running.take_over(name)

    for pair in spares:
        words = _("{name} takes over").format(name=pair.name)
        parts.append(Button(words, partial(over, pair.name), icon="glasses", wide=True))
    if importlib.util.find_spec(DIRECTOR) is not None:
        invite = partial(_director, desk, running)
        parts.append(Button(_("Director"), invite, icon="phone", wide=True))
    parts += [
        Text(_("A clicker moves by"), "small", "faint"),
        Choice([(keys.LINE, _("Line")), (keys.SECTION, _("Section"))], clicker, chosen,
               name=_("A clicker moves by")),
        Button(_("Keys"), lambda: help_(desk, clicker), icon="help", wide=True),
        HoldButton(_("Hold to end the show"), lambda: _ended(sheet, end), icon="stop", wide=True),
    ]  # fmt: skip
    sheet = Sheet(_("More"), parts).open(desk)
    return sheet


def _director(desk: Desk, running: Running) -> None:
    importlib.import_module(DIRECTOR).open_sheet(desk, running)


def leave(desk: Desk, end: Callable[[], Any]) -> Sheet:
    """The show is on and somebody wants to leave: it stays, unless that is meant."""
    hold = HoldButton(
        _("Hold to end the show"), lambda: _ended(sheet, end), icon="stop", wide=True
    )
    sheet = Sheet(
        _("The show is on"),
        [
            Text(_("The speaker needs it. Stay, or hold the button to end the show.")),
            Button(_("Stay"), lambda: sheet.close(), kind="primary", wide=True), hold,
        ],
        closed=lambda: patience.cancel(),
    )  # fmt: skip

    def unanswered(_seconds: float) -> bool:
        if not hold.busy:
            sheet.close()
        return hold.busy

    patience = Clock.schedule_interval(unanswered, STAYS)
    return sheet.open(desk)


def _ended(sheet: Sheet, end: Callable[[], Any]) -> None:
    sheet.close()
    end()


def help_(desk: Desk, clicker: str) -> Sheet:
    """Every key and what it does."""
    rows = [
        Row(Text(keys_, bold=True, size_hint_x=0.45), Text(what))
        for keys_, what in keys.listed(clicker)
    ]
    return Sheet(_("Keys"), [Column(*rows, space=6)]).open(desk)

"""How long a script may take: asked for, and kept with the settings."""

from __future__ import annotations

from collections.abc import Callable

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens import goals
from companion.desk.widgets import Button, Field, Sheet, Text


class GoalSheet(Sheet):
    """Asks for minutes. chosen: called with the seconds, 0 for none."""

    def __init__(self, desk: Desk, identity: str, chosen: Callable[[float], None]) -> None:
        self._identity, self._chosen = identity, chosen
        self._kept_in = desk
        kept = goals.goal_of(desk, identity)
        self.field = Field(
            f"{kept / 60:g}" if kept else "", hint=_("Minutes"), name=_("Minutes"),
            entered=lambda _text: self._take(),
        )
        super().__init__(
            _("How long may it take?"),
            [
                self.field,
                Text(
                    _("A section may have a goal of its own in its heading: Opening (3 min)."),
                    "small", "faint",
                ),
            ],
            [
                Button(_("No goal"), lambda: self._keep(0.0)),
                Button(_("Set"), self._take, kind="primary"),
            ],
        )

    def _take(self) -> None:
        minutes = goals.minutes_in(self.field.text)
        if minutes is None:
            self._kept_in.tell(_("Give the minutes as a number, like 20 or 7.5."), "bad")
            return
        self._keep(minutes)

    def _keep(self, minutes: float) -> None:
        goals.keep(self._kept_in, self._identity, minutes * 60)
        self.close()
        self._chosen(minutes * 60)

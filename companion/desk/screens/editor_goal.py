"""How long a script may take: asked for, and kept with the settings."""

from __future__ import annotations

from collections.abc import Callable

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.widgets import Button, Field, Sheet, Text

_KEPT = "goals"  # id of a script: minutes
_LONGEST = 24 * 60  # minutes


def goal_of(desk: Desk, identity: str) -> float:
    """Seconds, 0 for no goal."""
    return (_minutes(desk.preferences.get(_KEPT, {}).get(identity, "")) or 0.0) * 60


class GoalSheet(Sheet):
    """Asks for minutes. chosen: called with the seconds, 0 for none."""

    def __init__(self, desk: Desk, identity: str, chosen: Callable[[float], None]) -> None:
        self._identity, self._chosen = identity, chosen
        self._kept_in = desk
        kept = desk.preferences.get(_KEPT, {}).get(identity, "")
        self.field = Field(
            kept, hint=_("Minutes"), name=_("Minutes"), entered=lambda _text: self._take()
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
        minutes = _minutes(self.field.text)
        if minutes is None:
            self._kept_in.tell(_("Give the minutes as a number, like 20 or 7.5."), "bad")
            return
        self._keep(minutes)

    def _keep(self, minutes: float) -> None:
        goals = dict(self._kept_in.preferences.get(_KEPT, {}))
        if minutes:
            goals[self._identity] = f"{minutes:g}"
        else:
            goals.pop(self._identity, None)
        self._kept_in.preferences.set(_KEPT, goals)
        self.close()
        self._chosen(minutes * 60)


def _minutes(text: str) -> float | None:
    """The minutes that somebody typed; None for what are none."""
    try:
        minutes = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return minutes if 0 < minutes <= _LONGEST else None

"""How long each script may take, as kept with the settings. No Kivy."""

from __future__ import annotations

from companion.desk.context import Desk

LONGEST = 24 * 60  # minutes
_KEPT = "goals"  # id of a script: minutes


def minutes_in(text: str) -> float | None:
    """The minutes that somebody typed; None for what are none."""
    try:
        minutes = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return minutes if 0 < minutes <= LONGEST else None


def goal_of(desk: Desk, identity: str) -> float:
    """Seconds, 0 for no goal."""
    return (minutes_in(desk.preferences.get(_KEPT, {}).get(identity, "")) or 0.0) * 60


def keep(desk: Desk, identity: str, seconds: float) -> None:
    """From now on; 0 for no goal."""
    goals = dict(desk.preferences.get(_KEPT, {}))
    if seconds:
        goals[identity] = f"{seconds / 60:g}"
    else:
        goals.pop(identity, None)
    desk.preferences.set(_KEPT, goals)

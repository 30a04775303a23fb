"""Which glasses a show uses: the main ones, and spare ones that show the same. No Kivy.

Kept in the preferences by name: "glasses" (main) and "spares".
"""

from __future__ import annotations

from companion.desk.context import Desk
from companion.desk.preferences import Preferences

MAIN, SPARE, NONE = "main", "spare", ""


def main(preferences: Preferences) -> str:
    """The name of the main glasses, "" if none were chosen."""
    return preferences.get("glasses", "")


def spares(preferences: Preferences) -> list[str]:
    """The names of the spare ones."""
    return preferences.get("spares", list[str]())


def role(preferences: Preferences, name: str) -> str:
    """MAIN, SPARE or NONE."""
    if main(preferences) == name:
        return MAIN
    return SPARE if name in spares(preferences) else NONE


def in_show(desk: Desk) -> tuple[str, ...]:
    """The names of the glasses that are in a running show; they must be left alone."""
    stage = vars(desk).get("stage")  # not opened for the question alone
    if stage is None or stage.running is None or stage.wish is None:
        return ()
    return (stage.wish.glasses, *stage.wish.spares)


def give(preferences: Preferences, name: str, wanted: str) -> None:
    """Give glasses a role; the former main ones become spare."""
    former = main(preferences)
    others = [one for one in spares(preferences) if one != name]
    if wanted == MAIN:
        if former and former != name:
            others.append(former)
        preferences.set("glasses", name)
    elif former == name:
        preferences.forget("glasses")
    if wanted == SPARE:
        others.append(name)
    preferences.set("spares", others)


def rename(preferences: Preferences, before: str, after: str) -> None:
    """The glasses keep their role under another name."""
    had = role(preferences, before)
    if had:
        give(preferences, before, NONE)
        give(preferences, after, had)

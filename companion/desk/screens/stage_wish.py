"""From a script of the library to the show that is wanted, as the preferences have it. No Kivy."""

from __future__ import annotations

from companion.desk.context import Desk
from companion.desk.screens import goals
from companion.desk.screens.glasses_roles import main, spares
from companion.stage.plan import VIRTUAL
from companion.stage.venue import Wish


def wish_for(desk: Desk, identity: str) -> Wish:
    """The script with that id, and what it would be shown with; raises SouffleurError.

    The glasses chosen for shows, else the only ones that are paired, else virtual ones.
    """
    script = desk.library.script(identity)
    paired = [key.name for key in desk.keyring.all()]
    chosen = main(desk.preferences)
    if chosen not in (*paired, VIRTUAL):
        chosen = paired[0] if len(paired) == 1 else VIRTUAL
    kept = desk.preferences
    return Wish(
        script, identity, desk.library.entry(identity).path.name, chosen,
        tuple(name for name in spares(kept) if name in paired and name != chosen),
        board=desk.board, microphone=kept.get("microphone", ""),
        goal=round(goals.goal_of(desk, identity)),
        messages=tuple(kept.get("messages", list[str]())),
    )  # fmt: skip


def keep_goal(desk: Desk, wish: Wish) -> None:
    """The next show of this script has the same goal, and the editor knows it."""
    if wish.entry:
        goals.keep(desk, wish.entry, wish.goal)

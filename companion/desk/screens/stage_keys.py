"""Which key means what during a show; presenter clickers and pedals send some of them. No Kivy."""

from __future__ import annotations

from companion.desk.language import _
from companion.show import Command

LINE, SECTION = "line", "section"  # what a clicker's buttons move by

_FIXED = {
    "space": Command.HOLD,
    "down": Command.NEXT_LINE, "up": Command.PREVIOUS_LINE, "enter": Command.NEXT_LINE,
    "right": Command.NEXT_SECTION, "left": Command.PREVIOUS_SECTION,
    "b": Command.BLANK, ".": Command.BLANK,
    "+": Command.BRIGHTER, "=": Command.BRIGHTER, "-": Command.DIMMER,
}  # fmt: skip
_CLICKER = {
    LINE: {"pagedown": Command.NEXT_LINE, "pageup": Command.PREVIOUS_LINE},
    SECTION: {"pagedown": Command.NEXT_SECTION, "pageup": Command.PREVIOUS_SECTION},
}
_PAGES = frozenset({"pagedown", "pageup"})
_CLICKED = _PAGES | {"up", "down", "left", "right", "space", "b", "."}
MESSAGE, TIMED, LISTEN, SLOWER, FASTER, PLACE, HELP, TAKE_OVER = (
    "message", "timed", "listen", "slower", "faster", "place", "help", "take over",
)
_OWN = {
    "m": MESSAGE, "t": TIMED, "l": LISTEN, "[": SLOWER, "]": FASTER, "home": PLACE, "g": TAKE_OVER,
    "f1": HELP, "?": HELP,
}  # fmt: skip


def meant(key: str, modifiers: frozenset[str], clicker: str) -> Command | str | None:
    """What a key asks for: a Command, one of the names above, or nothing. clicker: LINE or
    SECTION, what page up and page down move by."""
    if modifiers - {"shift"}:
        return None
    own = _CLICKER.get(clicker, _CLICKER[LINE])
    return own.get(key) or _FIXED.get(key) or _OWN.get(key)


def below(key: str, writing: bool) -> bool:
    """Whether a key that no control of a sheet took is meant for the show below: what clickers
    and pedals send. writing: a field has the keyboard."""
    return key in (_PAGES if writing else _CLICKED)


def listed(clicker: str) -> list[tuple[str, str]]:
    """(keys, what they do) for the help."""
    pages = _("next and previous line") if clicker == LINE else _("next and previous section")
    return [
        (_("Space"), _("hold or resume")),
        (_("Down, up"), _("next and previous line")),
        (_("Right, left"), _("next and previous section")),
        (_("Page down, page up (clicker)"), pages),
        ("B  .", _("blank or show the glass")),
        ("M", _("message to the speaker; then its number")),
        ("+ -", _("brighter and dimmer")),
        ("T", _("scroll by the clock, and back")),
        ("[ ]", _("the clock slower and faster")),
        ("L", _("listen, or be turned by hand")),
        ("G", _("spare glasses take over")),
        (_("Home"), _("the list back to the place")),
        (_("Ctrl with down, up"), _("look through the script")),
        ("Esc", _("end the show: it asks first")),
    ]

"""Names of keys, as screens know them, from the codes of Kivy (which are SDL's)."""

from __future__ import annotations

NAMED = {
    8: "backspace", 9: "tab", 13: "enter", 27: "escape", 32: "space", 127: "delete",
    271: "numpadenter", 273: "up", 274: "down", 275: "right", 276: "left", 277: "insert",
    278: "home", 279: "end", 280: "pageup", 281: "pagedown",
    **{281 + number: f"f{number}" for number in range(1, 13)},
}  # fmt: skip
MODIFIERS = frozenset(("ctrl", "shift", "alt", "meta"))


def named(code: int) -> str:
    """The key's name; a letter or sign for itself; "" if it has none."""
    if code in NAMED:
        return NAMED[code]
    return chr(code) if 32 < code < 0x110000 and chr(code).isprintable() else ""


def code_of(name: str) -> int:
    """The code of a named key."""
    for code, known in NAMED.items():
        if known == name:
            return code
    return ord(name)


def held(modifiers: list[str]) -> frozenset[str]:
    """The modifiers that count."""
    return MODIFIERS & frozenset(modifiers)

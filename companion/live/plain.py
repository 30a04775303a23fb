"""Text that cannot steer the terminal."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """`text` with every control character a space: a script must not steer the terminal."""
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text
    )

"""In what order scripts stand. No Kivy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from companion.library import Hit

EDITED, TITLE, LENGTH, LANGUAGE = "edited", "title", "length", "language"
_FIGURES = re.compile(r"(\d+)")
_HAN = re.compile("[\u3400-\u9fff]")


def ordered(hits: Sequence[Hit], by: str) -> list[Hit]:
    """edited: the last first; length: the longest first; else by title, as a person sorts."""
    if by == LENGTH:
        return sorted(hits, key=lambda hit: -hit.entry.seconds)
    if by == TITLE:
        return sorted(hits, key=lambda hit: title_key(hit.entry.title))
    if by == LANGUAGE:
        return sorted(hits, key=lambda hit: (hit.entry.language, title_key(hit.entry.title)))
    return list(hits)


def title_key(title: str) -> list[tuple[int, int, str]]:
    """Figures by their value, Chinese by its sound, case and accents last."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    parts = _FIGURES.split(unicodedata.normalize("NFC", plain))
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, _sound(part))
        for part in parts if part
    ]


def _sound(text: str) -> str:
    if not _HAN.search(text):
        bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        return "".join(bare)
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a while to load

    return " ".join(lazy_pinyin(text, style=Style.TONE3))

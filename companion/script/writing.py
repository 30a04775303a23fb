"""Which writing system a character belongs to, and what follows from that.

Names are the first word of the character's Unicode name ("LATIN", "CJK", "THAI", ...): the
standard library knows no script property, and for the letters of living languages that word
is the script.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Written without spaces between words; ICU carries a dictionary for each.
DICTIONARY_SCRIPTS = {"THAI": "th", "LAO": "lo", "KHMER": "km", "MYANMAR": "my"}

# Scripts that settle the language (or the most likely one) by themselves.
SCRIPT_LANGUAGES = {
    "CJK": "zh", **DICTIONARY_SCRIPTS,
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "ARABIC": "ar", "DEVANAGARI": "hi",
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "TAMIL": "ta", "BENGALI": "bn",
    "TELUGU": "te", "SINHALA": "si", "MONGOLIAN": "mn", "TIBETAN": "bo",
}

# Code point ranges for regular expressions (inside a character class).
HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
DICTIONARY = "\u0e00-\u0e7f\u0e80-\u0eff\u1780-\u17ff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"


def _mark_ranges() -> str:
    """Combining marks of the scripts in use, as ranges for a character class."""
    ranges: list[list[int]] = []
    for first, last in ((0x300, 0x1FFF), (0x20D0, 0x20FF), (0xA800, 0xABFF), (0xFE20, 0xFE2F)):
        for code in range(first, last + 1):
            if unicodedata.category(chr(code))[0] != "M":
                continue
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(a)}-{chr(b)}" if a != b else chr(a) for a, b in ranges)


MARKS = _mark_ranges()


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """Script of a letter or combining mark, "" for everything else (digits, punctuation)."""
    if unicodedata.category(char)[0] not in "LM":
        return ""
    name = unicodedata.name(char, "")
    if name == "IDEOGRAPHIC ITERATION MARK":
        return "CJK"
    if name.startswith("FULLWIDTH LATIN"):
        return "LATIN"
    return name.split(" ", 1)[0].split("-", 1)[0]


@lru_cache(maxsize=8192)
def columns(char: str) -> int:
    """Columns a character takes on a grid: 2 for wide East Asian ones, 0 for marks, else 1."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Columns `text` takes: a rough, font-free measure of how much room it needs."""
    return sum(map(columns, text))


def spaced(char: str) -> bool:
    """Whether words of this character's script are set apart by spaces."""
    script = script_of(char)
    return script not in ("CJK", "HIRAGANA", "KATAKANA") and script not in DICTIONARY_SCRIPTS

"""Words of scripts and recognisers, cut into the units that are compared.

A unit is a word where words are written apart, a character in Chinese and Japanese, and a
character cluster in Thai, Lao, Khmer and Burmese, because there recognisers and word breakers
disagree about where a word ends but not about its letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNKNOWN = "[unk]"
"""The unit for speech that is none of the recogniser's words."""

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u30a1-\u30fa"
_THAI = r"[เ-ไ]?[ก-ฮ][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e45]?"
_LAO = r"[ເ-ໄ]?[ກ-ຮໜໝ][\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]*[\u0eb0\u0eb2\u0ebd]?"
_KHMER = r"[ក-ឳ](?:\u17d2[ក-ឳ])*[\u17b4-\u17d1\u17d3\u17dd]*"
_BURMESE = (
    r"[က-ဪဿ](?:\u1039[က-အ])*[\u102b-\u1038\u103b-\u103e]*"
    r"(?:[က-အ]\u1037?\u103a[\u1037\u1038]*)*"
)
_BLOCKS = f"{HAN}{_KANA}ก-๙ກ-ໝក-៝က-႟"
_UNIT = re.compile(
    f"[{HAN}{_KANA}]|{_THAI}|{_LAO}|{_KHMER}|{_BURMESE}|[^\\s{_BLOCKS}]+|\\S"
)
_HAN = re.compile(f"[{HAN}]")
_CLUSTERED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DROPPED = frozenset("PSC")  # punctuation, symbols, controls; dashes part words


def is_han(unit: str) -> bool:
    """Whether the unit is a Chinese character."""
    return _HAN.match(unit) is not None


def is_cluster(unit: str) -> bool:
    """Whether the unit is a cluster of a language that does not part words."""
    return _CLUSTERED.match(unit) is not None


def words_in(unit: str) -> float:
    """How much of a word the unit is: 1 for a word, less where units are parts of words."""
    if is_han(unit):
        return 0.7
    return 0.5 if is_cluster(unit) else 1.0


@lru_cache(maxsize=4096)
def split(word: str) -> tuple[str, ...]:
    """The units of one word; empty if nothing of it is spoken (a lone dash)."""
    if word.lower() in ("[unk]", "<unk>"):
        return (UNKNOWN,)
    kept = []
    for character in unicodedata.normalize("NFKC", word).casefold():
        category = unicodedata.category(character)
        if category == "Pd" or category[0] == "Z" or character.isspace():
            kept.append(" ")
        elif category[0] not in _DROPPED:
            kept.append(character)
    return tuple(_UNIT.findall("".join(kept)))

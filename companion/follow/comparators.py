"""How alike two units sound: the only part of the follower that knows languages.

Each comparator gives a unit its `keys` (units that share a key sound the same, strongest key
first) and the likeness of two units, 0 to 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from companion.follow.units import is_han


class Comparator(Protocol):
    """One way of comparing units."""

    @property
    def name(self) -> str:
        """Comparators of the same name are the same."""

    def keys(self, unit: str) -> tuple[str, ...]:
        """Sound keys of a unit, the closest reading first; never empty."""

    def likeness(self, script: str, heard: str) -> float:
        """1 for the same unit, 0 for no resemblance."""

    @property
    def edits(self) -> bool:
        """Whether units differing in a letter or two should be looked for as well."""


def edit_distance(a: str, b: str) -> int:
    """Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


@lru_cache(maxsize=4096)
def bare(unit: str) -> str:
    """The letters without their marks (đ counts as a marked d)."""
    letters = unicodedata.normalize("NFD", unit)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d") or unit


def _ratio(a: str, b: str) -> float:
    return 1.0 - edit_distance(a, b) / max(len(a), len(b))


@dataclass(frozen=True)
class Letters:
    """Any alphabet: letters, with marks counting little."""

    name: str = "letters"
    edits: bool = True

    def keys(self, unit: str) -> tuple[str, ...]:
        return (bare(unit),)

    def likeness(self, script: str, heard: str) -> float:
        if script == heard:
            return 1.0
        a, b = bare(script), bare(heard)
        return 0.9 if a == b else _ratio(a, b) * 0.95


# Spellings of one sound, in the order they are applied.
_SPELLINGS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"), (r"^wh", "w"),
        (r"mb$", "m"), (r"ough$", "o"), (r"augh|aigh|eigh", "e"), (r"igh", "i"), (r"ph", "f"),
        (r"gh", "g"), (r"tch", "C"), (r"ch", "C"), (r"sch", "sk"), (r"sh|[st]i(?=[ao])", "S"),
        (r"th", "T"), (r"ck|q", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"dge?", "j"),
        (r"g(?=[eiy])", "j"), (r"x", "ks"), (r"z", "s"), (r"v", "f"), (r"(?<=[a-zA-Z])e$", ""),
        (r"[aeiouy]+", "a"), (r"(?<=a)[hw]", ""), (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=4096)
def english_sound(unit: str) -> str:
    """A rough English pronunciation: consonant sounds, with every vowel group as `a`."""
    sound = bare(unit)
    for pattern, replacement in _SPELLINGS:
        sound = pattern.sub(replacement, sound)
    return sound or unit


@dataclass(frozen=True)
class English:
    """English: the likelier of same letters and same sounds."""

    name: str = "english"
    edits: bool = True

    def keys(self, unit: str) -> tuple[str, ...]:
        return (english_sound(unit),)

    def likeness(self, script: str, heard: str) -> float:
        if script == heard:
            return 1.0
        a, b = english_sound(script), english_sound(heard)
        sounds = 0.75 + 0.15 * _ratio(script, heard) if a == b else _ratio(a, b) * 0.85
        return max(_ratio(bare(script), bare(heard)) * 0.95, sounds)


_REGIONAL = [
    (re.compile(pattern), sound)
    for pattern, sound in ((r"^([zcs])h", r"\1"), (r"^n", "l"), (r"^hui$", "fei"), (r"^hu$", "fu"),
                           (r"^hu(?=.)", "f"),
                           (r"([aei])ng$", r"\1n"), (r"^r", "l"))
]


@lru_cache(maxsize=4096)
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin  # its dictionary takes 0.3 s to load

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


@lru_cache(maxsize=4096)
def regional(syllable: str) -> str:
    """A pinyin syllable with the distinctions gone that many speakers do not make."""
    for pattern, sound in _REGIONAL:
        syllable = pattern.sub(sound, syllable)
    return syllable


@dataclass(frozen=True)
class Pinyin:
    """Chinese characters by pinyin, blind to tones, lenient to regional accents."""

    name: str = "pinyin"
    edits: bool = False

    def keys(self, unit: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(regional(r) for r in _readings(unit))) or (unit,)

    def likeness(self, script: str, heard: str) -> float:
        if script == heard:
            return 1.0
        a, b = _readings(script), _readings(heard)
        if set(a) & set(b):
            return 0.95 if a[0] == b[0] else 0.85
        return 0.7 if set(map(regional, a)) & set(map(regional, b)) else 0.0


@dataclass(frozen=True)
class Exact:
    """Units that only match themselves."""

    name: str = "exact"
    edits: bool = False

    def keys(self, unit: str) -> tuple[str, ...]:
        return (unit,)

    def likeness(self, script: str, heard: str) -> float:
        return 1.0 if script == heard else 0.0


LETTERS = Letters()
PINYIN = Pinyin()
EXACT = Exact()
COMPARATORS: Mapping[str, Comparator] = {"en": English(), "ja": EXACT}
"""By language; every other language is compared by its letters, and Han by pinyin."""

FILLERS: frozenset[str] = frozenset(
    ["uh", "um", "uhm", "er", "erm", "ah", "hmm", "mm", "mhm", "eh", "嗯", "呃", "啊", "哦", "唔"]
)
"""Hesitations: no evidence for or against anything, unless the script has them."""


def comparator_for(language: str, unit: str) -> Comparator:
    """The comparator for a unit of a script in `language`."""
    if is_han(unit) and language != "ja":
        return PINYIN
    return COMPARATORS.get(language, LETTERS)

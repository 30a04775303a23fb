"""How English words sound, in the 39 phones of the CMU dictionary.

The dictionary covers about 126,000 words; anything else made of Latin letters is read by
rules learnt from it (`tools/models/letters.py`), so that a script's names are never missing
from the recogniser's vocabulary, only now and then mispronounced.
"""

from __future__ import annotations

import lzma
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

_CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH"
_VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW"
PHONES = tuple(sorted(f"{_CONSONANTS} {_VOWELS}".split()))
CONTEXT = 8  # letters a rule may look at, the letter itself included
_CODES = {phone: chr(ord("A") + i) for i, phone in enumerate(PHONES)}
_NAMES = {code: phone for phone, code in _CODES.items()}
_OFFSETS = (0, 1, -1, 2, -2, 3, -3, 4)  # the letter, then its neighbours, the nearest first

Pronunciation = tuple[str, ...]


def encode(phones: Iterable[str]) -> str:
    """Phones as one character each, the form in the data files ("-" for none)."""
    return "".join(_CODES[phone] for phone in phones) or "-"


def decode(codes: str) -> Pronunciation:
    """The reverse of `encode`."""
    return tuple(_NAMES[code] for code in codes if code != "-")


class Letters:
    """Reads words by rule: the widest remembered context of a letter says its phones."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = rules

    @staticmethod
    def context(word: str, place: int) -> str:
        """The letter at `place` and its neighbours in the rules' order; "_" is outside."""
        padded = f"____{word}____"
        return "".join(padded[place + 4 + offset] for offset in _OFFSETS)

    def read(self, word: str) -> Pronunciation:
        """The likeliest sound of a word of lower-case letters a to z."""
        said = ""
        for place in range(len(word)):
            context = self.context(word, place)
            widths = range(CONTEXT, 0, -1)
            known = (self._rules[context[:n]] for n in widths if context[:n] in self._rules)
            said += next(known, "")
        return decode(said)


class English:
    """Pronunciations of English words from the data files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._words = dict(_read(folder / "lexicon.xz"))
        self._letters = Letters(dict(_read(folder / "letters.xz")))

    def pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        """All known sounds of `word`; empty when it is not written in Latin letters."""
        plain = unicodedata.normalize("NFKD", word.lower()).replace("’", "'")
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        listed = self._words.get(plain)
        if listed:
            return tuple(map(decode, listed.split()))
        letters = plain.replace("'", "").replace("-", "").replace(".", "")
        if not letters or not (letters.isascii() and letters.isalpha()):
            return ()
        ways = []
        if plain.endswith("'s") and plain[:-2] in self._words:
            ways = [(*decode(way), "Z") for way in self._words[plain[:-2]].split()]
        if not set(letters) & set("aeiouy"):  # an abbreviation said letter by letter
            ways = [tuple(p for letter in letters for p in self._named(letter))]
        return tuple(way for way in ways or [self._letters.read(letters)] if way)

    def _named(self, letter: str) -> Pronunciation:
        return decode(self._words[letter].split()[-1 if letter == "a" else 0])


def _read(path: Path) -> Iterable[tuple[str, str]]:
    for line in lzma.decompress(path.read_bytes()).decode().splitlines():
        key, _, value = line.partition(" ")
        yield key, value

"""How people say what is printed: each token's spoken ways, likeliest first.

Words come out as recognisers write them: lower case, no punctuation, Chinese as single
characters. Han characters stay as printed, simplified or traditional; the Chinese names of
figures are given in simplified characters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ..tokens import Kind, Lexeme
from . import chinese, english, other, words

MAX_WAYS = 8  # per token: more would dilute a recogniser's grammar
_LONGEST = 120  # characters: what is longer is nothing a person reads out

Ways = tuple[tuple[str, ...], ...]


def ways(lexeme: Lexeme, language: str, before: str = "", after: str = "") -> Ways:
    """The ways `lexeme` is spoken in `language`; never empty, each way has a word.

    before, after: the printed text of the neighbouring lexemes, "" at the edge of a cue.
    """
    return _ways(lexeme.text, lexeme.kind, language, before, after)


def clear_cache() -> None:
    """Forget the ways already worked out, so that a benchmark starts cold."""
    _ways.cache_clear()


@lru_cache(maxsize=65536)
def _ways(text: str, kind: Kind, language: str, before: str, after: str) -> Ways:
    if len(text) > _LONGEST:
        said: list[list[str]] = []
    elif kind is Kind.HAN:
        said = _han(text, before)
    elif kind is Kind.FIGURE:
        said = _figure(text, language, before, after)
    elif kind is Kind.ADDRESS:
        said = words.address(text, language)
    elif kind is Kind.SYMBOL:
        said = words.symbol(text, language)
    else:
        said = _word(text, language, before, after)
    kept = tuple(dict.fromkeys(tuple(way) for way in said if way and all(way)))[:MAX_WAYS]
    return kept or ((unicodedata.normalize("NFC", text.lower()),),)


def _han(text: str, before: str) -> list[list[str]]:
    if text == "〇":
        return [["零"], ["〇"]]
    if text in chinese.SCALES:  # $4.5亿: the currency is said after the scale
        return [[text, *name] for name in chinese.currency_of(before)[:2]] + [[text]]
    return [[text]]


def _word(text: str, language: str, before: str, after: str) -> list[list[str]]:
    said = words.word(text, language, before, after)
    if text.lower() in english.SCALE_WORDS and language == "en":
        carried = [[*said[0], *name] for name in english.currency_of(before)[:2]]
        return carried + said
    return said


def _figure(text: str, language: str, before: str, after: str) -> list[list[str]]:
    """By the rules of the language; letters and digits spelled out where it has none."""
    if language == "zh":
        return chinese.figure(text, before, after)
    if language == "en":
        return english.figure(text, before, after)
    said = other.figure(text, language) if other.knows(language) else []
    if language == "fil":  # figures are mostly said in English
        return [*english.figure(text, before, after)[:4], *said]
    return said or english.figure(text, before, after)

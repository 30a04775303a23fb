"""Cutting shown text into lexemes: what becomes one token each.

A token never holds white space. Words of spaced scripts are tokens with their inner hyphens and
apostrophes; each Han character is one; runs of Thai, Lao, Khmer and Burmese are cut by ICU's
dictionaries; anything with digits (3:30, $4.5bn, 5–10, 30%) is one, as are addresses. Punctuation
and emoji are no tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from icu4py.breakers import WordBreaker

from .writing import DICTIONARY, DICTIONARY_SCRIPTS, HAN, KANA, MARKS, script_of


class Kind(Enum):
    """What a lexeme is, which decides how it may be spoken."""

    WORD = "word"  # of a spaced script, or an ICU word of an unspaced one
    HAN = "han"  # one Han character
    FIGURE = "figure"  # begins with a digit or with a currency before one
    ADDRESS = "address"  # e-mail, URL, #tag, @name
    SYMBOL = "symbol"  # & + = @ % standing alone


@dataclass(frozen=True, slots=True)
class Lexeme:
    """`text` stands at `start` to `end` of what was cut."""

    text: str
    start: int
    end: int
    kind: Kind


CURRENCIES = (
    "US\\$", "S\\$", "HK\\$", "NT\\$", "AU\\$", "A\\$", "C\\$", "RMB", "CNY", "USD", "SGD", "HKD",
    "MYR", "IDR", "THB", "VND", "PHP", "EUR", "GBP", "JPY", "RM", "Rp\\.?", "[$¥￥€£₱฿₫₭៛₹₩＄]",
)
_LETTER = rf"(?:(?![{HAN}{KANA}{DICTIONARY}])[^\W\d_])"
_INNER = rf"(?:{_LETTER}|[{MARKS}]|\d|\u200c|\u200d)"
_WORD = rf"{_LETTER}{_INNER}*"
_NUMBER = r"\d+(?:[.,٫٬．]\d+)*"
_JOIN = r"[-‐‑–—−~〜～/:：×]"
_UNIT = rf"(?:%|％|‰|°\s?[CF]?|℃|℉|[₫€£¥$฿₱](?!\d)|{_LETTER}+(?:/{_LETTER}+|[²³])?\+?)"
_TLD = "com|org|net|edu|gov|info|asia|int|dev|app|cn|sg|vn|th|ph|kh|la|mm|bn|tl|jp|kr|uk|eu|io|ai"

_LEXEME = (
    rf"(?P<address>(?:https?://|www\.)[^\s<>\"'“”‘’、，。；！？（）【】「」{HAN}]*[^\s<>\"'“”‘’.,:;!?)\]、，。；！？（）【】「」{HAN}]"
    rf"|(?<![\w.+-])[A-Za-z0-9][\w.+-]{{0,63}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{1,8}}"
    rf"|(?<![\w.@-])(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,8}}(?:{_TLD}|(?<=\.[a-z]{{2}}\.)(?:my|id)|(?<=\.[a-z]{{3}}\.)(?:my|id))"
    rf"(?:/[A-Za-z0-9/._%~-]*[A-Za-z0-9/])?(?![A-Za-z0-9.-]{{0,9}}[A-Za-z0-9])"
    rf"|[#＃@](?:{_LETTER}|[{HAN}{KANA}{DICTIONARY}_])(?:{_INNER}|_|[{DICTIONARY}])*)"
    rf"|(?P<figure>(?:(?<!{_LETTER})(?:{'|'.join(CURRENCIES)})|(?<!\w)[+\-−](?=\d))?"
    rf"{_NUMBER}{_UNIT}?(?:{_JOIN}(?:[$¥￥€£])?{_NUMBER}{_UNIT}?)*(?:[-‐‑]{_WORD})*)"
    rf"|(?P<word>(?:(?<!{_LETTER})(?:{_LETTER}\.)+{_LETTER}(?!{_INNER})"
    rf"|{_WORD}(?:(?:['’ʼ·]|[-‐‑]|&(?=[A-Z])){_INNER}+)*(?:\+\d+|\+\+?(?![\w+]))?))"
    rf"|(?P<han>[{HAN}])"
    rf"|(?P<run>(?:(?![\d฿៛])[{DICTIONARY}])+|[{KANA}]+)"
    rf"|(?P<symbol>(?:℃|[&＆+＋=＝@％%]))"
)


@cache
def _lexeme() -> re.Pattern[str]:
    """Made when it is first wanted: it takes 40 ms."""
    return re.compile(_LEXEME)


_KINDS = {"address": Kind.ADDRESS, "figure": Kind.FIGURE, "word": Kind.WORD, "han": Kind.HAN,
          "symbol": Kind.SYMBOL}
_ABBREVIATION_MARK = "ฯ"  # Thai: stands for what is left unsaid


def lexemes(text: str, directions: list[tuple[int, int]]) -> Iterator[Lexeme]:
    """The lexemes of `text` in order, none of them in or across a direction."""
    position = 0
    for start, end in [*directions, (len(text), len(text))]:
        for match in _lexeme().finditer(text, position, start):
            kind = match.lastgroup
            if kind == "run":
                yield from _unspaced(match[0], match.start())
            else:
                yield Lexeme(match[0], match.start(), match.end(), _KINDS[kind or "word"])
        position = end


def _unspaced(run: str, offset: int) -> Iterator[Lexeme]:
    """Cut a run of a script without spaces; `offset` is where it stands."""
    language = next(
        (DICTIONARY_SCRIPTS[s] for s in map(script_of, run) if s in DICTIONARY_SCRIPTS), "ja"
    )
    # Runs lie in the Basic Multilingual Plane: ICU's UTF-16 offsets are code point offsets.
    for start, end in WordBreaker(run, language).segments():
        part = run[start:end]
        if part != _ABBREVIATION_MARK and any(map(script_of, part)):
            yield Lexeme(part, offset + start, offset + end, Kind.WORD)

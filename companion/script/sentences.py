"""Cutting a paragraph into cues: sentences, and clauses where a sentence is too long to show.

The rules follow UAX #29 in spirit but know abbreviations, initials, closing quotes, the Chinese
semicolon and that a direction belongs to the sentence before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from icu4py.breakers import WordBreaker

from .writing import DICTIONARY, HAN, KANA, columns, width

LIMIT = 100  # columns: about what a 126-pixel panel shows at once
_SHORTEST = 16  # columns: no clause is cut shorter than this

_ENDLESS = 12 * LIMIT  # columns of a sentence that is none

_CLOSERS = "”’\"'»」』）)〉》〕"
_WIDE_STOPS = "。！？｡！？؟۔।॥។៕။།"  # end a sentence with or without a space after them
_STOP = re.compile(rf"(?:[{_WIDE_STOPS}]|[.!?…‥])+[{_CLOSERS}]*")
_NEXT = re.compile(r"\s*")
_OPENERS = "\"'“‘«「『（(《〈"
_NEVER_FIRST = "，、；：,;:)）”’」』》〉%"

# A full stop after these ends no sentence. Lower case, without the stop.
_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st no nos vs gen gov sen rep hon fig approx dept vol pp art sec mt rev capt "
    "col lt sgt maj amb messrs e.g i.e cf viz ca inc ltd co corp jr sr "  # English
    "ts gs pgs ths tp bs "  # Vietnamese titles, city
    "drs ir bpk sdr sdri kh hj h "  # Indonesian
    "gng bb kgg "  # Filipino
    "z.b d.h u.a bzw m mme mlle".split()
)
_MAY_END = frozenset("inc ltd co corp jr sr no".split())
_SENTENCE_STARTS = frozenset(
    "the a an in it we but and so this that these those they he she you i our my there today "
    "now when what if as for on at to yet let please thank".split()
)
_LAST_WORD = re.compile(r"[\w.]*\w$")

_CLAUSE = re.compile(
    rf"(?P<strong>[;:](?=\s)|[；：]|[—–](?=\s)|——|--(?=\s))[{_CLOSERS}]*"
    rf"|(?P<comma>,(?=\s)|[，،၊])[{_CLOSERS}]*"
    rf"|(?P<weak>、|(?<=[{DICTIONARY}])\s+(?=[{DICTIONARY}])|[{_CLOSERS}](?=\s)|\s(?=[(（]))"
)
_PENALTY = {"strong": 0.0, "comma": 0.15, "weak": 0.3}
_CHINESE_SEMICOLON = re.compile(rf"(?<=[{HAN}{KANA}”」』）])；[{_CLOSERS}]*")
_SPACE = re.compile(r"\s+")
_AROUND = 40  # characters looked at on either side of a full stop
_DICTIONARY_RUN = re.compile(f"[{DICTIONARY}]+")


def cut(text: str, directions: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cues of a paragraph as (start, end) without the white space between them.

    directions: the (start, end) of the paragraph's directions; none is ever cut.
    """
    cuts = [c for c in _sentence_ends(text) if not _inside(c, directions)]
    cuts = sorted({_after_directions(text, c, directions) for c in cuts})
    clauses = _Clauses(text, directions)
    return [
        piece
        for start, end in _pieces(text, 0, len(text), cuts)
        for piece in clauses.shorten(start, end)
    ]


def _pieces(text: str, start: int, end: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between cuts, trimmed, without empty ones."""
    for a, b in zip([start, *cuts], [*cuts, end], strict=True):
        part = text[a:b]
        a += len(part) - len(part.lstrip())
        b -= len(part) - len(part.rstrip())
        if a < b:
            yield a, b


def _inside(cut_at: int, directions: list[tuple[int, int]]) -> bool:
    index = bisect_right(directions, (cut_at, -1)) - 1
    return index >= 0 and directions[index][0] < cut_at < directions[index][1]


def _after_directions(text: str, cut_at: int, directions: list[tuple[int, int]]) -> int:
    """Move a cut behind the directions that follow it at once."""
    for start, end in directions[bisect_right(directions, (cut_at, -1)):]:
        if text[cut_at:start].strip():
            break
        cut_at = end
    return cut_at


def _sentence_ends(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        if _ends_sentence(text, match):
            yield match.end()
    for match in _CHINESE_SEMICOLON.finditer(text):
        at = match.end()
        if min(width(text[max(0, at - _AROUND) : at]), width(text[at : at + _AROUND])) >= _SHORTEST:
            yield at


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = _NEXT.match(text, match.end())
    at = following.end() if following else match.end()
    after = text[at : at + 1]
    if not after:
        return True
    if after in _NEVER_FIRST:
        return False
    if any(stop in match[0] for stop in _WIDE_STOPS):
        return True
    spaced = at > match.end() or after in "[［【"
    mixed = match[0][0] in ".!?" and re.match(f"[{HAN}]", after) is not None
    if not (spaced or mixed):
        return False
    start = text[at : at + _AROUND].lstrip(_OPENERS)
    if start[:1].islower():
        return False
    return match[0][0] != "." or len(match[0].rstrip(_CLOSERS)) > 1 or _stop_ends(
        text[max(0, match.start() - _AROUND) : match.start()], start
    )


def _stop_ends(before: str, after: str) -> bool:
    """Whether a single full stop between `before` and `after` ends a sentence."""
    found = _LAST_WORD.search(before)
    word = found[0] if found else ""
    lower = word.lower()
    next_word = re.match(r"\w*", after)
    opens = next_word is not None and next_word[0].lower() in _SENTENCE_STARTS
    if lower in _ABBREVIATIONS:
        if lower == "no":
            return not after[:1].isdigit()
        return lower in _MAY_END and opens
    if len(word) == 1 and word.isupper() and word != "I":  # an initial: J. K. Rowling
        return opens
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):  # U.S., p.m.
        return opens
    if word.isdigit() and len(word) <= 2:  # the number of a list's item ends nothing
        return re.search(r"(?:^|[.!?。！？])\s*$", before[: -len(word)]) is None
    return True


class _Clauses:
    """Cuts stretches of one paragraph at clause boundaries until each is showable."""

    def __init__(self, text: str, directions: list[tuple[int, int]]) -> None:
        self._text = text
        self._directions = directions
        self._reach = [0, *accumulate(map(columns, text))]

    def shorten(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Halve `text[start:end]` at its best boundary, and the halves likewise."""
        whole = self._reach[end] - self._reach[start]
        at = None
        first, last = self._middle(start, end, whole)
        if whole > LIMIT:
            at = self._best(start, end, _clause_ends(self._text, first, last))
        if at is None and whole > 2 * LIMIT:
            at = self._best(start, end, _word_ends(self._text, first, last))
        if at is None:
            yield start, end
            return
        for a, b in _pieces(self._text, start, end, [at]):
            yield from self.shorten(a, b)

    def _middle(self, start: int, end: int, whole: int) -> tuple[int, int]:
        """Where to look for a boundary: everywhere, in an endless sentence only about half-way."""
        if whole <= _ENDLESS:
            return start, end
        half = self._reach[start] + whole // 2
        return (
            bisect_left(self._reach, half - _ENDLESS // 4, start, end),
            bisect_left(self._reach, half + _ENDLESS // 4, start, end),
        )

    def _best(self, start: int, end: int, places: Iterable[tuple[int, float]]) -> int | None:
        """The place where imbalance (0 to 1) plus the place's own penalty is least."""
        best: tuple[float, int] | None = None
        whole = self._reach[end] - self._reach[start]
        for place, penalty in places:
            place = _after_directions(self._text, place, self._directions)
            if place >= end or _inside(place, self._directions):
                continue
            left = self._reach[place] - self._reach[start]
            if min(left, whole - left) < _SHORTEST:
                continue
            cost = abs(2 * left - whole) / whole + penalty
            if best is None or cost < best[0]:
                best = (cost, place)
        return best[1] if best else None


def _clause_ends(text: str, start: int, end: int) -> Iterator[tuple[int, float]]:
    """Places between clauses, each with a penalty for how weak a boundary it is."""
    for match in _CLAUSE.finditer(text, start, end):
        yield match.end(), _PENALTY[match.lastgroup or "weak"]


def _word_ends(text: str, start: int, end: int) -> Iterator[tuple[int, float]]:
    """Places between words, for a sentence without any punctuation."""
    for match in _SPACE.finditer(text, start, end):
        yield match.end(), 0.0
    for match in _DICTIONARY_RUN.finditer(text, start, end):
        for _, last in WordBreaker(match[0], "th").segments():
            yield match.start() + last, 0.1

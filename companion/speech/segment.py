"""A script's phrases in a recogniser's own words.

A recogniser silently ignores what is not in its vocabulary. For languages written without
spaces its vocabulary has its own idea of what a word is; text must be cut to fit it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

_UNSPACED = (
    "\u3005\u3007\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17dd"
)
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}\\s]+")
_GAP = re.compile(f"(?<=[{_UNSPACED}])\\s+(?=[{_UNSPACED}])")
_TRIM = re.compile(r"^[^\w\[]+|[^\w\]]+$")
_LONGEST_WORD = 8  # characters


@dataclass(frozen=True, slots=True)
class Fitted:
    """`words` the recogniser can hear, in order; `unknown` what of the phrase it cannot."""

    words: tuple[str, ...]
    unknown: tuple[str, ...]


def runs(phrase: str) -> list[str]:
    """Words of spaced scripts and whole stretches of unspaced ones, lower case, bare."""
    text = unicodedata.normalize("NFC", phrase).lower().replace("’", "'")
    found = (_TRIM.sub("", run) for run in _RUN.findall(_GAP.sub("", text)))
    return [run for run in found if run]


def is_unspaced(run: str) -> bool:
    """Whether a run is of a script that does not part its words."""
    return re.match(f"[{_UNSPACED}]", run) is not None


def _cut(run: str, knows: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Cut an unspaced run into the fewest known words; characters in none are unknown."""
    unknown_cost = 1000
    best: list[tuple[int, int]] = [(0, 0)]  # cost and start of the last piece, per end
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0] + unknown_cost, end - 1)]
        for start in range(max(0, end - _LONGEST_WORD), end):
            if knows(run[start:end]):
                options.append((best[start][0] + 1, start))
        best.append(min(options))
    pieces, end = [], len(run)
    while end:
        start = best[end][1]
        pieces.append(run[start:end])
        end = start
    pieces.reverse()
    unknown: list[str] = []
    for last, piece in pairwise(["", *pieces]):
        if not knows(piece):  # neighbours that are unknown are told together
            stretch = unknown.pop() if unknown and last and not knows(last) else ""
            unknown.append(stretch + piece)
    return [piece for piece in pieces if knows(piece)], unknown


def fit(phrase: str, knows: Callable[[str], bool]) -> Fitted:
    """Say `phrase` in words for which `knows` is true."""
    words: list[str] = []
    unknown: list[str] = []
    for run in runs(phrase):
        if knows(run):
            words.append(run)
        elif is_unspaced(run):
            known, missing = _cut(run, knows)
            words += known
            unknown += missing
        else:
            parts = [part for part in re.split(r"[-_/]", run) if part]
            if all(knows(part) for part in parts):
                words += parts
            else:
                unknown.append(run)
    return Fitted(tuple(words), tuple(unknown))


def unknown_words(phrases: Iterable[str], knows: Callable[[str], bool]) -> list[str]:
    """What the recogniser cannot hear, each once, in order of appearance."""
    return list(dict.fromkeys(word for phrase in phrases for word in fit(phrase, knows).unknown))

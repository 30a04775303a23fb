"""Search as one types: every script's text is read once and kept folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from companion.errors import SouffleurError

from .entry import Entry
from .figures import text_of

# Headings, emphasis and escapes: not what a person remembers of a text.
_MARKUP = re.compile(r"^#{1,6}[ ]|\*\*|\\(?=[!-/:-@\[-`{-~])", re.MULTILINE)
_BEFORE, _AFTER = 24, 60  # characters around a find


@dataclass(frozen=True, slots=True)
class Hit:
    """A script that was found; excerpt: where in its text, "" if only the title matches."""

    entry: Entry
    excerpt: str = ""


class Search:
    """Finds words in scripts."""

    def __init__(self) -> None:
        self._folded: dict[str, tuple[str, str]] = {}  # mark: text, text folded

    def find(self, query: str, entries: Sequence[Entry]) -> list[Hit]:
        """Those with every word of `query` in title or text; titles first."""
        words = fold(query).split()
        marks = {entry.mark for entry in entries}
        self._folded = {m: kept for m, kept in self._folded.items() if m in marks}
        by_title, by_text = [], []
        for entry in entries:
            title = fold(entry.title)
            if all(word in title for word in words):
                by_title.append(Hit(entry))
                continue
            text, folded = self._text(entry)
            if all(word in title or word in folded for word in words):
                first = next(word for word in words if word in folded)
                by_text.append(Hit(entry, _excerpt(text, folded, first)))
        return by_title + by_text

    def _text(self, entry: Entry) -> tuple[str, str]:
        if entry.mark not in self._folded:
            try:
                whole = text_of(entry.path.read_bytes(), entry.path.name)
                text = " ".join(_MARKUP.sub("", whole).split())
            except (SouffleurError, OSError):
                text = ""  # its card tells what is wrong with it
            self._folded[entry.mark] = (text, fold(text))
        return self._folded[entry.mark]


def fold(text: str) -> str:
    """Text without the differences a search overlooks: case, width, accents written apart."""
    return unicodedata.normalize("NFKC", text).casefold()


def _excerpt(text: str, folded: str, word: str) -> str:
    """The place of `word`; folding moves characters a little, so the place is near enough."""
    at = folded.index(word)
    if len(folded) != len(text):
        at = at * len(text) // len(folded)
    start, end = max(0, at - _BEFORE), min(len(text), at + len(word) + _AFTER)
    if start:
        start = max(start, text.find(" ", start, at) + 1)  # not within a word
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")

"""Finding and replacing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from companion.editing.document import Document
from companion.script.writing import script_of, spaced


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    case: capitals count. whole_word: only where no word goes on before or after it; in scripts
    written without spaces that cannot be seen, and every place counts.
    """

    text: str
    case: bool = False
    whole_word: bool = False


def find_all(text: str, query: Query) -> Iterator[tuple[int, int]]:
    """Every place as (start, end), in order, none overlapping."""
    if not query.text:
        return
    pattern = re.compile(re.escape(query.text), 0 if query.case else re.IGNORECASE)
    at = 0
    while match := pattern.search(text, at):
        if query.whole_word and not _whole(text, match.start(), match.end()):
            at = match.start() + 1
            continue
        yield match.span()
        at = match.end()


def count(text: str, query: Query, limit: int = 10_000) -> int:
    """How many places there are, at most `limit`."""
    return sum(1 for _ in islice(find_all(text, query), limit))


def find_next(
    text: str, query: Query, at: int, backwards: bool = False
) -> tuple[int, int] | None:
    """The next place from offset `at` on (backwards: that ends by `at`), round the end."""
    places = list(find_all(text, query))
    if not places:
        return None
    if backwards:
        return next((place for place in reversed(places) if place[1] <= at), places[-1])
    return next((place for place in places if place[0] >= at), places[0])


def replace_all(document: Document, query: Query, new: str) -> int:
    """Replace every place, in one step of undo; returns how many there were."""
    places = list(find_all(document.text, query))
    if not places:
        return 0
    text = document.text
    start, end = places[0][0], places[-1][1]
    parts = [new]
    for (_, before), (after, _) in pairwise(places):
        parts += (text[before:after], new)
    document.replace(start, end, "".join(parts))
    return len(places)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the word at start:end goes on at neither side."""
    return not (
        (start > 0 and _goes_on(text[start - 1], text[start]))
        or (end < len(text) and _goes_on(text[end - 1], text[end]))
    )


def _goes_on(before: str, after: str) -> bool:
    return all(
        char.isalnum() or char == "_" or script_of(char) for char in (before, after)
    ) and (spaced(before) and spaced(after))

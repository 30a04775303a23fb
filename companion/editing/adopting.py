"""A text becomes another one, and every place in it stays where it was said."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from companion.editing.document import Document

_MOST = 2_000  # lines that are compared; of more, all between the first and last change is new


def adopt(document: Document, text: str) -> None:
    """Make `text` the document's, line by line where they differ, as one step of undo."""
    old, new = document.text.splitlines(keepends=True), text.splitlines(keepends=True)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    offsets = [sum(map(len, old[:head]))]
    for line in before:
        offsets.append(offsets[-1] + len(line))
    changes: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(before), 0, len(after))]
    if max(len(before), len(after)) <= _MOST:
        changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    with document.group():
        for kind, low, high, first, last in reversed(changes):
            if kind != "equal":
                document.replace(offsets[low], offsets[high], "".join(after[first:last]))

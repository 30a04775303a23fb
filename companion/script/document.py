"""What a file says, before it is cut into cues: the one thing every format is turned into."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

# Never printed and never spoken: controls (but for the white ones), soft hyphen, byte order mark,
# marks that only steer the direction of writing, halves of broken UTF-16 pairs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 and up) or a paragraph (`level` 0).

    emphasis: stretches `text[start:end]` that were bold or italic.
    """

    text: str
    level: int = 0
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Document:
    """Blocks in reading order, with what the reader of the format had to decide."""

    blocks: list[Block] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""


class RichText:
    """Collects the runs of one paragraph, folding white space as it goes.

    A newline given to `add` ends a paragraph of its own: `blocks` gives one for each.
    """

    def __init__(self) -> None:
        self._lines: list[list[tuple[str, bool]]] = [[]]

    def add(self, text: str, emphasised: bool = False) -> None:
        """Append a run; it is composed (NFC) and freed of invisible control characters."""
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
        for number, part in enumerate(re.split("[\n\x0b\x85\u2028\u2029]", text)):
            if number:
                self._lines.append([])
            if part:
                self._lines[-1].append((part, emphasised))

    def blocks(self, level: int = 0) -> list[Block]:
        """The paragraphs collected, without empty ones; a heading is kept in one piece."""
        lines = self._lines
        if level:
            lines = [[run for line in lines for run in (*line, (" ", False))]]
        return [block for line in lines if (block := _fold(line, level)).text]


def _fold(runs: list[tuple[str, bool]], level: int) -> Block:
    """Join runs, white space folded to single spaces and trimmed, emphasis moved along."""
    out: list[str] = []
    marks: list[bool] = []
    for text, emphasised in runs:
        for char in text:
            if char.isspace():
                if not out or out[-1] == " ":
                    continue
                char = " "
            out.append(char)
            marks.append(emphasised)
    if out and out[-1] == " ":
        out.pop()
        marks.pop()
    return Block("".join(out), level, _stretches(marks))


def _stretches(marks: list[bool]) -> tuple[tuple[int, int], ...]:
    """Runs of True as (start, end)."""
    edges = [False, *marks, False]
    starts = [i for i in range(len(edges) - 1) if edges[i + 1] and not edges[i]]
    ends = [i for i in range(len(edges) - 1) if edges[i] and not edges[i + 1]]
    return tuple(zip(starts, ends, strict=True))

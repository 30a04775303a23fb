"""A script as the rest of the companion sees it: sections of cues of tokens.

Offsets are always code points into `Cue.text`, the text as it is shown. Token indices are
global: token 0 is the first spoken token of the script. A position is "the index of the last
token spoken", so -1 stands before the first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


class Style(Enum):
    """How a stretch of shown text differs from plain spoken text."""

    DIRECTION = "direction"  # shown, never spoken: [pause]
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Span:
    """A styled stretch `text[start:end]` of a cue."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest unit that is followed.

    text: as printed, without the punctuation around it.
    start, end: its place in the cue's text.
    spoken: the ways people say it, likeliest first; each is a tuple of recogniser-style
        words (lower case, no punctuation). A plain word has the single way `(("word",),)`.
    language: BCP 47 primary tag ("en", "zh", "th", ...).
    """

    text: str
    start: int
    end: int
    spoken: tuple[tuple[str, ...], ...]
    language: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence or clause: the unit of showing, translating and captioning.

    id: stable across edits elsewhere in the script.
    paragraph: number of the paragraph it belongs to (a new paragraph starts a new line).
    first_token: global index of its first token (of the next token, if it has none).
    A cue that is only a direction has no tokens.
    """

    id: str
    text: str
    tokens: tuple[Token, ...]
    spans: tuple[Span, ...]
    language: str
    paragraph: int
    first_token: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (may be empty for text before the first one) and the cues under it."""

    title: str
    level: int
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Script:
    """The whole text.

    title: the first top heading, else the file's name.
    language: the main language; tokens carry their own.
    notices: plain sentences about what the import had to decide or leave out.
    """

    title: str
    language: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...] = field(default=())

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """All cues in order."""
        return tuple(cue for section in self.sections for cue in section.cues)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens in order; the index in this tuple is the token's global index."""
        return tuple(token for cue in self.cues for token in cue.tokens)

"""What was understood of a script, for a person to check before the show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .model import Script, Section, Style, Token
from .pace import script_seconds, section_seconds


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """One section: its heading ("" before the first one) and its size, as in Summary."""

    title: str
    level: int
    cues: int
    tokens: int
    words: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed figure, abbreviation or address and the ways it is expected to be spoken.

    ways: likeliest first, words parted by spaces (Chinese characters stand together).
    cue: the text it stands in, of its first appearance; count: how often it appears.
    """

    text: str
    language: str
    ways: tuple[str, ...]
    cue: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """All that `souffleur check` tells about the text itself.

    tokens: followed units; by_language: how many of them are in which language, most first.
    words: spoken words in the likeliest reading (Chinese: characters).
    directions: how many stretches are shown but not spoken.
    seconds: estimated time to speak it all.
    """

    title: str
    language: str
    sections: tuple[SectionSummary, ...]
    cues: int
    tokens: int
    words: int
    directions: int
    seconds: float
    by_language: tuple[tuple[str, int], ...]
    readings: tuple[Reading, ...]
    notices: tuple[str, ...]


def summarise(script: Script) -> Summary:
    """Count and list what is in `script`."""
    return Summary(
        title=script.title,
        language=script.language,
        sections=tuple(map(_section, script.sections)),
        cues=len(script.cues),
        tokens=len(script.tokens),
        words=_words(script.tokens),
        directions=sum(
            span.style is Style.DIRECTION for cue in script.cues for span in cue.spans
        ),
        seconds=script_seconds(script),
        by_language=tuple(Counter(t.language for t in script.tokens).most_common()),
        readings=_readings(script),
        notices=script.notices,
    )


def _section(section: Section) -> SectionSummary:
    tokens = [token for cue in section.cues for token in cue.tokens]
    return SectionSummary(
        section.title, section.level, len(section.cues), len(tokens), _words(tokens),
        section_seconds(section),
    )


def _words(tokens: Iterable[Token]) -> int:
    return sum(len(token.spoken[0]) for token in tokens)


def _readings(script: Script) -> tuple[Reading, ...]:
    """Tokens that are spoken otherwise than they are printed, each once, in order."""
    counts: Counter[Token] = Counter()
    found: dict[Token, tuple[Token, str]] = {}
    for cue in script.cues:
        for token in cue.tokens:
            if _spoken_as_printed(token):
                continue
            key = Token(token.text, 0, 0, token.spoken, token.language)
            counts[key] += 1
            found.setdefault(key, (token, cue.text))
    return tuple(
        Reading(token.text, token.language, tuple(map(_joined, token.spoken)), text, counts[key])
        for key, (token, text) in found.items()
    )


def _spoken_as_printed(token: Token) -> bool:
    first = token.spoken[0]
    printed = token.text.lower().replace("’", "'").replace("-", " ")
    return " ".join(first) == printed or (len(token.text) == 1 and len(first) == 1)


def _joined(way: tuple[str, ...]) -> str:
    """Words with spaces between them, single Han characters without."""
    out = ""
    for word in way:
        han = "\u3400" <= word[0] <= "\u9fff"
        out += word if not out or (han and "\u3400" <= out[-1] <= "\u9fff") else " " + word
    return out

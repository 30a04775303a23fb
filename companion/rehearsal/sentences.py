"""The sentences of a script: long ones are shown in several cues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from companion.script import Script
from companion.script.model import Cue, Style

_ENDED = re.compile(r"[.!?…。！？｡؟۔।॥។៕]+[”’\"'»」』）)〉》〕*_]*\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """tokens: of it; words: spoken ones (Chinese: characters)."""

    tokens: range
    words: int


def sentences(script: Script) -> list[Sentence]:
    """All of them in order; together they hold every token."""
    made: list[Sentence] = []
    tokens = script.tokens
    for section in script.sections:
        begin: int | None = None
        for cue, after in zip(section.cues, (*section.cues[1:], None), strict=True):
            begin = cue.first_token if begin is None else begin
            end = cue.first_token + len(cue.tokens)
            if after is None or after.paragraph != cue.paragraph or _ends(cue):
                if end > begin:
                    words = sum(len(token.spoken[0]) for token in tokens[begin:end])
                    made.append(Sentence(range(begin, end), words))
                begin = None
    return made


def _ends(cue: Cue) -> bool:
    """Whether a sentence ends with this cue, directions behind it aside."""
    text = cue.text
    for span in cue.spans:
        if span.style is Style.DIRECTION:
            text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return _ENDED.search(text.rstrip()) is not None

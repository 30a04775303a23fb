"""The script as a page needs it: paragraphs with the places of their cues and tokens. Pure.

Offsets are counted in UTF-16 units, as JavaScript counts.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

from companion.script import Script
from companion.typeset.flow import Paragraph, paragraphs
from firmware.souffleur import book

_STYLES = {book.STYLE_DIRECTION: "direction", book.STYLE_EMPHASIS: "emphasis"}


def manuscript(script: Script) -> dict[str, Any]:
    """title, language, tokens (their number) and paragraphs.

    A heading is {"heading": text}. Any other paragraph is {"text", "language", "first": index of
    its first token, "ends": where each token ends, "cues": [offset, id, first token] of each,
    "styles": [start, end, "direction" or "emphasis"]}.
    """
    firsts = {cue.id: cue.first_token for cue in script.cues}
    return {
        "title": script.title,
        "language": script.language,
        "tokens": len(script.tokens),
        "paragraphs": [
            {"heading": made.text} if made.heading else _paragraph(made, firsts)
            for made in paragraphs(script)
        ],
    }


def _paragraph(made: Paragraph, firsts: dict[str, int]) -> dict[str, Any]:
    at = _units(made.text)
    return {
        "text": made.text,
        "language": made.language,
        "first": made.first_token,
        "ends": [at(end) for _, end in made.tokens],
        "cues": [[at(offset), cue, firsts[cue]] for offset, cue, _ in made.cues],
        "styles": [[at(start), at(end), _STYLES[style]] for start, end, style in made.styles],
    }


def _units(text: str) -> Callable[[int], int]:
    """From an offset in code points to one in UTF-16 units."""
    if not text or max(text) <= "\uffff":
        return lambda offset: offset
    places = [0, *accumulate(1 + (char > "\uffff") for char in text)]
    return places.__getitem__

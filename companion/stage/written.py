"""A script as plain values and back, so that a show can be taken up without its file. Pure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from companion.script.model import Cue, Script, Section, Span, Style, Token


def to_json(script: Script) -> dict[str, Any]:
    """The script as JSON values."""
    return {
        "title": script.title, "language": script.language, "notices": list(script.notices),
        "sections": [
            {"title": section.title, "level": section.level, "cues": list(map(_cue, section.cues))}
            for section in script.sections
        ],
    }  # fmt: skip


def _cue(cue: Cue) -> dict[str, Any]:
    values = asdict(cue)
    values["spans"] = [[span.start, span.end, span.style.value] for span in cue.spans]
    return values


def from_json(values: dict[str, Any]) -> Script:
    """The script that to_json() made this of.

    Raises KeyError, TypeError or ValueError if it is not one.
    """
    return Script(
        values["title"], values["language"],
        tuple(
            Section(section["title"], section["level"], tuple(map(_cue_of, section["cues"])))
            for section in values["sections"]
        ),
        tuple(values["notices"]),
    )


def _cue_of(values: dict[str, Any]) -> Cue:
    tokens = tuple(
        Token(**{**token, "spoken": tuple(tuple(way) for way in token["spoken"])})
        for token in values["tokens"]
    )
    spans = tuple(Span(start, end, Style(style)) for start, end, style in values["spans"])
    return Cue(**{**values, "tokens": tokens, "spans": spans})

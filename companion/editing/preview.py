"""What the glass shows at a place of the text."""

from __future__ import annotations

from typing import NamedTuple

from companion.editing.galley import Galley
from companion.editing.reading import Reading


class Shown(NamedTuple):
    """`line` stands in the current row, `token` is next."""

    line: int
    token: int


def shown_at(reading: Reading, galley: Galley, offset: int) -> Shown:
    """What the glasses show when the speaker is at `offset` of the reading's text."""
    places = reading.places
    token = places.token_at(offset)
    if reading.script is not None:
        titled = -1
        for section, (start, end) in zip(reading.script.sections, places.headings, strict=True):
            titled += bool(section.title.strip())
            if section.title and start <= offset <= end:
                line = galley.heading_line(titled)
                if line is not None:
                    return Shown(line, token)
    return Shown(galley.line_of(token), token)

"""The sections' titles, small, for the status strip under the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from companion.typeset import bidi
from companion.typeset.board import Board
from companion.typeset.encode import GlyphTable, line_body, record
from companion.typeset.flow import Paragraph
from companion.typeset.fonts import FontSet
from companion.typeset.ink import Ink, Snapped
from companion.typeset.layout import Item, SetLine, items_of, units
from companion.typeset.setting import decide_titles
from companion.typeset.shape import Shaper
from firmware.souffleur import book, strip

_LEAST = 16  # pixels: in less room no title is of use


def set_titles(
    headings: Sequence[Paragraph], board: Board, fonts: FontSet, table: GlyphTable
) -> Iterator[bytes]:
    """For each heading, when asked, the records of its title and of the glyphs new to the table.

    None of them on a board without a strip, or with too narrow a one.
    """
    width = strip.room(board.safe.width)
    if not board.strip or width < _LEAST:
        return
    shaper = Shaper(fonts)
    cut = []
    for heading in headings:
        plain = Paragraph(heading.text, heading.language, heading.first_token)
        base = bidi.base_level(plain.text)
        cut.append((plain, base, units(plain, base, shaper)))
    ink = Ink(shaper.faces, decide_titles(board, shaper.faces, shaper.used()))
    ellipsis = ink.snap(shaper.shape("…", False, False, "en"))[0]
    for plain, base, made in cut:
        items = [item for unit in made for item in items_of(unit, ink)]
        line = SetLine(0, len(plain.text), _cut(items, plain.text, ellipsis, width, base))
        body = line_body(line, plain, base, ink, table, width)
        yield table.take() + record(book.TITLE, body)


def _cut(
    items: list[Item], text: str, ellipsis: Snapped, width: int, base: int
) -> list[Item]:
    """As many as there is room for; an ellipsis tells that there are more."""
    if sum(item.cluster.width for item in items) <= width:
        return items
    room = width - ellipsis.width
    kept: list[Item] = []
    for item in items:
        room -= item.cluster.width
        if room < 0:
            break
        kept.append(item)
    while kept and text[kept[-1].start : kept[-1].end].isspace():
        kept.pop()
    end = kept[-1].end if kept else 0
    return [*kept, Item(end, end, ellipsis, book.STYLE_SPOKEN, base)]

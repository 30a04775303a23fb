"""Script and panel in, book out: shaping, line breaking, rasterising, coding. No I/O but fonts."""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left

from companion.script.model import Script
from companion.typeset import bidi
from companion.typeset.board import Area, Board, BoardError, known_boards, load_board
from companion.typeset.encode import GlyphTable, line_body, record
from companion.typeset.flow import Paragraph, paragraphs
from companion.typeset.fonts import FontError, FontSet
from companion.typeset.ink import Ink
from companion.typeset.layout import SetLine, Unit, lines, units
from companion.typeset.made import Book, Line
from companion.typeset.reader import Reading, read
from companion.typeset.setting import PRESETS, Geometry, Setting, SettingError, decide
from companion.typeset.shape import Shaper
from companion.typeset.titles import set_titles
from firmware.souffleur import book

__all__ = [
    "PRESETS", "Area", "Board", "BoardError", "Book", "FontError", "Line", "Setting",
    "SettingError", "known_boards", "load_board", "typeset",
]


def typeset(script: Script, board: Board, setting: Setting | None = None) -> Book:
    """Set the whole script for the board's text area; raises SettingError, FontError.

    Threads wait for one another, because the faces are shared.
    """
    with _FACES:
        return _typeset(script, board, setting or Setting())


_FACES = threading.Lock()


def _typeset(script: Script, board: Board, setting: Setting) -> Book:
    shaper = Shaper(FontSet(setting.font))
    cut: list[tuple[Paragraph, int, list[Unit]]] = []
    for paragraph in paragraphs(script):
        base = bidi.base_level(paragraph.text)
        cut.append((paragraph, base, units(paragraph, base, shaper)))
    geometry = decide(board, setting, shaper.faces, shaper.used())
    missing = shaper.missing()
    ink = Ink(shaper.faces, geometry)
    table = GlyphTable()
    titles = set_titles([made for made, _, _ in cut if made.heading], board, shaper.fonts, table)
    hyphen = ink.snap(shaper.shape("-", False, False, "en"))[0]
    stream = bytearray(book.HEADER_SIZE)
    set_lines: list[tuple[Paragraph, SetLine]] = []
    for paragraph, base, made in cut:
        if paragraph.heading:
            stream += next(titles, b"")
        for line in lines(paragraph, made, ink, hyphen, geometry.width):
            body = line_body(line, paragraph, base, ink, table, geometry.width)
            stream += table.take() + record(book.LINE, body)
            set_lines.append((paragraph, line))
    tokens = len(script.tokens)
    stream[: book.HEADER_SIZE] = book.header(
        geometry.depth, geometry.width, geometry.height, geometry.line_height,
        len(set_lines), len(table), tokens,
    )
    return _finish(bytes(stream), set_lines, geometry, tokens, missing)


def _finish(
    data: bytes,
    set_lines: list[tuple[Paragraph, SetLine]],
    geometry: Geometry,
    tokens: int,
    missing: dict[str, int],
) -> Book:
    reading = read(data)
    told = [
        _line(paragraph, line, reading, number)
        for number, (paragraph, line) in enumerate(set_lines)
    ]
    return Book(
        data, hashlib.sha256(data).digest()[:8], tuple(told), geometry.width, geometry.height,
        geometry.line_height, geometry.rows, geometry.depth, tokens, missing,
    )


def _line(paragraph: Paragraph, line: SetLine, reading: Reading, number: int) -> Line:
    coded = reading.lines[number]
    start, end = line.items[0].start, line.items[-1].end
    begun = bisect_left(paragraph.tokens, (end, -1))
    last = max(coded.first_token, paragraph.first_token + begun)
    spans: dict[int, tuple[int, int]] = {}
    for drawn in coded.drawn:
        columns = reading.glyphs[drawn.glyph].levels.shape[1]
        spoken = drawn.style in (book.STYLE_SPOKEN, book.STYLE_EMPHASIS)
        if columns and 0 <= drawn.token < last and spoken:
            low, high = spans.get(drawn.token, (drawn.x, drawn.x + columns))
            spans[drawn.token] = (min(low, drawn.x), max(high, drawn.x + columns))
    return Line(
        text=paragraph.text[start:end].strip(),
        first_token=coded.first_token,
        last_token=last,
        cue=paragraph.cue_at(start),
        flags=coded.flags,
        spans=tuple((token, *span) for token, span in sorted(spans.items())),
    )

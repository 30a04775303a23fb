"""All of the panel as the glasses show a book: the text and, where there is one, the strip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from companion.typeset.board import Board
from companion.typeset.made import Book
from companion.typeset.raster import Levels
from companion.typeset.staging import Canvas, screen, title
from firmware.souffleur import signs, strip


@dataclass(frozen=True, slots=True)
class Told:
    """What the strip tells.

    state: wire.STATE_.... battery: percent, None if unknown. low: it should be charged.
    seconds: left (negative: too late) or gone, None without a show.
    """

    state: int = 1
    linked: bool = True
    battery: int | None = None
    charging: bool = False
    low: bool = False
    seconds: int | None = None


def glass(
    book: Book, board: Board, line: int, token: int, *, row: int = 1, told: Told | None = None
) -> Levels:
    """Levels of the panel (height x width) when it shows `line` with `token` next.

    row: where the current line stands. told: what the strip tells; None: that it follows.
    Words that stand in the strip for a moment, messages and, on a board without a strip, signs
    in the corner are left out.
    """
    panel = np.zeros((board.height, board.width), np.uint8)
    area = board.text
    text = screen(book.reading, line, token, row)[: area.height, : area.width]
    panel[area.y : area.y + text.shape[0], area.x : area.x + text.shape[1]] = text
    if board.strip:
        y = area.y + area.height
        panel[y : y + strip.HEIGHT, area.x : area.x + area.width] = _strip(
            book, board, line, told or Told()
        )
    return panel


def _strip(book: Book, board: Board, line: int, told: Told) -> Levels:
    """HEIGHT x width of the safe area."""
    width = board.safe.width
    depth = board.depth
    canvas = Canvas(width, strip.HEIGHT)
    done = strip.done(line, len(book.lines), width)
    strip.progress(canvas, 0, 0, width, done, depth)
    strip.state(canvas, 0, 0, signs.sign(told.state, told.linked), depth)
    room = strip.room(width)
    canvas.levels[1:, strip.TITLE_X : strip.TITLE_X + room] = title(book.reading, line, room)
    eighths = strip.eighths(told.battery)
    strip.numbers(canvas, 0, 0, width, told.seconds, eighths, told.charging, told.low, depth)
    return canvas.levels

"""The screens of a book as pictures: a contact sheet or an animation."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from companion.errors import SouffleurError
from companion.typeset.board import Board
from companion.typeset.glass import glass
from companion.typeset.made import Book

_GAP = 6
_FRAME = 60  # grey of the space between screens
_SECONDS = 2.5  # a screen in the animation
_LARGEST_ZOOM = 8


class PreviewError(SouffleurError):
    """The picture cannot be written."""


def screens(book: Book, board: Board) -> list[Image.Image]:
    """The script's screens in order, each the size of the panel, 8-bit grey.

    As the glass shows them: the line before the current one stays above it, dim.
    """
    row = min(1, book.rows - 1)
    step = max(1, book.rows - row)
    return [_screen(book, board, line, row) for line in range(0, max(1, len(book.lines)), step)]


def _screen(book: Book, board: Board, line: int, row: int) -> Image.Image:
    levels = glass(book, board, line, 0, row=row)
    grey = levels.astype(np.uint16) * 255 // ((1 << book.depth) - 1)
    return Image.fromarray(grey.astype(np.uint8))


def sheet(pictures: Sequence[Image.Image], zoom: int = 2, columns: int = 5) -> Image.Image:
    """All screens on one picture, in rows."""
    wide, high = pictures[0].size
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    made = Image.new(
        "L", (columns * (wide * zoom + _GAP) + _GAP, rows * (high * zoom + _GAP) + _GAP), _FRAME
    )
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        big = picture.resize((wide * zoom, high * zoom), Image.Resampling.NEAREST)
        made.paste(
            big, (_GAP + column * (wide * zoom + _GAP), _GAP + row * (high * zoom + _GAP))
        )
    return made


def write(book: Book, board: Board, path: Path, zoom: int = 2) -> Path:
    """Write the preview; the name's ending decides: .png a contact sheet, .gif an animation."""
    if not 1 <= zoom <= _LARGEST_ZOOM:
        raise PreviewError(f"A zoom of {zoom} is not of use; take 1 to {_LARGEST_ZOOM}.")
    pictures = screens(book, board)
    kind = path.suffix.lower()
    if kind not in (".png", ".gif"):
        raise PreviewError(f"A preview is a .png or .gif file; rename {path.name}.")
    try:
        handle, name = tempfile.mkstemp(suffix=kind, dir=path.parent)
        os.close(handle)
        try:
            _save(pictures, Path(name), kind, zoom)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PreviewError(
            f"{path} cannot be written ({error.strerror}); choose another place."
        ) from error
    return path


def _save(pictures: Sequence[Image.Image], path: Path, kind: str, zoom: int) -> None:
    if kind == ".png":
        sheet(pictures, zoom).save(path)
        return
    wide, high = pictures[0].size
    frames = [
        picture.resize((wide * zoom, high * zoom), Image.Resampling.NEAREST)
        for picture in pictures
    ]
    frames[0].save(
        path, save_all=True, append_images=frames[1:], duration=int(_SECONDS * 1000), loop=0
    )

"""What the wearer saw, as an animated GIF in real time, with the words being spoken below.

The words are drawn with the book's own line drawings, so that every script of the world comes
out right without a font: the line the voice is on, its present word bright; dark off script.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import BinaryIO

import numpy as np

from companion.report.events import Pictured
from companion.report.figures import Judgement
from companion.report.gif import Frame, GifWriter
from companion.report.moves import Places
from companion.report.sight import spoken_spans

ZOOM = 3
GAP = 4  # pixels between the glass and the words, before enlarging
MARGIN = 6
TAIL = 2.0  # seconds that the last picture stays
SHORTEST = 0.03  # seconds; viewers slow down on shorter frames
SHADES = 16
INK = (140, 255, 170)
VOICE = (120, 170, 255)  # the caption is no part of the glass, and must not look like it
FRAME = (34, 38, 42)


def write_animation(judgement: Judgement, file: BinaryIO) -> None:
    """Write the GIF; a show without pictures has a single dark frame."""
    film = _Film(judgement)
    moments = film.moments()
    ticks = [round(time * 100) for time in (*moments, moments[-1] + TAIL)]
    frame = film.frame(moments[0])
    writer = GifWriter(file, (frame.shape[1], frame.shape[0]), [*tint(INK), *tint(VOICE), *FRAME])
    for time, (start, end) in zip(moments, pairwise(ticks), strict=True):
        writer.add(film.frame(time), max(2, end - start))
    writer.close()


class _Film:
    """A judged show as frames of palette numbers."""

    def __init__(self, judgement: Judgement) -> None:
        self._book = judgement.book
        self._pictures = judgement.log.of(Pictured)
        self._times = [picture.t for picture in self._pictures]
        self._words = judgement.truth.words if judgement.truth else ()
        self._starts = [word.start for word in self._words]
        self._places = Places(judgement.book)
        self._shape = self._pictures[0].pixels.shape if self._pictures else (1, 1)

    def moments(self) -> list[float]:
        """When frames begin: time 0, every picture and word after it, SHORTEST apart."""
        kept = [0.0]
        for time in sorted(time for time in (*self._times, *self._starts) if time > 0):
            if time - kept[-1] >= SHORTEST or len(kept) == 1:
                kept.append(time)
            else:
                kept[-1] = time
        return kept

    def frame(self, time: float) -> Frame:
        """The glass at `time` in its frame, the words below, enlarged."""
        parts = [self._glass(time)]
        if self._words:
            wide = self._shape[1]
            parts += [np.full((GAP, wide), 2 * SHADES, np.uint8), self._caption(time, wide)]
        whole = np.pad(np.concatenate(parts), MARGIN, constant_values=2 * SHADES)
        return whole.repeat(ZOOM, axis=0).repeat(ZOOM, axis=1)

    def _glass(self, time: float) -> Frame:
        index = bisect_right(self._times, time) - 1
        if index < 0:
            return np.zeros(self._shape, np.uint8)
        return self._pictures[index].pixels // np.uint8(256 // SHADES)

    def _caption(self, time: float, wide: int) -> Frame:
        strip = np.zeros((self._book.line_height, wide), np.float32)
        index = bisect_right(self._starts, time) - 1
        token = self._words[index].token if index >= 0 else None
        number = None if token is None else self._places.line_of.get(token)
        if number is not None:
            levels = np.asarray(self._book.render_line(number), np.float32)[:, :wide]
            strip[:, : levels.shape[1]] = levels * (SHADES - 1) / max(float(levels.max()), 1.0)
            spans = spoken_spans(self._book.lines[number])
            left, right = next((a, b) for at, a, b in spans if at == token)
            strip[:, :left] *= 0.4
            strip[:, right:] *= 0.4
        return strip.astype(np.uint8) + np.uint8(SHADES)


def tint(ink: tuple[int, int, int] = INK) -> list[int]:
    """SHADES colours from dark to `ink`: red, green, blue in turn."""
    return [part * shade // (SHADES - 1) for shade in range(SHADES) for part in ink]

"""Glyphs as the glasses will hold them: pixels, place in the line, whole-pixel advance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from companion.typeset import coding
from companion.typeset.fonts import Face
from companion.typeset.raster import Levels, Picture, box, rasterise
from companion.typeset.setting import Geometry
from companion.typeset.shape import BOX, Cluster, Placed

# Letters of these join: an advance rounded up would tear them apart.
_JOINED = frozenset(("arabic", "devanagari"))


@dataclass(frozen=True, slots=True)
class Inked:
    """left: pen to left edge. top: line top to top edge. All in pixels."""

    levels: Levels
    left: int
    top: int
    advance: int
    body: bytes


class Step(NamedTuple):
    """A glyph of a snapped cluster: moved by dx from the cluster's left edge; a mark by dy too."""

    face: int
    glyph: int
    dx: int
    dy: int
    mark: bool


class Snapped(NamedTuple):
    """A cluster on the pixel grid; `text[start:end]` of its piece."""

    start: int
    end: int
    steps: tuple[Step, ...]
    width: int


class Ink:
    """Rasterises each glyph once and snaps clusters to whole pixels."""

    def __init__(self, faces: tuple[Face, ...], geometry: Geometry) -> None:
        self._faces = faces
        self._geometry = geometry
        self._glyphs: dict[tuple[int, int], Inked] = {}
        self._snapped: dict[int, tuple[tuple[Cluster, ...], tuple[Snapped, ...]]] = {}

    def glyph(self, face: int, glyph: int) -> Inked:
        """The glyph, drawn at its size and cut to fit the line."""
        key = (face, glyph)
        found = self._glyphs.get(key)
        if found is None:
            found = self._glyphs[key] = self._draw(face, glyph)
        return found

    def snap(self, clusters: tuple[Cluster, ...]) -> tuple[Snapped, ...]:
        """The clusters on the pixel grid; remembered by the identity of the tuple."""
        found = self._snapped.get(id(clusters))
        if found is None:
            made = tuple(self._snap(cluster) for cluster in clusters)
            found = self._snapped[id(clusters)] = (clusters, made)
        return found[1]

    def overhang(self, cluster: Snapped) -> tuple[int, int]:
        """Pixels of ink left of the cluster's edge and right of its width."""
        left = right = 0
        for step in cluster.steps:
            inked = self.glyph(step.face, step.glyph)
            columns = inked.levels.shape[1]
            if columns:
                left = max(left, -(step.dx + inked.left))
                right = max(right, step.dx + inked.left + columns - cluster.width)
        return left, right

    def blank(self, cluster: Snapped) -> int:
        """Pixels without ink at the right of the cluster, as after a full-width comma."""
        inked = [(step, self.glyph(step.face, step.glyph)) for step in cluster.steps]
        ends = [step.dx + ink.left + int(ink.levels.shape[1]) for step, ink in inked]
        return max(0, cluster.width - max(ends, default=0))

    def _size(self, face: int) -> int:
        return self._geometry.sizes[face]

    def _slip(self, face: int) -> float:
        """How far, in pixels, rounding may carry the pen off before it is put right."""
        joined = face != BOX and self._faces[face].family in _JOINED
        return 2.5 if joined else 1.0 + self._geometry.spacing

    def _advance(self, face: int, glyph: int, size: int) -> int:
        if face == BOX:
            return max(7, round(size * 0.6) + 2)
        ems = self._faces[face].advance(glyph)
        if self._faces[face].family in _JOINED:
            return math.floor(ems * size)
        pixels = round(ems * size)
        return pixels + self._geometry.spacing if pixels else 0

    def _draw(self, face: int, glyph: int) -> Inked:
        geometry = self._geometry
        size = self._size(face)
        picture = self._picture(face, glyph, size)
        while picture.levels.size and (
            picture.levels.shape[0] > geometry.line_height
            or picture.levels.shape[1] > min(geometry.width, 255)
        ):
            size -= 1
            picture = self._picture(face, glyph, size)
        rows = picture.levels.shape[0]
        top = geometry.baseline - picture.above if rows else 0
        top = min(max(top, 0), geometry.line_height - rows)
        advance = min(255, self._advance(face, glyph, size))
        body = coding.glyph_body(picture.levels, picture.left, top, advance, geometry.depth)
        return Inked(picture.levels, picture.left, top, advance, body)

    def _picture(self, face: int, glyph: int, size: int) -> Picture:
        if face == BOX:
            return box(size, self._geometry.depth)
        return rasterise(self._faces[face], glyph, size, self._geometry.depth)

    def _snap(self, cluster: Cluster) -> Snapped:
        steps: list[Step] = []
        pen = 0
        for number, placed in enumerate(cluster.glyphs):
            step = self._step(placed, number, pen)
            steps.append(step)
            if not step.mark:
                pen = step.dx + self.glyph(step.face, step.glyph).advance
        first = cluster.glyphs[0].face if cluster.glyphs else BOX
        exact = cluster.advance * self._size(first)
        if first != BOX and abs(exact - pen) >= 0.5 + self._slip(first):
            pen = round(exact)
        return Snapped(cluster.start, cluster.end, tuple(steps), max(pen, 0))

    def _step(self, placed: Placed, number: int, pen: int) -> Step:
        size = self._size(placed.face)
        exact = placed.x * size
        lift = -round(placed.y * size)
        inked = self.glyph(placed.face, placed.glyph)
        if not inked.levels.size:
            return Step(placed.face, placed.glyph, pen, 0, False)
        if lift or (number and not inked.advance):
            return Step(placed.face, placed.glyph, round(exact), self._kept(inked, lift), True)
        at = pen if abs(exact - pen) < self._slip(placed.face) else round(exact)
        return Step(placed.face, placed.glyph, at, 0, False)

    def _kept(self, inked: Inked, lift: int) -> int:
        """The lift that keeps the mark inside its line."""
        lowest = self._geometry.line_height - int(inked.levels.shape[0]) - inked.top
        return min(max(lift, -inked.top), lowest)

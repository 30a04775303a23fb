"""How large: from a panel, a script and a person's wishes to pixels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from companion.errors import SouffleurError
from companion.typeset.board import Board
from companion.typeset.fonts import Face
from companion.typeset.shape import BOX, Cluster
from firmware.souffleur import strip

PRESETS = {"small": 0.86, "normal": 1.0, "large": 1.25, "huge": 1.6}
SMALLEST = 8
LARGEST = 96

# Letters and line height in proportion, judged on the panel pictures.
_PLAIN_SHARE = 0.81
_TALL_SHARE = 0.72
_TALL = frozenset(("thai", "lao", "khmer", "myanmar", "arabic", "devanagari"))
# Hanzi need every pixel when there is no grey.
_SQUARE_ONE_BIT = 1.15
# Stacks rarer than this may move by a pixel or two into their line instead of making every
# letter smaller.
_RARE = 0.004
# Pixels in the status strip: per em of Latin letters, and of the baseline that the figures have.
_TITLE = 10
_FOOT = 9


class SettingError(SouffleurError):
    """The wishes do not fit the panel."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A person's wishes.

    size: pixels per em of Latin letters, or a name of PRESETS.
    rows: lines per screen; None lets the size decide.
    font: a font file asked before the bundled ones.
    spacing: pixels added after each letter of scripts that do not join.
    """

    size: int | str = "normal"
    rows: int | None = None
    font: Path | None = None
    spacing: int = 0


@dataclass(frozen=True, slots=True)
class Geometry:
    """Pixels: sizes by face number (BOX included), baseline counted from the line's top."""

    width: int
    height: int
    depth: int
    line_height: int
    rows: int
    baseline: int
    spacing: int
    sizes: dict[int, int]


def decide(
    board: Board,
    setting: Setting,
    faces: tuple[Face, ...],
    used: Iterable[tuple[tuple[Cluster, ...], int]],
) -> Geometry:
    """Fix every size; `used` are the shaped pieces with how often each occurs."""
    reach = _reach(faces, used)
    total = sum(count for _, _, count in reach.values()) or 1
    tall_part = sum(n for f, (_, _, n) in reach.items() if faces[f].family in _TALL) / total
    tall = tall_part > 0.2
    rows, size = _rows_and_size(board, setting, tall)
    area = board.text
    line_height = area.height // rows
    sizes = {f: _face_size(face, size, board.depth) for f, face in enumerate(faces)}
    baseline = _fit(sizes, reach, line_height)
    sizes[BOX] = size
    return Geometry(
        area.width, area.height, board.depth, line_height,
        area.height // line_height, baseline, setting.spacing, sizes,
    )


def decide_titles(
    board: Board, faces: tuple[Face, ...], used: Iterable[tuple[tuple[Cluster, ...], int]]
) -> Geometry:
    """Sizes of the sections' titles in the status strip."""
    reach = _reach(faces, used)
    height = strip.TITLE_HEIGHT
    sizes = {f: _face_size(face, _TITLE, board.depth) for f, face in enumerate(faces)}
    below = max((sizes[f] * down for f, (_, down, _) in reach.items()), default=0.0)
    baseline = max(_fit(sizes, reach, height), min(_FOOT, round(height - below)))
    sizes[BOX] = _TITLE
    width = strip.room(board.safe.width)
    return Geometry(width, height, board.depth, height, 1, baseline, 0, sizes)


def _face_size(face: Face, size: int, depth: int) -> int:
    square = _SQUARE_ONE_BIT if depth == 1 and face.family == "cjk" else 1.0
    return max(SMALLEST, round(size * face.scale * square))


def _rows_and_size(board: Board, setting: Setting, tall: bool) -> tuple[int, int]:
    height = board.text.height
    share = _TALL_SHARE if tall else _PLAIN_SHARE
    if isinstance(setting.size, str):
        if setting.size not in PRESETS:
            raise SettingError(f"There is no size {setting.size}; take {', '.join(PRESETS)}.")
        line = 16.0 if height <= 80 else 21.0 if height <= 160 else height / 8
        line *= PRESETS[setting.size] * (1.2 if tall else 1.0)
    else:
        if not SMALLEST <= setting.size <= min(LARGEST, height):
            raise SettingError(
                f"Letters of {setting.size} pixels do not suit this panel; "
                f"take {SMALLEST} to {min(LARGEST, height)}."
            )
        line = setting.size / share
    most = height // 10
    if setting.rows is None:
        rows = min(max(1, round(height / line)), most)
        line = min(line, height // rows)  # room left over parts the lines
    elif 1 <= setting.rows <= most:
        rows = setting.rows
        line = height // rows
    else:
        raise SettingError(f"{setting.rows} lines do not fit this panel; take 1 to {most}.")
    if isinstance(setting.size, int):
        return rows, setting.size
    return rows, max(SMALLEST, round(line * share))


def _reach(
    faces: tuple[Face, ...], used: Iterable[tuple[tuple[Cluster, ...], int]]
) -> dict[int, tuple[float, float, int]]:
    """Per face: em above and below the baseline of all but the rarest clusters, and uses."""
    seen: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for clusters, count in used:
        for cluster in clusters:
            above = below = 0.0
            face = BOX
            for placed in cluster.glyphs:
                face = placed.face
                if face != BOX:
                    up, down = faces[face].extents(placed.glyph)
                    above, below = max(above, up + placed.y), max(below, down - placed.y)
            if face != BOX:
                seen[face].append((above, below, count))
    result: dict[int, tuple[float, float, int]] = {}
    for face, rows in seen.items():
        total = sum(count for _, _, count in rows)
        result[face] = (
            _common([(above, n) for above, _, n in rows], total),
            _common([(below, n) for _, below, n in rows], total),
            total,
        )
    return result


def _common(values: list[tuple[float, int]], total: int) -> float:
    """The largest value after leaving out the rare largest ones."""
    left = total * _RARE
    for value, count in sorted(values, reverse=True):
        left -= count
        if left < 0:
            return value
    return 0.0


def _fit(
    sizes: dict[int, int], reach: dict[int, tuple[float, float, int]], line_height: int
) -> int:
    """Shrink, at most by a fifth, what does not fit the line; returns the baseline."""
    floor = {face: max(SMALLEST, round(sizes[face] * 0.8)) for face in reach}
    while True:
        above = max((sizes[f] * up for f, (up, _, _) in reach.items()), default=0.0)
        below = max((sizes[f] * down for f, (_, down, _) in reach.items()), default=0.0)
        if above + below <= line_height:
            return round(above + (line_height - above - below) / 2)
        guilty = [f for f in reach if sizes[f] > floor[f]]
        if not guilty:
            return round(line_height * above / (above + below))
        worst = max(guilty, key=lambda f: sizes[f] * (reach[f][0] + reach[f][1]))
        sizes[worst] -= 1

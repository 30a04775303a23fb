"""The timeline of a show as SVG: time to the right, the script's lines downwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from companion.follow.position import State
from companion.report.events import Placed
from companion.report.figures import Judgement
from companion.report.glass import ends_of
from companion.report.judge import Verdict
from companion.report.moves import Places
from companion.report.sight import spoken_spans

LEFT, RIGHT, TOP, BOTTOM = 34, 12, 46, 26  # pixels around the drawing
STRIP = 8  # height of the strip of states
NARROWEST, DENSEST, WIDEST = 880, 6.0, 60_000  # pixels, pixels a second, pixels
LOWEST, HIGHEST = 220, 560  # pixels of the lines' part


@dataclass(frozen=True, slots=True)
class Scale:
    """Show time and script lines to pixels."""

    seconds: float
    width: float
    line: float
    lines: int

    def x(self, time: float) -> float:
        """Pixels from the left edge of the drawing for a show time."""
        return round(LEFT + time * self.width / self.seconds, 1)

    def y(self, line: float) -> float:
        """Pixels from the top for a line number (fractions: within the line)."""
        return round(TOP + line * self.line, 1)


def scale_of(judgement: Judgement) -> Scale:
    """The scale on which all of a show fits."""
    times = [event.t for event in judgement.log.events]
    if judgement.truth:
        times += [word.end for word in judgement.truth.words]
    end = max(times, default=0.0)
    seconds = max(end, 1.0)
    width = min(max(NARROWEST, seconds * DENSEST), WIDEST)
    lines = max(len(judgement.book.lines), 1)
    return Scale(seconds, width, min(max(LOWEST / lines, 5.0), HIGHEST / lines, 14.0), lines)


def timeline(judgement: Judgement) -> str:
    """The whole drawing; its elements say on hovering what they are."""
    scale = scale_of(judgement)
    wide = round(LEFT + scale.width + RIGHT)
    high = round(scale.y(scale.lines) + BOTTOM)
    parts = [
        f'<svg id="timeline" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'data-left="{LEFT}" data-scale="{scale.width / scale.seconds:.6f}" '
        'role="img" aria-label="Where the voice and the glass were over time">',
        *_grid(scale),
        *_disturbances(judgement, scale),
        *_states(judgement, scale),
        *_glass(judgement, scale),
        *_belief(judgement, scale),
        *_voice(judgement, scale),
        *_false_moves(judgement, scale),
        f'<line id="cursor" class="cursor" x1="{LEFT}" x2="{LEFT}" y1="{TOP - STRIP - 4}" '
        f'y2="{scale.y(scale.lines)}"/>',
        "</svg>",
    ]
    return "\n".join(parts)


def _rect(css: str, x0: float, x1: float, y0: float, y1: float, title: str = "") -> str:
    inside = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<rect class="{css}" x="{x0}" y="{y0}" width="{max(x1 - x0, 0.5):.1f}" '
        f'height="{max(y1 - y0, 0.5):.1f}">{inside}</rect>'
    )


def _text(css: str, x: float, y: float, text: str) -> str:
    return f'<text class="{css}" x="{x}" y="{y}">{escape(text)}</text>'


def _grid(scale: Scale) -> Iterator[str]:
    bottom = scale.y(scale.lines)
    every = next(
        step for step in (5, 10, 30, 60, 300, 600, 3600)
        if step * scale.width / scale.seconds >= 44 or step == 3600
    )
    for second in range(0, int(scale.seconds) + 1, every):
        x = scale.x(second)
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP}" y2="{bottom}"/>'
        yield _text("tick", x, bottom + 16, f"{second // 60}:{second % 60:02}")
    rows = next(step for step in (5, 10, 20, 50, 100, 500, 5000) if step * scale.line >= 24)
    for line in range(0, scale.lines, rows):
        y = scale.y(line)
        yield f'<line class="grid" x1="{LEFT}" x2="{scale.x(scale.seconds)}" y1="{y}" y2="{y}"/>'
        yield _text("row", LEFT - 5, y + 4, str(line + 1))


def _disturbances(judgement: Judgement, scale: Scale) -> Iterator[str]:
    if judgement.truth is None:
        return
    free = -1e9
    for span in judgement.truth.disturbances:
        x0, x1 = scale.x(span.start), scale.x(span.end)
        title = f"{span.kind}, {span.start:.1f} to {span.end:.1f} s"
        yield _rect("disturbed", x0, max(x1, x0 + 2), TOP - STRIP - 6, scale.y(scale.lines), title)
        row = 24 if x0 < free else 12
        yield _text("what", x0, row, span.kind)
        free = x0 + 8 * len(span.kind) if row == 12 else free


def _states(judgement: Judgement, scale: Scale) -> Iterator[str]:
    """The follower's states as a strip of colours."""
    runs: list[Placed] = []
    for event in judgement.log.of(Placed):
        if not runs or event.position.state is not runs[-1].position.state:
            runs.append(event)
    ends = ends_of([event.t for event in runs], scale.seconds)
    for event, end in zip(runs, ends, strict=True):
        state: State = event.position.state
        yield _rect(
            f"state {state.value}", scale.x(max(event.t, 0)), scale.x(end), TOP - STRIP - 4,
            TOP - 4, f"{state.value}: {event.position.reason}, {event.t:.1f} to {end:.1f} s",
        )


def _glass(judgement: Judgement, scale: Scale) -> Iterator[str]:
    """The lines that stood on the glass, as a band."""
    runs: list[tuple[float, int, int]] = []
    for time, seen in zip(judgement.glass.times, judgement.glass.seen, strict=True):
        first, last = (seen.lines[0].line, seen.lines[-1].line) if seen.lines else (0, -1)
        if not runs or (first, last) != runs[-1][1:]:
            runs.append((max(time, 0.0), first, last))
    ends = ends_of([start for start, _, _ in runs], scale.seconds)
    for (start, first, last), end in zip(runs, ends, strict=True):
        if last >= first and end > start:
            yield _rect(
                "glass", scale.x(start), scale.x(end), scale.y(first), scale.y(last + 1),
                f"glass: lines {first + 1} to {last + 1}, {start:.1f} to {end:.1f} s",
            )


def _belief(judgement: Judgement, scale: Scale) -> Iterator[str]:
    """Where the companion took the voice to be: drawn, never judged."""
    places = Places(judgement.book)
    points: list[tuple[float, float]] = []
    for event in judgement.log.of(Placed):
        line = places.line_of.get(event.position.heard)
        if line is not None:
            y = scale.y(line + 0.5)
            if points and points[-1][1] != y:
                points.append((scale.x(event.t), points[-1][1]))
            if not points or points[-1][1] != y:
                points.append((scale.x(event.t), y))
    if points:
        points.append((scale.x(scale.seconds), points[-1][1]))
        path = " ".join(f"{x},{y}" for x, y in points)
        yield f'<polyline class="belief" points="{path}"/>'


def _voice(judgement: Judgement, scale: Scale) -> Iterator[str]:
    """Every spoken word: those of the script at their place, the others above."""
    places = Places(judgement.book)
    spans = [span for line in judgement.book.lines for span in spoken_spans(line)]
    middle = {token: (left + right) / 2 for token, left, right in spans}
    widest = max((right for _, _, right in spans), default=1)
    previous: tuple[float, float] | None = None
    for verdict in judgement.verdicts:
        token = verdict.word.token
        if token is None or token not in places.line_of:
            continue
        x, y = scale.x(verdict.word.start), scale.y(places.line_of[token] + middle[token] / widest)
        if previous is not None and abs(previous[1] - y) > scale.line * 3:
            yield (
                f'<line class="jump" x1="{previous[0]}" y1="{previous[1]}" x2="{x}" y2="{y}"/>'
            )
        previous = (x, y)
        radius = 1.8 if verdict.visible else 3.2
        yield (
            f'<circle class="word {_css(verdict)}" cx="{x}" cy="{y}" r="{radius}">'
            f"<title>{escape(verdict.word.word)}, {verdict.word.start:.2f} s: {_said(verdict)}"
            "</title></circle>"
        )
    for word in judgement.truth.words if judgement.truth else ():
        if word.token is None:
            yield _rect(
                "aside", scale.x(word.start), scale.x(word.end), TOP - 3, TOP - 1,
                f"{word.word}, not in the script here",
            )


def _css(verdict: Verdict) -> str:
    if verdict.visible:
        return "seen"
    return "missed spared" if verdict.left_out else "missed"


def _said(verdict: Verdict) -> str:
    if verdict.visible:
        return "on the glass in time"
    late = "on the glass too late" if verdict.present else "not on the glass"
    return late + (" (left out: disturbance)" if verdict.left_out else "")


def _false_moves(judgement: Judgement, scale: Scale) -> Iterator[str]:
    for move in judgement.moves:
        if move.false:
            x, y = scale.x(move.time), scale.y(max(move.after, 0))
            yield (
                f'<path class="false" d="M{x - 5} {y - 8}h10l-5 8z"><title>false move of '
                f"{move.size} line{'s' * (move.size != 1)} at {move.time:.1f} s</title></path>"
            )


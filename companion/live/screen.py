"""The whole terminal as one picture of the show, fitted to its size."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from companion.follow.position import State
from companion.live import glass
from companion.live.keys import HELP
from companion.live.plain import printable
from companion.stage.view import View

STATE_STYLES = {
    State.WAITING: "bold white on grey35",
    State.FOLLOWING: "bold black on green3",
    State.HOLDING: "bold black on yellow3",
    State.SEARCHING: "bold white on red3",
}
ASK_QUIT = "End the show?  y: yes   any other key: no"
NARROW = 36  # columns that the script needs beside the glass; with less it goes below
BLANKED = "blanked by the operator"
_FRAME = "grey50"


class Screen:
    """A rich renderable of one View; fills exactly the console's width and height."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, options.height or console.height
        lines = compose(self._view, width, height)
        for number, line in enumerate(lines):
            if number:
                yield Segment.line()
            yield from _exactly(line, width).render(console)


def compose(view: View, width: int, height: int) -> list[Text]:
    """The screen as `height` lines of at most `width` cells."""
    body = max(height - 3, 0)
    wide, high = glass.size_as("half", _picture(view))
    beside = wide + 2 + NARROW <= width and high + 2 <= body
    small = glass.size_as("braille", _picture(view))
    if not beside and small[0] + 2 + NARROW <= width:
        beside = small[1] + 2 <= body
    middle = _beside(view, width, body) if beside else _stacked(view, width, body)
    middle = [*middle[:body], *[Text()] * (body - len(middle))]
    whole = [_title(view, width), *middle, _hypothesis(view, width), _foot(view)]
    return whole[:height]


def _picture(view: View) -> glass.Pixels:
    return glass.DARK if view.picture is None else view.picture


def _framed(view: View, columns: int, rows: int) -> tuple[Text, ...]:
    """The glass in a frame, at most `columns` x `rows` with it."""
    picture = _picture(view)
    name = printable(view.glasses) or "glass"
    size = max(columns - 2, 1), max(rows - 2, 1)
    return _drawn(picture.tobytes(), picture.shape, size, name, view.blank)


@lru_cache(maxsize=2)  # the picture changes far more seldom than what stands around it
def _drawn(
    levels: bytes, shape: tuple[int, ...], size: tuple[int, int], name: str, blank: bool
) -> tuple[Text, ...]:
    picture = np.frombuffer(levels, np.uint8).reshape(shape)
    drawn, missing = glass.draw(picture, *size)
    wide = max(line.cell_len for line in drawn)
    top = _edge("╭", f" {name} ", "╮", wide)
    cut = f" ▾ {missing} more pixel rows " if missing else ""
    bottom = _edge("╰", f" {BLANKED} " if blank else cut, "╯", wide)
    if blank:
        bottom.stylize("bold yellow3")
    sides = [
        Text.assemble(("│", _FRAME), _exactly(line, wide), ("│", _FRAME)) for line in drawn
    ]
    return (top, *sides, bottom)


def _edge(left: str, label: str, right: str, wide: int) -> Text:
    label = set_cell_size(label, min(cell_len(label), wide))
    return Text(f"{left}{label}{'─' * (wide - cell_len(label))}{right}", _FRAME)


def _beside(view: View, width: int, height: int) -> list[Text]:
    """Glass on the left, figures and script on the right."""
    left = _framed(view, width - NARROW - 1, height)
    column = max(line.cell_len for line in left)
    room = width - column - 1
    right = [*_figures(view, room), Text(), *_script(view, room, height - 8)]
    blank = Text(" " * column)
    rows = []
    for number in range(height):
        first = left[number] if number < len(left) else blank
        second = right[number] if number < len(right) else Text()
        rows.append(Text.assemble(_exactly(first, column), " ", second))
    return rows


def _stacked(view: View, width: int, height: int) -> list[Text]:
    """Glass above, figures beside it where they fit, three lines of script below."""
    script = _script(view, width, 3)
    left = _framed(view, width, height - len(script))
    column = max(line.cell_len for line in left)
    room = width - column - 1
    right = _figures(view, room) if room >= 14 else []
    rows = [
        Text.assemble(line, " ", right[number]) if number < len(right) else line
        for number, line in enumerate(left)
    ]
    return [*rows, *script]


def _figures(view: View, width: int) -> list[Text]:
    """State, reason, confidence, loudness, link, battery and message, one a line."""
    state = "on hold" if view.holding else view.state.value
    style = STATE_STYLES[State.HOLDING if view.holding else view.state]
    bar = max(min(width - 8, 24), 3)
    lines = [
        Text(f" {state} ", style),
        _clipped(view.reason, width, "italic"),
        Text.assemble("sure  ", *_bar(view.confidence, bar, "green3")),
    ]
    if view.level is None:
        lines.append(_clipped("no sound input", width, "dim"))
    else:
        loud = "red3" if view.level > 0.95 else "cyan3"
        lines.append(Text.assemble("voice ", *_bar(view.level, bar, loud)))
    link = "●" if view.linked else "○"
    lines.append(
        Text.assemble(
            (link, "green3" if view.linked else "bold red3"), " ",
            _clipped(view.link or "no link", width - 2, "" if view.linked else "bold red3"),
        )
    )
    if view.battery is None:
        lines.append(Text("battery ?", "dim"))
    else:
        words = f"battery {view.battery} %" + (", charging" if view.charging else "")
        lines.append(Text(words, "bold red3" if view.low else ""))
    if view.message:
        lines.append(_clipped(f"✉ {view.message}", width, "bold yellow3"))
    return lines


def _script(view: View, width: int, rows: int) -> list[Text]:
    """The lines around the current one: what is spoken dim, what comes next bright."""
    before = min(rows // 3, view.line)
    first = max(0, min(view.line - before, len(view.lines) - rows))
    shown = []
    for number in range(first, min(first + max(rows, 1), len(view.lines))):
        text = printable(view.lines[number])
        if number < view.line:
            shown.append(_clipped("  " + text, width, "grey42"))
        elif number == view.line:
            line = Text.assemble(
                ("▸ ", "bold green3"), (text[: view.said], "grey42"),
                (text[view.said :], "bold bright_white"),
            )
            line.truncate(width, overflow="ellipsis")
            shown.append(line)
        else:
            shown.append(_clipped("  " + text, width, "white"))
    return shown


def _title(view: View, width: int) -> Text:
    clock = _clock(view.elapsed) + (f" / {_clock(view.total)}" if view.total else "")
    if view.goal:
        left = view.goal - view.elapsed
        clock += f" · {_clock(left)} left" if left >= 0 else f" · {_clock(-left)} over"
    language = f" [{view.language}]" if view.language else ""
    room = width - cell_len(clock) - 1
    title = _clipped(f" {view.title}{language}", room)
    line = Text.assemble(title, " " * max(room - title.cell_len, 0), clock, " ")
    line.stylize("bold reverse")
    return line


def _hypothesis(view: View, width: int) -> Text:
    if view.notice:
        return _clipped(f"! {view.notice}", width, "bold yellow3")
    heard = printable(view.heard)
    while cell_len(heard) > max(width - 7, 1):  # the end is what matters
        heard = heard[1:]
    return Text.assemble(("heard: ", "dim"), (heard, "italic cyan3"))


def _foot(view: View) -> Text:
    if view.asking:
        return Text(f" {ASK_QUIT} ", "bold white on red3")
    if view.choices:
        words = [f"{number}: {text}" for number, text in enumerate(view.choices, 1)]
        return Text("  ".join(map(printable, [*words, "0: none"])), "bold black on yellow3")
    return Text(HELP, "dim")


def _bar(share: float, width: int, colour: str) -> list[tuple[str, str]]:
    full = round(max(0.0, min(1.0, share)) * width)
    return [("━" * full, colour), ("━" * (width - full), "grey23")]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    return f"{minutes}:{rest:02}"


def _clipped(text: str, width: int, style: str | Style = "") -> Text:
    line = Text(printable(text), style, no_wrap=True)
    line.truncate(max(width, 0), overflow="ellipsis")
    return line


def _exactly(line: Text, width: int) -> Text:
    """The line cut or padded to `width` cells; its style covers its own text alone."""
    whole = Text(end="", no_wrap=True).append_text(line)
    whole.truncate(width, overflow="crop")
    return whole.append(" " * (width - whole.cell_len))

"""The lines of the script on the glass: a row each, drawn on a canvas of its own height first,
so that nothing ever reaches into its neighbours.
"""

import asyncio

import framebuf
from micropython import const

from .glyphs import Glyphs
from .painter import ALL, Painter
from .signs import end_mark
from .strip import TITLE_HEIGHT

_ROUNDS = const(3)


class Rows:
    """Draws the part of a volume around its current line on the panel's frame."""

    def __init__(self, panel):
        self._panel = panel
        self._glyphs = Glyphs(panel.width * panel.height * panel.depth // 8)
        self._painter = Painter(panel.depth, panel.layout)
        self._layout = panel.layout if panel.depth > 1 else framebuf.MONO_HLSB
        self._height = 0
        self._width = 0
        self._shown = []  # what each row shows now

    def place(self, x, y, width, height, current):
        """Where the rows go, and which of them is for the current line."""
        self._x = x
        self._y = y
        self._room = height
        self._current = current
        if width != self._width:
            self._width = width
            self._height = 0
        self.forget()

    def forget(self):
        """Draw every row anew the next time."""
        self._shown = []

    def wait_for_lines(self):
        """Whether a row shows nothing because its line has yet to come."""
        for state in self._shown:  # None: draw() has yet to come to this row
            if state and not state[2]:
                return True
        return False

    async def draw(self, volume, line, token, corner, draw_corner, soil):
        """Draw what changed, telling soil(top, bottom) of each row.

        The corner of the first row belongs to its content: draw_corner(corner, right edge, top)
        draws it unless it is empty.
        """
        self._turn_to(volume)
        count = max(1, self._room // self._height)
        if len(self._shown) != count:
            self._shown = [None] * count
            below = self._y + count * self._height
            rest = self._y + self._room - below
            if rest > 0:  # smaller than a row, with what another script left there
                self._panel.frame.fill_rect(self._x, below, self._width, rest, 0)
                soil(below, below + rest)
        shown = self._shown
        first = line - min(self._current, count - 1)
        for row in range(count):
            number = first + row
            spoken = token if number == line else ALL if number < line else 0
            # All that the row's pixels depend on:
            there = number < volume.lines or volume.lines >= volume.geometry[4]
            state = number, spoken, there, () if row else corner
            if state == shown[row]:
                continue
            shown[row] = state
            y = self._y + row * self._height
            self._draw_line(volume, number, spoken)
            self._panel.frame.blit(self._canvas, self._x, y)
            if corner and not row:
                draw_corner(corner, self._x + self._width, y)
            soil(y, min(y + self._height, self._y + self._room))
            await asyncio.sleep_ms(0)
            if self._shown is not shown:
                return  # laid out anew meanwhile; all will be drawn again

    def top_of(self, y):
        """Where the row begins that a picture over the rows from `y` down would cut through.

        `y` itself where it takes away no more than the row's lowest quarter.
        """
        cut = (y - self._y) % self._height
        return y if cut * 4 >= self._height * 3 else max(self._y, y - cut)

    async def look_ahead(self, volume, line, changed):
        """Decode what the next line's picture will need, while nothing else is to be done.

        A glyph that comes takes the place of the oldest one, which may be needed too: hence
        some rounds.
        """
        glyphs = self._glyphs
        try:
            if not volume.geometry or glyphs.of(volume):
                return
            first = line + 1 - min(self._current, len(self._shown) - 1)
            for _ in range(_ROUNDS):
                fetched = False
                for number in range(max(0, first), first + len(self._shown)):
                    body = volume.line(number)
                    for glyph in glyphs.absent(bytes(body)) if body else ():
                        if changed.is_set():
                            return
                        glyphs[glyph]
                        fetched = True
                        await asyncio.sleep_ms(0)
                if not fetched:
                    return
        except (OSError, ValueError):  # as in drawing; the line will show it
            pass

    def _turn_to(self, volume):
        """Make the canvas for this volume's line height."""
        if self._glyphs.of(volume):
            self._shown = []
        height = min(volume.geometry[3], self._room)
        if height != self._height:
            self._canvas = self.canvas(self._width, height)
            self._height = height

    def canvas(self, width, height):
        """A frame with the panel's levels."""
        stride = (width + 7) // 8 * 8
        buffer = bytearray(stride * height * self._panel.depth // 8)
        return framebuf.FrameBuffer(buffer, width, height, self._layout, stride)

    def _draw_line(self, volume, number, spoken):
        canvas = self._canvas
        canvas.fill(0)
        try:
            if number == volume.geometry[4] > 0:
                if volume.lines == number:
                    end_mark(canvas, self._width, self._height, self._panel.depth)
                return
            body = volume.line(number)
            if body is not None:
                depth = volume.geometry[0]
                height = self._height
                self._painter.paint(canvas, height, bytes(body), depth, self._glyphs, spoken)
        except (OSError, ValueError):  # flash fault, or the book went while we drew
            ink = (1 << self._panel.depth) - 1
            canvas.rect(1, 2, self._width - 2, self._height - 4, ink)

    def title_line(self, volume, line):
        """As the volume's; -1 if the flash fails."""
        try:
            return volume.title_line(line)
        except (OSError, ValueError):
            return -1

    def draw_title(self, canvas, volume, first):
        """The title before line `first` of the volume on a canvas of the strip's height."""
        try:
            self._glyphs.of(volume)
            body = volume.title(first)
            if body is not None:
                depth = volume.geometry[0]
                self._painter.paint(
                    canvas, TITLE_HEIGHT, bytes(body), depth, self._glyphs, 0, quiet=True
                )
        except (OSError, ValueError):  # no title then; the line will show the fault
            pass


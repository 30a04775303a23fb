"""Composes the picture: the current line, the one before it, and what comes next.

Only rows whose content changed are drawn and sent. A row is drawn on a canvas of its own
height first, so nothing ever reaches into its neighbours.
"""

import asyncio

import framebuf
from micropython import const

from . import signs
from .glyphs import Glyphs
from .painter import ALL, Painter
from .text import wrap

_FONT = const(8)  # pixels, of framebuf's own font


class Stage:
    """panel: see panels/__init__.py, started. area: x, y, width, height that are seen sharply.
    idle: text for a glass without a script.

    Say what should be seen with show(), message(), blank() and sign(); paint() makes it so.
    `changed` is an Event, set when there is something to paint.
    """

    def __init__(self, panel, area, idle):
        self.panel = panel
        self._x = area["x"]
        self._y = area["y"]
        self._width = area["width"]
        self._height = area["height"]
        self._glyphs = Glyphs()
        self._line_height = 0
        self._current_row = 1
        self._place = (None, 0, 0)
        self._idle = idle
        self._message = ""
        self._blank = False
        self._signs = 0
        self._rows = []  # what each row shows now; empty: no lines on the panel
        self._page = None  # what is there instead of lines
        self._dirty = [0, 0]
        self.changed = asyncio.Event()

    # What should be seen

    def show(self, volume, line, token):
        """A place in a volume (see volume.py); tokens before `token` are dim."""
        if self._place != (volume, line, token):
            self._place = (volume, line, token)
            self.changed.set()

    def arrived(self):
        """More lines are there; some of them may be due on the glass."""
        for state in self._rows:  # None: paint() has yet to come to this row
            if state and not state[2]:
                self.changed.set()
                return

    def message(self, text):
        """Text in the small font instead of the script; "" takes it away."""
        if text != self._message:
            self._message = text
            self.changed.set()

    def blank(self, on):
        if on != self._blank:
            self._blank = on
            self.changed.set()

    def sign(self, mask):
        """Signs in the upper right corner: signs.NO_LINK, signs.LOW_BATTERY or both."""
        if mask != self._signs:
            self._signs = mask
            self.changed.set()

    def set_current_row(self, row):
        """The row of the current line, from 0. Raises ValueError."""
        if not 0 <= row < 4:
            raise ValueError("row 0 to 3")
        self._current_row = row
        self.changed.set()

    # Making it so

    async def paint(self):
        """Draw what should be seen and send it. Returns the bytes sent."""
        self.changed.clear()
        volume, line, token = self._place
        if self._blank:
            self._show_page("")
        elif self._message or volume is None or volume.geometry is None:
            self._show_page(self._message or self._idle)
        else:
            await self._show_lines(volume, line, token)
        top, bottom = self._dirty
        self._dirty = [0, 0]
        return await self.panel.refresh(top, bottom) if bottom else 0

    def _soil(self, top, bottom):
        """Rows of pixels that must be sent."""
        dirty = self._dirty
        if dirty[1]:
            dirty[0], dirty[1] = min(dirty[0], top), max(dirty[1], bottom)
        else:
            dirty[0], dirty[1] = top, bottom

    def _clear(self):
        self.panel.frame.fill(0)
        self._soil(0, self.panel.height)

    def _show_page(self, text):
        page = text, 0 if self._blank else self._signs
        if page == self._page:
            return
        self._page = page
        self._rows = []
        self._clear()
        parts = wrap(text, self._width // _FONT)
        y = self._y + max(0, (self._height - len(parts) * (_FONT + 2)) // 2)
        for part in parts:
            x = self._x + (self._width - len(part) * _FONT) // 2
            self.panel.frame.text(part, x, y, (1 << self.panel.depth) - 1)
            y += _FONT + 2
        self._draw_signs(page[1])

    async def _show_lines(self, volume, line, token):
        self._set_up(volume)
        count = self._height // self._line_height
        if len(self._rows) != count:
            self._clear()
            self._page = None
            self._rows = [None] * count
        shown_signs = self._signs
        first = line - min(self._current_row, count - 1)
        for row in range(count):
            number = first + row
            spoken = token if number == line else ALL if number < line else 0
            # All that the row's pixels depend on:
            state = number, spoken, number < volume.lines, 0 if row else shown_signs
            if state == self._rows[row]:
                continue
            self._rows[row] = state
            y = self._y + row * self._line_height
            self._draw_line(volume, number, spoken)
            self.panel.frame.blit(self._canvas, self._x, y)
            if not row:
                self._draw_signs(shown_signs)
            self._soil(y, y + self._line_height)
            await asyncio.sleep_ms(0)

    def _set_up(self, volume):
        """Make the canvas for this volume's line height."""
        if self._glyphs.of(volume):
            self._rows = []
        height = volume.geometry[3]
        if height == self._line_height:
            return
        panel = self.panel
        layout = panel.layout if panel.depth > 1 else framebuf.MONO_HLSB
        stride = (self._width + 7) // 8 * 8
        buffer = bytearray(stride * height * panel.depth // 8)
        self._canvas = framebuf.FrameBuffer(buffer, self._width, height, layout, stride)
        self._painter = Painter(self._canvas, height, panel.depth, layout)
        self._line_height = height

    def _draw_line(self, volume, number, spoken):
        self._canvas.fill(0)
        try:
            body = volume.line(number)
            if body is not None:
                self._painter.paint(bytes(body), volume.geometry[0], self._glyphs, spoken)
        except (OSError, ValueError):  # flash fault, or the book went while we drew
            ink = (1 << self.panel.depth) - 1
            self._canvas.rect(1, 2, self._width - 2, self._line_height - 4, ink)

    def _draw_signs(self, mask):
        frame = self.panel.frame
        x = self._x + self._width - signs.SIZE
        for sign in (signs.NO_LINK, signs.LOW_BATTERY):
            if mask & sign:
                frame.fill_rect(x - 1, self._y, signs.SIZE + 1, signs.SIZE + 1, 0)
                signs.draw(frame, sign, x, self._y, (1 << self.panel.depth) - 1)
                x -= signs.SIZE + 1

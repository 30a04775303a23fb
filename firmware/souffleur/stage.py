"""Composes the picture: the script's lines with the status strip under them, or a page instead.

Only rows of pixels whose content changed are drawn and sent.
"""

import asyncio
import gc
import sys

import framebuf

from . import signs, strip, wire
from .rows import Rows

_WORD_AFTER = 700  # ms: a state that passes by is not told in words
_WORD_UNTIL = 2700
_BLINK = 512  # ms
_LOW_BATTERY = 7  # number of the word, see words.py
_SCRIPT = ("script",)
_CORNER = (signs.LINK_LOST, signs.HOLDING, signs.SEARCHING)  # told without a strip, too


class Stage:
    """panel: see panels/__init__.py, started. settings offers area (x, y, width, height: what is
    seen sharply), strip (whether there is one), current_row, name and language.

    Say what should be seen with show(), view(), message(), page() and tell(); paint() makes it
    so. `changed` is an Event, set when there is something to paint.
    """

    def __init__(self, panel, settings):
        self.panel = panel
        self._settings = settings
        self._rows = Rows(panel)
        self._place = (None, 0, 0)
        self._view = wire.VIEW_SCRIPT
        self._page = None
        self._message = None  # framebuf, width, height
        self._told = (wire.STATE_IDLE, False, None, False, False, None, None, False)
        self._said = signs.LINK_LOST, False  # sign and low battery, as last told in a word
        self._said_low = False
        self._said_at = None  # when they came to be; None: long ago
        self._word = None  # number of the word in the strip, see words.py
        self._lit = True
        self._scene = None  # what is on the panel: a page's key, or SCRIPT for lines
        self._strip = [None] * 4  # what its parts show: progress, sign, title, numbers
        self._top = self._bottom = 0  # rows of pixels to be sent
        self.changed = asyncio.Event()
        self.arrange()

    # What should be seen

    def show(self, volume, line, token):
        """A place in a volume (see volume.py); tokens before `token` are dim."""
        if self._place != (volume, line, token):
            if volume is not self._place[0]:
                self._strip[2] = None
            self._place = (volume, line, token)
            self.changed.set()

    def arrived(self):
        """More lines are there; some of them may be due on the glass."""
        if self._rows.wait_for_lines():
            self.changed.set()

    def view(self, view):
        """wire.VIEW_...: the script, nothing, or one of the pages."""
        if view != self._view:
            self._view = view
            self.changed.set()

    def message(self, width, height, data):
        """A one-bit picture from the staff, coded as glyphs are with book.PACKED, over the text.

        data None takes it away. Raises ValueError for one that is damaged or does not fit.
        """
        if data is None:
            made = None
        else:
            from . import band

            made = band.picture(width, height, data, *self.text_size)
        if made is not self._message:
            self._message = made
            self._scene = None
            self.changed.set()

    def page(self, text):
        """The device's own words in large letters, such as a code, above all but blank; or None."""
        if text != self._page:
            self._page = text
            self.changed.set()

    def tell(
        self, state, linked, battery, charging, low, seconds, day_seconds, pairing=False
    ):  # fmt: skip
        """What strip, clock and waiting page tell.

        state: wire.STATE_.... battery: percent or None. low: it should be charged. seconds:
        left (may be negative) or gone, None without a show. day_seconds: of the day, or None.
        """
        minute = None if day_seconds is None else day_seconds // 60
        told = state, linked, strip.eighths(battery), charging, low, seconds, minute, pairing
        if told != self._told:
            self._told = told
            self.changed.set()

    def tick(self, now):
        """A few times a second, with the milliseconds of time.ticks_ms: words that come and go."""
        said = signs.sign(self._told[0], self._told[1]), self._told[4]
        if said != self._said:
            self._said_low = said[1] and not self._said[1]
            self._said = said
            self._said_at = now
        if self._said_at is not None:
            age = (now - self._said_at) & 0x3FFFFFFF
            word = None
            if age >= _WORD_UNTIL:
                self._said_at = None
            elif age >= _WORD_AFTER:
                word = _LOW_BATTERY if self._said_low else said[0]
            if word != self._word:
                self._word = word
                self.changed.set()
        if self._view == wire.VIEW_IDENTIFY and bool(now & _BLINK) != self._lit:
            self._lit = not self._lit
            self.changed.set()

    def arrange(self):
        """The settings have changed: lay everything out anew."""
        self._x, self._y, self._width, self._height = self._settings.area
        self._rows.place(self._x, self._y, *self.text_size, self._settings.current_row)
        self._scene = None
        self.changed.set()

    @property
    def text_size(self):
        """(width, height) in pixels that a book may be set for."""
        _, _, width, height = self._settings.area
        return width, height - strip.HEIGHT if self._settings.strip else height

    # Making it so

    async def paint(self):
        """Draw what should be seen and send it. Returns the bytes sent."""
        self.changed.clear()
        volume, line, token = self._place
        page = self._page_due(volume)
        if page is not None:
            self._show_page(page)
        else:
            await self._show_script(volume, line, token)
        top, bottom = self._top, self._bottom
        self._top = self._bottom = 0
        sent = await self.panel.refresh(top, bottom) if bottom else 0
        if page is None:
            await self._rows.look_ahead(volume, line, self.changed)
        return sent

    def _soil(self, top, bottom):
        """Rows of pixels that must be sent."""
        if self._bottom:
            self._top, self._bottom = min(self._top, top), max(self._bottom, bottom)
        else:
            self._top, self._bottom = top, bottom

    def _change_scene(self, scene):
        """Whether it is another one: then the panel is empty now."""
        if scene == self._scene:
            return False
        self._scene = scene
        self._rows.forget()
        self._strip = [None] * 4
        self.panel.frame.fill(0)
        self._soil(0, self.panel.height)
        return True

    def _page_due(self, volume):
        """The key of the page to show, all that its pixels depend on; None for the script."""
        view = self._view
        state, linked, battery, charging, low, _, minute, pairing = self._told
        if view == wire.VIEW_BLANK:
            return ("blank",)
        if self._page is not None:
            return "text", self._page, pairing
        if view == wire.VIEW_CLOCK:
            return "clock", minute, linked, battery, charging, low
        if view == wire.VIEW_ALIGNMENT:
            return ("alignment",)
        if view == wire.VIEW_IDENTIFY:
            return "identify", self._lit
        if volume is None or volume.geometry is None:
            return "waiting", pairing, linked, battery, charging, low
        return None

    def _show_page(self, key):
        if not self._change_scene(key) or key[0] == "blank":
            return
        from . import pages

        pages.draw(key, self.panel, self._settings)
        if self._message and key[0] in ("clock", "waiting"):
            self._show_message()
        unload("pages")

    async def _show_script(self, volume, line, token):
        self._change_scene(_SCRIPT)
        corner = () if self._settings.strip else self._corner()
        await self._rows.draw(volume, line, token, corner, self._draw_corner, self._soil)
        if self._message and self._bottom > self._message_top():
            top = self._rows.top_of(self._message_top())
            self.panel.frame.fill_rect(self._x, top, self._width, self._message_top() - top, 0)
            self._show_message()
        if self._settings.strip:
            self._show_strip(volume, line)

    # The message

    def _message_top(self):
        return self._y + self.text_size[1] - self._message[2] - wire.MESSAGE_FRAME

    def _show_message(self):
        """A framed band over the lowest rows of the text."""
        from . import band

        top = self._message_top()
        band.draw(self.panel, self._x, top, self._width, self._message)
        self._soil(top, top + self._message[2] + wire.MESSAGE_FRAME)

    # The strip, and the corner without one

    def _show_strip(self, volume, line):
        frame, depth, shown = self.panel.frame, self.panel.depth, self._strip
        x, width = self._x, self._width
        y = self._y + self._height - strip.HEIGHT
        state, linked, battery, charging, low, seconds, _, _ = self._told
        done = strip.done(line, volume.geometry[4], width)
        if done != shown[0]:
            shown[0] = done
            strip.progress(frame, x, y, width, done, depth)
            self._soil(y, y + 1)
        sign = signs.sign(state, linked)
        if sign != shown[1]:
            shown[1] = sign
            strip.state(frame, x, y, sign, depth)
            self._soil(y, y + strip.HEIGHT)
        room = strip.room(width)
        title = self._word, self._rows.title_line(volume, line)
        if room and title != shown[2]:
            shown[2] = title
            self._show_title(volume, title, x + strip.TITLE_X, y + 1, room)
            self._soil(y, y + strip.HEIGHT)
        numbers = seconds, battery, charging, low
        if numbers != shown[3]:
            shown[3] = numbers
            strip.numbers(frame, x, y, width, seconds, battery, charging, low, depth)
            self._soil(y, y + strip.HEIGHT)

    def _show_title(self, volume, title, x, y, room):
        """The section's title, or the word that takes its place for a moment."""
        canvas = self._rows.canvas(room, strip.TITLE_HEIGHT)
        word, first = title
        if word is None:
            if first >= 0:
                self._rows.draw_title(canvas, volume, first)
        else:
            from . import words

            found = words.picture(self._settings.language, word)
            if found:
                quiet = strip.inks(self.panel.depth)[1]
                above = max(0, strip.TITLE_HEIGHT - found[2]) // 2
                canvas.blit(found[0], 0, above, 0, ink(self.panel, quiet))
        self.panel.frame.blit(canvas, x, y)

    def _corner(self):
        """Signs for the corner of the first row."""
        sign = signs.sign(self._told[0], self._told[1])
        return sign if sign in _CORNER else None, self._told[4]

    def _draw_corner(self, corner, x, y):
        frame = self.panel.frame
        full = (1 << self.panel.depth) - 1
        sign, low = corner
        if low:
            x -= signs.BATTERY_WIDTH
            frame.fill_rect(x - 2, y, signs.BATTERY_WIDTH + 2, signs.SIZE + 2, 0)
            signs.battery(frame, x, y, 0, self._told[3], full)
            x -= 2
        if sign is not None:
            x -= signs.SIZE
            frame.fill_rect(x - 2, y, signs.SIZE + 2, signs.SIZE + 2, 0)
            signs.draw(frame, sign, x, y, full)


def ink(panel, level):
    """The palette that draws a one-bit picture in a level of the panel."""
    palette = framebuf.FrameBuffer(bytearray(2), 2, 1, panel.layout)
    palette.pixel(1, 0, level)
    return palette


def unload(name):
    """Give a seldom needed module's memory back: it is held by name and by its package."""
    package = __name__.rsplit(".", 1)[0]
    sys.modules.pop(name, None)
    sys.modules.pop(package + "." + name, None)
    package = sys.modules.get(package)
    if hasattr(package, name):
        delattr(package, name)
    gc.collect()

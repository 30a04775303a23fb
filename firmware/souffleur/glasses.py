"""The glasses as the session sees them: its port. Obeys by way of vault, stage and panel."""

import time

from . import signs, touch, wire
from .session import Refused
from .vault import NoSpace

GESTURES = {touch.TAP: wire.NEXT, touch.DOUBLE: wire.PREVIOUS, touch.LONG: wire.HOLD}


class Glasses:
    """settings: see settings.py; vault, stage, battery: the parts."""

    def __init__(self, settings, vault, stage, battery):
        self._settings = settings
        self._vault = vault
        self._stage = stage
        self._battery = battery
        self._uptime = 0
        self._second = time.ticks_ms()
        stage.set_current_row(settings.current_row)
        self._restage()

    def _restage(self):
        book_id, line, token = self._vault.place()
        self._stage.show(self._vault.volume(book_id), line, token)

    # The session's port (see session.py)

    def begin(self, book_id, size, base_id, same, header):
        panel = self._stage.panel
        depth, width, height = header[3], header[4] | header[5] << 8, header[6] | header[7] << 8
        if depth != panel.depth or width > panel.width or height > panel.height:
            raise Refused(wire.ERR_PANEL)
        try:
            return self._vault.begin(book_id, size, base_id, same, header)
        except NoSpace:
            raise Refused(wire.ERR_NO_SPACE)
        except ValueError:
            raise Refused(wire.ERR_BAD_BOOK)
        finally:
            self._restage()

    def write(self, offset, data):
        try:
            self._vault.write(offset, data)
        except ValueError:
            self._restage()
            raise Refused(wire.ERR_BAD_BOOK)
        self._stage.arrived()

    def commit(self, book_id):
        done = self._vault.commit(book_id)
        self._restage()
        return done

    def use(self, book_id):
        done = self._vault.use(book_id)
        self._restage()
        return done

    def lines_ready(self, book_id):
        volume = self._vault.volume(book_id)
        return volume.lines if volume else 0

    def show(self, book_id, line, token):
        self._go(book_id, line, token)

    def _go(self, book_id, line, token):
        self._vault.go(book_id, line, token, time.ticks_ms())
        self._restage()

    def blank(self, on):
        self._stage.blank(on)

    def message(self, text):
        self._stage.message(text)

    def configure(self, key, value):
        try:
            number = int(value)
            if key == "brightness":
                if not 0 <= number <= 255:
                    raise ValueError
                self._stage.panel.brightness(number)
            elif key == "current_row":
                self._stage.set_current_row(number)
            else:
                raise Refused(wire.ERR_UNKNOWN)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)
        self._settings.keep(key, number)

    def status(self):
        level = self._battery.level
        return wire.BATTERY_UNKNOWN if level is None else level, False, self._uptime

    def place(self):
        return self._vault.place()

    # Without a companion

    def page(self, gesture):
        """Turn by one line: what a touch does when nobody at the other end acts on it."""
        step = {wire.NEXT: 1, wire.PREVIOUS: -1}.get(gesture, 0)
        book_id, line, _ = self._vault.place()
        volume = self._vault.volume(book_id)
        if not volume or not step or not 0 <= line + step < volume.lines:
            return
        body = volume.line(line + step)
        if body is not None:
            self._go(book_id, line + step, body[1] | body[2] << 8 | body[3] << 16)

    def tick(self, now, linked):
        """A few times a second: signs, the noted position, the time since power-up."""
        while (now - self._second) & 0x3FFFFFFF >= 1000:
            self._second += 1000
            self._uptime += 1
        mask = 0 if linked else signs.NO_LINK
        if self._battery.low:
            mask |= signs.LOW_BATTERY
        self._stage.sign(mask)
        self._vault.tick(now)

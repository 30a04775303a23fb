"""The glasses as the session sees them: its port. Obeys by way of vault, stage and panel."""

import time

from . import touch, wire
from .intake import Refused
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
        self._view = wire.VIEW_SCRIPT
        self._state = wire.STATE_IDLE
        self.pairing = None
        self._second = time.ticks_ms()
        self._restage()

    def _restage(self):
        book_id, line, token = self._vault.place()
        self._stage.show(self._vault.volume(book_id), line, token)

    # The session's port (see session.py)

    def begin(self, book_id, size, base_id, same, header):
        depth, width, height = header[3], header[4] | header[5] << 8, header[6] | header[7] << 8
        most, high = self._stage.text_size
        if depth != self._stage.panel.depth or width > most or height > high:
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

    def view(self, view):
        if view > wire.VIEW_IDENTIFY:
            raise Refused(wire.ERR_UNKNOWN)
        self._view = view
        self._stage.view(view)

    def message(self, width, height, data):
        try:
            self._stage.message(width, height, data)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)

    def state(self, state):
        self._state = state

    def time(self, day, elapsed, goal):
        raise Refused(wire.ERR_UNKNOWN)

    def buzz(self, pattern):
        raise Refused(wire.ERR_UNKNOWN)

    def ask(self, topic):
        raise Refused(wire.ERR_UNKNOWN)

    def update(self, image_id, size):
        raise Refused(wire.ERR_UNKNOWN)

    def restart(self):
        raise Refused(wire.ERR_UNKNOWN)

    def erase(self, book_id):
        raise Refused(wire.ERR_UNKNOWN)

    def linked(self, there):
        if not there:
            self._state = wire.STATE_IDLE

    def configure(self, key, value):
        try:
            self._settings.choose(key, value)
        except KeyError:
            raise Refused(wire.ERR_UNKNOWN)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)
        self._stage.panel.brightness(self._settings.brightness)
        self._stage.arrange()

    def status(self):
        flags = wire.FLAG_LOW if self._battery.low else 0
        level = self._battery.level
        battery = wire.BATTERY_UNKNOWN if level is None else level
        return flags, battery, self._view, self._state, self._uptime

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
        battery = self._battery
        self._stage.tell(self._state, linked, battery.level, False, battery.low, None, None)
        self._stage.tick(now)
        self._vault.tick(now)

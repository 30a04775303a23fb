"""The glasses as the session sees them: its port. Obeys by way of vault, stage and body.

Without a companion a touch turns the page, and brings the script back from whatever covers it.
"""

import os
import time

from . import wire
from .book import const
from .intake import Refused
from .stage import unload
from .vault import NoSpace

_IDENTIFY_S = const(10)
_INSIST_MS = const(20000)
_TRIAL_S = const(300)  # without a link by then, the version before is the better one
_RESTART_MS = const(500)  # the answer goes out first


class Glasses:
    """settings: see settings.py; vault, stage, body, start: the parts.

    renewed(secret) is called when pairing has brought a new secret. reset(): does not return.
    trial: this version of the program has yet to prove itself, see slots.py.
    """

    def __init__(self, settings, vault, stage, body, start, reset, trial=False):
        self._settings = settings
        self._vault = vault
        self._stage = stage
        self._body = body
        self._start = start
        self._reset = reset
        self._view = wire.VIEW_SCRIPT
        self._view_before = wire.VIEW_SCRIPT
        self._identify_until = None
        self._state = wire.STATE_IDLE
        self._message = False
        self._linked = False
        self._restart_at = None
        self._trial = trial
        self._image = None  # an update that is arriving
        self._image_comes = False  # write() and commit() mean it
        self.pairing = None
        self.renewed = None
        self._asked_to_pair = None  # when
        self._restage()

    def _restage(self):
        book_id, line, token = self._vault.place()
        self._stage.show(self._vault.volume(book_id), line, token)
        self._body.stir()

    # The session's port (see session.py): books and updates

    def begin(self, book_id, size, base_id, same, header):
        self._image_comes = False
        depth, width, height = header[3], header[4] | header[5] << 8, header[6] | header[7] << 8
        most, high = self._stage.text_size
        if depth != self._stage.panel.depth or width > most or height > high:
            raise Refused(wire.ERR_PANEL)
        try:
            held = self._vault.begin(book_id, size, base_id, header)
            self._restage()
            if held < same <= size:
                yield from self._vault.copy(base_id, same)
            else:
                yield held
        except NoSpace:
            raise Refused(wire.ERR_NO_SPACE)
        except ValueError:
            raise Refused(wire.ERR_BAD_BOOK)
        finally:
            self._restage()

    def update(self, image_id, size):
        if self._body.battery.low:
            raise Refused(wire.ERR_NOT_NOW)
        from . import update

        if not self._image:
            import slots

            self._image = update.Update(slots)
        try:
            self._image_comes = True
            yield from self._image.begin(image_id, size)
        except update.NoRoom:
            raise Refused(wire.ERR_NO_SPACE)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)

    def write(self, offset, data):
        try:
            if self._image_comes:
                self._image.write(offset, data)
                return
            self._vault.write(offset, data)
        except ValueError:
            self._restage()
            raise Refused(wire.ERR_BAD_BOOK)
        self._stage.arrived()

    def commit(self, book_id):
        if self._image_comes:
            try:
                yield from self._image.stage(book_id)
            except ValueError:
                yield False
            return
        try:
            yield from self._vault.commit(book_id)
        finally:
            self._restage()

    def use(self, book_id):
        done = self._vault.use(book_id)
        self._restage()
        return done

    def erase(self, book_id):
        try:
            self._vault.erase(book_id)
        finally:
            self._restage()

    def lines_ready(self, book_id):
        volume = self._vault.volume(book_id)
        return volume.lines if volume else 0

    # The picture

    def show(self, book_id, line, token):
        self._vault.go(book_id, line, token, time.ticks_ms())
        self._restage()

    def view(self, view):
        if view == wire.VIEW_IDENTIFY:
            if self._view != view:
                self._view_before = self._view
            self._identify_until = self._body.clock.uptime + _IDENTIFY_S
        self._view = view
        self._stage.view(view)
        self._body.stir()

    def message(self, width, height, data):
        try:
            self._stage.message(width, height, data)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)
        self._message = data is not None
        self._body.stir()
        if data is not None:
            self._body.haptics.play(wire.BUZZ_TICK)

    # The show

    def state(self, state):
        self._state = state

    def time(self, day, elapsed, goal):
        self._body.clock.tell(time.ticks_ms(), day, elapsed, goal)

    def buzz(self, pattern):
        self._body.haptics.play(pattern)

    # The glasses themselves

    def ask(self, topic):
        if topic == wire.ABOUT_SETTINGS:
            return self._settings.text().encode()
        if topic == wire.ABOUT_JOURNAL:
            from .journal import Journal

            return Journal().text()
        if topic != wire.ABOUT_DEVICE:
            raise Refused(wire.ERR_UNKNOWN)
        from . import about

        try:
            return about.text(
                self._settings, self._stage, self._vault, self._start
            ).encode()  # fmt: skip
        finally:
            unload("about")
            unload("slots")

    def configure(self, key, value):
        try:
            self._settings.choose(key, value)
        except KeyError:
            raise Refused(wire.ERR_UNKNOWN)
        except ValueError:
            raise Refused(wire.ERR_MALFORMED)
        self._body.arrange()
        self._stage.arrange()

    def restart(self):
        self._restart_at = time.ticks_ms()

    def status(self):
        battery = self._body.battery
        flags = wire.FLAG_CHARGING if battery.charging else 0
        flags |= wire.FLAG_LOW if battery.low else 0
        flags |= wire.FLAG_MESSAGE if self._message else 0
        level = wire.BATTERY_UNKNOWN if battery.level is None else battery.level
        return flags, level, self._view, self._state, self._body.clock.uptime

    def place(self):
        return self._vault.place()

    def linked(self, there):
        self._body.linked(there, self._state != wire.STATE_IDLE)
        self._linked = there
        if there and self._trial:
            self._prove()
        if not there:
            self._state = wire.STATE_IDLE

    def _prove(self):
        """A companion with the secret has linked: a version on trial has shown that it can."""
        self._trial = False
        import slots

        slots.keep()
        unload("slots")

    # Touch

    def alone(self, gesture):
        """What a touch does when nobody at the other end acts on it: what covers the script
        goes, else the page turns by one line."""
        if gesture == wire.HOLD:
            return
        if self._view != wire.VIEW_SCRIPT:
            self.view(wire.VIEW_SCRIPT)
        elif self._message:
            self.message(0, 0, None)
        else:
            self._turn(1 if gesture == wire.NEXT else -1)

    def _turn(self, step):
        book_id, line, _ = self._vault.place()
        volume = self._vault.volume(book_id)
        if not volume or not 0 <= line + step < volume.lines:
            return
        body = volume.line(line + step)
        if body is not None:
            self.show(book_id, line + step, body[1] | body[2] << 8 | body[3] << 16)

    def may_pair(self, now):
        """Pairing covers the script, so not while a show is followed, unless the wearer insists
        by a second very long press: a companion that was stolen must not be able to forbid it."""
        insists = self._asked_to_pair is not None and (
            (now - self._asked_to_pair) & 0x3FFFFFFF < _INSIST_MS
        )
        self._asked_to_pair = now
        return insists or self._state == wire.STATE_IDLE

    def pair(self, now):
        """The wearer opens pairing."""
        from .pairing import Pairing

        self.pairing = Pairing(self._settings.identity, os.urandom, now)

    def pairing_touched(self, tap, now):
        """A touch while pairing is open: consent, or the end of it."""
        secret = self.pairing.touched(tap, now)
        if secret:
            try:
                self._settings.renew(secret)
            except OSError:
                self.pairing.close()  # nobody was told that they are paired
                return
            self.pairing.accepted()
            self.renewed(secret)

    def _pair_on(self, now):
        from . import pairing

        self.pairing.tick(now)
        phase = self.pairing.phase
        if phase == pairing.CLOSED:
            self.pairing = None
            self._stage.page(None)
            unload("pairing")
            unload("curve")
        elif phase == pairing.ACCEPTED:
            self._stage.page("OK")
        elif phase == pairing.ASKING:
            self._stage.page(self.pairing.code + "\n?")
        else:
            self._stage.page(self.pairing.code or self._settings.name)

    # Time

    def tick(self, now):
        """A few times a second."""
        body = self._body
        body.tick(now)
        if self.pairing:
            self._pair_on(now)
            body.stir()
        if self._identify_until is not None and body.clock.uptime >= self._identify_until:
            self._identify_until = None
            if self._view == wire.VIEW_IDENTIFY:
                self.view(self._view_before)
        battery, clock = body.battery, body.clock
        self._stage.tell(
            self._state, self._linked, battery.level, battery.charging, battery.low,
            clock.seconds(), clock.day, self.pairing is not None,
        )  # fmt: skip
        self._stage.tick(now)
        self._vault.tick(now)
        if self._trial and clock.uptime >= _TRIAL_S:
            from .journal import Journal

            Journal().note("a new version was not linked to: back to the one before")
            self._reset()
        if self._restart_at is not None and (now - self._restart_at) & 0x3FFFFFFF >= _RESTART_MS:
            self._vault.note()
            self._reset()

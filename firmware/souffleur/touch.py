"""One touch surface or button: taps become gestures.

Debounce 50 ms and double tap 400 ms are the board vendor's; a hold counts after 700 ms and a
very long one after 5 s, while the finger is still down, so that the wearer sees it act.
"""

from .book import const

TAP = 1
DOUBLE = 2
LONG = 3
VERY_LONG = 4  # always after the LONG of the same press

_DEBOUNCE_MS = const(50)
_DOUBLE_MS = const(400)
_LONG_MS = const(700)
_VERY_LONG_MS = const(5000)
POLL_MS = 20

_RISE = const(25)  # percent over the resting level: the rule of boards that give no own number
_STUCK = const(500)  # readings: longer than any gesture, so it is no finger

# Of the ESP32-S3 (technical reference manual 1.7, registers 39.4 and 39.5): which pad is measured
# in deep sleep with the rise that ends it, and what makes the chip learn its resting level anew.
_SLEEP_PAD = const(0x60008114)
_PAD_SHIFT = const(27)
_RISE_MAX = const(0x3FFFFF)
_SLEEP_RESET = const(0x60008118)
_RESET_BIT = const(1 << 23)


def elapsed(now, then):
    return (now - then) & 0x3FFFFFFF


class Gestures:
    """Pure: feed it the contact and the time, it gives gestures."""

    def __init__(self):
        self.down = False  # after debouncing
        self._since = 0
        self._raw = False
        self._raw_since = 0
        self._tapped = None  # when a first tap ended
        self._held = 0  # LONG and VERY_LONG told of this press: 0, 1 or 2
        self._deaf = False

    def swallow(self):
        """The press that is on is no gesture: it has only woken the glasses."""
        self._deaf = True
        self._tapped = None

    def feed(self, down, now):
        """The contact is `down` at `now` (ms). Returns TAP, DOUBLE, LONG, VERY_LONG or None."""
        if down != self._raw:
            self._raw = down
            self._raw_since = now
        if self._raw != self.down and elapsed(now, self._raw_since) >= _DEBOUNCE_MS:
            self.down = self._raw
            self._since = now
            if self.down:
                self._held = 0
            elif self._deaf:
                self._deaf = False
            elif not self._held:
                if self._tapped is not None:
                    self._tapped = None
                    return DOUBLE
                self._tapped = now
        if self.down:
            return None if self._deaf else self._holding(elapsed(now, self._since))
        if self._tapped is not None and not self._raw:
            if elapsed(now, self._tapped) >= _DOUBLE_MS:
                self._tapped = None
                return TAP
        return None

    def _holding(self, held_ms):
        if not self._held and held_ms >= _LONG_MS:
            self._held = 1
            self._tapped = None
            return LONG
        if self._held == 1 and held_ms >= _VERY_LONG_MS:
            self._held = 2
            return VERY_LONG
        return None


class Rest:
    """The resting level of a capacitive surface whose reading rises under a finger. Pure.

    It falls at once with the reading (a finger that was there at power-on lifts, water dries)
    and rises slowly with it (warmth, sweat); what stays up longer than any gesture is no finger
    and becomes the new rest. So nothing gets stuck, in either direction.
    """

    def __init__(self, reading, rise=_RISE):
        """rise: percent over rest that make a touch; half of it ends one."""
        self._level = reading << 8  # with 8 bits of fraction: slow drift is not rounded away
        self.rise = rise
        self._down = 0  # readings since the touch began

    @property
    def level(self):
        return self._level >> 8

    def feed(self, reading):
        """Whether a finger is there; one reading every POLL_MS."""
        if not self._level:  # the chip had measured nothing yet
            self._level = reading << 8
        rise = self.rise // 2 if self._down else self.rise
        above = (reading << 8) - self._level
        if above * 100 > self._level * rise:
            self._down += 1
            if self._down < _STUCK:
                return True
            self._level = reading << 8
        elif above < 0:
            self._level += above // 4
        else:
            self._level += above // 64
        self._down = 0
        return False


class Contact:
    """Whether a finger is there. description: the `touch` part of a board; None: no surface.

    A capacitive one is for the ESP32-S3, whose pads have the numbers of their pins. there:
    whether the board has one.
    """

    def __init__(self, description):
        self._pin = self._pad = None
        self.there = bool(description)
        if not description:
            return
        from machine import Pin

        self._number = description["pin"]
        if description["kind"] == "capacitive":
            from machine import TouchPad

            self._pad = TouchPad(Pin(self._number))
            self._rest = Rest(self._pad.read(), description.get("rise_percent", _RISE))
        else:
            self._pin = Pin(self._number, Pin.IN, Pin.PULL_UP)

    def down(self):
        if self._pad:
            return self._rest.feed(self._pad.read())
        return self.there and self._pin.value() == 0

    def wakes(self):
        """Let a touch end a deep sleep."""
        import esp32

        if self._pad:
            from machine import mem32

            # MicroPython has no words for this: TouchPad.config() of the S3 ignores its number.
            rise = min(self._rest.level * self._rest.rise // 100, _RISE_MAX)
            mem32[_SLEEP_PAD] = self._number << _PAD_SHIFT | rise
            mem32[_SLEEP_RESET] = _RESET_BIT
            esp32.wake_on_touch(True)
        else:
            esp32.wake_on_ext0(self._pin, esp32.WAKEUP_ALL_LOW)

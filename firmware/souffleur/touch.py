"""One touch surface or button: taps become gestures.

Debounce 50 ms and double tap 400 ms are the board vendor's; a hold counts after 700 ms, while
the finger is still down, so that the wearer sees it act.
"""

from .book import const

TAP = 1
DOUBLE = 2
LONG = 3

_DEBOUNCE_MS = const(50)
_DOUBLE_MS = const(400)
_LONG_MS = const(700)
POLL_MS = 20


def elapsed(now, then):
    return (now - then) & 0x3FFFFFFF


class Gestures:
    """Pure: feed it the contact and the time, it gives gestures."""

    def __init__(self):
        self._down = False  # after debouncing
        self._since = 0
        self._raw = False
        self._raw_since = 0
        self._tapped = None  # when a first tap ended
        self._held = False

    def feed(self, down, now):
        """The contact is `down` at `now` (ms). Returns TAP, DOUBLE, LONG or None."""
        if down != self._raw:
            self._raw = down
            self._raw_since = now
        if self._raw != self._down and elapsed(now, self._raw_since) >= _DEBOUNCE_MS:
            self._down = self._raw
            self._since = now
            if self._down:
                self._held = False
            elif not self._held:
                if self._tapped is not None:
                    self._tapped = None
                    return DOUBLE
                self._tapped = now
        if self._down and not self._held and elapsed(now, self._since) >= _LONG_MS:
            self._held = True
            self._tapped = None
            return LONG
        if self._tapped is not None and not self._raw:
            if elapsed(now, self._tapped) >= _DOUBLE_MS:
                self._tapped = None
                return TAP
        return None


class Contact:
    """Whether a finger is there. description: the `touch` part of a board."""

    def __init__(self, description):
        from machine import Pin

        pin = Pin(description["pin"], Pin.IN, Pin.PULL_UP)
        self._pad = None
        if description["kind"] == "capacitive":
            from machine import TouchPad

            self._pad = TouchPad(pin)
            self._rest = self._pad.read()
        self._pin = pin

    def down(self):
        if not self._pad:
            return self._pin.value() == 0
        value = self._pad.read()
        # On the S3 the reading rises on touch. The resting level drifts with warmth: follow it.
        if value > self._rest * 5 // 4:
            return True
        self._rest += (value - self._rest) // 16
        return False

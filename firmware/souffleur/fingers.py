"""From the touch surface to what it does: by the companion if one acts on it, else by us."""

import asyncio
import time

from . import touch, wire

_KINDS = {touch.TAP: wire.NEXT, touch.DOUBLE: wire.PREVIOUS, touch.LONG: wire.HOLD}
_DARK_POLL_MS = 25  # a short tap is felt: it must last the 50 ms of debouncing


class Fingers:
    """contact: see touch.py; glasses, body, session, link: the parts."""

    def __init__(self, contact, glasses, body, session, link):
        self._contact = contact
        self._glasses = glasses
        self._body = body
        self._session = session
        self._link = link
        self._gestures = touch.Gestures()

    async def run(self):
        """Feels, for ever. Between two readings pairing computes, which takes seconds."""
        gestures = self._gestures
        while True:
            now = time.ticks_ms()
            was_down = gestures.down
            kind = gestures.feed(self._contact.down(), now)
            if gestures.down and not was_down and self._body.touched():
                gestures.swallow()
            if kind:
                self._act(kind, now)
            if self._glasses.pairing and self._glasses.pairing.work():
                await asyncio.sleep_ms(0)
            else:
                await asyncio.sleep_ms(_DARK_POLL_MS if self._body.dark else touch.POLL_MS)

    def _act(self, kind, now):
        glasses = self._glasses
        if glasses.pairing:
            if kind != touch.LONG:  # the hold that becomes a very long one
                glasses.pairing_touched(kind == touch.TAP, now)
        elif kind == touch.VERY_LONG:
            self._session.gesture(wire.HOLD, now)  # takes back the one of the same press
            if glasses.may_pair(now):
                glasses.pair(now)
                self._session.closing = True  # who is linked now may be whom to be rid of
        elif not self._session.gesture(_KINDS[kind], now):
            glasses.alone(_KINDS[kind])
        self._link.poke()

"""What all panels do alike: who sends when, and what must be sent again."""

import asyncio


class Panel:
    """A driver sets layout and frame, and has:

    _set_up()           coroutine: after power-on, everything that sleep does not undo
    _switch_on()        coroutine: out of sleep, still dark; everything that sleep does undo
    _light()            shows what was sent
    _switch_off()       dark and asleep
    _shine(level)       brightness
    _send(top, bottom)  coroutine: the rows; gives up where `self._lit` has become False;
                        returns the bytes sent
    """

    def __init__(self, bus, panel):
        self.width = panel["width"]
        self.height = panel["height"]
        self.depth = panel["depth"]
        self._bus = bus
        self._level = panel["brightness"]
        self._shown = None  # the brightness that the display knows
        self._mirrored = False
        self._lit = False  # should show something
        self._on = False  # can be sent to
        self._waking = False
        self._sending = False
        self._stale = False  # all of the display is not as it should be

    async def start(self):
        """May be called again when something went wrong: it begins with a reset."""
        self._on = self._waking = self._sending = False
        await self._set_up()
        await self.wake()

    async def wake(self):
        self._lit = True
        if self._on or self._waking:
            return
        self._waking = True
        try:
            await self._switch_on()
            self._on = self._stale = True
            self._shown = None
            await self.refresh(0, self.height)
            if self._on:
                self._light()
        finally:
            self._waking = False

    def sleep(self):
        self._lit = False
        self._settle()

    def brightness(self, level):
        self._level = level
        self._settle()
        return False

    def mirror(self, on):
        if bool(on) == self._mirrored:
            return False
        self._mirrored = bool(on)
        self._stale = True
        return True

    def _settle(self):
        """Tell the display what was asked for; not among pixels, which a command would end."""
        if self._sending or not self._on:
            return
        if not self._lit:
            self._on = False
            self._switch_off()
        elif self._shown != self._level:
            self._shown = self._level
            self._shine(self._level)

    async def refresh(self, top, bottom):
        while self._sending:  # for another task
            await asyncio.sleep_ms(0)
        if not self._on:
            self._stale = True  # waking sends it
            return 0
        self._sending = True
        sent = 0
        try:
            while True:
                if self._stale:
                    self._stale = False
                    top, bottom = 0, self.height
                sent += await self._send(top, bottom)
                if not (self._stale and self._lit):
                    break
        except BaseException:  # cancelled, or a wire came off
            self._stale = True
            raise
        finally:
            self._sending = False
            self._settle()
        return sent

"""When the light goes down and when the glasses go to sleep. Pure."""

from .book import const

RAMP_MS = 250  # from one brightness to another
STEP_MS = 25  # of the ramp: ten steps, which an eye takes for one movement

AWAKE = 0
DARK = 1  # panel off; radio and touch go on
DEEP = 2  # all off but the touch surface

_SHOW_S = const(1800)  # awake at least so long after a show lost its link
_DEEP_S = const(1200)  # dark for so long, then deep
_DOZE_S = const(20)  # a look around after a deep sleep that the timer ended
_WRAP = const(0x3FFFFFFF)


class Dimmer:
    """The brightness now. full, dim: levels 0..255 (dim 0: never dims); after: seconds without
    a change or a touch until it dims."""

    def __init__(self, full, dim, after):
        self.level = full
        self._from = full
        self._to = full
        self._began = None  # of the ramp
        self._seen = None  # time of the last change; None: none since it dimmed
        self.set(full, dim, after)

    def set(self, full, dim, after):
        """The wearer chose anew."""
        self._full = full
        self._dim = min(dim, full) if dim else full
        self._after_ms = after * 1000
        self._fresh = True

    def stir(self):
        """The picture changed or a finger came: back to full brightness."""
        self._fresh = True

    def feed(self, now):
        """Sets `level` for now. True while it moves: ask again in STEP_MS."""
        if self._fresh:
            self._fresh = False
            self._seen = now
            self._towards(self._full, now)
        elif self._seen is not None and (now - self._seen) & _WRAP >= self._after_ms:
            self._seen = None
            self._towards(self._dim, now)
        if self._began is not None:
            done = min(RAMP_MS, (now - self._began) & _WRAP)
            self.level = self._from + (self._to - self._from) * done // RAMP_MS
            if done == RAMP_MS:
                self._began = None
        return self._began is not None

    def due(self, now):
        """Whether feed() has something to do."""
        if self._fresh or self._began is not None:
            return True
        seen = self._seen
        return seen is not None and (now - seen) & _WRAP >= self._after_ms

    def _towards(self, level, now):
        if level != self._to:
            self._from = self.level
            self._to = level
            self._began = now


class Sleep:
    """AWAKE, DARK or DEEP, by what happens. Times are seconds of a clock that does not wrap.

    after: minutes without link and touch until the panel goes dark, 0 for never. may_deep: the
    board has a battery to spare and a touch can wake it. dozing: a timer ended a deep sleep;
    nobody is known to be there.
    """

    def __init__(self, after, may_deep, dozing=False):
        self.after = after
        self._may_deep = may_deep
        self._dozing = dozing
        self._linked = False
        self._since = 0  # of the last touch or link
        self._lost = None  # when a show lost its link

    def stir(self, now):
        """A touch, or the link comes or goes. Returns whether that woke the glasses."""
        woke = self.state(now) != AWAKE
        self._since = now
        self._dozing = False
        return woke

    def linked(self, on, show, now):
        """An authenticated companion came or went; show: a show is running."""
        self.stir(now)
        if self._linked and not on and show:
            self._lost = now
        self._linked = on

    def state(self, now):
        idle = now - self._since
        if self._dozing:
            return DEEP if self._may_deep and idle >= _DOZE_S else DARK
        if self._linked or not self.after:
            return AWAKE
        limit = self.after * 60
        if self._lost is not None:
            limit = max(limit, _SHOW_S - (self._since - self._lost))
        if idle < limit:
            return AWAKE
        return DEEP if self._may_deep and idle >= limit + _DEEP_S else DARK

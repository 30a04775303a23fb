"""The time of day and of the show, counted on by the glasses themselves. Pure.

The companion tells the time once; from then on ticks of the millisecond clock count it. That
clock wraps at 2^30 ms (12 days), so tick() must come at least that often.
"""

from .book import const

_DAY = const(86400)
_WRAP = const(0x3FFFFFFF)


class Daytime:
    """uptime: seconds since now at the making. Not known until told: day, elapsed are None."""

    def __init__(self, now):
        self.uptime = 0
        self.day = None  # second of the day
        self.elapsed = None  # seconds of the show, None: no show
        self._goal = 0
        self._second = now

    def tell(self, now, day, elapsed, goal):
        """It is this second of the day; the show began `elapsed` seconds ago (None: no show)
        and should take `goal` seconds (0: no goal)."""
        self.tick(now)
        self.day = day % _DAY
        self.elapsed = elapsed
        self._goal = goal

    def tick(self, now):
        """Time goes on."""
        seconds = ((now - self._second) & _WRAP) // 1000
        if not seconds:
            return
        self._second = (self._second + seconds * 1000) & _WRAP
        self.uptime += seconds
        if self.day is not None:
            self.day = (self.day + seconds) % _DAY
        if self.elapsed is not None:
            self.elapsed += seconds

    def seconds(self):
        """What the wearer wants to see: seconds left if there is a goal (below 0: over it), else
        seconds of the show; None without a show."""
        if self.elapsed is None:
            return None
        return self._goal - self.elapsed if self._goal else self.elapsed

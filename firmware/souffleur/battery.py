"""Battery voltage to percent. Pure but for Battery.read."""

from .book import const

_LOW = const(15)  # percent: warn
_RECOVERED = const(20)  # percent: stop warning
_SAMPLES = const(20)  # the vendor's own number; the ADC is noisy while the radio sends


def percent(volts, curve):
    """Charge by a curve of [volts, percent] pairs, highest first; linear between them."""
    if volts >= curve[0][0]:
        return curve[0][1]
    above = curve[0]
    for point in curve:
        if volts >= point[0]:
            share = (volts - point[0]) / (above[0] - point[0])
            return int(point[1] + share * (above[1] - point[1]) + 0.5)
        above = point
    return curve[-1][1]


def open_battery(board):
    """The battery of a board's description: on an ADC pin, behind a gauge, or none."""
    if board.get("gauge"):
        from .gauge import Gauge

        return Gauge(board)
    return Battery(board.get("battery"))


class Battery:
    """A cell on an ADC pin. description: the `battery` part of a board, or None without one.

    level: percent, None while unknown. low: it should be charged before a show. charging: None
    where the board cannot tell.
    """

    charging = None

    def __init__(self, description):
        self.level = None
        self.low = False
        self._adc = None
        if description:
            from machine import ADC, Pin

            self._adc = ADC(Pin(description["adc"]), atten=ADC.ATTN_11DB)
            self._divider = description["divider"]
            self._curve = description["curve"]

    def read(self):
        """Measure now."""
        if not self._adc:
            return
        total = 0
        for _ in range(_SAMPLES):
            total += self._adc.read_uv()
        volts = total / _SAMPLES / 1000000 * self._divider
        if volts >= 1:  # else there is no cell: powered over USB
            self.judge(percent(volts, self._curve))

    def judge(self, level):
        """The cell holds so many percent."""
        self.level = level
        if level <= _LOW:
            self.low = True
        elif level >= _RECOVERED:
            self.low = False

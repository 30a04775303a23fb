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


class Battery:
    """The cell of a board. description: its `battery` part, or None for a board without."""

    def __init__(self, description):
        self.level = None  # percent, None while unknown
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
        if volts < 1:
            return  # no cell: powered over USB
        self.level = percent(volts, self._curve)
        if self.level <= _LOW:
            self.low = True
        elif self.level >= _RECOVERED:
            self.low = False

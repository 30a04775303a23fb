"""The status strip at the lower edge of what the wearer sees sharply. Pure; also the companion's.

From top to bottom: one row of pixels for the progress through the script, then, from left to
right, the sign of the state, the section's title (or a word for a moment), the time and the
battery. All of it is quieter than the text, unless something is wrong.
"""

from . import signs

HEIGHT = 12
FROM_HEIGHT = 100  # pixels of an area that spares HEIGHT of them by itself
TITLE_HEIGHT = HEIGHT - 1
TITLE_X = signs.SIZE + 4
_TIME_WIDTH = 36  # "-120:34"
_GAP = 4
_TOP = 2  # of signs and figures

_TIME_FROM = signs.SIZE + _GAP + _TIME_WIDTH + _GAP + signs.BATTERY_WIDTH  # a narrower strip: none


def room(width):
    """Pixels across for the title in a strip of that width; 0: none."""
    return max(0, width - _TIME_FROM - _GAP)


def inks(depth):
    """(rest of the way, quiet, loud): the strip's levels on a panel of that depth."""
    full = (1 << depth) - 1
    return max(1, full // 3), (full + 1) // 2, full


def progress(frame, x, y, width, done, depth):
    """The way through the script: `done` of `width` pixels are behind."""
    rest, quiet, full = inks(depth)
    frame.fill_rect(x, y, width, 1, 0)
    if depth > 1:
        frame.fill_rect(x, y, width, 1, rest)
        frame.fill_rect(x, y, done, 1, quiet)
        return
    for dot in range(0, width, 4):
        frame.fill_rect(x + dot, y, 1, 1, quiet)
    frame.fill_rect(x, y, done, 1, full)


def done(line, lines, width):
    """Pixels of progress for the current line of so many."""
    return min(line + 1, lines) * width // lines if lines else 0


def state(frame, x, y, sign, depth):
    """The sign at the left: loud when the link is lost."""
    _, quiet, full = inks(depth)
    frame.fill_rect(x, y + 1, signs.SIZE, TITLE_HEIGHT, 0)
    signs.draw(frame, sign, x, y + _TOP, full if sign == signs.LINK_LOST else quiet)


def numbers(frame, x, y, width, seconds, battery, charging, low, depth):
    """Time (seconds or None) and battery (eighths or None) at the right."""
    _, quiet, full = inks(depth)
    end = x + width
    left = max(x + signs.SIZE + 1, end - _TIME_WIDTH - _GAP - signs.BATTERY_WIDTH)
    frame.fill_rect(left, y + 1, end - left, TITLE_HEIGHT, 0)
    if battery is not None:
        end -= signs.BATTERY_WIDTH
        signs.battery(frame, end, y + _TOP, battery, charging, full if low else quiet)
        end -= _GAP
    if seconds is not None and width >= _TIME_FROM:
        text = signs.clock(seconds)
        late = full if seconds < 0 else quiet
        signs.figures(frame, text, end - signs.figures_width(text), y + _TOP, late)


def eighths(percent):
    """How full to draw a battery: 0..8; None if unknown."""
    return None if percent is None else (min(percent, 100) * 8 + 50) // 100

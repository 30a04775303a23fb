"""The wearer's choices: which there are, what each may be, what it is when nobody chose. Pure."""

from . import strip

SIZES = ("small", "normal", "large", "huge")
NAME_MAX = 29  # bytes: what the scan response carries
AREA_MIN = 32  # pixels each way: a line of any script fits
WATCHDOG_MIN = 5000  # ms: starting takes seconds, and a watchdog that bites first bites for ever

_NUMBERS = {  # key: lowest, highest, when nobody chose (None: the board says)
    "brightness": (0, 255, None),  # of the panel
    "dim": (0, 255, 0),  # brightness after dim_after seconds without change or touch; 0: never
    "dim_after": (1, 3600, 20),
    "current_row": (0, 3, 1),  # of the line that is spoken, from the top
    "strip": (0, 1, None),  # the status strip
    "mirror": (0, 1, 0),  # left and right exchanged, against how the board is usually seen
    "vibrate": (0, 1, 1),
    "sleep_after": (0, 1440, 10),  # minutes without link and touch; 0: never
    "watchdog_ms": (0, 60000, 8000),  # reset when the firmware hangs so long; 0: while developing
}
KEYS = (
    "name", "language", "size", "area", "pan", "current_row", "strip", "mirror", "brightness",
    "dim", "dim_after", "vibrate", "sleep_after", "watchdog_ms",
)  # fmt: skip


def numbers(text, count):
    """(n, ...) of "n,n". Raises ValueError."""
    parts = text.split(",")
    if len(parts) != count:
        raise ValueError(text)
    return tuple([int(part) for part in parts])


def default(key, board):
    """The value when nobody chose; board: its description."""
    safe = board["safe_area"]
    if key == "brightness":
        return board["panel"]["brightness"]
    if key == "strip":
        return int(safe["height"] >= strip.FROM_HEIGHT)
    if key in _NUMBERS:
        return _NUMBERS[key][2]
    return {
        "name": "Souffleur",
        "language": "en",
        "size": "normal",
        "pan": "0,0",
        "area": "%d,%d,%d,%d" % (safe["x"], safe["y"], safe["width"], safe["height"]),
    }[key]


def checked(key, value, width, height):
    """The value to keep for a value as told (text, or what is kept). width, height: the panel.

    Raises KeyError for an unknown key, ValueError for a value that cannot be.
    """
    if key in _NUMBERS:
        low, high, _ = _NUMBERS[key]
        number = int(value)
        if not low <= number <= high:
            raise ValueError(value)
        if key == "watchdog_ms" and 0 < number < WATCHDOG_MIN:
            raise ValueError(value)
        return number
    if key not in KEYS:
        raise KeyError(key)
    if not isinstance(value, str):
        raise ValueError(value)
    if key == "area":
        x, y, wide, high = area = numbers(value, 4)
        if wide < AREA_MIN or high < AREA_MIN or min(x, y) < 0:
            raise ValueError(value)
        if x + wide > width or y + high > height:
            raise ValueError(value)
        return "%d,%d,%d,%d" % area
    if key == "pan":
        across, down = pan = numbers(value, 2)
        if abs(across) > width or abs(down) > height:
            raise ValueError(value)
        return "%d,%d" % pan
    if key == "size":
        good = value in SIZES
    elif key == "language":
        good = 2 <= len(value) <= 3 and all("a" <= letter <= "z" for letter in value)
    else:
        good = 0 < len(value.encode()) <= NAME_MAX and all(" " <= letter for letter in value)
    if not good:
        raise ValueError(value)
    return value


def values(own, board):
    """{key: value} of all keys, from what is kept; a kept value that cannot be is as good as
    none."""
    panel = board["panel"]
    found = {}
    for key in KEYS:
        found[key] = default(key, board)
        try:
            found[key] = checked(key, own.get(key, found[key]), panel["width"], panel["height"])
        except (TypeError, ValueError):
            pass
    return found


def panned(area, pan, width, height):
    """(x, y, width, height) of the area after the pan, never beyond the panel."""
    x, y, wide, high = numbers(area, 4)
    across, down = numbers(pan, 2)
    x = min(max(0, x + across), width - wide)
    return x, min(max(0, y + down), height - high), wide, high

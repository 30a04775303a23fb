"""Pages that stand where the script else would: waiting, code, clock, name, alignment."""

import framebuf

from . import signs, strip, words
from .stage import ink

_FONT = 8  # pixels, of framebuf's own font
_LARGEST = 4  # times the font
_SEGMENTS = b"\x77\x24\x5d\x6d\x2e\x6b\x7b\x25\x7f\x6f"  # of 0..9: see _digit


class _Page:
    """Where a page is drawn, and in which levels."""

    def __init__(self, panel, settings):
        self.panel = panel
        self.frame = panel.frame
        self.full = (1 << panel.depth) - 1
        self.quiet = strip.inks(panel.depth)[1]
        self.x, self.y, self.width, self.height = settings.area
        self.language = settings.language
        self.name = settings.name


def draw(key, panel, settings):
    """Draw the page of a key of Stage's on an empty frame."""
    page = _Page(panel, settings)
    kind = key[0]
    if kind == "waiting":
        _waiting(page, *key[1:])
    elif kind == "text":
        _text(page, *key[1:])
    elif kind == "clock":
        _clock(page, *key[1:])
    elif kind == "alignment":
        _alignment(page)
    elif key[1]:  # identify: its light half
        parts = _parts(page.name, page.width)
        _lines(page, parts, page.y, page.height)


def _word(page, number, y, level):
    """A word in the middle of the page; returns its height, also for a word that is missing."""
    found = words.picture(page.language, number)
    if not found:
        return 0
    picture, width, height = found
    x = page.x + (page.width - width) // 2
    page.frame.blit(picture, x, y, 0, ink(page.panel, level))
    return height


# Waiting, and codes


def _waiting(page, pairing, linked, battery, charging, low):
    state = words.PAIRING if pairing else words.LINKED if linked else words.WAITING
    parts = _wrapped(page.name, page.width // _FONT)
    _lines(page, [(part, 1) for part in parts], page.y + 2, (_FONT + 2) * len(parts), page.quiet)
    weak = low and not charging
    bottom = page.y + page.height - 2
    if battery is not None:
        bottom -= signs.SIZE
        _cell(page, bottom, battery, charging, low)
    top = page.y + 2 + (_FONT + 2) * len(parts)
    room = bottom - top
    word = words.picture(page.language, state)
    height = word[2] if word else 0
    if weak:
        charge = words.picture(page.language, words.CHARGE)
        below = charge[2] if charge else 0
        gap = max(0, (room - height - below) // 3)
        _word(page, state, top + gap, page.quiet)
        _word(page, words.CHARGE, top + 2 * gap + height, page.full)
    else:
        _word(page, state, top + (room - height) // 2, page.full)


def _cell(page, y, battery, charging, low):
    """The battery in the middle of the page."""
    level = page.full if low else page.quiet
    x = page.x + (page.width - signs.BATTERY_WIDTH) // 2
    signs.battery(page.frame, x, y, battery, charging, level)


def _text(page, text, pairing):
    """Each line of the text as large as it can be; one of digits as a code."""
    top = page.y
    height = page.height
    if pairing:
        taken = _word(page, words.PAIRING, top + 4, page.quiet) + 4
        top += taken
        height -= taken
    lines = text.split("\n")
    for number, line in enumerate(lines):
        room = height // (len(lines) - number)
        if line.strip("0123456789 "):
            _lines(page, _parts(line, page.width), top, room)
        else:
            _code(page, line, top, room)
        top += room
        height -= room


def _code(page, text, top, height):
    if len(text) == 6:
        text = text[:3] + " " + text[3:]
    unit = 36
    while unit > 6 and (_digits_width(text, unit) > page.width - 4 or unit * 7 > height * 4 - 16):
        unit -= 1
    tall = unit * 7 // 4
    x = page.x + (page.width - _digits_width(text, unit)) // 2
    _digits(page.frame, text, x, top + (height - tall) // 2, unit, tall, page.full)


# The clock and its large digits


def _clock(page, minute, linked, battery, charging, low):
    text = "--:--" if minute is None else "%02d:%02d" % (minute // 60 % 24, minute % 60)
    foot = signs.SIZE + 4
    unit = 8
    room, high = page.width - 8, page.height - 2 * foot
    while _digits_width(text, unit + 1) <= room and (unit + 1) * 2 <= high:
        unit += 1
    x = page.x + (page.width - _digits_width(text, unit)) // 2
    y = page.y + (page.height - unit * 2) // 2
    _digits(page.frame, text, x, y, unit, unit * 2, page.full)
    y = page.y + page.height - signs.SIZE - 2
    sign = signs.LINKED if linked else signs.LINK_LOST
    level = page.quiet if linked else page.full
    if battery is None:
        signs.draw(page.frame, sign, page.x + (page.width - signs.SIZE) // 2, y, level)
        return
    x = page.x + (page.width - signs.SIZE - 6 - signs.BATTERY_WIDTH) // 2
    signs.draw(page.frame, sign, x, y, level)
    x += signs.SIZE + 6
    signs.battery(page.frame, x, y, battery, charging, page.full if low else page.quiet)


def _digit_width(sign, unit):
    return unit // 2 if sign in ": " else unit


def _digits_width(text, unit):
    gap = max(2, unit // 5)
    return sum([_digit_width(sign, unit) + gap for sign in text]) - gap


def _digits(frame, text, x, y, width, height, level):
    """Digits, colons, dashes and spaces, `width` pixels each, in strokes of seven segments."""
    stroke = max(2, (width + 2) // 5)
    for sign in text:
        if sign == ":":
            middle = x + (width // 2 - stroke) // 2
            frame.fill_rect(middle, y + height // 3 - stroke // 2, stroke, stroke, level)
            frame.fill_rect(middle, y + height * 2 // 3 - stroke // 2, stroke, stroke, level)
        elif sign == "-":
            frame.fill_rect(x, y + (height - stroke) // 2, width, stroke, level)
        elif sign == "1":  # in the middle of its place
            frame.fill_rect(x + (width - stroke) // 2, y, stroke, height, level)
            frame.fill_rect(x + (width - stroke) // 2 - stroke, y, stroke, stroke, level)
        elif sign != " ":
            _digit(frame, _SEGMENTS[ord(sign) - 48], x, y, width, height, stroke, level)
        x += _digit_width(sign, width) + max(2, width // 5)


def _digit(frame, lit, x, y, width, height, stroke, level):
    """Bits of `lit`: top, upper left, upper right, middle, lower left, lower right, bottom."""
    middle = (height - stroke) // 2
    right = x + width - stroke
    if lit & 0x01:
        frame.fill_rect(x, y, width, stroke, level)
    if lit & 0x02:
        frame.fill_rect(x, y, stroke, middle + stroke, level)
    if lit & 0x04:
        frame.fill_rect(right, y, stroke, middle + stroke, level)
    if lit & 0x08:
        frame.fill_rect(x, y + middle, width, stroke, level)
    if lit & 0x10:
        frame.fill_rect(x, y + middle, stroke, height - middle, level)
    if lit & 0x20:
        frame.fill_rect(right, y + middle, stroke, height - middle, level)
    if lit & 0x40:
        frame.fill_rect(x, y + height - stroke, width, stroke, level)


# Names and other words in framebuf's own letters, enlarged


def _wrapped(text, columns):
    """The text in parts of at most `columns` characters, broken after spaces and hyphens."""
    parts = []
    part = ""
    for word in text.replace("-", "- ").replace("- ", "-\n").replace(" ", "\n").split("\n"):
        joined = part + ("" if part.endswith("-") or not part else " ") + word
        if len(joined) <= columns:
            part = joined
            continue
        if part:
            parts.append(part)
        while len(word) > columns:
            parts.append(word[:columns])
            word = word[columns:]
        part = word
    if part:
        parts.append(part)
    return parts


def _parts(text, width):
    """[(part, times)]: a part for each word, as large as fits."""
    parts = []
    for word in text.replace("-", "- ").split():
        for part in _wrapped(word, width // _FONT):
            parts.append((part, max(1, min(_LARGEST, width // (len(part) * _FONT)))))
    return parts


def _lines(page, parts, y, height, level=None):
    """Parts under one another in the middle of some rows of the page."""
    tall = sum([(_FONT + 2) * times for _, times in parts])
    while tall > height and max([times for _, times in parts]) > 1:
        parts = [(part, max(1, times - 1)) for part, times in parts]
        tall = sum([(_FONT + 2) * times for _, times in parts])
    y += max(0, (height - tall) // 2)
    for part, times in parts:
        x = page.x + (page.width - len(part) * _FONT * times) // 2
        _letters(page.frame, part, x, y, times, page.full if level is None else level)
        y += (_FONT + 2) * times


def _letters(frame, text, x, y, times, level):
    """framebuf's own letters, so many times as large; what it has no letter for is a box."""
    text = "".join([sign if sign < "\x7f" else "\x7f" for sign in text])
    if times == 1:
        frame.text(text, x, y, level)
        return
    letter = framebuf.FrameBuffer(bytearray(_FONT), _FONT, _FONT, framebuf.MONO_HLSB)
    for sign in text:
        letter.fill(0)
        letter.text(sign, 0, 0, 1)
        for row in range(_FONT):
            for column in range(_FONT):
                if letter.pixel(column, row):
                    frame.fill_rect(x + column * times, y + row * times, times, times, level)
        x += _FONT * times


# Fitting the glasses


def _alignment(page):
    """The edge of what should be seen sharply, rulers, a cross, letters and greys."""
    frame, full, quiet = page.frame, page.full, page.quiet
    left, top, width, height = page.x, page.y, page.width, page.height
    right, bottom = left + width - 1, top + height - 1
    frame.rect(left, top, width, height, quiet)
    for x in (left, right - 9):
        for y in (top, bottom - 9):
            frame.rect(x, y, 10, 10, full)
    for at in range(10, width - 5, 10):
        tall = 6 if at % 50 == 0 else 3
        frame.fill_rect(left + at, top, 1, tall, full)
        frame.fill_rect(left + at, bottom - tall + 1, 1, tall, full)
    for at in range(10, height - 5, 10):
        wide = 6 if at % 50 == 0 else 3
        frame.fill_rect(left, top + at, wide, 1, full)
        frame.fill_rect(right - wide + 1, top + at, wide, 1, full)
    middle, centre = left + width // 2, top + height // 2
    frame.fill_rect(middle - 8, centre, 17, 1, full)
    frame.fill_rect(middle, centre - 8, 1, 17, full)
    for step in range(5):  # this way is up
        frame.fill_rect(middle - step, top + 10 + step, 2 * step + 1, 1, full)
    times = 2 if height >= 100 else 1
    _letters(frame, "Aa1", left + 14, top + 12, 1, full)
    _letters(frame, "Aa1", right - 14 - 24 * times, bottom - 12 - _FONT * times, times, full)
    if full > 1:
        side = 8
        for level in range(1, full + 1):
            x = left + 14 + (level - 1) * side % (width // 2 - 28)
            frame.fill_rect(x, bottom - 12 - side, side, side, level)

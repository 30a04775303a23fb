"""Small signs and figures, drawn as runs of pixels on a frame of any format. Pure.

A frame is anything with fill_rect(x, y, width, height, level), as framebuf's have it.
"""

SIZE = 8
LINK_LOST = 0
LINKED = 1
HOLDING = 3
SEARCHING = 4
MANUAL = 6

_SIGNS = (
    b"\xc3\xe7\x7e\x3c\x3c\x7e\xe7\xc3"  # link lost: a cross
    b"\x3c\x42\x81\x3c\x42\x00\x18\x18"  # linked: waves
    b"\x40\x60\x70\x78\x78\x70\x60\x40"  # following: an arrow head
    b"\x66\x66\x66\x66\x66\x66\x66\x66"  # holding: two bars
    b"\x3c\x42\x42\x42\x42\x3c\x06\x03"  # searching: a lens
    b"\x3c\x4a\x89\x8f\x81\x81\x42\x3c"  # timed: a clock
    b"\x20\x20\x20\x38\x3e\xbe\x7e\x3c"  # by hand
)
BATTERY_WIDTH = 12
_BOLT = b"\x08\x10\x3e\x08\x10"
FIGURE_WIDTH = 5
_FIGURES = (
    b"\x70\x88\x98\xa8\xa8\xc8\x88\x70"
    b"\x20\x60\x20\x20\x20\x20\x20\x70"
    b"\x70\x88\x08\x10\x20\x40\x80\xf8"
    b"\x70\x88\x08\x30\x08\x08\x88\x70"
    b"\x10\x30\x50\x90\xf8\x10\x10\x10"
    b"\xf8\x80\x80\xf0\x08\x08\x88\x70"
    b"\x70\x88\x80\xf0\x88\x88\x88\x70"
    b"\xf8\x08\x08\x10\x10\x20\x20\x20"
    b"\x70\x88\x88\x70\x88\x88\x88\x70"
    b"\x70\x88\x88\x88\x78\x08\x88\x70"
)


def sign(state, linked):
    """The sign for a wire.STATE_...; a lost link tells more than any state."""
    if not linked:
        return LINK_LOST
    return LINKED + state if LINKED + state <= MANUAL else LINKED


def draw(frame, number, x, y, ink):
    """Draw one sign, SIZE x SIZE, at x, y."""
    _rows(frame, _SIGNS, number * SIZE, SIZE, x, y, ink)


def _rows(frame, bits, at, count, x, y, ink):
    for row in range(count):
        byte = bits[at + row]
        column = 0
        while byte:
            while not byte & 0x80:
                byte = byte << 1 & 0xFF
                column += 1
            start = column
            while byte & 0x80:
                byte = byte << 1 & 0xFF
                column += 1
            frame.fill_rect(x + start, y + row, column - start, 1, ink)


def battery(frame, x, y, eighths, charging, ink):
    """A cell of BATTERY_WIDTH x SIZE, filled by `eighths` of 8, or with a bolt in it."""
    frame.fill_rect(x, y, 11, 8, ink)
    frame.fill_rect(x + 1, y + 1, 9, 6, 0)
    frame.fill_rect(x + 11, y + 2, 1, 4, ink)
    if charging:
        _rows(frame, _BOLT, 0, len(_BOLT), x + 1, y + 1, ink)
    elif eighths:
        frame.fill_rect(x + 2, y + 2, max(1, eighths * 7 // 8), 4, ink)


def clock(seconds):
    """Minutes and seconds as a stage timer has them: "4:05", "-0:30", "119:59"."""
    sign = "-" if seconds < 0 else ""
    seconds = min(abs(seconds), 59999)
    return "%s%d:%02d" % (sign, seconds // 60, seconds % 60)


def figures_width(text):
    """Pixels that figures() takes for a text of clock()."""
    return sum([4 if sign == "-" else 3 if sign == ":" else 6 for sign in text]) - 1


def figures(frame, text, x, y, ink):
    """Draw a text of clock(), SIZE high."""
    for sign in text:
        if sign == ":":
            frame.fill_rect(x, y + 2, 2, 1, ink)
            frame.fill_rect(x, y + 5, 2, 1, ink)
            x += 3
        elif sign == "-":
            frame.fill_rect(x, y + 3, 3, 1, ink)
            x += 4
        else:
            _rows(frame, _FIGURES, (ord(sign) - 48) * SIZE, SIZE, x, y, ink)
            x += FIGURE_WIDTH + 1


def end_mark(frame, width, height, depth):
    """What stands after the last line: a rule with a square in its middle."""
    ink = (1 << depth) // 2
    middle = height // 2
    side = max(5, height // 4) | 1
    left = (width - side) // 2
    edge = width // 8
    frame.fill_rect(edge, middle, left - 4 - edge, 1, ink)
    frame.fill_rect(left, middle - side // 2, side, side, ink)
    frame.fill_rect(left + side + 4, middle, width - edge - left - side - 4, 1, ink)

"""Small signs for the corner of the picture."""

SIZE = 8
NO_LINK = 1
LOW_BATTERY = 2

_ROWS = {
    NO_LINK: b"\x81\x42\x24\x18\x18\x24\x42\x81",  # a cross
    LOW_BATTERY: b"\x00\x7e\x42\x43\x43\x42\x7e\x00",  # an empty cell
}


def draw(frame, sign, x, y, ink):
    """Draw one sign at x, y on a frame of any format."""
    for row, bits in enumerate(_ROWS[sign]):
        for column in range(SIZE):
            if bits & 0x80 >> column:
                frame.pixel(x + column, y + row, ink)

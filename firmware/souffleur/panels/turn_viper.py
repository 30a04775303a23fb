"""turn.turn as machine code; the same words, kept apart because not every build can compile it."""

import micropython


@micropython.viper
def turn(  # ptr8 is viper's own type: raw bytes
    picture: ptr8,  # noqa: F821
    stride: int,
    depth: int,
    band: ptr8,  # noqa: F821
    first: int,
    count: int,
    size: int,
    mirrored: int,
):
    top = (1 << depth) - 1
    place = 0
    row = first
    while row < first + count:
        x = size - 1 - row if mirrored else row
        pixel = (size - 1) * stride + x
        column = 0
        while column < size:
            shift = pixel * depth & 7
            if depth == 1:
                shift = 7 - shift
            grey = (picture[pixel * depth >> 3] >> shift & top) * 255 // top
            band[place] = grey & 0xF8 | grey >> 5
            band[place + 1] = (grey << 3) & 0xE0 | grey >> 3
            place += 2
            pixel -= stride
            column += 1
        row += 1

"""Turning a grey picture by 90 degrees into RGB565 bands, in compiled code where there is any."""

try:
    from .turn_viper import turn
except (ImportError, SyntaxError):  # CPython, or a MicroPython without the viper emitter

    def turn(picture, stride, depth, band, first, count, size, mirrored):
        """Panel rows first..first + count of a size x size window into `band`.

        Panel row r, column c shows the picture's pixel (x = r, y = size - 1 - c);
        mirrored: (x = size - 1 - r).
        """
        top = (1 << depth) - 1
        place = 0
        for row in range(first, first + count):
            x = size - 1 - row if mirrored else row
            for column in range(size):
                pixel = (size - 1 - column) * stride + x
                shift = pixel * depth & 7
                if depth == 1:
                    shift = 7 - shift
                grey = (picture[pixel * depth >> 3] >> shift & top) * 255 // top
                band[place] = grey & 0xF8 | grey >> 5
                band[place + 1] = (grey << 3) & 0xE0 | grey >> 3
                place += 2

"""The table of names as the firmware finds it on a board.

MicroPython keeps the names of a program in tables of 20, 40, 80, 160, 320, ... entries. On a
board those of its C modules are in flash, and the firmware's own begin with the first table; its
500 to 600 names fill the first five, of 620 entries together. Here the virtual board's modules
have taken some entries before, so that the firmware's names would end in the sixth, of 640, and
pay for the fifth as well. After fill() the first five are full and foreign to the firmware,
which then has all its names in one table of 640.
"""

import gc

_FIFTH = 320
_SMALL, _LARGE = 2000, 5000  # bytes: the fifth table lies between, with 11 for an entry


def fill():
    left = None
    number = 0
    gc.collect()
    before = gc.mem_alloc()
    while left is None or left:
        hasattr(gc, "%d~" % number)  # that makes it a name
        number += 1
        gc.collect()
        grown = gc.mem_alloc() - before
        before += grown
        if left is not None:
            left -= 1
        elif grown > _SMALL:
            if grown > _LARGE:
                raise RuntimeError("the virtual board has too many names of its own")
            left = _FIFTH - 1

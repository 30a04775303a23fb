"""One driver a file. A panel has:

width, height, depth    pixels and bits per pixel of `frame`
frame                   a framebuf.FrameBuffer to draw on, `layout` its format
start()                 coroutine: sets the display up; dark until the first picture is there
refresh(top, bottom)    coroutine: sends rows top <= y < bottom of `frame`; lets other tasks run
                        between pieces of at most 4092 bytes; returns the bytes sent
brightness(level)       0..255
mirror(on)              left and right exchanged, against how the board is usually seen
sleep()                 dark and nearly without current; what is drawn meanwhile is kept
wake()                  coroutine: the picture as it is now, then light

All may be called at any time by any task, also while a refresh is under way. brightness() and
mirror() return True when it takes a refresh to see them; that one sends the whole picture.
"""


def open_panel(board):
    """The panel of a board description (the parsed JSON of boards/NAME.json)."""
    driver = board["panel"]["driver"]
    if driver == "jd9613":
        from .jd9613 import Jd9613 as Panel
    elif driver == "ssd1306":
        from .ssd1306 import Ssd1306 as Panel
    elif driver == "ssd1309":
        from .ssd1309 import Ssd1309 as Panel
    elif driver == "st7789":
        from .st7789 import St7789 as Panel
    else:
        raise ValueError("no driver for panel " + driver)
    wiring = board["display_bus"]
    if wiring["kind"] == "spi":
        from .spi import SpiBus as Bus
    else:
        from .i2c import I2cBus as Bus
    return Panel(Bus(wiring), board["panel"])

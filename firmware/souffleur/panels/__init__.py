"""One driver a file. A panel has:

width, height, depth    pixels and bits per pixel of `frame`
frame                   a framebuf.FrameBuffer to draw on, `layout` its format
start()                 coroutine: wakes the display; dark until the first refresh
refresh(top, bottom)    coroutine: sends rows top <= y < bottom of `frame`; lets other tasks run
                        between pieces of at most 4 KB; returns the bytes sent
brightness(level)       0..255
"""


def open_panel(board):
    """The panel of a board description (the parsed JSON of boards/NAME.json)."""
    driver = board["panel"]["driver"]
    if driver == "jd9613":
        from .jd9613 import Jd9613 as Panel
    elif driver == "ssd1306":
        from .ssd1306 import Ssd1306 as Panel
    else:
        raise ValueError("no driver for panel " + driver)
    from .bus import open_bus

    return Panel(open_bus(board["display_bus"]), board["panel"])

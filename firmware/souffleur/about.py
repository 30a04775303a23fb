"""What the glasses tell about themselves when asked: lines of key=value."""

import gc
import os
import sys

import slots

from .release import VERSION


def text(settings, stage, vault, start):
    """The answer to wire.ABOUT_DEVICE."""
    gc.collect()
    panel = stage.panel
    disk = os.statvfs("/")
    lines = [
        ("board", settings.board_name),
        ("version", VERSION),
        ("micropython", ".".join([str(part) for part in sys.implementation[1][:3]])),
        ("code", getattr(sys.implementation, "_mpy", 0)),
        ("panel", "%d,%d,%d" % (panel.width, panel.height, panel.depth)),
        ("area", "%d,%d,%d,%d" % settings.area),
        ("text", "%d,%d" % stage.text_size),
        ("heap_free", gc.mem_free()),
        ("flash_free", disk[1] * disk[3]),
        ("reset", start.cause),
        ("starts", start.number),
        ("safe_mode", int(start.safe)),
        ("failed_update", slots.load()["failed"]),
        ("books", ",".join(vault.books())),
    ]
    return "".join(["%s=%s\n" % line for line in lines])

"""Virtual glasses: the firmware itself, in a real MicroPython, on a radio in memory."""

from .glasses import VirtualGlasses

__all__ = ["VirtualGlasses"]

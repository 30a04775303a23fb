"""Scripts on the virtual board's MicroPython."""

from tools.virtual.offline import run

__all__ = ["run"]

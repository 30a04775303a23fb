"""The displays of the virtual glasses: they decode the bytes on their bus as the controllers do."""

from __future__ import annotations

from typing import Any

from .base import VirtualPanel
from .jd9613 import VirtualJd9613
from .ssd1306 import VirtualSsd1306, VirtualSsd1309
from .st7789 import VirtualSt7789

__all__ = [
    "VirtualJd9613", "VirtualPanel", "VirtualSsd1306", "VirtualSsd1309", "VirtualSt7789",
    "make_panel",
]  # fmt: skip

KINDS: dict[str, type[VirtualPanel]] = {
    "jd9613": VirtualJd9613,
    "ssd1306": VirtualSsd1306,
    "ssd1309": VirtualSsd1309,
    "st7789": VirtualSt7789,
}


def make_panel(board: dict[str, Any]) -> VirtualPanel:
    """The virtual display for a board description."""
    return KINDS[board["panel"]["driver"]](board)

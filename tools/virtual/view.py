"""Virtual glasses in a terminal: their picture, how things stand, and the keys."""

from __future__ import annotations

from PIL import Image
from rich.console import Group
from rich.text import Text

from . import faults


def blocks(image: Image.Image) -> Text:
    """Two pixels above one another in each character."""
    text = Text(no_wrap=True)
    pixels = image.convert("L").load()
    assert pixels is not None
    for y in range(0, image.height - 1, 2):
        for x in range(image.width):
            upper, lower = pixels[x, y], pixels[x, y + 1]
            text.append("▀", f"rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})")
        text.append("\n")
    return text


def screen(image: Image.Image, title: str, state: str) -> Group:
    """The whole view."""
    return Group(
        blocks(image), Text(f"{title}: {state}", style="bold"), Text(faults.HELP, style="dim")
    )

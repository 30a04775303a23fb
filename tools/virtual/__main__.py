"""Virtual glasses in the terminal: python -m tools.virtual [--board NAME] [--flash FILE]

They show what real glasses show while they wait, or the script that is in the flash file; Enter
taps the touch surface: the next line.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from PIL import Image
from rich.live import Live
from rich.text import Text

from companion.errors import SouffleurError

from .glasses import VirtualGlasses


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


async def run(board: str, flash: Path | None) -> None:
    """Show virtual glasses until the user interrupts."""
    changed = asyncio.Event()
    async with VirtualGlasses(
        board, flash=flash, on_picture=lambda _when, _image: changed.set()
    ) as glasses:
        taps: set[asyncio.Task[None]] = set()

        def enter() -> None:
            sys.stdin.readline()
            tap = asyncio.ensure_future(glasses.touch("tap"))
            taps.add(tap)
            tap.add_done_callback(taps.discard)

        if sys.stdin.isatty():
            asyncio.get_running_loop().add_reader(sys.stdin, enter)
        with Live(blocks(glasses.image()), auto_refresh=False) as live:
            while True:
                await changed.wait()
                changed.clear()
                glasses.check()
                live.update(blocks(glasses.image()), refresh=True)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.virtual", description=__doc__)
    parser.add_argument("--board", default="t-glass")
    parser.add_argument("--flash", type=Path, help="image file to keep; made if missing")
    options = parser.parse_args()
    try:
        asyncio.run(run(options.board, options.flash))
    except SouffleurError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""An empty Kivy app, for comparison: a window with one widget. See __main__.py."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from companion.desk.home import Home
from tools.bench.desk import probe

FRAMES = 200


def main() -> None:
    """Run it once and print what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.desk.empty")
    parser.add_argument("home", type=Path)
    parser.add_argument("spawned", type=float)
    options = parser.parse_args()

    async def measured() -> dict[str, Any]:
        found: dict[str, Any] = await probe.at_rest()
        label = App.get_running_app().root

        def move(number: int) -> None:
            label.x = number % 100

        found["frames"] = probe.frames(move, FRAMES)
        return found

    probe.watched(Home.of(options.home), options.spawned, measured)
    from kivy.app import App
    from kivy.uix.label import Label

    class Empty(App):
        """One line of text."""

        def build(self) -> Label:
            """See App."""
            return Label(text="Nothing")

    asyncio.run(Empty().async_run("asyncio"))


if __name__ == "__main__":
    main()

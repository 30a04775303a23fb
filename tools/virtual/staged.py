"""The firmware's stage on a board without radio and flash, for a script of offline.run()."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STAGE = """
import asyncio, json
import wire_to_host as host
from souffleur.panels import open_panel
from souffleur.stage import Stage
from souffleur.volume import Volume
turn = asyncio.sleep_ms
asyncio.sleep_ms = lambda ms: turn(0)
given = json.loads(open("given.json").read())
panel = open_panel(given["board"])
class Settings:
    pass
settings = Settings()
for key, value in given["settings"].items():
    setattr(settings, key, value)
places = given["places"]
"""
"""Gives such a script: panel (not started), settings, places, and waiting that takes no time."""


def give(folder: Path, board: Any, settings: dict[str, Any], places: list[Any]) -> None:
    """Write down what STAGE finds in its folder: a board's description, the wearer's settings,
    and whatever places the script means to show."""
    given = {"board": board, "settings": settings, "places": places}
    (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")

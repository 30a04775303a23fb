"""Touches that wait until the layout has come to rest."""

from __future__ import annotations

from typing import Any

from tests.desk.driver import Driver

FRAMES = 6  # a sheet whose content has changed needs some to find its place


async def tap(d: Driver, widget: Any) -> None:
    """Touch something as soon as all lies still."""
    await d.settle(FRAMES)
    await d.tap(widget)

"""From snapshots of the show to what a page does not know yet. Pure.

A page is sent what differs from what it was sent before, however long ago that was: one that is
slow, or has slept, gets the present and not the past.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from companion.director.port import Performance
from companion.script import Script

DRIFT = 0.3  # seconds that a page's own clock may be wrong
LEVELS = 8  # steps of the level meter: finer ones cost messages and tell nothing

_UNKNOWN = object()


@dataclass(slots=True)
class Known:
    """What one page has been sent."""

    facts: dict[str, Any] = field(default_factory=dict)
    script: int = 0
    glass: int = 0


class Feed:
    """Looks at a show and tells pages what is new. script: the last that was taken."""

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}
        self._clock = (False, 0.0)  # it runs, and then: now less the seconds of the show
        self._elapsed = 0.0
        self.script: Script | None = None
        self._manuscript: dict[str, Any] = {}
        self._script_number = 0
        self._picture: NDArray[np.uint8] | None = None
        self._glass: dict[str, Any] | None = None
        self._glass_number = 0

    def take(self, script: Script, manuscript: dict[str, Any]) -> None:
        """The script is this one from now on; manuscript: as manuscript.py makes it of it."""
        self.script = script
        self._manuscript = manuscript
        self._script_number += 1

    def look(self, show: Performance, now: float) -> bool:
        """Take the present of the show; True if a page would see a difference."""
        before = self._facts, self._clock, self._script_number, self._glass_number
        view = show.view()
        self._facts = {
            "state": view.state.value, "reason": view.reason, "heard": view.heard,
            "level": None if view.level is None else round(view.level * LEVELS),
            "linked": view.linked, "battery": view.battery, "low": view.low,
            "message": view.message, "holding": view.holding, "blank": view.blank,
            "notice": view.notice, "place": show.place,
            "phase": view.phase.value, "mode": view.mode.value, "pace": view.timed,
            "goal": view.goal,
            "total": None if view.total is None else round(view.total, 1),
        }
        self._time(view.elapsed, now)
        if not _alike(view.picture, self._picture):
            self._picture = view.picture
            self._glass = None if view.picture is None else _glass(view.picture)
            self._glass_number += 1
        return before != (self._facts, self._clock, self._script_number, self._glass_number)

    def since(self, known: Known, now: float) -> dict[str, Any]:
        """What the page that is at `known` lacks; from then on it is known."""
        news: dict[str, Any] = {}
        if known.script != self._script_number:
            known.script = self._script_number
            news["script"] = self._manuscript
        facts = {**self._facts, "clock": self._clock}
        fresh = {
            name: value for name, value in facts.items()
            if known.facts.get(name, _UNKNOWN) != value
        }
        known.facts = facts
        if "clock" in fresh:
            running, at = self._clock
            fresh["clock"] = [running, round(now - at if running else at, 2)]
        if fresh:
            news["facts"] = fresh
        if known.glass != self._glass_number:
            known.glass = self._glass_number
            news["glass"] = self._glass
        return news

    def _time(self, elapsed: float, now: float) -> None:
        running, at = self._clock
        still = elapsed == self._elapsed
        self._elapsed = elapsed
        if still:
            self._clock = (False, elapsed)
        elif not running or abs(now - at - elapsed) > DRIFT:
            self._clock = (True, now - elapsed)


def _alike(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or np.array_equal(one, other)


def _glass(picture: NDArray[np.uint8]) -> dict[str, Any]:
    """A picture as PNG: a panel has a few levels only, so a kilobyte or two."""
    file = BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=6)
    height, width = picture.shape
    return {
        "width": width, "height": height, "png": base64.b64encode(file.getvalue()).decode("ascii"),
    }

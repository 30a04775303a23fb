"""The screens by name. Each is loaded when it is first wanted."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from companion.desk.language import _

if TYPE_CHECKING:
    from companion.desk.widgets.screen import Screen

PLACES = {
    "library": "library:LibraryScreen",
    "editor": "editor:EditorScreen",
    "rehearse": "rehearse:RehearseScreen",
    "stage": "stage:StageScreen",
    "glasses": "glasses:GlassesScreen",
    "voices": "voices:VoicesScreen",
    "settings": "settings:SettingsScreen",
    "first_run": "first_run:FirstRunScreen",
}


@dataclass(frozen=True, slots=True)
class Door:
    """A route that stands in the rail."""

    route: str
    icon: str
    label: str


def doors() -> list[Door]:
    """What the rail offers, in its order."""
    offered = [
        Door("library", "library", _("Library")),
        Door("rehearse", "rehearse", _("Rehearse")),
        Door("stage", "stage", _("Stage")),
        Door("glasses", "glasses", _("Glasses")),
        Door("voices", "voices", _("Voices")),
        Door("settings", "settings", _("Settings")),
    ]
    return [door for door in offered if exists(door.route)]


def exists(route: str) -> bool:
    """Whether the screen is built in."""
    module = PLACES[route].partition(":")[0]
    return importlib.util.find_spec(f"companion.desk.screens.{module}") is not None


def screen(route: str) -> Callable[..., Screen]:
    """The class of the screen."""
    module, _colon, name = PLACES[route].partition(":")
    found = importlib.import_module(f"companion.desk.screens.{module}")
    return cast("Callable[..., Screen]", getattr(found, name))

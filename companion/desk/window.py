"""Kivy, set up as the Desk wants it. Nothing of Kivy is imported until `prepare` has run."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from companion.desk.home import Home
from companion.errors import SouffleurError

SMALLEST = (360, 520)  # dp
LARGEST = (7680, 4320)  # dp; the largest screens there are


class DisplayError(SouffleurError):
    """There is nothing to show a window on."""


def prepare(home: Home, size: tuple[int, int] = (1280, 800)) -> None:
    """Set the environment for Kivy: silent, its files under our data, nothing in the home folder.

    Must run before Kivy is first imported. Raises DisplayError where there is no display.
    """
    _find_display()
    os.environ["KIVY_HOME"] = str(home.data / "kivy")
    for name in ("KIVY_NO_ARGS", "KIVY_NO_CONFIG", "KIVY_NO_FILELOG", "KIVY_NO_CONSOLELOG"):
        os.environ[name] = "1"
    os.environ["KIVY_LOG_MODE"] = "PYTHON"  # else it takes over everybody's logging and stderr
    Path(os.environ["KIVY_HOME"]).mkdir(parents=True, exist_ok=True)
    logger = logging.getLogger("kivy")
    logger.setLevel(logging.ERROR)
    logger.addHandler(logging.NullHandler())  # else Python prints what nobody else takes
    from kivy.config import Config

    settings = {
        "kivy": {"exit_on_escape": "0", "log_level": "error", "desktop": "1", "log_enable": "0"},
        "graphics": {
            "width": str(size[0]), "height": str(size[1]), "maxfps": "60", "multisamples": "0",
            "minimum_width": str(SMALLEST[0]), "minimum_height": str(SMALLEST[1]),
            "resizable": "1",
        },
    }  # fmt: skip
    for section, values in settings.items():
        for key, value in values.items():
            Config.set(section, key, value)
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")


def open_window() -> None:
    """Make the one window there is. Raises DisplayError."""
    try:
        from kivy.core.window import Window
    except Exception as error:
        raise DisplayError(_NONE) from error
    if Window is None:
        raise DisplayError(_NONE)
    _keep_rules()


def catch(failed: Callable[[Exception], None]) -> Callable[[], None]:
    """An error in whatever Kivy calls (keys, touches, timers, drawing) goes to `failed`, and the
    window lives on. Gives what undoes it."""
    from kivy.base import ExceptionHandler, ExceptionManager

    class Handler(ExceptionHandler):
        """Kivy asks it before it gives up."""

        def handle_exception(self, error: BaseException) -> int:
            """See ExceptionHandler. Ctrl+C and the end of the loop are no failures."""
            if not isinstance(error, Exception):
                return int(ExceptionManager.RAISE)
            failed(error)
            return int(ExceptionManager.PASS)

    handler = Handler()
    ExceptionManager.add_handler(handler)
    return lambda: ExceptionManager.remove_handler(handler)


# Kivy's style sheet goes by the names of classes, so its <Button> would also dress ours. Only what
# draws the things we build upon is kept.
_KEPT = frozenset(("label", "textinput", "scrollview", "stencilview", "relativelayout", "image"))


def _keep_rules() -> None:
    from kivy.lang import Builder

    Builder.rules = [(where, rule) for where, rule in Builder.rules if where.key in _KEPT]


_NONE = (
    "No window can be opened here: OpenGL 2 or a display is missing; use `souffleur present`, "
    "or install libgl1 and libegl1."
)


def _find_display() -> None:
    if not sys.platform.startswith("linux") or os.environ.get("SDL_VIDEODRIVER"):
        return
    if "ANDROID_ARGUMENT" in os.environ:
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise DisplayError(
            "There is no display here; start the Desk in a graphical session, or use "
            "`souffleur present` in this terminal."
        )

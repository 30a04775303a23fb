"""The app from start to end."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from companion.desk import language, theme, window
from companion.desk.context import Desk
from companion.desk.home import Home

if TYPE_CHECKING:
    from companion.desk.shell import Shell

LOG_SIZE = 1_000_000  # bytes; one older file is kept
NAME = "Souffleur"
PATIENCE = 5.0  # seconds that work may take to stop

logger = logging.getLogger(__name__)


def run(home: Home, wanted_theme: str = "", wanted_language: str = "") -> int:
    """Open the window and stay until it is closed. wanted_...: for this time only.

    Raises DisplayError, LanguageError.
    """
    _log_to(home)
    desk = Desk(home)
    window.prepare(home, _size(desk))
    dress(desk, wanted_theme, wanted_language)
    window.open_window()
    asyncio.run(_run(desk))
    return 0


def dress(desk: Desk, wanted_theme: str = "", wanted_language: str = "") -> None:
    """Put the look and the language of the preferences in force. Raises LanguageError."""
    kept = desk.preferences
    chosen = wanted_theme or kept.get("theme", theme.STAGE.name)
    theme.use(
        theme.THEMES.get(chosen, theme.STAGE), kept.get("text_scale", 1.0),
        kept.get("motion", True),
    )  # fmt: skip
    language.use(wanted_language or kept.get("language", "") or language.of_system())


def build(desk: Desk) -> Shell:
    """The content of the window, with its first screen. Needs a running loop and the window."""
    from companion.desk.shell import Shell

    shell = Shell(desk)
    desk.window = shell
    shell.rebuild()
    shell.start()
    if desk.preferences.damaged is not None:
        desk.tell(
            language._("The settings could not be read. They are kept in {file}.").format(
                file=desk.preferences.damaged.name
            ),
            "bad",
        )
    return shell


async def _run(desk: Desk) -> None:
    from kivy.app import App
    from kivy.core.window import Window

    class DeskApp(App):
        """Kivy's own frame of an app."""

        title = NAME

        def build(self) -> Any:
            """See App."""
            return build(desk)

        def on_pause(self) -> bool:
            """On a phone the show goes on behind other apps."""
            return True

        def on_stop(self) -> None:
            """See App."""
            desk.preferences.set("window", f"{int(Window.width)}x{int(Window.height)}")

    others = asyncio.all_tasks()
    await DeskApp().async_run("asyncio")
    last = threading.Timer(2 * PATIENCE, os._exit, (0,))  # whatever still hangs, the program ends
    last.daemon = True
    last.start()
    await end(desk, others)


async def end(desk: Desk, spared: set[asyncio.Task[Any]]) -> None:
    """All that goes on for the Desk stops: every task but those spared. A show that is cut off
    so can be taken up."""
    desk.jobs.cancel_all()
    left = asyncio.all_tasks() - spared
    for task in left:
        task.cancel()
    if left:
        _done, pending = await asyncio.wait(left, timeout=PATIENCE)
        for task in pending:
            logger.error("did not end: %r", task)


def _size(desk: Desk) -> tuple[int, int]:
    words = desk.preferences.get("window", "").split("x")
    if len(words) == 2 and all(word.isdigit() for word in words):
        return max(int(words[0]), window.SMALLEST[0]), max(int(words[1]), window.SMALLEST[1])
    return 1280, 800


def _log_to(home: Home) -> None:
    handler = RotatingFileHandler(
        home.data / "desk.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)

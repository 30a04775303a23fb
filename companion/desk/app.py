"""The app from start to end."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import threading
from collections.abc import Callable
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
    window.prepare(home, size(desk))
    dress(desk, wanted_theme, wanted_language)
    window.open_window()
    try:
        asyncio.run(_run(desk))
    except Exception:
        logger.exception("the Desk broke off")  # who started it by an icon sees no terminal
        raise
    return 0


def dress(desk: Desk, wanted_theme: str = "", wanted_language: str = "") -> None:
    """Put the look and the language of the preferences in force. Raises LanguageError."""
    kept = desk.preferences
    chosen = wanted_theme or kept.get("theme", theme.STAGE.name)
    theme.use(
        theme.THEMES.get(chosen, theme.STAGE), kept.number("text_scale", 1.0, 1.0, theme.LARGEST),
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
    catch(desk)
    await DeskApp().async_run("asyncio")
    last = threading.Timer(2 * PATIENCE, os._exit, (0,))  # whatever still hangs, the program ends
    last.daemon = True
    last.start()
    await end(desk, others)


def catch(desk: Desk) -> Callable[[], None]:
    """From now on nothing that goes wrong in a callback, a task or a thread ends the app: it is
    told, and written to desk.log. Gives what undoes it. Needs a running loop and Kivy."""
    loop = asyncio.get_running_loop()

    def failed(error: BaseException | None, what: str) -> None:
        """From any thread: rubbish collection finds the failure of a task wherever it runs."""
        if isinstance(error, SystemExit) or loop.is_closed():
            return
        loop.call_soon_threadsafe(desk.failed, error or RuntimeError(what))

    def task_failed(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        failed(context.get("exception"), context["message"])

    def thread_failed(args: threading.ExceptHookArgs) -> None:
        failed(args.exc_value, "a thread failed")

    loop.set_exception_handler(task_failed)
    before, threading.excepthook = threading.excepthook, thread_failed
    undo_kivy = window.catch(lambda error: failed(error, ""))

    def undo() -> None:
        undo_kivy()
        threading.excepthook = before
        loop.set_exception_handler(None)

    return undo


async def end(desk: Desk, spared: set[asyncio.Task[Any]]) -> None:
    """All that goes on for the Desk stops: its jobs, and every task but those spared. A show that
    is cut off so can be taken up."""
    desk.jobs.cancel_all()
    left = asyncio.all_tasks() - spared
    for task in left:
        task.cancel()
    if ending := left | desk.jobs.threads:
        _done, pending = await asyncio.wait(ending, timeout=PATIENCE)
        for one in pending:
            logger.error("did not end: %r", one)


def size(desk: Desk) -> tuple[int, int]:
    """Of the window, in dp: as it was left last."""
    kept = re.fullmatch("([0-9]{1,5})x([0-9]{1,5})", desk.preferences.get("window", ""))
    if kept is None:
        return 1280, 800
    width, height = (
        min(max(int(side), least), most)
        for side, least, most in zip(kept.groups(), window.SMALLEST, window.LARGEST, strict=True)
    )
    return width, height


def _log_to(home: Home) -> None:
    handler = RotatingFileHandler(
        home.data / "desk.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)

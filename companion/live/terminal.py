"""Where the show's views go: the whole terminal, or plain lines where there is none."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live

from companion.live.progress import Progress
from companion.live.screen import Screen
from companion.stage.view import View

REFRESH = 8  # times a second at most
SMALLEST = (60, 20)  # columns and rows below which the screen would not be legible


class LiveView:
    """Shows views: `with LiveView() as live: live.update(view)`; gives the terminal back after.

    Drawing a large screen takes some 20 ms, so a thread of its own does it, REFRESH times a
    second at most and always with the latest view: `update` never holds up the show.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._progress = Progress()
        self._live: Live | None = None
        self._thread: threading.Thread | None = None
        self._view: View | None = None
        self._news = threading.Event()
        self._ended = threading.Event()

    @property
    def full_screen(self) -> bool:
        """Whether the terminal can carry the screen: interactive, large enough, Unicode."""
        console = self._console
        return (
            console.is_terminal
            and not console.is_dumb_terminal
            and not console.legacy_windows
            and console.encoding.startswith("utf")
            and console.width >= SMALLEST[0]
            and console.height >= SMALLEST[1]
        )

    def __enter__(self) -> Self:
        if self.full_screen:
            self._live = Live(
                Screen(View()), console=self._console, screen=True, auto_refresh=False,
                redirect_stdout=False, redirect_stderr=False,
            )
            self._live.start()
            self._thread = threading.Thread(target=self._draw, args=(self._live,), daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None and self._thread is not None:
            self._ended.set()
            self._news.set()
            self._thread.join()
            self._live.stop()
            self._live = self._thread = None

    def update(self, view: View) -> None:
        """Show this view as soon as the terminal is ready for it; returns at once."""
        if self._live is not None:
            self._view = view
            self._news.set()
        elif (line := self._progress.line(view)) is not None:
            self._console.print(line, markup=False, soft_wrap=True)

    def _draw(self, live: Live) -> None:
        while True:
            self._news.wait()
            self._news.clear()
            if self._view is not None:
                live.update(Screen(self._view), refresh=True)
            if self._ended.wait(1 / REFRESH):
                return

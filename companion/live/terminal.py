"""Where the show's views go: the whole terminal, or plain lines where there is none."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live

from companion.live.progress import Progress
from companion.live.screen import Screen
from companion.live.view import View

SMALLEST = (60, 20)  # columns and rows below which the screen would not be legible


class LiveView:
    """Shows views: `with LiveView() as live: live.update(view)`; gives the terminal back after.

    `update` may be called as often as one likes from one thread; it draws at once, so a show
    calls it some ten times a second.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._progress = Progress()
        self._live: Live | None = None

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
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def update(self, view: View) -> None:
        """Show this view now."""
        if self._live is not None:
            self._live.update(Screen(view), refresh=True)
        elif (line := self._progress.line(view)) is not None:
            self._console.print(line, markup=False, soft_wrap=True)

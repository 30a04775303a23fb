"""The show as plain lines, for a log file or a pipe: one whenever something worth it changed."""

from __future__ import annotations

from companion.follow.position import State
from companion.live.plain import printable
from companion.stage.view import View

EVERY = 5.0  # seconds of show time between lines while nothing else happens


class Progress:
    """Tells which views are worth a line, and what it says."""

    def __init__(self) -> None:
        self._next = float("-inf")
        self._state: tuple[State, bool] | None = None
        self._link = ""
        self._notice = ""

    def line(self, view: View) -> str | None:
        """The line to print for this view, or None."""
        state = (view.state, view.holding)
        changed = state != self._state or view.link != self._link or view.notice != self._notice
        if not changed and view.elapsed < self._next:
            return None
        self._state, self._link = state, view.link
        self._next = view.elapsed + EVERY
        minutes, seconds = divmod(max(view.elapsed, 0.0), 60)
        name = "on hold" if view.holding else view.state.value
        reason = f" ({view.reason})" if view.reason else ""
        here = view.lines[view.line] if view.line < len(view.lines) else ""
        parts = [
            f"{int(minutes)}:{seconds:04.1f}", f"{name}{reason}",
            f"line {view.line + 1}/{len(view.lines)}: {here}",
            view.link or "no link",
        ]
        if view.notice and view.notice != self._notice:
            parts.append(f"! {view.notice}")
        self._notice = view.notice
        return printable(" · ".join(parts))

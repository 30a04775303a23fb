"""What lies above the screen: sheets, lines for a moment, work under way."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.uix.floatlayout import FloatLayout

from companion.desk import theme
from companion.desk.context import Desk, Offer
from companion.desk.widgets import Column, Progress, Sheet, Toast
from companion.desk.widgets.motion import appear

PATIENCE = 0.4  # seconds that work may take before it is shown
MOST = 3  # lines at once
WIDTH = 460


class Overlay(FloatLayout):
    """Touches pass through it, except where something lies."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._foot = Column(space=theme.GAP, size_hint_x=None)
        self._shown: set[int] = set()
        self.add_widget(self._foot)
        self.bind(size=self._place)
        self._foot.bind(height=self._place)
        self._watch = Clock.schedule_interval(self._jobs, PATIENCE)

    def tell(self, text: str, kind: str, offer: Offer | None = None) -> None:
        """A line for a moment; what was told last is nearest to the foot."""
        toasts = self.toasts()
        for old in toasts:
            if old.text == text or len(toasts) >= MOST:
                self._foot.remove_widget(old)
                toasts = self.toasts()
        toast = Toast(text, kind, offer)
        self._foot.add_widget(toast)
        appear(toast)

    def toasts(self) -> list[Toast]:
        """The lines there are, oldest first."""
        return [one for one in reversed(self._foot.children) if isinstance(one, Toast)]

    def put(self, sheet: Sheet) -> None:
        """Above all else."""
        self.add_widget(sheet)
        appear(sheet)

    def take(self, sheet: Sheet) -> None:
        """Away with it."""
        self.remove_widget(sheet)

    def sheet(self) -> Sheet | None:
        """The topmost sheet."""
        return next((one for one in self.children if isinstance(one, Sheet)), None)

    def _place(self, *_event: Any) -> None:
        narrow = self.width < dp(theme.WIDE)
        width = min(dp(WIDTH), self.width - dp(2 * theme.SPACE))
        self._foot.width = width
        for child in self._foot.children:
            child.width = width
        self._foot.x = self.center_x - width / 2
        self._foot.y = self.y + dp(88 if narrow else 24)

    def _jobs(self, *_event: Any) -> None:
        for job in self._desk.jobs.running:
            if id(job) not in self._shown and not (job.quiet or job.cancelled):
                self._shown.add(id(job))
                self._foot.add_widget(Progress(job, self._gone), index=len(self._foot.children))

    def _gone(self, card: Progress) -> None:
        self._shown.discard(id(card.job))
        if card.parent is not None:
            card.parent.remove_widget(card)

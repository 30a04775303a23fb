"""How far work is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.uix.widget import Widget

from companion.desk import theme
from companion.desk.jobs import Job
from companion.desk.language import _
from companion.desk.widgets.button import Button
from companion.desk.widgets.card import Card, Column, Row
from companion.desk.widgets.paint import Ground
from companion.desk.widgets.text import Text

OFTEN = 0.1  # seconds between two looks at a job


class Bar(Widget):
    """share: 0 to 1; None: under way, how far is not known."""

    def __init__(self, share: float | None = 0.0, ink: str = "accent", **more: Any) -> None:
        super().__init__(size_hint_y=None, height=dp(6), **more)
        Ground(self, theme.colour("line"), 3)
        with self.canvas:
            Color(*theme.colour(ink))
            self._done = SmoothRoundedRectangle(radius=[dp(3)])
        self._share = share
        self._turn = 0.0
        self.bind(pos=self._draw, size=self._draw)
        self._draw()

    def show(self, share: float | None) -> None:
        """So far it is."""
        self._share = share
        self._turn = (self._turn + 0.04) % 1.25
        self._draw()

    def _draw(self, *_event: Any) -> None:
        if self._share is None:
            start, end = max(0.0, self._turn - 0.25), min(1.0, self._turn)
        else:
            start, end = 0.0, min(1.0, max(0.0, self._share))
        self._done.pos = (self.x + start * self.width, self.y)
        self._done.size = (max(0.0, (end - start) * self.width), self.height)


class Progress(Card):
    """A job with its title, what it is at, a bar, and a button to cancel it."""

    def __init__(
        self, job: Job, gone: Callable[[Progress], None] | None = None, **more: Any
    ) -> None:
        self.job = job
        self._gone = gone
        self._bar = Bar(None)
        self._text = Text("", "small", "faint", lines=1)
        super().__init__(
            Row(
                Column(Text(job.title, lines=1), self._text, space=2),
                Button(icon="close", kind="quiet", name=_("Cancel"), action=job.cancel),
            ),
            self._bar,
            **more,
        )
        self._look = Clock.schedule_interval(self._follow, OFTEN)
        self._follow()

    def _follow(self, *_event: Any) -> None:
        self._bar.show(self.job.share)
        share = "" if self.job.share is None else f"{self.job.share:.0%}"
        self._text.text = "  ".join(part for part in (share, self.job.text) if part) or " "
        if self.job.done or self.job.cancelled:
            self._look.cancel()
            if self._gone is not None:
                self._gone(self)

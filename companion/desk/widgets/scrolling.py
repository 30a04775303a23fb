"""What scrolls, and lets what is dragged within it be dragged."""

from __future__ import annotations

from typing import Any

from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView

from companion.desk import theme


class Scrolling(ScrollView):
    """Up and down, by finger, wheel and bar.

    A widget with `drags` (a slider) gets a finger at once: Kivy would wait whether it scrolls.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(
            do_scroll_x=False, bar_width=dp(5), bar_color=theme.colour("faint", 0.8),
            bar_inactive_color=theme.colour("faint", 0.35), scroll_type=["bars", "content"],
            scroll_wheel_distance=dp(64), **more,
        )  # fmt: skip

    def on_touch_down(self, touch: Any) -> bool:
        """A finger or the mouse."""
        if self.collide_point(*touch.pos) and not touch.is_mouse_scrolling:
            touch.push()
            touch.apply_transform_2d(self.to_local)
            dragged = _dragged(self, touch.pos)
            taken = dragged is not None and bool(dragged.on_touch_down(touch))
            touch.pop()
            if taken:
                return True
        return bool(super().on_touch_down(touch))


def _dragged(within: Any, pos: tuple[float, float]) -> Any:
    for child in within.children:
        if child.collide_point(*pos):
            return child if getattr(child, "drags", False) else _dragged(child, pos)
    return None

"""What is new fades in, where the user wants things to move."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation

from companion.desk import theme

SECONDS = 0.12


def appear(widget: Any) -> None:
    """Show a widget that was just put on the screen."""
    if theme.look.motion:
        widget.opacity = 0.05  # not 0: what cannot be seen at all cannot have the keyboard
        Animation(opacity=1, duration=SECONDS, transition="out_quad").start(widget)

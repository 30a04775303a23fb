"""The glass: what the wearer sees, pixel for pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from numpy.typing import NDArray

from companion.desk import theme
from companion.desk.widgets.paint import Ground, Outline


class Glass(Widget):
    """Shows a picture of (height, width) brightnesses 0 to 255 as a see-through panel.

    Every pixel is a square of whole screen pixels, as large as fits; where the panel is larger
    than its place it is made smaller smoothly.
    """

    def __init__(self, width: int = 240, height: int = 135, **more: Any) -> None:
        super().__init__(**more)
        Ground(self, theme.rgba(theme.look.theme.glass), theme.RADIUS)
        Outline(self, theme.colour("line"), theme.RADIUS)
        with self.canvas:
            self._ink = Color(*theme.rgba(theme.look.theme.glass_ink))
            self._panel = Rectangle()
        self._shape = (0, 0)
        self.bind(pos=self._follow, size=self._follow)
        self.show(np.zeros((height, width), np.uint8))

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Another picture; also of another size."""
        height, width = picture.shape
        self.picture = picture
        if self._shape != picture.shape:
            self._shape = (height, width)
            self._texture = Texture.create(size=(width, height), colorfmt="luminance_alpha")
            self._texture.flip_vertical()
        pixels = np.full((height, width, 2), 255, np.uint8)
        pixels[..., 1] = picture
        self._texture.blit_buffer(
            pixels.tobytes(), colorfmt="luminance_alpha", bufferfmt="ubyte"
        )
        self._panel.texture = self._texture
        self._follow()

    def zoom(self) -> float:
        """Screen pixels to a pixel of the panel."""
        height, width = self._shape
        room = min(self.width / width, self.height / height)
        return float(int(room)) if room >= 1 else max(room, 0.01)

    def _follow(self, *_event: Any) -> None:
        height, width = self._shape
        zoom = self.zoom()
        filter_ = "nearest" if zoom >= 1 else "linear"
        self._texture.mag_filter = self._texture.min_filter = filter_
        self._panel.size = (width * zoom, height * zoom)
        self._panel.pos = (
            round(self.center_x - width * zoom / 2), round(self.center_y - height * zoom / 2)
        )

"""A QR code: dark on white whatever the theme, because that is what cameras read."""

from __future__ import annotations

from typing import Any

import numpy as np
import segno
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget
from numpy.typing import NDArray

QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def modules(text: str) -> NDArray[np.uint8]:
    """The code of `text` with its quiet zone: square, 0 dark, 255 light."""
    code = segno.make(text, error="m", micro=False)
    return np.array(
        [[0 if dark else 255 for dark in row] for row in code.matrix_iter(border=QUIET)], np.uint8
    )


class Qr(Widget):
    """Shows a text as a QR code, each module a square of whole screen pixels; "" shows nothing."""

    def __init__(self, text: str = "", **more: Any) -> None:
        super().__init__(**more)
        with self.canvas:
            self._paper = Color(1, 1, 1, 1)
            self._place = Rectangle()
        self.coded = ""
        self._side = 0
        self.bind(pos=self._follow, size=self._follow)
        self.show(text)

    def show(self, text: str) -> None:
        """Another text."""
        self.coded = text
        if text:
            made = modules(text)
            self._side = len(made)
            texture = Texture.create(size=made.shape, colorfmt="luminance")
            texture.mag_filter = texture.min_filter = "nearest"
            texture.flip_vertical()
            texture.blit_buffer(made.tobytes(), colorfmt="luminance", bufferfmt="ubyte")
            self._place.texture = texture
        self._paper.a = 1 if text else 0
        self._follow()

    def _follow(self, *_event: Any) -> None:
        room = min(self.width, self.height)
        side = self._side * max(1, int(room // self._side)) if self._side else 0
        self._place.size = (side, side)
        self._place.pos = (round(self.center_x - side / 2), round(self.center_y - side / 2))

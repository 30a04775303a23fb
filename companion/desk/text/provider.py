"""Kivy's labels and fields draw their text through this."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import kivy.core.text
import numpy as np
from kivy.core.image import ImageData
from kivy.core.text import LabelBase

from companion.desk import language
from companion.desk.text.drawing import Pen
from companion.desk.text.piece import Shaped
from companion.desk.text.setting import Line, Setter, Style
from companion.typeset import bidi
from companion.typeset.fonts import FOLDER, FontSet

TALL = "tall"  # as font_family: every line has room for every script


@cache
def setter() -> Setter:
    """The one of the loop's thread; jobs do not set text with it."""
    return Setter(Shaped(FontSet(apart=True)))


@cache
def pen() -> Pen:
    """See setter."""
    return Pen(setter().shaped.faces)


class ShapedLabel(LabelBase):
    """A core label of Kivy. Knows no markup, no justified lines, no fonts but the bundled."""

    def __init__(self, max_lines: int = 0, **more: Any) -> None:
        super().__init__(**more)
        self.options["max_lines"] = max_lines  # Kivy's own forgets it here

    def resolve_font_name(self) -> None:
        """There is one family of fonts for all."""
        self.options["font_name_r"] = ""

    @staticmethod
    def find_base_direction(text: str) -> str:
        """Of a text: "ltr" or "rtl"."""
        return "rtl" if bidi.base_level(text) else "ltr"

    @property
    def style(self) -> Style:
        """What is asked for."""
        options = self.options
        return Style(
            float(options["font_size"]), bool(options["bold"]),
            language.tag().partition("-")[0], options["font_family"] == TALL,
        )  # fmt: skip

    def get_extents(self, text: str) -> tuple[int, int]:
        """Width and height of text in one line."""
        style = self.style
        return math.ceil(setter().width(text, style)), round(setter().height(style))

    def render(self, real: bool = False) -> Any:
        """Set the text; width and height of its picture. real: draw it."""
        if real:
            return self._draw()
        options = self.options
        left, above, right, below = options["padding"]
        width, height = self._text_size
        room = None if width is None else max(1.0, width - left - right)
        most = 1 if options["shorten"] else int(options.get("max_lines") or 0)
        text = self.text.strip() if options["strip"] else self.text
        self._lines: list[Line] = setter().lines(text, self.style, room, most) if text else []
        fits = self._fitting(None if height is None else height - above - below)
        if fits < len(self._lines):
            most = fits
            self._lines = setter().lines(text, self.style, room, most)
        self.is_shortened = bool(
            most and self._lines and self._lines[-1].text.endswith("…")
            and not text.endswith("…")
        )  # fmt: skip
        self._inner = sum(self._step(line) for line in self._lines)
        widest = max((line.width for line in self._lines), default=0)
        return (
            int(width if width else math.ceil(widest + left + right)),
            int(height if height else self._inner + above + below),
        )

    def _fitting(self, height: float | None) -> int:
        """How many of the lines are in sight as a whole; one at least."""
        if height is None:
            return len(self._lines)
        count, reached = 0, 0
        for line in self._lines:
            reached += self._step(line)
            count += reached <= height + 1
        return max(1, count)

    def _step(self, line: Line) -> int:
        return round(line.height * float(self.options["line_height"]))

    def _draw(self) -> None:
        width, height = self._size
        left, above, right, below = self.options["padding"]
        onto = np.zeros((int(height), int(width)), np.uint8)
        spare = height - above - below - self._inner
        share = {"top": 0.0, "bottom": 1.0}.get(self.options["valign"], 0.5)
        y = above + max(0.0, round(spare * share))
        size = float(self.options["font_size"])
        for line in self._lines:
            step = self._step(line)
            rest = width - left - right - line.width
            lead = (step - line.height) / 2
            pen().draw(onto, line, left + self._indent(line, rest), y + lead + line.above, size)
            y += step
        red, green, blue, alpha = (self.options["color"] or (1, 1, 1, 1))[:4]
        pixels = np.empty((*onto.shape, 4), np.uint8)
        pixels[..., :3] = [round(255 * part) for part in (red, green, blue)]
        pixels[..., 3] = onto if alpha >= 1 else (onto * alpha).astype(np.uint8)
        data = ImageData(int(width), int(height), "rgba", pixels.tobytes())
        self.texture.blit_data(data)

    def _indent(self, line: Line, rest: float) -> float:
        align = self.options["halign"]
        if align == "center":
            return float(round(rest / 2))
        return float(rest) if align == "right" or (align == "auto" and line.rtl) else 0.0


def install() -> None:
    """Before any widget of Kivy is imported: they take their labels from here."""
    LabelBase._fonts_dirs = [str(FOLDER)]  # else it walks through all fonts of the machine
    kivy.core.text.Label = kivy.core.text.Text = ShapedLabel

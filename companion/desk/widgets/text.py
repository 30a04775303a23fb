"""Text: the only label there is."""

from __future__ import annotations

from typing import Any

from kivy.metrics import sp
from kivy.uix.label import Label

from companion.desk import language, theme
from companion.desk.text.provider import setter
from companion.desk.text.setting import Style


class Text(Label):
    """A text in one of the styles small, body, title, big, giant, in a named colour.

    fit: "wrap" (as wide as its place, as high as its lines), "shrink" (as wide and high as its
    one line) or "fill" (its place, centred from top to bottom). lines: at most so many, then an
    ellipsis; 0: all.
    """

    def __init__(
        self, text: str = "", style: str = "body", ink: str = "ink", *, fit: str = "wrap",
        align: str = "auto", bold: bool = False, lines: int = 0, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(
            text=text, font_size=sp(theme.size(style)), color=theme.colour(ink), halign=align,
            bold=bold, valign="middle", max_lines=lines, shorten=lines == 1,
            shorten_from="right", line_height=1.0, **more,
        )  # fmt: skip
        self.disabled_color = theme.colour(ink)
        self.ink = ink
        if fit == "wrap":
            self.size_hint_y = None
            self.bind(width=self._wrap, texture_size=self._grow)
            self._wrap()
            self._grow()  # nothing at all has no height
        elif fit == "shrink":
            self.size_hint = (None, None)
            self.bind(texture_size=self.setter("size"))
            self.texture_update()
            self.size = self.texture_size
        else:
            self.bind(size=self._fill)
            self._fill()

    def dye(self, ink: str) -> None:
        """Another of the theme's colours from now on."""
        self.ink = ink
        self.color = theme.colour(ink)

    def _wrap(self, *_event: Any) -> None:
        self.text_size = (self.width, None)

    def _grow(self, *_event: Any) -> None:
        self.height = self.texture_size[1]

    def _fill(self, *_event: Any) -> None:
        self.text_size = self.size


class Fitted(Text):
    """One line in its place that grows smaller, to `least` of its size, before it is cut."""

    def __init__(
        self, text: str, style: str, least: float, align: str = "center", **more: Any
    ) -> None:
        self._usual, self._least = sp(theme.size(style)), least
        super().__init__(text, style, fit="fill", lines=1, align=align, **more)
        self.bind(text=self._fit, width=self._fit)

    def _fit(self, *_event: Any) -> None:
        font = Style(self._usual, self.bold, language.tag())
        wanted = setter().width(self.text, font) + 1  # hinting moves letters by parts of a pixel
        share = (self.width - 1) / wanted
        self.font_size = self._usual * max(self._least, min(1.0, share))

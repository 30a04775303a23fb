"""What the wearer likes: every change goes to the glasses at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from companion.desk.context import Desk
from companion.desk.language import _, _n, name
from companion.desk.screens.glasses_care import Care
from companion.desk.screens.glasses_words import trouble
from companion.desk.widgets import Card, Choice, Menu, Slider, Text, Toggle
from companion.errors import SouffleurError
from companion.glasses.about import Settings

FULL = 255  # brightness
DARKEST = 5  # what can still be found in a dark hall
DIMMED = 40  # brightness while the text stands still
ROWS = 4
TONGUES = ("en", "zh", "fil", "id", "km", "lo", "ms", "my", "th", "vi")  # firmware/words


class Profile(Card):
    """The settings of linked glasses. Slides are sent as fast as the glasses take them.

    refused: called when the glasses have not taken a choice that is shown here.
    """

    def __init__(
        self, desk: Desk, care: Care, settings: Settings, refused: Callable[[], None]
    ) -> None:
        self._on, self._care, self._refused = desk, care, refused
        self._waiting: dict[str, str] = {}
        self._sending: asyncio.Task[None] | None = None
        self._percent = Text("", "small", "faint")
        super().__init__(
            Text(_("The wearer's choices"), bold=True),
            *_titled(_("Size of the text"), Choice(
                [("small", _("small")), ("normal", _("normal")), ("large", _("large")),
                 ("huge", _("huge"))],
                settings.size, self._send("size"), name=_("Size of the text"),
            )),
            self._percent,
            Slider(
                DARKEST, FULL, settings.brightness, self._bright, step=5, name=_("Brightness")
            ),
            *_titled(_("Row of the line that is spoken"), Choice(
                [(str(row), str(row + 1)) for row in range(ROWS)], str(settings.current_row),
                self._send("current_row"), name=_("Row of the line that is spoken"),
            )),
            self._switch("strip", settings.strip, _("Status strip"),
                         _("Clock, battery and link at the foot of the glass.")),
            self._switch("mirror", settings.mirror, _("Mirrored"),
                         _("For optics that exchange left and right.")),
            self._switch("vibrate", settings.vibrate, _("Vibration"),
                         _("A tick on the skin for messages and when time is up.")),
            *_titled(_("Language of the glasses' own words"), Menu(
                desk, _("Language of the glasses' own words"),
                [(one, name(one)) for one in TONGUES], settings.language, self._send("language"),
            )),
            *_titled(_("Dimmed while the text stands still"), Menu(
                desk, _("Dimmed while the text stands still"),
                _with([("0", _("never")), *((str(s), _span(s)) for s in (10, 20, 60, 300))],
                      str(settings.dim_after if settings.dim else 0), _span),
                str(settings.dim_after if settings.dim else 0), self._dim,
            )),
            *_titled(_("Switched off without link and touch"), Menu(
                desk, _("Switched off without link and touch"),
                _with([("0", _("never")), *((str(m), _span(60 * m)) for m in (5, 10, 30, 60))],
                      str(settings.sleep_after), lambda minutes: _span(60 * minutes)),
                str(settings.sleep_after), self._send("sleep_after"),
            )),
            space=10,
        )  # fmt: skip
        self._tell_brightness(settings.brightness)

    def _switch(self, key: str, on: bool, text: str, hint: str) -> Toggle:
        return Toggle(text, on, lambda now: self._change(key, "1" if now else "0"), hint=hint)

    def _send(self, key: str) -> Callable[[str], None]:
        return lambda value: self._change(key, value)

    def _bright(self, value: float) -> None:
        self._tell_brightness(value)
        self._change("brightness", str(round(value)))

    def _tell_brightness(self, value: float) -> None:
        self._percent.text = _("Brightness: {percent} %").format(percent=round(value * 100 / FULL))

    def _dim(self, seconds: str) -> None:
        if seconds != "0":
            self._change("dim_after", seconds)
        self._change("dim", "0" if seconds == "0" else str(DIMMED))

    def _change(self, key: str, value: str) -> None:
        self._waiting[key] = value
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            key = next(iter(self._waiting))
            try:
                await self._care.choose(key, self._waiting.pop(key))
            except SouffleurError as error:
                told = trouble(error)
                self._on.tell(f"{told.what}: {told.then}", "bad")
                self._waiting.clear()
                self._refused()


def _titled(title: str, control: Any) -> tuple[Text, Any]:
    return Text(title, "small", "faint"), control


def _with(
    options: list[tuple[str, str]], value: str, words: Callable[[int], str]
) -> list[tuple[str, str]]:
    """The options, and what is set now if it is none of them."""
    known = value in dict(options)
    return options if known else [*options, (value, words(int(value)))]


def _span(seconds: int) -> str:
    if seconds < 60:
        return _n("after {n} second", "after {n} seconds", seconds)
    return _n("after {n} minute", "after {n} minutes", round(seconds / 60))

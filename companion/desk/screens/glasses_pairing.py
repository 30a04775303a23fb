"""The sheet that leads through pairing, a step at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp

from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.glasses_meeting import DIGITS, Meeting, Step
from companion.desk.screens.glasses_words import trouble
from companion.desk.widgets import Bar, Button, Column, Field, Icon, Row, Sheet, Text
from companion.desk.widgets.focus import focus

OFTEN = 0.05  # seconds between two movements of the bar


class PairingSheet(Sheet):
    """Opens with the first step; paired: called with the name once it is done."""

    def __init__(
        self, desk: Desk, name: str, address: str, paired: Callable[[str], Any],
        gone: Callable[[], Any],
    ) -> None:  # fmt: skip
        self._content = Column(space=16)
        super().__init__(_("Pair glasses"), [self._content], closed=self._end)
        self._on, self._name, self._address = desk, name, address
        self._paired, self._gone = paired, gone
        self._bar = Bar(None)
        self._clock = Clock.schedule_interval(lambda _dt: self._bar.show(None), OFTEN)
        self._start()
        self.open(desk)

    @property
    def step(self) -> Step:
        """Where it is."""
        return self.meeting.step

    def _start(self) -> None:
        self.meeting = Meeting(self._name, self._address, self._on.keyring, self._changed)
        self.meeting.begin()
        self._changed()

    def _again(self) -> None:
        asyncio.get_running_loop().create_task(self.meeting.end())
        self._start()

    def _end(self) -> None:
        self._clock.cancel()
        asyncio.get_running_loop().create_task(self.meeting.end())
        self._gone()

    def _changed(self) -> None:
        """Another step: another content."""
        self._content.clear_widgets()
        for part in self._parts(self.meeting.step):
            self._content.add_widget(part)

    def _parts(self, step: Step) -> list[Any]:
        name = self.meeting.name
        match step:
            case Step.OPEN:
                touch = _("Touch {name} for five seconds, until they say so.").format(name=name)
                return [
                    _line("1", touch if name else _(
                        "Touch the glasses for five seconds, until they say so.")),
                    Text(_("Only who wears or holds them can open them for pairing."), "small",
                         "faint"),
                    self._fresh_bar(),
                ]  # fmt: skip
            case Step.MEET:
                return [_line("2", _("Meeting {name}…").format(name=name)), self._fresh_bar()]
            case Step.CODE:
                return [
                    _line("2", _("Type the six digits that the glasses show.")), self._code(),
                    Text(_("They show that nobody stands between this computer and the glasses."),
                         "small", "faint"),
                ]  # fmt: skip
            case Step.TAP:
                return [
                    _line("3", _("That is right. Now the wearer taps the glasses once.")),
                    self._fresh_bar(),
                ]
            case Step.DONE:
                Clock.schedule_once(lambda _dt: self._paired(self.meeting.name))
                return [
                    Row(
                        Icon("check", "good", 28),
                        Text(_("{name} and this computer are paired, and no other.").format(
                            name=name)),
                        space=14,
                    ),
                    Button(_("Done"), self.close, kind="primary", wide=True),
                ]  # fmt: skip
            case _:
                return self._failed()

    def _failed(self) -> list[Any]:
        assert self.meeting.error is not None
        told = trouble(self.meeting.error)
        return [
            Row(Icon("warning", "bad", 28), Text(told.what, bold=True), space=14),
            Text(told.then),
            Button(_("Start anew"), self._again, kind="primary", wide=True),
        ]

    def _code(self) -> Field:
        def typed(text: str) -> None:
            digits = "".join(letter for letter in text if letter.isdigit())[:DIGITS]
            if digits != text:
                field.set(digits)
            if len(digits) == DIGITS:
                self.meeting.typed(digits)

        field = Field("", typed, hint=_("Six digits"), name="code")
        field.input_type = "number"
        field.font_size = dp(30)
        field.height = dp(64)
        field.padding = (dp(16), dp(12), dp(16), dp(12))
        Clock.schedule_once(lambda _dt: focus.give(field))
        return field

    def _fresh_bar(self) -> Bar:
        if self._bar.parent is not None:
            self._bar.parent.remove_widget(self._bar)
        return self._bar


def _line(number: str, text: str) -> Row:
    return Row(Text(number, "title", "accent", fit="shrink", bold=True), Text(text), space=16)

"""The microphone on the voices' screen: which one, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from companion.desk.context import Desk
from companion.desk.jobs import Job
from companion.desk.language import _, told
from companion.desk.screens.glasses_roles import in_show
from companion.desk.screens.voices_work import hearing
from companion.desk.widgets import Button, Card, Column, Icon, Menu, Row, Text


class Hearing(Column):
    """test: called to test the microphone."""

    def __init__(self, desk: Desk, test: Callable[[], None]) -> None:
        super().__init__(height=0)
        self._desk, self._test = desk, test
        self._job: Job | None = None

    def look(self, again: bool = False) -> None:
        """List the microphones. again: see what was plugged in since, too."""
        self._show(Text(_("Looking for microphones"), ink="faint"))
        self._job = self._desk.job(
            _("Looking for microphones"), hearing(again), self._found, failed=self._deaf,
            quiet=True,
        )  # fmt: skip

    def stop(self) -> None:
        """Nobody looks at it any more."""
        if self._job is not None:
            self._job.cancel()

    def _deaf(self, line: str) -> None:
        self._show(
            Text(told(line), ink="warn"),
            Button(_("Look again"), self._again, icon="refresh", wide=True),
        )

    def _found(self, names: list[str]) -> None:
        chosen = self._desk.preferences.get("microphone", "")
        options = [("", _("As the system has it")), *((name, name) for name in names)]
        if chosen and chosen not in names:
            options.append((chosen, _("{name} (not plugged in)").format(name=chosen)))
        menu = Menu(
            self._desk, _("Microphone"), options, chosen,
            partial(self._desk.preferences.set, "microphone"),
        )  # fmt: skip
        self._show(
            menu if names else Text(_("No microphone is plugged in."), ink="warn"),
            Row(
                Button(_("Look again"), self._again, icon="refresh", wide=True),
                Button(_("Test it"), self._test, kind="primary", icon="play", wide=True),
            ),
        )

    def _show(self, *parts: Any) -> None:
        head = Row(Icon("microphone", "accent", 24), Text(_("Microphone"), bold=True), space=12)
        self.clear_widgets()
        self.add_widget(Card(head, *parts, space=12))

    def _again(self) -> None:
        if in_show(self._desk):
            self._desk.tell(
                _("A show is listening: test the microphone before or after it."), "bad"
            )
        else:
            self.look(again=True)

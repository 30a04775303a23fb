"""Before a rehearsal: with what, and how it went the last times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.language import _
from companion.desk.screens.library_files import Files
from companion.desk.screens.microphone_menu import MicrophoneMenu
from companion.desk.screens.rehearse_words import counted, day, pace
from companion.desk.screens.stage_words import clock
from companion.desk.widgets import Button, Card, Choice, Column, Page, Row, Text, Toggle
from companion.rehearsal import Record
from companion.script import Script
from companion.script.pace import script_seconds

SOUNDS = (".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif")
QUICK = 4.0  # times as fast as it was spoken
VOICE, RECORDING = "voice", "recording"


class Choosing(Page):
    """begin: called with a microphone's name and "", or with "" and a recording's path, and how
    fast it is to go. opened: with an earlier rehearsal. recording, quick: as last time."""

    def __init__(
        self, desk: Desk, script: Script, kept: Sequence[Record],
        begin: Callable[[str, str, float], Any], opened: Callable[[Record], Any],
        recording: str = "", quick: bool = True,
    ) -> None:  # fmt: skip
        self._desk, self._begin = desk, begin
        self.recording, self.quick = recording, quick
        self._with = Column(space=theme.GAP)
        source = desk.preferences.get("rehearse_with", VOICE)
        self._source = source if source in (VOICE, RECORDING) else VOICE
        self.start = Button(
            _("Begin"), self.begin, kind="good", icon="play", wide=True, style="title", height=64
        )
        self._sources = Choice(
            [(VOICE, _("My voice")), (RECORDING, _("A recording"))], self._source, self._turned,
            name=_("Rehearse with"),
        )
        setting = Card(
            self._sources, self._with, self.start, space=theme.SPACE,
        )  # fmt: skip
        about = Column(
            Text(script.title, "big", bold=True, lines=3),
            Text(
                _("about {time} to speak").format(time=clock(script_seconds(script))), ink="faint"
            ),
            space=4,
        )  # fmt: skip
        parts: list[Any] = [about, setting]
        if kept:
            rows = [self._row(one, opened) for one in kept]
            parts.append(Card(Text(_("Before now"), bold=True), *rows, space=theme.GAP))
        super().__init__(*parts)
        self._fill()

    def begin(self) -> None:
        """Go, if there is something to hear."""
        if self.start.disabled:
            return
        if self._source == RECORDING:
            self._begin("", self.recording, QUICK if self.quick else 1.0)
        else:
            self._begin(self._desk.preferences.get("microphone", ""), "", 1.0)

    def choose(self, path: Path) -> None:
        """Hear this recording."""
        self.recording = str(path)
        self._desk.preferences.set("recordings", str(path.parent))
        self._sources.set(RECORDING)
        self._turned(RECORDING)

    def _turned(self, source: str) -> None:
        self._source = source
        self._desk.preferences.set("rehearse_with", source)
        self._fill()

    def _fill(self) -> None:
        self._with.clear_widgets()
        if self._source == RECORDING:
            name = Path(self.recording).name if self.recording else _("No recording chosen yet")
            parts = [
                Row(
                    Text(name, ink="ink" if self.recording else "faint", lines=1),
                    Button(_("Choose"), self._choose, icon="folder"),
                ),
                Toggle(_("Four times as fast"), self.quick, self._hurry),
            ]  # fmt: skip
        else:
            parts = [
                MicrophoneMenu(
                    self._desk, self._desk.preferences.get("microphone", ""),
                    partial(self._desk.preferences.set, "microphone"),
                ),
                Text(_("Read as you would on stage. The glass on the screen follows you."),
                     "small", "faint"),
            ]  # fmt: skip
        for part in parts:
            self._with.add_widget(part)
        self.start.disabled = self._source == RECORDING and not self.recording

    def _hurry(self, quick: bool) -> None:
        self.quick = quick

    def _choose(self) -> None:
        kept = self._desk.preferences.get("recordings", "")
        Files(
            self._desk, _("Choose a recording"), SOUNDS, lambda paths: self.choose(paths[0]),
            Path(kept) if kept else None, several=False,
            nothing=_("No recording in this folder."),
        )  # fmt: skip

    def _row(self, kept: Record, opened: Callable[[Record], Any]) -> Row:
        told = kept.account
        line = f"{clock(round(told.seconds))}   {pace(told.pace)}   {counted(kept)}"
        return Row(
            Column(Text(day(kept.at), bold=True, lines=1), Text(line, "small", "faint"), space=2),
            Button(
                _("Show"), partial(opened, kept), icon="next",
                name=_("Show") + " " + day(kept.at),
            ),
        )  # fmt: skip



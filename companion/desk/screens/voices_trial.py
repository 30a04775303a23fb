"""The sheet that tests a microphone: read a sentence, see what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp

from companion.desk.context import Desk
from companion.desk.jobs import Job
from companion.desk.language import _, tag, told
from companion.desk.screens.voices_work import Trial, spoken
from companion.desk.widgets import (
    Bar,
    Button,
    Card,
    Column,
    Field,
    Icon,
    Menu,
    Meter,
    Row,
    Sheet,
    Text,
)
from companion.speech.trial import SENTENCES, Verdict

OFTEN = 0.05  # seconds between two looks at the level
SOFTEST = -60.0  # dB at the left end of the meter


class TrialSheet(Sheet):
    """microphone: the name of the one to test, "" for the system's choice. tongues: tags of the
    languages with a model."""

    def __init__(self, desk: Desk, microphone: str, tongues: Sequence[str]) -> None:
        self._content = Column(height=0)
        super().__init__(_("Test the microphone"), [self._content], closed=self._end)
        self._on, self._microphone = desk, microphone
        self.job: Job | None = None
        self.trial: Trial | None = None
        self.verdict: Verdict | None = None
        self._tongues = tongues
        self.language = tag() if tag() in tongues else tongues[0]
        self.sentence = ""
        self._round = 0
        self._clock: Any = None
        self._prepare()
        self.open(desk)

    def _fill(self, *parts: Any) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self._content.clear_widgets()
        for part in parts:
            self._content.add_widget(part)

    # -- before

    def _prepare(self) -> None:
        offered = SENTENCES.get(self.language, ())
        self.sentence = offered[self._round % len(offered)] if offered else ""
        self._fill(
            Menu(self._on, _("Language"), [(one, spoken(one)) for one in self._tongues],
                 self.language, self._speak, name="language"),
            Text(_("Read this aloud, as on stage:"), "small", "faint"),
            self._shown() if offered else Field(
                "", self._write, hint=_("A sentence to read"), lines=3, name="sentence"),
            Button(_("Begin"), self.begin, kind="primary", icon="microphone", wide=True),
        )  # fmt: skip

    def _shown(self) -> Card:
        return Card(Text(self.sentence, "title"))

    def _speak(self, language: str) -> None:
        self.language = language
        self._prepare()

    def _write(self, text: str) -> None:
        self.sentence = text.strip()

    # -- meanwhile

    def begin(self) -> None:
        """Record and listen."""
        if not self.sentence:
            self._on.tell(_("Write a sentence first."), "bad")
            return
        self.trial = Trial(self._microphone, self.sentence, self.language, self._on.models)
        self.job = self._on.job(
            _("Test the microphone"), self.trial.work, self._done, failed=self._failed, quiet=True
        )
        self._bar, self._meter = Bar(None), Meter(size_hint_y=None, height=dp(28))
        self._text = Text("", "small", "faint")
        self._fill(
            self._shown(), self._meter, self._bar, self._text,
            Button(_("I have read it"), self.trial.finish, wide=True),
        )
        self._clock = Clock.schedule_interval(self._follow, OFTEN)

    def _follow(self, *_event: Any) -> None:
        if self.job is None or self.trial is None:
            return
        self._bar.show(self.job.share)
        self._text.text = self.job.text or " "
        level = self.trial.level.peak if self.trial.recording else SOFTEST
        self._meter.show(1 - level / SOFTEST)

    def _failed(self, line: str) -> None:
        self._fill(
            Row(Icon("warning", "bad", 28), Text(told(line)), space=14),
            Button(_("Once more"), self._prepare, kind="primary", wide=True),
        )

    # -- after

    def _done(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self._round += 1
        good = verdict.good
        head, *others = verdict.advice
        self._fill(
            Row(
                Icon("check" if good else "warning", "good" if good else "warn", 28),
                Text(_(head.value), bold=True), space=14,
            ),
            *(Text(_(one.value)) for one in others),
            Card(
                Text(_("{percent} % of the sentence was heard rightly").format(
                    percent=round(100 * verdict.right))),
                Bar(verdict.right, "good" if good else "warn"),
                Text(_("Heard: {words}").format(words=verdict.heard or "–"), "small", "faint"),
                Text(_("Voice {speech} dB, room {room} dB; model: {model}").format(
                    speech=round(verdict.speech), room=round(verdict.room),
                    model=self.trial.model if self.trial else ""), "small", "faint"),
            ),
            Row(
                Button(_("Once more"), self._prepare, wide=True),
                Button(_("Done"), self.close, kind="primary", wide=True),
            ),
        )  # fmt: skip

    def _end(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
        if self.trial is not None:
            self.trial.finish()
        if self.job is not None:
            self.job.cancel()

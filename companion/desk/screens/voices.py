"""Voices and languages: the microphone, the models that are here, and those that could be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import dp

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.jobs import Job, Progress
from companion.desk.language import _, told
from companion.desk.screens.glasses_roles import in_show
from companion.desk.screens.voices_cards import VoiceCard
from companion.desk.screens.voices_carry import CarrySheet
from companion.desk.screens.voices_hearing import Hearing
from companion.desk.screens.voices_trial import TrialSheet
from companion.desk.screens.voices_work import (
    FIRST,
    Shelf,
    bringing,
    fetching,
    looking,
    megabytes,
    reading,
    spoken,
)
from companion.desk.widgets import (
    Button,
    Card,
    Column,
    Field,
    Row,
    Screen,
    Scroll,
    Sheet,
    Text,
    ask,
)
from companion.desk.widgets.focus import focus, reachable
from companion.speech import catalogue
from companion.speech.catalogue import Entry
from companion.speech.drives import Carried
from companion.speech.offers import Voice, voices
from companion.speech.store import Installed

AT_ONCE, A_FRAME = 8, 2  # new cards


class VoicesScreen(Screen):
    """One column: microphone, languages."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Voices")
        self.entries: list[Entry] = []
        self._shown = True
        self._expanded: set[str] = set()
        self._wanted = ""  # what the catalogue is searched for
        self._shelf: Shelf | None = None
        self._cards: dict[str, tuple[Any, VoiceCard]] = {}  # by language, with what they show
        self._waiting: list[Voice] = []  # to be added
        self._later = Clock.create_trigger(lambda _time: self._add())
        self._jobs: list[Job] = []  # looks at what there is
        self.hearing = Hearing(desk, self.test)
        self._languages = Column(height=0)
        self._filter = Field("", self._search, hint=_("Search a language"), name="search")
        self._finder = Column(height=0)
        self.catalogue_button = Button(
            _("Catalogue"), self.look_up, icon="globe", kind="primary", wide=True
        )
        body = Column(
            self.hearing,
            Row(
                self.catalogue_button,
                Button(_("From a USB stick"), lambda: self.look(None), icon="usb", wide=True),
            ),
            self._finder, self._languages, size_hint_x=None,
        )  # fmt: skip
        self.scroll = Scroll(body)

        def fit(*_event: Any) -> None:
            side = dp(theme.SPACE if self.narrow else theme.WIDE_SPACE)
            body.padding = (side, 0, side, dp(theme.SPACE))
            body.width = min(self.width, dp(theme.READING) + 2 * side)

        self.bind(width=fit, narrow=fit)
        self.fbind("narrow", self._draw)
        self.add_widget(self.scroll)

    def opened(self, **what: Any) -> None:
        """See Screen."""
        Window.bind(on_drop_file=self._dropped)
        self.hearing.look()
        self._draw()
        self.refresh()

    def closed(self) -> bool:
        """See Screen. Downloads go on."""
        Window.unbind(on_drop_file=self._dropped)
        self._shown = False
        self._later.cancel()
        self.hearing.stop()
        for job in self._jobs:
            job.cancel()
        return True

    def _look(
        self, work: Callable[[Progress], Any], done: Callable[[Any], None],
        failed: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        """What is quickly done, but may hang on a disk or a driver: nothing is shown of it."""
        self._jobs = [job for job in self._jobs if not job.done]
        self._jobs.append(self.desk.job(self.title, work, done, failed=failed, quiet=True))

    def test(self) -> None:
        """Test the microphone with a sentence."""
        if in_show(self.desk):
            self.desk.tell(_("A show is listening: test the microphone before or after it."), "bad")
            return
        if self._shelf is not None:
            chosen = self.desk.preferences.get("microphone", "")
            tongues = [one.language for one in voices(self._shelf.models, []) if one.used]
            TrialSheet(self.desk, chosen, tongues)

    # -- the languages

    def refresh(self) -> None:
        """Look what there is now, and show it."""
        if self._shown:
            self._look(reading(self.desk.models, self.entries), self._seen, self._lost)

    def _seen(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._draw()

    def _lost(self, line: str) -> None:
        self._later.cancel()
        self._languages.clear_widgets()
        self._languages.add_widget(Card(
            Text(told(line), ink="warn"),
            Button(_("Look again"), self.refresh, icon="refresh", wide=True),
        ))  # fmt: skip

    def _draw(self, *_event: Any) -> None:
        holder = focus.holder()
        self._fill()
        if holder is not None and holder.get_root_window() is None:  # it was made anew
            named = getattr(holder, "name", "")
            focus.give(next((one for one in reachable(self._languages)
                             if named and getattr(one, "name", "") == named), None))  # fmt: skip

    def _fill(self) -> None:
        self._later.cancel()
        self._languages.clear_widgets()
        if self._shelf is None:
            self._languages.add_widget(Text(_("Looking what is here"), ink="faint"))
            return
        known = voices(self._shelf.models, self.entries, FIRST)
        self._waiting = [voice for voice in known if self._fits(voice)]
        self._add(AT_ONCE)

    def _add(self, most: int = A_FRAME) -> None:
        """Cards that are there already, and so many new ones; the others at the next frames, so
        that the window does not stand still for a whole catalogue."""
        assert self._shelf is not None
        while self._waiting and most > 0:
            card, made = self._card(self._waiting.pop(0))
            self._languages.add_widget(card)
            most -= made
        if self._waiting:
            self._later()
            return
        free = _("{size} free on this computer").format(size=megabytes(self._shelf.free))
        self._languages.add_widget(Text(free, "small", "faint"))

    def _card(self, voice: Voice) -> tuple[VoiceCard, bool]:
        """Of a language, and whether it had to be made."""
        expanded = voice.language in self._expanded
        states = tuple((self.arrived(one), self.under_way(one)) for one in voice.offers)
        look = (voice, expanded, self.narrow, states)
        before = self._cards.get(voice.language)
        if before is not None and before[0] == look:
            return before[1], False
        card = VoiceCard(self, voice, expanded, self.narrow)
        self._cards[voice.language] = look, card
        return card, True

    def _fits(self, voice: Voice) -> bool:
        text = f"{voice.language} {spoken(voice.language)}".casefold()
        return self._wanted in text

    def _search(self, text: str) -> None:
        self._wanted = text.strip().casefold()
        self._draw()

    def look_up(self) -> None:
        """Ask the official catalogue."""

        def work(progress: Progress) -> list[Entry]:
            progress(None, catalogue.URL)
            return catalogue.fetch_catalogue(catalogue.URL)

        def done(entries: list[Entry]) -> None:
            self.entries = entries
            if not self._finder.children:
                self._finder.add_widget(self._filter)
            self.refresh()

        self.desk.job(_("Catalogue of speech models"), work, done)

    # -- from drives

    def look(self, place: Path | None) -> None:
        """Look for models on what is plugged in, or in one place."""
        places = None if place is None else [place]

        def done(found: list[Carried]) -> None:
            CarrySheet(self.desk, found, self.bring, self.look)

        self.desk.job(_("Looking for models on drives"), looking(places), done)

    def bring(self, one: Carried, language: str) -> None:
        """Install a model from a drive."""
        title = _("Installing {name}").format(name=one.name)
        self.desk.job(title, bringing(self.desk.models, one, language), self._arrived)

    def _dropped(self, _window: Any, path: bytes, *_more: Any) -> None:
        self.look(Path(path.decode(errors="surrogateescape")))

    def _arrived(self, model: Installed) -> None:
        self.desk.tell(_("{name} is ready for {language}.").format(
            name=model.name, language=spoken(model.language)), "good")  # fmt: skip
        self.refresh()

    # -- deeds (see voices_cards.Deeds)

    def fetch(self, entry: Entry) -> None:
        """Download a model; it goes on where an earlier try stopped."""
        if self.under_way(entry):
            return
        job = self.desk.job(
            _title(entry), fetching(self.desk.models, entry), self._arrived
        )
        assert job.task is not None
        job.task.add_done_callback(lambda _task: self.refresh())
        self._draw()

    def discard(self, entry: Entry) -> None:
        """Throw away what came of a download."""
        models = self.desk.models
        self._look(lambda _p: models.discard(entry), lambda _none: self.refresh())

    def arrived(self, entry: Entry) -> int:
        """Bytes that came of it so far."""
        return self._shelf.arrived.get(entry.name, 0) if self._shelf else 0

    def under_way(self, entry: Entry) -> bool:
        """Whether it is being downloaded now."""
        title = _title(entry)
        return any(job.title == title and not job.cancelled for job in self.desk.jobs.running)

    def licence(self, model: Installed) -> None:
        """Show what is known of it."""
        text = model.licence_text() or _("The model's own files say nothing about its licence.")
        Sheet(
            _("Licence of {name}").format(name=model.name),
            [Text(_(model.licence), bold=True), Text(text, "small"),
             Text(_("From: {source}").format(source=model.source), "small", "faint")],
            width=640,
        ).open(self.desk)  # fmt: skip

    def verify(self, model: Installed) -> None:
        """Check its files against what was installed."""

        def work(progress: Progress) -> list[str]:
            progress(None, _("Reading its files"))
            return self.desk.models.verify(model.name)

        def done(wrong: list[str]) -> None:
            if wrong:
                self.desk.tell(_("{name} is damaged ({what}): remove it and get it again.").format(
                    name=model.name, what="; ".join(wrong)), "bad")  # fmt: skip
            else:
                self.desk.tell(_("{name} is whole.").format(name=model.name), "good")

        self.desk.job(_("Check {name}").format(name=model.name), work, done)

    def remove(self, model: Installed) -> None:
        """Ask, then remove."""

        def done(_none: None) -> None:
            self.desk.tell(_("{name} is removed.").format(name=model.name))
            self.refresh()

        def agreed() -> None:
            models = self.desk.models
            title = _("Removing {name}").format(name=model.name)
            self.desk.job(title, lambda _p: models.remove(model.name), done)

        ask(
            self.desk, _("Remove {name}?").format(name=model.name),
            _("{size} become free. To have it again, download it or bring it again.").format(
                size=megabytes(model.size)),
            _("Remove"), agreed, danger=True,
        )  # fmt: skip

    def expand(self, language: str) -> None:
        """Show all offers of a language."""
        self._expanded.add(language)
        self._draw()


def _title(entry: Entry) -> str:
    return _("Download {name}").format(name=entry.name)

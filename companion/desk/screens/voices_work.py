"""What the voices' screen sets going: downloads, sticks, the test of a microphone. No Kivy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from companion.desk.jobs import Progress
from companion.desk.language import _, tag
from companion.desk.screens.microphone_menu import names
from companion.speech import microphone
from companion.speech.audio import SILENCE, Level, Source
from companion.speech.catalogue import Entry
from companion.speech.choose import open_model
from companion.speech.drives import Carried, drives, models_on
from companion.speech.microphone import MicrophoneSource
from companion.speech.store import Installed, Store
from companion.speech.trial import SECONDS, Verdict, judge, phrases_for, recognised, record

MEGABYTE = 1 << 20
LARGE = 100  # GB; from here on tenths tell nothing
FETCHING = 0.9  # of the work; the rest is unpacking and trying
FIRST = ("zh", "en", "vi", "th", "id", "ms", "fil", "km", "lo", "my", "ja", "ko", "hi")

Told = Callable[[int, int], None]


def megabytes(size: int) -> str:
    """A size in words."""
    if size > 1000 * MEGABYTE:
        large = size / (MEGABYTE << 10)
        return _("{size} GB").format(size=format_decimal(
            round(large, 1) if large < LARGE else round(large), locale=tag()))  # fmt: skip
    return _("{size} MB").format(size=format_decimal(max(1, round(size / MEGABYTE)), locale=tag()))


def spoken(language: str) -> str:
    """A language's name in the language of the interface, and its own if that is another."""
    try:
        there = Locale.parse(language)
        here, own = there.get_display_name(tag()), there.get_display_name()
    except (ValueError, UnknownLocaleError):
        return language
    names = dict.fromkeys(name[:1].upper() + name[1:] for name in (here, own) if name)
    return " ".join(names) or language


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is on this computer. arrived: bytes that came of each download that stopped, by name.
    free: bytes of the disk."""

    models: tuple[Installed, ...]
    arrived: dict[str, int]
    free: int


def reading(store: Store, entries: Sequence[Entry]) -> Callable[[Progress], Shelf]:
    """A job that looks at what is here."""

    def work(_progress: Progress) -> Shelf:
        arrived = {entry.name: store.arrived(entry) for entry in entries}
        return Shelf(tuple(store.models()), arrived, store.free())

    return work


def hearing(again: bool) -> Callable[[Progress], list[str]]:
    """A job that lists the microphones. again: see what was plugged in since, too."""

    def work(progress: Progress) -> list[str]:
        if again:
            microphone.look_again()
        return names(progress)

    return work


def fetching(store: Store, entry: Entry) -> Callable[[Progress], Installed]:
    """A job that downloads and installs a model."""

    def work(progress: Progress) -> Installed:
        def down(done: int, total: int) -> None:
            text = _("{done} of {total}").format(done=megabytes(done), total=megabytes(total))
            progress(FETCHING * done / max(1, total), text)

        return store.install_entry(entry, down, _unpacking(progress, FETCHING))

    return work


def bringing(store: Store, carried: Carried, language: str) -> Callable[[Progress], Installed]:
    """A job that installs a model from a drive."""

    def work(progress: Progress) -> Installed:
        told = _unpacking(progress, 0.0)
        if carried.packed:
            return store.install_archive(carried.path, language=language, progress=told)
        return store.install_folder(carried.path, language=language, progress=told)

    return work


def _unpacking(progress: Progress, begun: float) -> Told:
    def told(done: int, total: int) -> None:
        if done >= total:
            progress(None, _("Trying whether it loads"))
        else:
            progress(begun + (1 - begun) * done / max(1, total), _("Unpacking"))

    return told


def looking(places: Iterable[Path] | None = None) -> Callable[[Progress], list[Carried]]:
    """A job that looks for models on what is plugged in, or in these places."""

    def work(progress: Progress) -> list[Carried]:
        found: list[Carried] = []
        for place in drives() if places is None else places:
            progress(None, place.name or str(place))
            for one in models_on(place):
                found.append(one)
                progress(None, one.name)
        return found

    return work


class Trial:
    """A test of a microphone as a job. level: the last one heard, for a meter.

    microphone: its name, "" for the system's choice. `finish` ends the recording early.
    """

    def __init__(self, microphone: str, sentence: str, language: str, store: Store) -> None:
        self._microphone, self._sentence = microphone, sentence
        self._language, self._store = language, store
        self._source: Source | None = None
        self.level = Level(SILENCE, SILENCE)
        self.recording = False
        self.model = ""

    def finish(self) -> None:
        """The sentence has been read."""
        if self._source is not None:
            self._source.close()

    def work(self, progress: Progress) -> Verdict:
        """Raises AudioError without a microphone, NoModelError without a model."""
        progress(None, _("Loading the speech model"))
        phrases = phrases_for(self._sentence, self._language)
        model = open_model(self._language, phrases, store=self._store)
        self.model = model.name
        self._source = MicrophoneSource(self._microphone or None)
        began = time.monotonic()

        def heard(level: Level) -> None:
            self.level, self.recording = level, True
            passed = min(1.0, (time.monotonic() - began) / SECONDS)
            progress(passed, _("Read the sentence aloud"))

        blocks = record(self._source, SECONDS, heard)
        self.recording = False
        progress(None, _("Looking at what was heard"))
        return judge(self._sentence, recognised(blocks, model, phrases), blocks)

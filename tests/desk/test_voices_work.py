"""What the voices' screen sets going, without a screen."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from companion.desk.jobs import Stopped
from companion.desk.screens import voices_work
from companion.desk.screens.voices_work import (
    Trial,
    bringing,
    fetching,
    looking,
    megabytes,
    spoken,
)
from companion.errors import SouffleurError
from companion.speech.catalogue import fetch_catalogue, find
from companion.speech.store import Store
from companion.speech.trial import Advice
from tests.desk import voices_world as world


class Told:
    """A job's progress; ends the job once it has come so far."""

    def __init__(self, enough: float = 2.0) -> None:
        self.enough = enough
        self.shares: list[float] = []
        self.texts: list[str] = []

    def __call__(self, share: float | None = None, text: str = "") -> None:
        if share is not None:
            self.shares.append(share)
        self.texts.append(text)
        if share is not None and share > self.enough:
            raise Stopped


def test_a_download_that_breaks_off_and_is_cancelled_still_comes_whole(tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    with world.site(tmp_path) as site:
        entry = find(fetch_catalogue(site.url), world.NAME)
        site.hang_up_at = len(site.data) // 4
        with pytest.raises(SouffleurError, match="start it again to go on"):
            fetching(store, entry)(Told())
        first = store.arrived(entry)
        assert 0 < first <= len(site.data) // 4
        with pytest.raises(Stopped):
            fetching(store, entry)(Told(0.5))
        second = store.arrived(entry)
        assert first < second < len(site.data)
        told = Told()
        assert fetching(store, entry)(told).name == world.NAME
        assert site.asked == [None, f"bytes={first}-", f"bytes={second}-"]
    assert told.shares == sorted(told.shares) and told.shares[-1] < 1.0
    assert told.texts[-1] == "Trying whether it loads"
    assert store.models()[0].licence_text() == "Apache-2.0, for tests.\n"


def test_a_second_download_of_a_model_waits_for_the_first(tmp_path: Path) -> None:
    """Pressed again before the one that was cancelled has let go of the file."""
    store = Store(tmp_path / "models")
    paused, go = threading.Event(), threading.Event()

    def slow(share: float | None = None, text: str = "") -> None:
        if share is not None and share > 0.2 and not paused.is_set():
            paused.set()
            go.wait(30)

    class Release(Told):
        def __call__(self, share: float | None = None, text: str = "") -> None:
            super().__call__(share, text)
            go.set()

    with world.site(tmp_path) as site:
        entry = find(fetch_catalogue(site.url), world.NAME)
        first = threading.Thread(target=fetching(store, entry), args=(slow,))
        first.start()
        assert paused.wait(30)
        with pytest.raises(SouffleurError, match="already installed"):
            fetching(store, entry)(Release())
        first.join(30)
    assert store.verify(world.NAME) == [] and len(site.asked) == 1


def test_a_disk_that_cannot_be_written_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    nowhere, store = Store(tmp_path / "file" / "models"), Store(tmp_path / "models")
    archive = world.packed(tmp_path)
    with world.site(tmp_path / "site") as site:
        entry = find(fetch_catalogue(site.url), world.NAME)
        with pytest.raises(SouffleurError, match="stopped"):
            fetching(nowhere, entry)(Told())
    with pytest.raises(SouffleurError, match="make room"):
        nowhere.install_archive(archive)
    store.install_archive(archive)

    def in_use(*_paths: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(SouffleurError, match=r"Permission denied.*close what uses it"):
        store.remove(world.NAME)


def test_a_stick_pulled_out_while_it_is_looked_at_ends_the_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    world.packed(stick)

    def gone(*_path: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("companion.speech.drives.size_of", gone)
    assert [one.packed for one in looking([stick])(Told())] == [True]
    monkeypatch.setattr("companion.speech.drives._holds_model", gone)
    assert looking([stick])(Told()) == []


def test_models_on_a_stick_are_found_and_brought(tmp_path: Path) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    world.packed(stick)
    found = looking([stick])(Told())
    assert {one.packed for one in found} == {True, False}  # the zip, and what it was made from
    store = Store(tmp_path / "models")
    for one in found:
        assert bringing(store, one, "")(Told()).language == "en"
        store.remove(world.NAME)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_read_well_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    recording = world.spoken(tmp_path, language)
    monkeypatch.setattr(voices_work, "MicrophoneSource", world.recorded(recording))
    trial = Trial("", world.SPOKEN[language], language, Store(tmp_path / "models"))
    verdict = trial.work(Told())
    assert verdict.advice == (Advice.GOOD,) and verdict.right > 0.9
    assert trial.model == f"starter-{language}"


def test_whoever_has_read_the_sentence_need_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = world.spoken(tmp_path, "en")
    monkeypatch.setattr(voices_work, "MicrophoneSource", world.recorded(recording, 5.0))
    trial = Trial("", world.SPOKEN["en"], "en", Store(tmp_path / "models"))

    class Soon(Told):
        def __call__(self, share: float | None = None, text: str = "") -> None:
            super().__call__(share, text)
            if trial.recording and len(self.shares) == 10:
                trial.finish()

    told = Soon()
    trial.work(told)
    assert len(told.shares) <= 12


def test_a_language_without_a_model_is_told(tmp_path: Path) -> None:
    trial = Trial("", "Xin chào các bạn", "vi", Store(tmp_path / "models"))
    with pytest.raises(SouffleurError, match="No speech model for 'vi'"):
        trial.work(Told())


def test_sizes_and_languages_in_words() -> None:
    sizes = [10, 42 << 20, 1000 << 20, 1800 << 20, 900 << 30]
    assert [megabytes(size) for size in sizes] == ["1 MB", "42 MB", "1,000 MB", "1.8 GB", "900 GB"]
    assert spoken("zh") == "Chinese 中文"
    assert spoken("en") == "English"
    assert spoken("xx-nonsense") == "xx-nonsense"

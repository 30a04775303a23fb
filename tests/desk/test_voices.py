"""The voices' screen of the real app: a site that breaks off, a stick, a recorded speaker."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.desk.context import Desk
from companion.desk.screens import voices_work
from companion.desk.widgets.focus import focus
from companion.speech import catalogue, microphone
from companion.speech.audio import AudioError
from companion.speech.microphone import Microphone
from companion.speech.store import Store
from companion.speech.trial import Advice
from tests.desk import voices_world as world
from tests.desk.driver import Driver, desk
from tests.desk.still import tap

LAPTOP, PHONE = (1280, 800), (412, 892)
DEVICES = [
    Microphone("Built-in", 0, 2, 48000, True), Microphone("USB Lavalier", 1, 1, 48000, False),
]


@pytest.fixture(autouse=True)
def plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "microphones", lambda: DEVICES)
    monkeypatch.setattr(microphone, "look_again", lambda: None)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[world.Site]:
    with world.site(tmp_path) as one:
        monkeypatch.setattr(catalogue, "URL", one.url)
        yield one


@asynccontextmanager
async def opened(
    folder: Path, size: tuple[int, int] = LAPTOP, lang: str = "en",
    ready: Callable[[Desk], None] = lambda d: None,
) -> AsyncIterator[Driver]:
    async with desk(folder / "home", size, lang=lang, ready=ready) as d:
        d.desk.go("voices")
        await d.until(lambda: not d.desk.jobs.running)
        try:
            yield d
        finally:
            d.screen.closed()


async def reach(d: Driver, widget: Any) -> None:
    """Scroll to something and touch it."""
    d.screen.scroll.scroll_to(widget, animate=False)
    await tap(d, widget)


def test_without_network_the_bundled_voices_are_there(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as d:
            for part in ("English", "Chinese 中文", "Built in", "in use", "free on this computer"):
                assert d.says(part), part

    run(scenario())


def test_a_download_breaks_off_goes_on_and_is_ready(
    run: Any, tmp_path: Path, site: world.Site
) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("Catalogue"))
            await d.until(lambda: d.all(name=f"get {world.NAME}"))
            assert d.says("recommended") and d.says("Vietnamese Tiếng Việt")
            site.hang_up_at = len(site.data) // 2
            await reach(d, d.find(name=f"get {world.NAME}"))
            await d.until(lambda: d.says("start it again to go on"))
            await d.until(lambda: d.says("Go on (50%)"))
            await tap(d, d.find(kind="Toast"))
            await reach(d, d.find(name=f"get {world.NAME}"))
            await d.until(lambda: d.says(f"{world.NAME} is ready for English."), 30)
            assert [one.name for one in d.desk.models.models()] == [world.NAME]
            assert len(site.asked) == 2 and site.asked[1] is not None
            await d.until(lambda: not d.all(name=f"get {world.NAME}"))

    run(scenario())


def test_a_download_is_cancelled_goes_on_after_a_restart_and_is_thrown_away(
    run: Any, tmp_path: Path, site: world.Site
) -> None:
    site.stuck_at = 300_000

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("Catalogue"))
            await d.until(lambda: d.all(name=f"get {world.NAME}"))
            await reach(d, d.find(name=f"get {world.NAME}"))
            await d.until(lambda: d.says("under way"))
            await d.until(lambda: d.all(kind="Progress"))
            await d.until(lambda: any(job.share for job in d.desk.jobs.running))
            d.desk.go("settings")  # it goes on meanwhile
            d.desk.go("voices")
            await d.until(lambda: d.all(kind="VoiceCard"))
            await tap(d, d.find(name="Cancel", within=d.all(kind="Progress")[0]))
            await d.until(lambda: not d.desk.jobs.running)
            site.free.set()
            entry = catalogue.find(catalogue.fetch_catalogue(site.url), world.NAME)
        assert 0 < d.desk.models.arrived(entry) < len(site.data)
        async with opened(tmp_path) as d:
            await tap(d, d.find("Catalogue"))
            await d.until(lambda: d.says("Go on ("))
            await reach(d, d.find(name=f"Throw away what came of {world.NAME}"))
            await d.until(lambda: not d.says("Go on ("))
            assert d.desk.models.arrived(entry) == 0

    run(scenario())


def test_a_model_that_does_not_fit_the_disk_is_told_before_it_is_fetched(
    run: Any, tmp_path: Path, site: world.Site
) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("Catalogue"))
            await d.until(lambda: d.all(name="search"))
            d.find(name="search").text = "arab"
            await d.settle()
            assert not d.says("Tiếng Việt")
            await reach(d, d.find(name="more ar" if d.all(name="more ar")
                                  else "get vosk-model-ar-mgb2-0.4"))  # fmt: skip
            await d.until(lambda: d.says("make room"))

    run(scenario())


def test_without_a_network_the_next_step_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "URL", "http://127.0.0.1:9/model-list.json")

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("Catalogue"))
            await d.until(lambda: d.says("go online, or install a zip"))

    run(scenario())


def test_a_model_comes_from_a_stick_is_looked_at_and_removed(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "STICK"
    stick.mkdir()
    world.model(stick, "meeting-room-model")
    monkeypatch.setattr(voices_work, "drives", lambda: [stick])

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("From a USB stick"))
            await d.until(lambda: d.says("meeting-room-model"))
            await tap(d, d.find(name="install meeting-room-model"))
            assert d.says("Say first which language it hears.")
            await tap(d, d.find(name="language meeting-room-model"))
            await tap(d, d.find("English", within=d.shell.overlay.sheet()))
            await tap(d, d.find(name="install meeting-room-model"))
            await d.until(lambda: d.says("meeting-room-model is ready for English."), 30)
            await tap(d, d.find(name="Licence of meeting-room-model"))
            assert d.says("Apache-2.0, for tests.")
            await d.press("escape")
            await tap(d, d.find(name="Check meeting-room-model"))
            await d.until(lambda: d.says("meeting-room-model is whole."), 20)
            await tap(d, d.find(name="Remove meeting-room-model"))
            await tap(d, d.find("Remove", within=d.shell.overlay.sheet()))
            await d.until(lambda: d.says("meeting-room-model is removed."))
            assert d.desk.models.models() == []

    run(scenario())


def test_no_stick_a_wrong_place_and_a_dropped_zip(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices_work, "drives", lambda: [])
    archive = world.packed(tmp_path)

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("From a USB stick"))
            await d.until(lambda: d.says("No model is on the drives that are plugged in"))
            d.find(name="place").text = str(tmp_path / "nowhere")
            await tap(d, d.find("Look there"))
            assert d.says("check the name")
            await d.press("escape")
            await d.drop(archive)
            await d.until(lambda: d.all(name=f"install {world.NAME}"))

    run(scenario())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_microphone_is_tested_with_a_sentence(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    recording = world.spoken(tmp_path, language)
    asked: list[Any] = []

    def microphone(name: Any) -> Any:
        asked.append(name)
        return world.recorded(recording, 8.0)()

    monkeypatch.setattr(voices_work, "MicrophoneSource", microphone)
    monkeypatch.setattr(
        "companion.desk.screens.voices_trial.SENTENCES", {language: (world.SPOKEN[language],)}
    )
    test, begin = {"en": ("Test it", "Begin"), "zh": ("测试", "开始")}[language]

    def chosen(made: Desk) -> None:
        made.preferences.set("microphone", "USB Lavalier")

    async def scenario() -> None:
        async with opened(tmp_path, PHONE, language, chosen) as d:
            assert d.says("USB Lavalier")
            await tap(d, d.find(test))
            sheet = d.shell.overlay.sheet()
            assert d.says(world.SPOKEN[language])
            await tap(d, d.find(begin))
            await d.until(lambda: sheet.verdict is not None, 30)
            assert sheet.verdict.advice == (Advice.GOOD,) and sheet.verdict.right > 0.9
            assert asked == ["USB Lavalier"]
            await d.press("escape")
            assert d.shell.overlay.sheet() is None

    run(scenario())


def test_a_microphone_that_cannot_be_used_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(_name: Any) -> Any:
        raise AudioError("The microphone Built-in cannot be used (busy); close other programs.")

    monkeypatch.setattr(voices_work, "MicrophoneSource", taken)

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find("Test it"))
            await tap(d, d.find("Begin"))
            await d.until(lambda: d.says("close other programs"))
            await tap(d, d.find("Once more"))
            assert d.says("Read this aloud")

    run(scenario())


def test_sound_that_does_not_work_at_all_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Any:
        raise AudioError("The PortAudio library for microphones is missing; install it.")

    monkeypatch.setattr(microphone, "microphones", missing)

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await d.until(lambda: d.says("PortAudio library"))
            monkeypatch.setattr(microphone, "microphones", lambda: [])
            await tap(d, d.find("Look again"))
            await d.until(lambda: d.says("No microphone is plugged in."))

    run(scenario())


def test_a_driver_or_a_disk_that_hangs_does_not_hold_up_the_window(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def slow() -> Any:
        answers.wait(30)
        return DEVICES

    monkeypatch.setattr(microphone, "microphones", slow)
    monkeypatch.setattr(Store, "free", lambda _store: len(slow()) << 30)

    async def scenario() -> None:
        async with desk(tmp_path / "home", LAPTOP) as d:
            d.desk.go("voices")
            await d.settle()
            assert d.says("Looking for microphones") and d.says("Looking what is here")
            d.desk.go("settings")
            await d.settle()
            assert d.screen.title == "Settings"
            d.desk.go("voices")
            answers.set()
            await d.until(lambda: d.says("2 GB free") and d.all("Test it"))

    run(scenario())


def test_a_folder_of_models_that_cannot_be_read_is_told_and_looked_at_again(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_store: Store) -> Any:
        raise PermissionError(13, "Permission denied")

    async def scenario() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Store, "models", locked)
            async with opened(tmp_path) as d:
                assert d.says("desk.log") and d.all("Test it")
                patched.undo()
                await tap(d, d.all("Look again", kind="Button")[-1])
                await d.until(lambda: d.all(kind="VoiceCard"))

    run(scenario())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_phone_with_large_type_names_of_models_keep_their_room(
    run: Any, tmp_path: Path, site: world.Site, lang: str
) -> None:
    def large(made: Desk) -> None:
        made.preferences.set("text_scale", 1.6)
        store = made.models
        entry = catalogue.find(catalogue.fetch_catalogue(site.url), "vosk-model-small-vn-0.4")
        (store.folder / ".downloads").mkdir(parents=True)
        (store.folder / ".downloads" / f"{entry.name}.zip.part").write_bytes(bytes(9 << 20))

    async def scenario() -> None:
        async with opened(tmp_path, PHONE, lang, large) as d:
            d.screen.look_up()
            await d.until(lambda: d.all(name="get vosk-model-small-vn-0.4"))
            for name in ("vosk-model-small-vn-0.4", world.NAME):
                assert d.find(name).width > PHONE[0] / 2, name
            # whoever is at a button still is when the list is made anew
            focus.give(d.find(name="get vosk-model-small-vn-0.4"))
            d.screen.refresh()
            await d.until(lambda: not d.desk.jobs.running)
            assert getattr(focus.holder(), "name", "") == "get vosk-model-small-vn-0.4"

    run(scenario())


def test_a_whole_catalogue_is_shown_bit_by_bit_and_made_once(run: Any, tmp_path: Path) -> None:
    tongues = ("ca cs da de el eo es et fa fi fr gu he hi hr hu is it ja ka kk ko lt lv nl pl pt "
               "ro ru sk sl sv sw ta te tg tr uk uz").split()  # fmt: skip
    entries = [
        catalogue.Entry(f"vosk-model-small-{tag}", tag, tag, 50 << 20, "http://x", "", "small",
                        False) for tag in tongues
    ]  # fmt: skip

    async def scenario() -> None:
        async with opened(tmp_path) as d:
            d.screen.entries = entries
            d.screen.refresh()
            await d.until(lambda: len(d.all(kind="VoiceCard")) > 2)
            assert len(d.all(kind="VoiceCard")) < len(tongues)  # the window goes on meanwhile
            await d.until(lambda: len(d.all(kind="VoiceCard")) == len(tongues) + 2)
            cards = d.all(kind="VoiceCard")
            d.screen.refresh()
            await d.until(lambda: not d.desk.jobs.running)
            assert d.all(kind="VoiceCard") == cards

    run(scenario())


def test_the_choice_of_a_microphone_is_kept(run: Any, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as d:
            await tap(d, d.find(name="Microphone", kind="Menu"))
            await tap(d, d.find("USB Lavalier", within=d.shell.overlay.sheet()))
            assert d.desk.preferences.get("microphone", "") == "USB Lavalier"

    run(scenario())

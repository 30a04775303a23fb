"""Rehearsing, driven as a speaker would: a recording is heard, then the script is mended."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import companion
from companion.desk.context import Desk
from companion.desk.home import Home
from companion.desk.screens.rehearse_kept import MOST, KeptRehearsals
from companion.rehearsal import Kind, Record, account, record
from companion.script import Script
from companion.speech.audio import AudioError
from tests.desk.driver import Driver, desk
from tests.rehearsal.speaker import Speaker

DEMO = Path(companion.__file__).parent / "demo"
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "pictures" / "desk-tests"
PATIENCE = 60.0  # seconds; other work may share the processor
SPEED = 8.0
ASIDE = {
    "en": "yesterday some purple parrot stole our sandwiches",
    "zh": "昨晚 那辆 出租车 司机 唱歌 跑调",
}


def rehearsed(script: Script, text: str, at: float) -> Record:
    """A sentence skipped, an aside, a word begun again, a long silence."""
    cues = [cue for cue in script.cues if len(cue.tokens) >= 9]
    skipped, again, asided, silent = cues[2], cues[4], cues[6], cues[8]
    speaker = Speaker(script).read(range(skipped.first_token))
    middle = again.first_token + 6
    speaker.read(range(skipped.first_token + len(skipped.tokens), middle)).wait(0.3)
    end = asided.first_token + len(asided.tokens)
    speaker.read(range(middle - 3, end)).say(ASIDE[script.language])
    stop = silent.first_token + 5
    speaker.read(range(end, stop)).wait(4.0).read(range(stop, len(script.tokens)))
    return record(at, account(speaker.log(), script), script, text)


def prepared(name: str = "en") -> tuple[Callable[[Desk], None], list[str]]:
    """A library with the talk, and two rehearsals of it; the script's id comes in the list."""
    found: list[str] = []

    def ready(made: Desk) -> None:
        identity = made.library.bring(DEMO / f"{name}.md").entry.id
        found.append(identity)
        kept = KeptRehearsals(made.folder, identity)
        script, text = made.library.script(identity), made.library.text(identity)
        for at in (1.7e9, 1.7e9 + 3600):
            kept.put(rehearsed(script, text, at))

    return ready, found


async def opened(d: Driver, identity: str) -> None:
    d.desk.go("rehearse", script=identity)
    await d.until(lambda: type(d.screen.part).__name__ == "Choosing", PATIENCE)


def test_a_recording_is_rehearsed_from_the_choice_to_the_account(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.desk.screens.rehearse_before.QUICK", SPEED)

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            identity = d.desk.library.bring(DEMO / "en.md").entry.id
            await opened(d, identity)
            await d.tap(d.find("A recording"))
            assert d.find("Begin").disabled
            await d.drop(DEMO / "en.ogg")
            await d.until(lambda: d.says("en.ogg"))
            d.screenshot(SCREENSHOTS / "rehearse-choice.png")
            await d.tap(d.find("Begin"))
            await d.until(lambda: d.says("Following"), PATIENCE)
            await d.until(lambda: d.screen.part.glass.picture.any(), PATIENCE)
            running = d.desk.stage.running
            await d.until(lambda: running.view().token > 60, PATIENCE)
            d.screenshot(SCREENSHOTS / "rehearse-live.png")
            d.desk.go("library")
            await d.until(lambda: d.says("The rehearsal is on"))
            await d.tap(d.find("Stay"))
            await d.press("space")
            await d.until(lambda: type(d.screen.part).__name__ == "Told", PATIENCE)
            d.screenshot(SCREENSHOTS / "rehearse-told.png")
            told = KeptRehearsals(d.desk.folder, identity).all()[0].account
            assert told.reached > 50 and told.seconds > 20
            assert told.sections[0].pace == pytest.approx(125, rel=0.25)
            assert not d.desk.interrupted()
            assert not list(d.desk.folder.rglob("show.jsonl"))

    run(scenario())


@pytest.mark.parametrize(
    ("name", "size"), [("en", (1280, 800)), ("zh", (412, 892)), ("en", (412, 892))],
    ids=["laptop-en", "phone-zh", "phone-en"],
)
def test_a_tap_mends_the_script_and_another_takes_it_back(
    run: Callable[..., Any], tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    async def scenario() -> None:
        ready, found = prepared(name)
        async with desk(tmp_path, size, lang=name, ready=ready) as d:
            (identity,) = found
            library = d.desk.library
            await opened(d, identity)
            d.screenshot(SCREENSHOTS / f"rehearse-before-{name}-{size[0]}.png")
            d.screen._tell(d.screen._kept[0])
            await d.settle(6)
            d.screenshot(SCREENSHOTS / f"rehearse-account-{name}-{size[0]}.png")
            d.screen.part.scroll_y = 0.25
            await d.settle(6)
            d.screenshot(SCREENSHOTS / f"rehearse-findings-{name}-{size[0]}.png")
            before = library.text(identity)
            item = next(i for i in d.screen._shown.items if i.finding.kind is Kind.SKIPPED)
            card = next(c for c in d.all(kind="Finding") if c.item == item)
            d.screen.part.scroll_to(card)
            await d.settle(4)
            (button,) = [b for b in d.all(kind="Button", within=card) if b.text]
            await d.tap(button)
            await d.until(lambda: library.text(identity) != before, PATIENCE)
            await d.until(lambda: not d.desk.jobs.running, PATIENCE)
            assert len(library.text(identity)) < len(before)
            assert len(library.versions(identity)) >= 2
            assert sum(i.mended for i in d.screen._shown.items) == 1
            d.screenshot(SCREENSHOTS / f"rehearse-mended-{name}-{size[0]}.png")
            await d.tap(d.find("Undo" if name == "en" else "撤销"))
            await d.until(lambda: library.text(identity) == before, PATIENCE)
            await d.until(lambda: not any(i.mended for i in d.screen._shown.items), PATIENCE)
            assert KeptRehearsals(d.desk.folder, identity).all()[0] == d.screen._shown

    run(scenario())


def test_what_was_mended_since_is_not_lost_by_an_earlier_undo(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            screen = d.screen
            screen._tell(screen._kept[0])
            first, before = screen._shown, screen._text
            screen._mend(0, first.items[0].fixes[0])
            await d.until(lambda: screen._shown.items[0].mended, PATIENCE)
            after = screen._text
            screen._mend(2, screen._shown.items[2].fixes[0])
            await d.until(lambda: screen._shown.items[2].mended, PATIENCE)
            screen._undo(after, first, before)
            await d.until(lambda: d.says("use its versions"), PATIENCE)
            assert "parrot" in d.desk.library.text(found[0])

    run(scenario())


def test_every_place_can_be_mended_in_turn(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            d.screen._tell(d.screen._kept[0])
            for number, item in enumerate(d.screen._shown.items):
                if item.fixes:
                    d.screen._mend(number, d.screen._shown.items[number].fixes[0])
                    await d.until(lambda n=number: d.screen._shown.items[n].mended, PATIENCE)
                    await d.until(lambda: not d.desk.jobs.running, PATIENCE)
            text = d.desk.library.text(found[0])
            assert "[pause]" in text and "parrot stole our sandwiches." in text
            await d.tap(d.find("Copy the times"))
            from kivy.core.clipboard import Clipboard

            assert "What we learned\t" in Clipboard.paste()

    run(scenario())


def test_a_script_edited_meanwhile_is_not_mended(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            d.screen.part.choose(DEMO / "en.ogg")
            d.screen._tell(d.screen._kept[0])
            await d.settle()
            await d.press("r")
            assert d.says("en.ogg")  # it need not be chosen again
            assert d.find(name="Rehearse with").value == "recording"
            d.screen._tell(d.screen._kept[0])
            library = d.desk.library
            other = library.text(found[0]) + "\n\nOne more thing.\n"
            library.save(found[0], other)
            d.screen._mend(0, d.screen._shown.items[0].fixes[0])
            await d.until(lambda: d.says("rehearse again to mend it here"), PATIENCE)
            assert library.text(found[0]).rstrip() == other.rstrip()
            await opened(d, found[0])
            d.screen._tell(d.screen._kept[0])
            await d.settle()
            assert d.says("The script has been changed since") and not d.all("Mark a pause")

    run(scenario())


def test_without_a_microphone_one_line_says_why(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_what: Any) -> None:
        raise AudioError("No microphone was found: plug one in.")

    monkeypatch.setattr("companion.stage.venue.MicrophoneSource", missing)

    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            await d.tap(d.find("Begin"))
            await d.until(lambda: d.says("No microphone was found"), PATIENCE)
            await d.until(lambda: type(d.screen.part).__name__ == "Choosing", PATIENCE)
            assert d.desk.stage.running is None

    run(scenario())


def test_stopped_before_it_began_nothing_goes_on(run: Callable[..., Any], tmp_path: Path) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            d.screen.part.choose(DEMO / "en.ogg")
            await d.settle()
            await d.press("enter", "space")
            await d.until(lambda: type(d.screen.part).__name__ == "Choosing", PATIENCE)
            assert d.desk.stage.running is None
            assert len(KeptRehearsals(d.desk.folder, found[0]).all()) == 2
            assert d.says("en.ogg") and not d.find("Begin").disabled  # it need not be chosen again
            assert not list(d.desk.folder.rglob("show.jsonl"))

    run(scenario())


def test_who_leaves_amid_a_rehearsal_leaves_none_of_its_words(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            identity = d.desk.library.bring(DEMO / "en.md").entry.id
            await opened(d, identity)
            rehearsals = d.desk.folder / "rehearsals"
            broken_off, of_another = rehearsals / "old/show.jsonl", rehearsals / "new/show.jsonl"
            for log in (broken_off, of_another):
                log.parent.mkdir(parents=True)
                log.write_text("every word")
            os.utime(broken_off, (1e9, 1e9))
            await opened(d, identity)
            assert not broken_off.parent.exists() and of_another.exists()
            d.screen.part.choose(DEMO / "en.ogg")
            await d.settle()
            await d.press("enter")
            await d.until(lambda: d.says("Following"), PATIENCE)
            from kivy.core.window import Window

            assert not Window.allow_screensaver  # the computer stays awake
            assert Window.dispatch("on_request_close")
            await d.until(lambda: d.says("The rehearsal is on"))
            d.screen.proceed = lambda: d.desk.go("library")
            await d.tap(d.find("Leave"))
            await d.until(lambda: d.screen.title == "Library", PATIENCE)
            assert d.desk.stage.running is None and Window.allow_screensaver
            assert list(rehearsals.rglob("*.jsonl")) == [of_another]

    run(scenario())


def test_a_script_that_cannot_be_rehearsed_is_explained(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            d.desk.go("rehearse")
            await d.until(lambda: d.says("No script yet"))
            d.screenshot(SCREENSHOTS / "rehearse-none.png")
            button = d.find("To the library")
            assert button.to_window(button.x, button.y)[1] > 0.6 * d.screen.height
            empty = d.desk.library.create("Empty")
            d.desk.go("rehearse", script=empty.id)
            await d.until(lambda: d.says("cannot be rehearsed") and d.says("no text to speak"))
            assert d.find("To the library")

    run(scenario())


def test_another_talk_is_not_taken_for_the_script(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            await d.drop(DEMO / "en.md")
            assert d.says("en.md is no recording")
            script, text = d.screen._script, d.screen._text
            speaker = Speaker(script)
            for start in range(0, 60, 10):
                speaker.mumble(15).read(range(start, start + 3))
            strayed = record(2e9, account(speaker.log(), script), script, text)
            d.screen._tell(strayed)
            await d.settle()
            assert d.says("This was hardly the script") and not d.all("Sections")

    run(scenario())


def test_what_is_no_recording_is_told_in_one_line(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    async def scenario() -> None:
        ready, found = prepared()
        async with desk(tmp_path, ready=ready) as d:
            await opened(d, found[0])
            await d.tap(d.find("A recording"))
            broken = tmp_path / "empty.wav"
            broken.write_bytes(b"no sound")
            d.screen.part.choose(broken)
            await d.settle()
            await d.press("enter")
            await d.until(lambda: d.says("not audio that can be read"), PATIENCE)
            assert type(d.screen.part).__name__ == "Choosing"

    run(scenario())


def test_the_last_rehearsals_are_kept_and_no_more(tmp_path: Path) -> None:
    made = Desk(Home.of(tmp_path))
    ready, found = prepared()
    ready(made)
    kept = KeptRehearsals(made.folder, found[0])
    one = kept.all()[0]
    for number in range(MOST + 3):
        kept.put(Record(2e9 + number, one.text, one.account, one.items))
    assert [k.at for k in kept.all()] == [2e9 + MOST + 2 - n for n in range(MOST)]
    plain = json.loads(kept._path.read_text("utf-8"))
    del plain[3]["account"]
    kept._path.write_text(json.dumps(plain), "utf-8")
    assert len(kept.all()) == MOST - 1  # one that cannot be read takes no other with it
    (tmp_path / "x").mkdir()
    assert KeptRehearsals(tmp_path / "x", "none").all() == []

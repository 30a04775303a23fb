"""Virtual glasses in a process of their own; `souffleur` in others, as staff train with them."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion.errors import SouffleurError
from companion.glasses.events import Event, Linked, Lost
from companion.glasses.keys import Key, Keyring
from companion.glasses.lifeline import LinkState
from companion.glasses.link import Glasses
from companion.stage import reach
from companion.stage.reach import way_to
from firmware.souffleur import wire
from tools.device import linkcheck, virtual
from tools.device.errors import UNFIT
from tools.device.questions import Questions
from tools.device.verdict import Verdict
from tools.virtual import faults, registry

from .training import (
    PATIENCE,
    ROOT,
    Running,
    home,
    open_for_pairing,
    souffleur,
    started,
    told,
    until,
)

__all__ = ["home"]  # a fixture

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="MicroPython is not there for it")
REAL = Key(b"from box", bytes(range(32)), "Real ones")
SPARE = ("--name", "Spare", "--secret-of", REAL.name, "--board", "devkit-ssd1306")


@pytest.fixture(scope="module")
def stage(home: Path) -> Iterator[tuple[Running, Running]]:
    """Main glasses, and spare ones that stand in for real ones."""
    Keyring().add(REAL)
    pair = started("--name", "Main", "--paired"), started(*SPARE, "--fault", "tap@0.5")
    for glasses in pair:
        glasses.line("is on")
    yield pair
    assert pair[0].end() == 0
    if pair[1].process.returncode is None:
        pair[1].end()
    assert not list((home / "souffleur" / "virtual").glob("*.json"))


def test_a_scan_finds_main_and_spare_and_says_that_they_are_virtual(
    stage: tuple[Running, Running]
) -> None:
    done = souffleur("scan", "--timeout", "0.5")
    assert done.returncode == 0, done.stderr
    main, spare = done.stdout.splitlines()
    assert main.startswith("Main ") and main.endswith("paired, virtual")
    assert spare.startswith("Spare ") and spare.endswith(", virtual")
    assert main.split()[1] != spare.split()[1]


def test_a_stand_in_has_identity_and_secret_of_the_glasses_it_stands_for(
    stage: tuple[Running, Running]
) -> None:
    entry = next(entry for entry in registry.running() if entry.name == "Spare")
    assert bytes.fromhex(entry.identity) == REAL.identity
    assert asyncio.run(told("spare")).board == "devkit-ssd1306"


def test_a_show_by_hand_leaves_its_script_in_them(
    stage: tuple[Running, Running], tmp_path: Path
) -> None:
    script = tmp_path / "speech.txt"
    script.write_text("Good evening, dear guests. Tonight we open the bridge.", encoding="utf-8")
    operator, theirs = os.openpty()
    show = subprocess.Popen(
        [sys.executable, "-c", "import sys; from companion.cli import main; sys.exit(main())",
         "present", str(script), "--by-hand", "--glasses", "Main",
         "--report", str(tmp_path / "report")],
        cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    os.close(theirs)
    assert show.stdout is not None
    assert any("linked" in line for line in show.stdout)
    until(lambda: any("total_s" in log.read_text() for log in tmp_path.rglob("*.jsonl")))
    os.write(operator, b"qy")
    said = show.communicate(timeout=PATIENCE)[0]
    os.close(operator)
    assert show.returncode == 0, said
    assert len(asyncio.run(told("main")).books) == 1
    status = souffleur("glasses", "--glasses", "Main", "status").stdout
    assert "Main" in status and "t-glass" in status


def test_what_was_set_beforehand_happens(stage: tuple[Running, Running]) -> None:
    assert "in range" in stage[1].line("tap:")


class Link:
    """The companion's own link, and what it tells."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await asyncio.sleep(0.02)

    async def next(self, kind: type) -> None:
        """Wait for an event that was not there before."""
        before = len(self.events)
        await self.until(lambda: any(isinstance(e, kind) for e in self.events[before:]))


def test_faults_by_key_come_over_the_link_and_go(stage: tuple[Running, Running]) -> None:
    async def show() -> None:
        link = Link()
        async with way_to("Main") as bleak:
            glasses = Glasses("Main", Keyring(), link.events.append, **bleak)
            await glasses.connect(PATIENCE)
            try:
                stage[0].press("x")
                await link.next(Lost)
                stage[0].press("x")
                await link.next(Linked)
                assert glasses.status is not None and glasses.status.uptime < 20
                stage[0].press("o")
                await link.next(Lost)
                stage[0].press("o")
                await link.next(Linked)
                stage[0].press("t")
                await link.until(lambda: "Gesture(kind='next')" in map(repr, link.events))
                await glasses.view(wire.VIEW_CLOCK)
            finally:
                await glasses.close()

    asyncio.run(show())


class Wearer(Questions):
    """Sees the card, taps when told to, feels nothing."""

    def __init__(self, glasses: Running) -> None:
        answers = iter(["y\n", "n\n"])
        super().__init__(lambda: next(answers))
        self._glasses = glasses

    def tell(self, text: str) -> None:
        assert text.startswith("Tap")
        self._glasses.press("t")


def test_a_check_by_radio_judges_every_part_and_leaves_the_scripts_as_they_were(
    stage: tuple[Running, Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkcheck, "SENTENCES", 30)
    monkeypatch.setattr(linkcheck, "ROUNDS", 20)
    before = asyncio.run(told("Main")).books
    report = asyncio.run(linkcheck.run_on("Main", Wearer(stage[0])))
    found = {finding.part: finding for finding in report.findings}
    assert report.device == "Main"
    for part in ("radio", "program", "start", "flash", "battery", "display", "touch"):
        assert found[part].verdict is Verdict.OK, found[part]
    assert found["vibration"].verdict is Verdict.BAD
    assert report.exit_code == UNFIT
    for number in ("bytes_per_s", "packets"):
        assert float(found["throughput"].numbers[number]) > 0
    assert 0 < float(found["link"].numbers["p50_ms"]) <= float(found["link"].numbers["p95_ms"])
    assert asyncio.run(told("Main")).books == before


def test_glasses_that_are_not_there_cannot_be_checked(home: Path) -> None:
    with pytest.raises(SouffleurError):
        asyncio.run(linkcheck.run_on("Nobody", Questions(None)))


def test_a_very_long_press_opens_them_for_pairing(stage: tuple[Running, Running]) -> None:
    stage[1].press("p")  # the others will not so soon after a show
    stage[1].line("very-long-press")
    assert asyncio.run(open_for_pairing()) == {"Main": False, "Spare": True}
    stage[1].press("d")  # the wearer thinks better of it
    stage[1].line("double-tap")
    assert not any(asyncio.run(open_for_pairing()).values())


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (["--name", "virtual"], "not the word virtual"),
        (["--name", "x" * 30], "1 to 29 bytes"),
        (["--board", "slate"], "choose one of"),
        (["--fault", "flood@3"], "out-of-range"),
        (["--fault", "tap@-1"], "NAME@SECONDS"),
        (["--secret-of", "Nobody"], "souffleur pair --list"),
    ],
)
def test_slips_are_told_in_one_line(home: Path, arguments: list[str], advice: str) -> None:
    assert advice in refused(*arguments)


def refused(*arguments: str) -> str:
    parser = argparse.ArgumentParser()
    virtual.add_arguments(parser)
    with pytest.raises(SouffleurError) as error:
        virtual.run(parser.parse_args(arguments))
    return str(error.value)


def test_two_cannot_have_one_name(stage: tuple[Running, Running]) -> None:
    assert "runs already" in refused("--name", "MAIN")


def test_nobody_else_may_use_them(stage: tuple[Running, Running]) -> None:
    folder = registry.folder()
    assert folder.stat().st_mode & 0o077 == 0
    for entry in registry.running():
        assert entry.radio.stat().st_mode & 0o777 == 0o600
    notes = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))
    assert "secret" not in notes and json.loads(notes.split("}")[0] + "}")["process"] > 0


def test_a_folder_that_others_can_use_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    open_to_all = tmp_path / "souffleur" / "virtual"
    open_to_all.mkdir(parents=True)
    open_to_all.chmod(0o777)
    with pytest.raises(SouffleurError, match="Others on this computer"):
        registry.running()


def test_only_a_fault_with_its_time_is_one() -> None:
    assert faults.parsed("out-of-range@10") == faults.Deed(10.0, "out-of-range")
    for slip in ("tap", "tap@", "@3", "tap@inf", "tap@soon", "TAP@1"):
        with pytest.raises(SouffleurError):
            faults.parsed(slip)


def test_glasses_that_do_not_run_leave_the_computers_own_radio(home: Path) -> None:
    async def kwargs() -> dict[str, object]:
        async with reach.way_to("Nobody") as bleak:
            return bleak

    assert asyncio.run(kwargs()) == {}


def test_killed_and_started_again_they_are_the_same_and_the_link_mends(
    stage: tuple[Running, Running]
) -> None:
    async def show() -> str:
        link = Link()
        async with way_to("Spare") as bleak:
            glasses = Glasses("Spare", Keyring(), link.events.append, **bleak)
            await glasses.connect(PATIENCE)
            try:
                await glasses.configure("brightness", "77")
                stage[1].end(signal.SIGKILL)
                await link.until(lambda: glasses.state is not LinkState.LINKED)
                assert [entry.name for entry in registry.running()] == ["Main"]
                again = started(*SPARE, screen=True)
                await asyncio.to_thread(again.seen, "q quit")
                await link.until(lambda: glasses.state is LinkState.LINKED)
                text = await glasses.ask(wire.ABOUT_SETTINGS)
                again.press("q")
                assert await asyncio.to_thread(again.process.wait, PATIENCE) == 0
                again.end()
                return text
            finally:
                await glasses.close()

    assert "brightness=77" in asyncio.run(show())

"""The program is killed amid a show; the next start is back at the right word."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.script import load
from companion.stage.keep import Keeper, Mark
from companion.stage.venue import Wish, from_plain, to_plain
from companion.stage.written import from_json, to_json
from tests.stage.shows import SHORT, TALKS

PATIENCE = 60.0  # seconds, on a machine that does many things at once


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    places = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    with tempfile.TemporaryDirectory(prefix="s-") as run:  # a socket's path has to be short
        yield {**os.environ, **places, "XDG_RUNTIME_DIR": run}


@pytest.fixture
def glasses(environment: dict[str, str]) -> Iterator[str]:
    """The name of virtual glasses that run in a process of their own."""
    command = [sys.executable, "-m", "tools.device", "virtual", "--name", "Nose", "--paired"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            until = time.monotonic() + PATIENCE
            noted = Path(environment["XDG_RUNTIME_DIR"]) / "souffleur" / "virtual"
            while not list(noted.glob("*.json")):
                assert process.poll() is None, process.stdout.read()
                assert time.monotonic() < until
                time.sleep(0.05)
            yield "Nose"
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE)


def giver(environment: dict[str, str], folder: Path, glasses: str, what: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.stage.giver", str(folder), glasses, what]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )


def test_killed_amid_a_show_it_is_back_at_the_right_word(
    tmp_path: Path, environment: dict[str, str], glasses: str
) -> None:
    folder = tmp_path / "data"
    with giver(environment, folder, glasses, "begin") as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "there"
        first.kill()
    with giver(environment, folder, glasses, "take-up") as second:
        told = json.loads(second.communicate(timeout=PATIENCE)[0])
    print(f"back after {told['seconds']:.2f} s")
    assert told["token"] == 30
    assert told["elapsed"] > 1.0  # time has gone on
    assert Keeper(folder / "in-progress").broken_off() is None  # it was ended after that


def test_a_wish_survives_the_disk() -> None:
    wish = Wish(SHORT, "id", "v1", "Nose", ("Spare",), goal=90, messages=("慢一点",))
    assert from_plain(json.loads(json.dumps(to_plain(wish)))) == wish


@pytest.mark.parametrize("name", ["en", "zh"])
def test_a_script_survives_the_disk(name: str) -> None:
    script = load(TALKS / f"{name}.md")
    assert from_json(json.loads(json.dumps(to_json(script)))) == script


def test_what_is_kept_is_for_its_owner_and_goes_with_the_show(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "in-progress")
    assert keeper.broken_off() is None
    keeper.begin({"glasses": "Nose"}, fresh=True)
    assert keeper.broken_off() is None  # it had not begun
    mark = Mark("00", 3, 12, 61.5, 1000.0, holding=True)
    keeper.mark(mark)
    kept = keeper.broken_off(wall=lambda: 1010.0)
    assert kept is not None and kept.mark == mark and kept.what == {"glasses": "Nose"}
    assert kept.mark.passed(1010.0) == 71.5
    assert keeper.broken_off(wall=lambda: 1000.0 + 13 * 3600) is None  # history
    for path in (tmp_path / "in-progress").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    keeper.end()
    assert keeper.broken_off(wall=lambda: 1010.0) is None


def test_a_damaged_record_is_no_show(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    keeper.begin({})
    keeper.mark(Mark("00", 3, 12, 61.5, time.time()))
    (tmp_path / "place.json").write_text('{"book": "00"', encoding="utf-8")
    assert keeper.broken_off() is None


def test_a_disk_that_is_full_is_told_and_ends_no_show(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.write_text("a file where the folder should be", encoding="utf-8")
    keeper = Keeper(folder)
    keeper.begin({})
    keeper.mark(Mark("00", 3, 12, 61.5, 1000.0))
    assert "could not be taken up" in keeper.failed

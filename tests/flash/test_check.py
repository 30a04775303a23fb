"""The self-test by cable on emulated boards with the real firmware; a person is played."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flash.emulator.bench import Bench
from tests.flash.emulator.board import PYTHON, Board
from tests.flash.emulator.files import put
from tools.device import ports, selftest, sources
from tools.device.errors import UNFIT
from tools.device.questions import Questions
from tools.device.verdict import Finding, Report, Verdict, graded

SECRET = bytes(range(32)).hex()
NOBODY = Questions(None)


def owned(board: str, **more: object) -> bytes:
    own = {"board": board, "name": "Stage left", "identity": "00" * 8, "secret": SECRET, **more}
    return json.dumps(own).encode()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with (
        Bench(tmp_path_factory.mktemp("bench")) as bench, pytest.MonkeyPatch.context() as patch
    ):  # fmt: skip
        patch.setenv(ports.LISTING, str(bench.ports_file))
        patch.setattr(selftest, "STARTS", (0.5, 3.0, 16.0))
        yield bench


@pytest.fixture(scope="module")
def glass(bench: Bench) -> Board:
    """A T-Glass as it leaves the flash tool."""
    return running(bench, {"souffleur.json": owned("t-glass"), **sources.program("esp32s3")})


def running(bench: Bench, files: dict[str, bytes], chip: str = "esp32s3") -> Board:
    board = bench.add(chip, plug=False).flashed(files=files)
    board.plug()
    board.wait(PYTHON)
    return board


def judged(
    board: Board, questions: Questions = NOBODY, hears: Callable[[str], int | str] = lambda _: -50
) -> Report:
    board.wait(PYTHON)
    board.adverts.clear()
    port = ports.chosen(ports.list_ports(), board.path)
    return selftest.run_on(port, sources.program, questions, hears)


def on_air(board: Board) -> Board:
    """The board, once its program runs after what was done to it."""
    board.wait(PYTHON)
    board.heard()
    return board


def by_part(report: Report) -> dict[str, Finding]:
    return {finding.part: finding for finding in report.findings}


def test_good_glasses_are_good_and_what_needs_a_person_is_not_judged(glass: Board) -> None:
    before = glass.files
    report = judged(on_air(glass))
    found = by_part(report)
    good = ("MicroPython", "program", "settings", "start", "journal", "flash", "battery", "radio")
    assert {part: found[part].verdict for part in good} == dict.fromkeys(good, Verdict.OK), found
    asked = ("display", "touch", "vibration")
    assert {found[part].verdict for part in asked} == {Verdict.NOT_JUDGED}
    assert report.exit_code == 0
    assert report.device == "Stage left"
    on_air(glass)
    left = set(glass.files) - set(before)
    assert left <= {"starts"}, left


def test_after_the_test_the_program_runs_again(glass: Board) -> None:
    report = judged(on_air(glass))
    on_air(glass)
    assert SECRET not in json.dumps(report.record()) + "\n".join(report.lines())


def test_a_person_judges_what_they_see_feel_and_touch(glass: Board) -> None:
    on_air(glass)
    answers = iter(["y\n", "no\n"])
    questions = Questions(lambda: next(answers))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selftest, "TOUCH_S", 1.0)  # nobody can touch an emulated surface
        found = by_part(judged(glass, questions))
    assert found["display"].verdict is Verdict.OK
    assert found["touch"].verdict is Verdict.BAD
    assert found["vibration"].verdict is Verdict.BAD
    assert found["vibration"].do


def test_glasses_not_heard_are_bad_and_a_deaf_computer_judges_nothing(glass: Board) -> None:
    report = judged(on_air(glass), hears=lambda _: -127)
    assert by_part(report)["radio"].verdict is Verdict.BAD
    assert report.exit_code == UNFIT
    assert selftest.radio_finding(-80).verdict is Verdict.WEAK


def test_a_changed_file_and_a_crash_are_found(bench: Bench) -> None:
    files = dict(sources.program("esp32"))
    files["souffleur/words.mpy"] = files.pop("slots.mpy")
    files["journal.txt"] = b"start 3: the watchdog ended the last one\n"
    board = running(bench, {"souffleur.json": owned("devkit-ssd1306"), **files}, "esp32")
    report = judged(board)
    found = by_part(report)
    assert found["program"].verdict is Verdict.BAD
    assert "slots.mpy" in found["program"].found and "words.mpy" in found["program"].found
    assert found["start"].verdict is Verdict.BAD
    assert found["journal"].verdict is Verdict.WEAK
    assert "watchdog" in found["journal"].found
    assert found["vibration"].found == "the board has none"
    assert report.exit_code == UNFIT


def test_a_program_that_still_starts_is_given_time(bench: Bench) -> None:
    files = dict(sources.program("esp32s3"))
    files["main.py"] = b"import time\ntime.sleep(1)\n" + files["main.py"]
    board = running(bench, {"souffleur.json": owned("t-glass"), **files})
    found = by_part(judged(board))
    assert (found["start"].verdict, found["display"].verdict) == (Verdict.OK, Verdict.NOT_JUDGED)
    on_air(board)
    assert board.runs.count(PYTHON) >= 4, "interrupted, waited for too shortly, run, left running"


def test_a_program_that_fails_at_its_start_is_not_waited_for_long(bench: Bench) -> None:
    board = running(bench, {"souffleur.json": owned("t-glass"), "main.py": b"1 / 0\n"})
    found = by_part(judged(board))
    assert found["start"].found == "the program did not run"
    assert board.runs.count(PYTHON) <= 3
    assert found["battery"].verdict is Verdict.NOT_JUDGED


def test_a_bare_board_is_told_what_it_lacks(bench: Bench) -> None:
    found = by_part(judged(running(bench, {})))
    assert found["program"].verdict is found["settings"].verdict is Verdict.BAD
    assert "flash" in found["program"].do and "provision" in found["settings"].do
    assert found["flash"].verdict is Verdict.OK
    assert found["display"].verdict is Verdict.NOT_JUDGED


def test_grades_go_up_and_down() -> None:
    assert [graded(v, 10, 5) for v in (10, 5, 4)] == [Verdict.OK, Verdict.WEAK, Verdict.BAD]
    assert [graded(v, 1, 5) for v in (1, 5, 6)] == [Verdict.OK, Verdict.WEAK, Verdict.BAD]


def test_a_report_is_as_bad_as_its_worst_part_and_advises() -> None:
    parts = (Finding("a", Verdict.OK, "fine"), Finding("b", Verdict.WEAK, "so-so", "mend it"))
    report = Report("x", "USB", parts)
    assert report.verdict is Verdict.WEAK and report.exit_code == 0
    assert any("-> mend it" in line for line in report.lines())
    assert json.loads(json.dumps(report.record()))["parts"][1]["do"] == "mend it"


@pytest.mark.parametrize("path", ["/main.py", "../main.py"])
def test_files_for_a_board_go_nowhere_else(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="inside the board"):
        put(tmp_path / "flash", {path: b""})

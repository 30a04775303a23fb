"""From the box to the stage: the real esptool, a real MicroPython, boards that are emulated."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from companion.glasses.keys import Keyring
from tools.device import repl, steps
from tools.device.errors import (
    FINE,
    UNFIT,
    CableError,
    DeviceError,
    PortBusyError,
    SilentError,
    UnfitError,
    UsageError,
    VerifyError,
    WrongBoardError,
)
from tools.device.plan import HELD, MAIN, SLOTS
from tools.device.ports import Port
from tools.device.verdict import Finding, Report, Verdict

from .emulator.files import put
from .workshop import Workshop, files_of, program, state_of

LARGE = 200_000  # bytes of an image that takes 60,000 on the cable


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    with Workshop(tmp_path, monkeypatch) as shop:
        yield shop


def named(name: str) -> Any:
    return lambda own, mac: name


@pytest.mark.parametrize("chip", ["esp32s3", "esp32"])
def test_an_empty_device_becomes_glasses_and_a_second_run_writes_nothing(
    shop: Workshop, chip: str
) -> None:
    board = shop.bench.add(chip)
    made = shop.flash(shop.order(chip, name=named("Stage 1")))
    assert (made.result, made.image_written, made.name) == ("ready", True, "Stage 1")
    there = files_of(board)
    settings = json.loads(there.pop("souffleur.json"))
    assert there == program()
    [key] = Keyring(shop.keys).all()
    assert (key.name, key.identity.hex()) == ("Stage 1", settings["identity"])
    assert key.secret and key.secret.hex() == settings["secret"]

    before, writes = state_of(board), board.flash.writes
    again = shop.flash(shop.order(chip))
    assert again.result == "unchanged"
    assert (state_of(board), board.flash.writes) == (before, writes)


def test_what_is_kept_of_a_device_is_private(shop: Workshop) -> None:
    shop.with_python()
    shop.flash(shop.order())
    shop.flash(shop.order(files=program("2")))
    kept = [path for path in (shop.folder / "devices").rglob("*") if path.is_file()]
    assert any(path.parent.name == "backups" for path in kept)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept)


def test_a_new_version_leaves_scripts_settings_and_secret_and_takes_stale_files_away(
    shop: Workshop,
) -> None:
    board = shop.with_python()
    shop.flash(shop.order(files=program(souffleur__old__gone=b"stale")))
    settings = files_of(board)["souffleur.json"]
    board.unplug()
    radio = {"a/main.py": b"1", "a/souffleur/x.mpy": b"2", "slots.json": b'{"good": "a"}'}
    put(board.flash_file, {**radio, "books/0a.book": b"script" * 500, "own.py": b"mine"})
    board.plug()
    board.wait("python")
    outcome = shop.flash(shop.order(files=program("2")))
    there = files_of(board)
    assert there.pop("souffleur.json") == settings
    assert there.pop("books/0a.book") == b"script" * 500
    assert there.pop("own.py") == b"mine"
    assert there == program("2")
    assert outcome.backup and not outcome.image_written


def test_erasing_gives_scripts_and_secret_back(shop: Workshop) -> None:
    board = shop.with_python()
    shop.flash(shop.order())
    board.unplug()
    put(board.flash_file, {"books/0a.book": b"script"})
    board.plug()
    board.wait("python")
    before = files_of(board)
    shop.flash(shop.order(erase=True))
    after = files_of(board)
    assert json.loads(after.pop("souffleur.json")) == json.loads(before.pop("souffleur.json"))
    assert after == before


def test_a_new_secret_is_written_and_registered_and_the_identity_stays(shop: Workshop) -> None:
    shop.with_python()
    shop.flash(shop.order())
    [old] = Keyring(shop.keys).all()
    shop.flash(shop.order(new_secret=True))
    [new] = Keyring(shop.keys).all()
    assert new.identity == old.identity and new.secret != old.secret


def test_what_was_written_is_tested_until_a_test_is_good(shop: Workshop) -> None:
    """Nothing is written a second time for that."""
    board = shop.with_python()
    report = Report("A", "USB", (Finding("display", Verdict.BAD, "it does not answer", "swap it"),))
    tested: list[str] = []

    def look(port: Port, files: Mapping[str, bytes]) -> Report:
        assert dict(files) == program()
        tested.append(port.path)
        return report

    work = shop.work(shop.order())
    assert work.run().result == "ready"
    with pytest.raises(UnfitError, match="display: it does not answer; swap it") as error:
        work.test(look)
    assert error.value.exit_code not in range(FINE, UNFIT)
    assert work.outcome.check == report.record()
    board.wait("python")
    report = Report("A", "USB", (Finding("display", Verdict.OK, "seen"),))
    for result in ("unchanged", "unchanged"):
        work = shop.work(shop.order())
        assert work.run().result == result
        work.test(look)
        board.wait("python")
    assert len(tested) == 2


# What is refused: nothing is written then


@pytest.mark.parametrize("chip", ["esp32", "esp32c3"])
def test_another_chip_is_refused(
    shop: Workshop, chip: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repl, "SILENT_AFTER", 0.5)
    board = shop.bench.add(chip)
    before = state_of(board)
    with pytest.raises(WrongBoardError, match="Found ESP32"):
        shop.flash(shop.order())
    assert state_of(board) == before


def test_an_image_for_another_chip_or_more_flash_is_refused(shop: Workshop) -> None:
    board = shop.bench.add()
    before = state_of(board)
    wrong = shop.order(images={"esp32": shop.image("esp32")})
    with pytest.raises(WrongBoardError, match=r"Found ESP32-S3, .* for ESP32 was given"):
        shop.flash(wrong)
    with pytest.raises(WrongBoardError, match=r"has 4 MB of flash, .* needs 8 MB"):
        shop.flash(shop.order(images={"esp32s3": shop.image(flash_mb=8)}))
    with pytest.raises(UsageError, match="no image is given"):
        shop.flash(shop.order(images={}))
    with pytest.raises(UsageError, match=r"Which board is it.*t-glass"):
        shop.flash(shop.order(board=None))
    assert state_of(board) == before


# Cables


def test_what_reads_back_wrong_is_written_once_more_slower(shop: Workshop) -> None:
    board = shop.bench.add()
    board.faults.bad_md5 = 1
    assert shop.flash(shop.order()).result == "ready"
    assert any("slower" in line for line in shop.said.lines)


def test_flash_that_is_worn_out_is_told(shop: Workshop) -> None:
    board = shop.bench.add()
    board.flash.worn.add(2)
    with pytest.raises(VerifyError, match="reads back wrong"):
        shop.flash(shop.order())


def test_a_cable_that_dies_in_the_middle_of_writing_and_the_same_command_again(
    shop: Workshop,
) -> None:
    board = shop.bench.add()
    board.faults.dies_after = 40_000
    images = {"esp32s3": shop.image(size=LARGE)}
    with pytest.raises(DeviceError, match="repeat the command"):
        shop.flash(shop.order(name=named("Stage 1"), images=images))
    board.faults.dies_after = None
    board.reset()
    assert board.version is None
    outcome = shop.flash(shop.order(images=images))
    assert (outcome.result, outcome.name) == ("ready", "Stage 1")


def test_a_port_that_vanishes_and_comes_back_under_a_new_name_is_followed(shop: Workshop) -> None:
    board = shop.bench.add()
    board.faults.vanishes_after = 40_000
    images = {"esp32s3": shop.image(size=LARGE)}
    assert shop.flash(shop.order(images=images)).result == "ready"
    assert any("going on" in line for line in shop.said.lines)


def test_a_cable_without_data_a_busy_port(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repl, "SILENT_AFTER", 0.5)
    board = shop.bench.add()
    with board.busy() as process, pytest.raises(PortBusyError, match=f"process {process}"):
        shop.flash(shop.order())
    board.faults.mute = True
    with pytest.raises(SilentError, match=r"charging only.*hold BOOT"):
        shop.flash(shop.order())


# Interruptions


def test_a_copy_cut_off_after_every_step_ends_right(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run gets one step further than the one before; what starts is always whole."""
    board = shop.with_python()
    shop.flash(shop.order(files=program("1", souffleur__old=b"stale")))
    real = steps.Work._one
    for allowed in (1, 2, 2, 1, 3):
        left = [allowed]

        def one(work: Any, step: Any, progress: Any, left: list[int] = left) -> None:
            if not left[0]:
                raise CableError("cut off")
            left[0] -= 1
            real(work, step, progress)

        monkeypatch.setattr(steps.Work, "_one", one)
        work = shop.work(shop.order(files=program("2")))
        monkeypatch.setattr(work, "_came_back", lambda: False)
        try:
            work.run()
        except CableError:
            there = files_of(board)
            assert MAIN[1:] not in there and HELD[1:] in there and SLOTS[1:] not in there
        board.reset()
        board.wait("python")
    monkeypatch.setattr(steps.Work, "_one", real)
    shop.flash(shop.order(files=program("2")))
    there = files_of(board)
    there.pop("souffleur.json")
    assert there == program("2")


def test_the_watchdog_of_the_program_does_not_reset_the_device_while_it_is_copied_to(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog = b"from machine import WDT\nwatchdog = WDT(timeout=900)\n"
    main = dog + b"import time\nwhile True:\n time.sleep_ms(20)\n watchdog.feed()\n"
    board = shop.with_python()
    shop.flash(shop.order(files=program(**{"main.py": main})))
    real = steps.Work._one

    def slowly(work: Any, step: Any, progress: Any) -> None:
        real(work, step, progress)
        time.sleep(0.4)

    monkeypatch.setattr(steps.Work, "_one", slowly)
    work = shop.work(shop.order(files=program("2")))
    monkeypatch.setattr(work, "_came_back", lambda: False)
    assert work.run().result == "ready"
    board.wait("python")


def test_a_damaged_file_system_is_made_anew(shop: Workshop) -> None:
    board = shop.with_python(plug=False)
    board.flash.data[0x200000:0x202000] = b"\x5a" * 0x2000
    board.plug()
    board.wait("python")
    assert shop.flash(shop.order()).image_written

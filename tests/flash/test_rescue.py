"""Rescue: plain steps with glasses that do not answer; the ports are watched meanwhile."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flash.emulator.bench import VARIABLE, Bench
from tests.flash.emulator.board import PYTHON, ROM
from tools.device import ports, rescue
from tools.device.errors import DeviceError, NothingFoundError, SilentError
from tools.device.rescue import Seen, Sight


class Person:
    """Hears what is said and does the next thing whenever there is time; a clock of its own."""

    def __init__(self, *deeds: Callable[[], object]) -> None:
        self.heard: list[str] = []
        self._deeds: Iterator[Callable[[], object]] = iter(deeds)
        self._now = 0.0

    def pause(self) -> None:
        self._now += rescue.STEP
        next(self._deeds, lambda: None)()

    def guided(self, patience: float = 1000.0) -> Seen:
        return rescue.waited(
            ports.list_ports, self.heard.append, patience, self.pause, lambda: self._now
        )


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(rescue, "RESTART", 0.5)
    with Bench(tmp_path) as bench:
        monkeypatch.setenv(VARIABLE, str(bench.ports_file))
        yield bench


def test_from_nothing_over_boot_held_to_the_loader(bench: Bench) -> None:
    board = bench.add(plug=False).flashed()
    board.faults.mute = True

    def held() -> None:
        board.hold_boot()
        board.wait(ROM)

    def plugged() -> None:
        board.plug()
        board.wait(PYTHON)

    person = Person(lambda: None, plugged, lambda: None, held)
    seen = person.guided()
    assert seen.sight is Sight.LOADER
    said = "\n".join(person.heard)
    assert said.index(Sight.NOTHING.value) < said.index("another cable") < said.index(
        Sight.SILENT.value
    ) < said.index("Hold BOOT") < said.index(Sight.LOADER.value)
    assert [line.startswith("Step 1") for line in person.heard].count(True) == 2


def test_a_device_that_answers_needs_no_steps(bench: Bench) -> None:
    board = bench.add(plug=False).flashed()
    board.plug()
    board.wait(PYTHON)
    person = Person()
    assert person.guided().sight is Sight.PROMPT
    assert not any(line.startswith("Step") for line in person.heard)


def test_behind_a_serial_chip_the_boot_loader_is_found_too(bench: Bench) -> None:
    bench.add("esp32")  # its flash is empty
    bench.boards[0].wait(ROM)
    assert Person().guided().sight is Sight.LOADER


def test_after_the_patience_the_end_is_told(bench: Bench) -> None:
    person = Person()
    with pytest.raises(NothingFoundError, match="another computer"):
        person.guided(200)
    steps = [line for line in person.heard if line.startswith("Step")]
    assert len(steps) == 4 and len(set(steps)) == 4
    board = bench.add(plug=False).flashed()
    board.faults.mute = True
    board.plug()
    board.wait(PYTHON)
    with pytest.raises(SilentError, match="exchange"):
        Person().guided(60)


def test_a_busy_port_is_named(bench: Bench) -> None:
    board = bench.add(plug=False).flashed()
    board.plug()
    board.wait(PYTHON)
    person = Person()
    with board.busy() as process, pytest.raises(DeviceError):
        person.guided(10)
    assert any(str(process) in line for line in person.heard)


def test_of_several_devices_none_is_touched(bench: Bench) -> None:
    for _ in range(2):
        bench.add()
        bench.boards[-1].wait(ROM)
    with pytest.raises(NothingFoundError, match="only the one to rescue"):
        Person().guided()


def test_who_declines_is_told_the_commands(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.add()
    bench.boards[0].wait(ROM)
    parser = argparse.ArgumentParser()
    rescue.add_arguments(parser)
    assert rescue.run(parser.parse_args(["--restore", "monday", "--board", "t-glass"])) == 0
    said = capsys.readouterr().err
    mac = ports.mac_of(ports.list_ports()[0])
    assert f"souffleur-device flash --port {mac} --board t-glass" in said
    assert f"souffleur-device restore --port {mac} monday" in said

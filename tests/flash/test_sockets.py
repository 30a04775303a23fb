"""Boards behind USB serial chips, which all have the serial number 0001, are never confused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.glasses.keys import Keyring
from tools.device import finding, ports, sources, steps
from tools.device.batch import Batch, Names, guarded
from tools.device.errors import CableError, NothingFoundError, WrongBoardError
from tools.device.orders import Outcome
from tools.device.plan import There, Wanted, refuse
from tools.device.ports import ESPRESSIF, Port
from tools.device.steps import Work

from .workshop import Workshop, files_of, program, state_of


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    with Workshop(tmp_path, monkeypatch) as shop:
        yield shop


def behind_chip(path: str, socket: str) -> Port:
    return Port(path, 0x10C4, 0xEA60, "0001", socket)


def test_one_number_for_many_names_none_of_them_and_a_socket_does() -> None:
    two = [behind_chip("/dev/ttyUSB0", "1-1"), behind_chip("/dev/ttyUSB1", "1-2")]
    with pytest.raises(NothingFoundError, match=r"2 devices have the number 0001.*ttyUSB1"):
        ports.chosen(two, "0001")
    assert ports.chosen(two, "1-2") == ports.chosen(two, "/dev/ttyUSB1") == two[1]
    assert ports.chosen(two[1:], "0001") == two[1]


def test_a_device_is_known_again_by_its_socket_and_not_by_a_name_that_another_has_now() -> None:
    is_it = finding.same(behind_chip("/dev/ttyUSB0", "1-1"), "240ac4000001")
    assert is_it(behind_chip("/dev/ttyUSB3", "1-1"))
    assert not is_it(behind_chip("/dev/ttyUSB0", "1-2"))
    assert not is_it(Port("/dev/ttyUSB0", ESPRESSIF, 0x4001, "f412fa000001", "1-1"))


def test_thirty_boards_through_one_socket_are_thirty_boards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One after another on the same port; one comes twice, one says nothing at first."""
    now = [0.0]
    monkeypatch.setattr("tools.device.batch.time.monotonic", lambda: now[0])
    there: list[Port] = []
    answers = [Outcome("", mac=f"{n:012x}") for n in range(29)]
    answers[5:5] = [replace(answers[4]), Outcome("", exit_code=1)]
    coming = iter([*answers, Outcome("", mac=f"{29:012x}")])
    heard: list[Outcome] = []
    batch = Batch(lambda: there, lambda port: next(coming), heard.append)
    for _ in range(32):
        for plugged in ([behind_chip("/dev/ttyUSB0", "1-1")], []):
            there[:] = plugged
            now[0] += 3.0
            batch._look(now[0], 30)
            for future in batch._running.values():
                future.result(5)
            batch._look(now[0], 30)
    assert len(heard) == 32
    assert set(batch.outcomes) == {f"{n:012x}" for n in range(30)}


def test_two_of_them_at_once_get_names_and_secrets_of_their_own(shop: Workshop) -> None:
    boards = [shop.with_python("esp32") for _ in range(2)]
    order = shop.order("esp32", name=Names("Stage {n}", set()))

    def work(port: Port) -> Outcome:
        job = Work(port, order, shop.around())
        return guarded(job.outcome, job.run)

    batch = Batch(ports.list_ports, work, lambda outcome: None)
    batch.run(2)
    assert set(batch.outcomes) == {board.mac.hex() for board in boards}
    keys = {key.identity.hex(): key for key in Keyring(shop.keys).all()}
    for board in boards:
        there = files_of(board)
        own = json.loads(there.pop("souffleur.json"))
        assert there == program()
        assert batch.outcomes[board.mac.hex()].name == own["name"]
        assert keys[own["identity"]].name == own["name"]
    assert len(keys) == 2


def test_a_board_that_is_put_into_the_socket_of_another_meanwhile_gets_nothing(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = shop.with_python("esp32")
    other = shop.with_python("esp32", plug=False)
    other.socket = board.socket

    def cut(work: Any, step: Any, progress: Any) -> None:
        board.unplug()
        other.plug()
        other.wait("python")
        raise CableError("the cable is out")

    monkeypatch.setattr(steps.Work, "_one", cut)
    with pytest.raises(WrongBoardError, match=f"Another device.*plug {board.mac.hex()} in again"):
        shop.work(shop.order("esp32")).run()
    other.unplug()
    assert set(files_of(other)) == {"boot.py"}


# What a board has besides its chip


@pytest.mark.parametrize("psram_mb", [0, 8])
def test_a_chip_with_other_memory_than_the_board_has_is_refused(
    shop: Workshop, psram_mb: int
) -> None:
    board = shop.bench.add(psram_mb=psram_mb)
    before = state_of(board)
    wanted = sources.psram_mb()
    assert wanted["t-glass"] == 2
    with pytest.raises(WrongBoardError, match=f"{psram_mb} MB of PSRAM, board t-glass has 2 MB"):
        shop.flash(shop.order(psram_mb=wanted))
    assert state_of(board) == before


def test_where_the_chip_does_not_tell_of_its_memory_nothing_is_refused() -> None:
    refuse(There("esp32", "240ac4000001", 4 << 20, psram_mb=0), Wanted("x", "esp32", psram_mb=8))
    refuse(There("esp32s3", "f412fa000001", 4 << 20), Wanted("x", "esp32s3", psram_mb=2))

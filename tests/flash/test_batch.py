"""Thirty devices in an afternoon: those that fail stop no others, and the tally tells which."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from companion.glasses.keys import Key, Keyring
from tools.device import labels
from tools.device.batch import Batch, Names, guarded, tally
from tools.device.errors import SOME_FAILED, UsageError
from tools.device.orders import Outcome
from tools.device.ports import ESPRESSIF, Port, list_ports, mac_of
from tools.device.steps import Work

from .workshop import CHIPS, Workshop, program


def test_a_batch_of_thirty_boards_of_which_some_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workshop(tmp_path, monkeypatch) as shop:
        boards = [shop.with_python() for _ in range(27)]
        wrong = shop.bench.add("esp32c3")
        mute = shop.with_python()
        mute.faults.mute = True
        blank = shop.bench.add()
        order = shop.order(name=Names("Stage {n}", set()))
        heard: list[Outcome] = []

        def work(port: Port) -> Outcome:
            job = Work(port, order, shop.around())
            return guarded(job.outcome, job.run)

        batch = Batch(list_ports, work, heard.append, at_once=4)
        batch.run(30)
        assert len(heard) == len(batch.outcomes) == 30
        failed = {mac for mac, outcome in batch.outcomes.items() if outcome.exit_code}
        assert failed == {wrong.mac.hex(), mute.mac.hex()}
        assert batch.outcomes[blank.mac.hex()].image_written
        names = {outcome.name for outcome in heard if not outcome.exit_code}
        assert names == {f"Stage {n}" for n in range(1, 29)}
        keys = Keyring(shop.keys).all()
        assert {key.name for key in keys} == names and len({key.secret for key in keys}) == 28
        assert tally(heard, 100.0)[-1].startswith("28 ready, 2 failed, in 1 min 40 s")
        for board in (boards[0], boards[-1]):
            there = board.files
            assert json.loads(there.pop("souffleur.json"))["name"] in names
            assert there == program()


def test_a_device_that_failed_is_tried_again_when_it_is_plugged_in_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [0.0]
    monkeypatch.setattr("tools.device.batch.time.monotonic", lambda: now[0])
    port = Port("/dev/a", ESPRESSIF, 0x4001, "f412fa000001")
    plugged, results = [port], [Outcome("a", exit_code=1), Outcome("a"), Outcome("a")]
    heard: list[Outcome] = []
    batch = Batch(lambda: plugged, lambda port: results.pop(0), heard.append)

    def pass_by(seconds: float) -> None:
        now[0] += seconds
        batch._look(now[0], None)
        for future in batch._running.values():
            future.result(5)
        batch._look(now[0], None)

    pass_by(1)
    pass_by(1)
    assert len(heard) == 1
    plugged.clear()
    pass_by(3)
    plugged.append(port)
    pass_by(1)
    assert [outcome.exit_code for outcome in heard] == [1, 0]
    plugged.clear()
    pass_by(3)
    plugged.append(port)
    pass_by(1)
    assert len(heard) == 2, "one that is ready is left alone"


def test_names_are_kept_and_numbers_given_once() -> None:
    names = Names("Stage {n}", {"Stage 1", "Stage 3"})
    assert names({"name": "Stage 7"}, "a") == "Stage 7"
    assert names({"name": "Fred"}, "b") == "Stage 2"
    assert [names(None, mac) for mac in "bcd"] == ["Stage 2", "Stage 4", "Stage 5"]
    assert names({"name": "Stage 7"}, "e") == "Stage 6", "a copy of another's settings"
    for bad in ("Stage", "{n} {n}"):
        with pytest.raises(UsageError, match="needs"):
            Names(bad, set())


def test_the_command_ends_with_the_code_of_a_batch_of_which_some_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workshop(tmp_path, monkeypatch) as shop:
        shop.with_python()
        shop.bench.add("esp32c3")
        sheet = tmp_path / "labels.html"
        homes = {"XDG_DATA_HOME": tmp_path / "data", "XDG_CONFIG_HOME": tmp_path / "config"}
        done = subprocess.run(
            [sys.executable, "-m", "tools.device", "flash", "--batch", "2", "--yes", "--json",
             "--name", "Stage {n}", "--board", "t-glass", "--labels", sheet],
            capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2],
            env={**os.environ, **{key: str(path) for key, path in homes.items()}},
        )  # fmt: skip
        assert done.returncode == SOME_FAILED, done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert sorted((row["result"], row["exit_code"]) for row in rows) == [
            ("failed", 3), ("ready", 0),
        ]  # fmt: skip
        [check] = [row["check"] for row in rows if row["check"]]
        verdicts = {part["part"]: part["verdict"] for part in check["parts"]}
        assert verdicts["program"] == verdicts["start"] == verdicts["flash"] == "ok"
        assert "1 ready, 1 failed" in done.stderr
        assert sheet.read_text(encoding="utf-8").count("<article>") == 1


def test_labels_hold_no_secret_unless_asked_for() -> None:
    keys = [Key(bytes([n] * 8), bytes([n] * 32), f"Stage {n} <舞台>") for n in range(25)]
    plain = labels.sheet(keys)
    assert plain.count("<article>") == 25 and plain.count("<section>") == 2
    assert "Stage 3 &lt;舞台&gt;" in plain and "0303 0303 0303 0303" in plain
    name = "Stage%203%20%3C%E8%88%9E%E5%8F%B0%3E"
    assert labels.content(keys[3]) == f"souffleur:{'03' * 8}?name={name}"
    assert all(key.secret and key.secret.hex() not in labels.content(key) for key in keys)
    assert labels.content(keys[3], True).endswith("&secret=" + "03" * 32)
    assert labels.sheet(keys, True) != plain
    assert not re.search(r"https?://(?!www.w3.org)", plain), "nothing is fetched to print it"


def test_a_serial_number_is_the_same_mac_in_boot_loader_and_micropython() -> None:
    loader = Port("a", ESPRESSIF, 0x1001, "F4:12:FA:00:00:01")
    python = Port("b", ESPRESSIF, 0x4001, "f412fa000001")
    assert mac_of(loader) == mac_of(python) == "f412fa000001"
    assert mac_of(Port("c", 0x10C4, 0xEA60, "0001")) is None
    assert set(CHIPS.values()) == {"esp32", "esp32s3"}

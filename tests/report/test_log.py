"""The show log keeps every whole line, whatever ends the show; the truth file is checked."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import SouffleurError
from companion.follow.position import Position, State
from companion.hypothesis import HeardWord, Hypothesis
from companion.report.events import (
    Battery,
    Event,
    Heap,
    Heard,
    Linked,
    Opened,
    Operated,
    Pictured,
    Placed,
    Shown,
    Uploaded,
    from_json,
    to_json,
)
from companion.report.log import LogWriter, read_log
from companion.report.truth import parse_truth, read_truth
from tests.report.performance import DEMO

EVENTS: list[Event] = [
    Opened(-2.5, "没有边界的课堂", "zh", "t-glass", "vosk 0.3.45", "starter zh"),
    Uploaded(-1.0, 20_123, 0.31, 2.5),
    Heard(
        1.25,
        Hypothesis(("good", "[unk]"), True, 3, 1.2, (HeardWord("good", 0.5, 0.75, 0.5),)),
    ),
    Placed(1.3, Position(4, 6, 0.75, State.FOLLOWING, "reading on")),
    Shown(1.31, 3, 5, 1.25),
    Linked(2.0, "lost", "no answer"),
    Battery(2.5, 81),
    Heap(2.6, 102_400, 60_000),
    Operated(3.0, "hold or resume"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_survives_the_log(event: Event, tmp_path: Path) -> None:
    with LogWriter(tmp_path / "show.jsonl") as log:
        log.write(event)
    assert read_log(tmp_path / "show.jsonl").events == (event,)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**31))
def test_a_picture_survives_the_log(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.uint8)
    told = json.loads(json.dumps(to_json(Pictured(0.5, pixels))))
    again = from_json(told)
    assert isinstance(again, Pictured) and np.array_equal(again.pixels, pixels)


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_torn_last_line_costs_that_line_alone(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "show.jsonl"
    with LogWriter(path) as log:
        for event in EVENTS:
            log.write(event)
    path.write_bytes(path.read_bytes()[:-cut])
    whole = read_log(path)
    kept = len(EVENTS) if cut == 1 else len(EVENTS) - 1
    assert whole.events == tuple(EVENTS[:kept])
    assert whole.damaged == (0 if cut == 1 else 1)
    with LogWriter(path) as log:  # the next show goes on below it
        log.write(Battery(9.0, 70))
    again = read_log(path)
    assert again.events[-1] == Battery(9.0, 70)
    assert len(again.events) == kept + 1


def test_every_line_is_with_the_system_before_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "show.jsonl"
    log = LogWriter(path)
    for count, event in enumerate(EVENTS, 1):
        log.write(event)
        assert len(read_log(path).events) == count
    log.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_may_read_the_log(tmp_path: Path) -> None:
    LogWriter(tmp_path / "show.jsonl").close()
    assert (tmp_path / "show.jsonl").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full disk")
def test_a_full_disk_does_not_end_the_show() -> None:
    log = LogWriter(Path("/dev/full"))
    log.write(EVENTS[0])
    log.write(EVENTS[1])
    assert log.failed is not None and "make room" in log.failed
    log.close()


def test_events_come_in_order_of_time_and_by_kind(tmp_path: Path) -> None:
    path = tmp_path / "show.jsonl"
    with LogWriter(path) as log:
        for t in (3.0, 1.0, 2.0):
            log.write(Battery(t, int(t)))
        log.write(Operated(0.5, "hold"))
    whole = read_log(path)
    assert [event.t for event in whole.events] == [0.5, 1.0, 2.0, 3.0]
    assert [event.percent for event in whole.of(Battery)] == [1, 2, 3]
    assert whole.last(Battery) == Battery(3.0, 3) and whole.last(Heap) is None


def test_what_is_no_log_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello\n")
    for path in (tmp_path / "none", tmp_path / "x", tmp_path):
        with pytest.raises(SouffleurError) as error:
            read_log(path)
        assert "\n" not in str(error.value)
    with pytest.raises(SouffleurError):
        LogWriter(tmp_path / "x" / "show.jsonl")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_demo_recordings_tell_their_truth(language: str) -> None:
    truth = read_truth(DEMO / f"{language}.json")
    assert truth.language == language
    assert {d.kind for d in truth.disturbances} == {"stumble", "adlib", "skip", "return"}
    assert len(truth.script_words) > 300


GOOD = {
    "language": "en", "script": "x.md",
    "words": [{"word": "a", "start": 1.0, "end": 1.2, "token": 0, "kind": "read"}],
    "disturbances": [{"kind": "skip", "start": 2.0, "end": 2.0}],
}
BAD = [
    [], {}, None, {**GOOD, "words": []}, {**GOOD, "words": [{"word": "a"}]},
    {**GOOD, "words": [{**GOOD["words"][0], "token": None}]},
    {**GOOD, "words": [{**GOOD["words"][0], "end": 0.5}]},
    {**GOOD, "words": [{**GOOD["words"][0], "kind": "sung"}]},
    {**GOOD, "words": [{**GOOD["words"][0], "start": 1.1}, GOOD["words"][0]]},
    {**GOOD, "disturbances": [{"kind": "nap", "start": 2.0, "end": 2.0}]},
]


@pytest.mark.parametrize("data", BAD)
def test_a_wrong_truth_is_refused_in_one_line(data: object, tmp_path: Path) -> None:
    assert parse_truth(GOOD).script_words[0].token == 0
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data))
    with pytest.raises(SouffleurError) as error:
        read_truth(path)
    assert "\n" not in str(error.value)
    for missing in (tmp_path / "none.json", Path(os.devnull)):
        with pytest.raises(SouffleurError):
            read_truth(missing)

"""The bundled talks, as a real recogniser heard them: what is found is what the speaker did.

heard/*.jsonl: the hypotheses of a show of each recording with the small model that comes with
the product. It understands no words but the script's.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import companion
from companion.rehearsal import Account, Kind, account
from companion.report.log import read_log
from companion.script import load

DEMO = Path(companion.__file__).parent / "demo"
HEARD = Path(__file__).parent / "heard"
NEAR = 5.0  # seconds by which the recogniser's times may be off where it understood nothing
DONE = {Kind.REPEATED: "stumble", Kind.ADLIB: "adlib", Kind.SKIPPED: "skip"}


def made(name: str) -> Account:
    return account(read_log(HEARD / f"{name}.jsonl"), load(DEMO / f"{name}.md"))


def truth(name: str, kind: str) -> list[tuple[float, float]]:
    told = json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))["disturbances"]
    return [(one["start"], one["end"]) for one in told if one["kind"] == kind]


@pytest.mark.parametrize("name", ["en", "zh"])
def test_nothing_is_found_that_the_speaker_did_not_do(name: str) -> None:
    for one in made(name).findings:
        spans = truth(name, DONE[one.kind])
        end = one.time + one.seconds
        assert any(a - NEAR <= end and one.time <= b + NEAR for a, b in spans), one


@pytest.mark.parametrize(("name", "least"), [("en", 3), ("zh", 4)])
def test_most_of_what_the_speaker_did_is_found(name: str, least: int) -> None:
    found = made(name).findings
    seen = [
        (a, b)
        for kind in (Kind.REPEATED, Kind.ADLIB)
        for a, b in truth(name, DONE[kind])
        if any(
            one.kind is kind and one.time <= b + NEAR and one.time + one.seconds >= a - NEAR
            for one in found
        )
    ]
    assert len(seen) >= least


@pytest.mark.parametrize(("name", "pace"), [("en", 125), ("zh", 180)])
def test_the_whole_talk_was_read(name: str, pace: int) -> None:
    told = made(name)
    assert told.share == 1.0  # what was left out was read later
    assert told.pace == pytest.approx(pace, rel=0.1)

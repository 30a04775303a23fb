"""The demo recordings are what their takes and their scripts say."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from companion.errors import SouffleurError
from companion.report.truth import read_truth
from companion.script import load, parse_text
from companion.speech.audio import duration
from companion.speech.phrases import MOST_FAR, WINDOW, all_phrases, neighbourhood
from tools.recording.__main__ import disturbances, render
from tools.recording.take import Said, read_take

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"


@pytest.fixture(scope="module", params=["en", "zh"])
def name(request: Any) -> str:
    return str(request.param)


def test_a_recording_is_a_talk_with_every_kind_of_disturbance(name: str) -> None:
    truth = read_truth(DEMO / f"{name}.json")
    script = load(DEMO / f"{name}.md")
    assert 120 <= duration(DEMO / f"{name}.ogg") <= 240
    assert (DEMO / f"{name}.ogg").stat().st_size < 500_000
    kinds = [one.kind for one in truth.disturbances]
    assert {"stumble", "adlib", "skip", "return"} == set(kinds)
    adlibs = [one.end - one.start for one in truth.disturbances if one.kind == "adlib"]
    assert all(10 <= seconds <= 15 for seconds in adlibs)
    read = {word.token for word in truth.script_words}
    assert len(read) >= 0.9 * len(script.tokens)


def test_the_true_words_are_the_scripts_words_in_the_order_of_the_take(name: str) -> None:
    truth = read_truth(DEMO / f"{name}.json")
    tokens = load(DEMO / f"{name}.md").tokens
    said: dict[int, list[str]] = {}
    for word in truth.script_words:
        said.setdefault(word.token or 0, []).append(word.word)
    for index, words in said.items():
        ways = [list(way) for way in tokens[index].spoken]
        assert words[: len(ways[0])] in ways
    for before, word in pairwise([w for w in truth.script_words if w.kind != "stumble"]):
        step = (word.token or 0) - (before.token or 0)
        assert {"read": step in (0, 1), "skip": step > 1, "return": step < 0}[word.kind]
    for before, word in pairwise(truth.words):
        assert before.end <= word.start + 0.001 and word.start < word.end


def test_the_takes_still_match_their_recordings(name: str) -> None:
    take = read_take(DEMO / f"{name}.take.toml")
    told = json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))["words"]
    performed = [(w.word, w.token, w.kind) for breath in take.breaths for w in breath.words]
    assert performed == [(w["word"], w["token"], w["kind"]) for w in told]


@pytest.mark.skipif(not shutil.which("flite"), reason="only making recordings needs flite")
def test_a_take_can_be_made_anew_to_the_millisecond() -> None:
    take = read_take(DEMO / "en.take.toml")
    told = json.loads((DEMO / "en.json").read_text(encoding="utf-8"))["words"]
    _, words = render(replace(take, breaths=take.breaths[:6]))
    assert len(words) > 30
    for (word, start, end), was in zip(words, told, strict=False):
        assert word.word == was["word"]
        assert (round(start, 3), round(end, 3)) == (was["start"], was["end"])


def test_a_take_that_quotes_what_is_not_there_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Good morning, friends.")
    take = tmp_path / "a.take.toml"
    take.write_text('script = "a.md"\nvoice = "flite/slt"\n[[act]]\nread = "good evening"\n')
    with pytest.raises(SouffleurError, match="no 'good evening'"):
        read_take(take)
    take.write_text('voice = "flite/slt"\n')
    with pytest.raises(SouffleurError, match="is not a take"):
        read_take(take)


def test_disturbances_reach_from_plain_word_to_plain_word() -> None:
    def said(word: str, kind: str) -> Said:
        return Said(word, None if kind == "adlib" else 1, kind)

    words = [
        (said("a", "read"), 0.0, 1.0), (said("x", "adlib"), 2.0, 3.0),
        (said("y", "adlib"), 3.0, 4.0), (said("b", "skip"), 5.0, 6.0),
        (said("c", "read"), 6.0, 7.0),
    ]
    assert disturbances(words) == [
        {"kind": "adlib", "start": 1.0, "end": 5.0}, {"kind": "skip", "start": 4.0, "end": 5.0},
    ]


def test_the_recogniser_listens_around_the_speaker_and_where_people_restart(name: str) -> None:
    script = load(DEMO / f"{name}.md")
    whole = set(all_phrases(script))
    assert whole <= set(neighbourhood(script, 100, window=10_000))
    near = neighbourhood(script, -1, window=40)
    assert near[0] == all_phrases(script)[0]
    assert len(near) < len(neighbourhood(script, -1, window=10_000))
    first = {cue.paragraph: cue for cue in reversed(script.cues) if cue.tokens}
    starts = [" ".join(w for t in cue.tokens for w in t.spoken[0]) for cue in first.values()]
    assert all(start in near for start in starts)
    assert WINDOW >= 200


def test_in_a_long_script_far_text_does_not_outweigh_what_is_near() -> None:
    letters = "abcdefghijk"
    paragraphs = [f"This is {a}{b}{c} now." for a in letters for b in letters for c in letters]
    script = parse_text("# A\n\n" + "\n\n".join(paragraphs) + "\n\n# Z\n\nThe very end.")
    near = neighbourhood(script, 3000, window=50)
    assert MOST_FAR < len(near) < MOST_FAR + 80
    assert "the very end" in near

"""The real Vosk on the bundled models and recordings."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from companion.errors import SouffleurError
from companion.hypothesis import Hypothesis
from companion.script import load
from companion.speech.audio import read_blocks
from companion.speech.graph import UNKNOWN
from companion.speech.model import Kind, SpeechModel, grammar_text
from companion.speech.paths import engine_path
from companion.speech.phrases import all_phrases, neighbourhood
from companion.speech.recogniser import VoskRecogniser
from companion.speech.starter import open_starter
from tools.models.errors import word_errors

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"


def opened(language: str) -> tuple[SpeechModel, list[str]]:
    script = load(DEMO / f"{language}.md")
    return open_starter(language, all_phrases(script)), neighbourhood(script, 0)


@pytest.fixture(scope="module")
def english() -> tuple[SpeechModel, list[str]]:
    return opened("en")


@pytest.fixture(scope="module")
def mandarin() -> tuple[SpeechModel, list[str]]:
    return opened("zh")


@pytest.fixture(scope="module")
def truth() -> dict[str, list[dict[str, Any]]]:
    return {
        name: json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))["words"]
        for name in ("en", "zh")
    }


def stretch(language: str, start: float, end: float) -> list[bytes]:
    blocks = read_blocks(DEMO / f"{language}.ogg")
    return [block.pcm for block in blocks if start < block.time <= end]


def listen(recogniser: VoskRecogniser, pieces: list[bytes]) -> list[Hypothesis]:
    said = [recogniser.accept(piece) for piece in pieces]
    return [one for one in [*said, recogniser.finish()] if one]


def test_it_hears_the_script_with_times_and_numbers_its_utterances(english, truth) -> None:
    model, phrases = english
    said = listen(VoskRecogniser(model, phrases), stretch("en", 0, 13))
    finals = [one for one in said if one.final]
    heard = [word for one in finals for word in one.timed]
    spoken = [word for word in truth["en"] if word["end"] < 12]
    errors = word_errors([w["word"] for w in spoken], [w.text for w in heard])
    assert errors.right >= len(spoken) - 1
    ends = {w["word"]: w["end"] for w in spoken}
    late = sorted(abs(w.end - ends[w.text]) for w in heard if w.text in ends)
    assert late[len(late) // 2] < 0.08
    assert [one.utterance for one in finals] == list(range(len(finals)))
    assert all(0 <= w.confidence <= 1 and w.start <= w.end for w in heard)
    assert [one.time for one in said] == sorted(one.time for one in said)


def test_partials_come_at_once_and_only_when_they_change(english, truth) -> None:
    model, phrases = english
    said = listen(VoskRecogniser(model, phrases), stretch("en", 0, 6))
    partials = [one for one in said if not one.final]
    assert all(a.words != b.words for a, b in pairwise(partials))
    students = next(w for w in truth["en"] if w["word"] == "students")
    first = next(one for one in partials if "students" in one.words)
    assert first.time - students["end"] < 0.4
    for one in partials:
        assert tuple(word.text for word in one.timed) == one.words[: len(one.timed)]


def test_it_hears_chinese_through_its_own_words(mandarin, truth) -> None:
    model, phrases = mandarin
    said = listen(VoskRecogniser(model, phrases), stretch("zh", 0, 7.6))
    heard = "".join(word for one in said if one.final for word in one.words)
    assert heard == "尊敬的各位嘉宾各位老师各位同学大家上午好"


def test_words_off_the_script_are_heard_as_such(english) -> None:
    model, phrases = english
    said = listen(VoskRecogniser(model, phrases), stretch("en", 52, 65))
    words = [word for one in said if one.final for word in one.words]
    assert UNKNOWN in words
    assert len([word for word in words if word != UNKNOWN]) < 6  # about 32 were spoken


def test_a_new_focus_waits_for_the_end_of_the_utterance(english) -> None:
    model, _ = english
    recogniser = VoskRecogniser(model, ["welcome"])
    pieces = stretch("en", 0, 12.5)
    said = []
    for count, piece in enumerate(pieces):
        if count == 30:  # amid the first sentence, where Vosk would end the process
            recogniser.focus(["it is an honour to welcome you to this forum"])
        said.append(recogniser.accept(piece))
    finals = [one for one in [*said, recogniser.finish()] if one and one.final]
    assert "excellencies" not in finals[0].words
    assert any("honour" in one.words for one in finals)
    times = [word.end for one in finals for word in one.timed]
    assert times == sorted(times)


def test_a_focus_before_the_first_sound_counts_at_once(english) -> None:
    model, phrases = english
    recogniser = VoskRecogniser(model, ["welcome"])
    recogniser.focus(phrases)
    said = listen(recogniser, stretch("en", 0, 6.5))
    assert "excellencies" in said[-1].words


def test_silence_says_nothing(english) -> None:
    model, phrases = english
    recogniser = VoskRecogniser(model, phrases)
    assert listen(recogniser, [bytes(3200)] * 40) == []
    assert recogniser.time == pytest.approx(4.0)


def test_unknown_words_are_told(english) -> None:
    model, _ = english
    assert model.unknown_words(["welcome to 东京 and zzyzxia"]) == ["东京", "zzyzxia"]
    assert model.kind is Kind.DYNAMIC
    assert "uh" in model.fillers


def test_a_grammar_keeps_its_characters() -> None:
    assert grammar_text(["你好"]) == '["你好"]'


def test_a_script_leaves_no_trace_on_disk(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    model = open_starter("en", ["a secret announcement"])
    assert model.knows("secret")
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_a_starter_gets_one_line() -> None:
    with pytest.raises(SouffleurError, match="models list --online --lang km") as caught:
        open_starter("km", ["សួស្តី"])
    assert "\n" not in str(caught.value)


def test_windows_opens_a_chinese_users_folder_by_its_short_name() -> None:
    folder = PureWindowsPath("C:/Users/张三/models")
    assert engine_path(folder, "linux") == str(folder)
    assert engine_path(folder, "win32", lambda path: "C:\\Users\\ZHANG~1\\models").isascii()
    with pytest.raises(SouffleurError, match="plain Latin letters"):
        engine_path(folder, "win32", lambda path: path)


def test_a_folder_that_is_no_model_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(SouffleurError, match="holds no Vosk model"):
        SpeechModel(tmp_path, "x", "en")

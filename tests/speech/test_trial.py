"""A microphone is tested with a sentence: recorded speech stands in for the speaker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from companion.speech.audio import RATE, AudioError, Block, Blocker, FileSource, Level, read_blocks
from companion.speech.choose import open_model
from companion.speech.trial import (
    DEAD,
    SENTENCES,
    Advice,
    Verdict,
    judge,
    phrases_for,
    recognised,
    record,
    share_right,
)

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
SPOKEN = {
    "en": "Excellencies, teachers, students and friends, good morning.",
    "zh": "尊敬的各位嘉宾，各位老师，各位同学，大家上午好！",
}


def spoken(language: str, gain: float = 1.0) -> list[Block]:
    """The first sentence of the recorded talk, so much louder."""
    truth = json.loads((DEMO / f"{language}.json").read_text(encoding="utf-8"))
    last = {"en": "morning", "zh": "好"}[language]
    end = next(word["end"] for word in truth["words"] if word["word"] == last) + 0.4
    return louder([block for block in read_blocks(DEMO / f"{language}.ogg") if block.time <= end],
                  gain)


def louder(blocks: list[Block], gain: float, noise: float = 0.0) -> list[Block]:
    sound = np.frombuffer(b"".join(block.pcm for block in blocks), "<i2") / 32768
    sound = sound * gain + np.random.default_rng(1).normal(0, noise, len(sound))
    blocker = Blocker(RATE)
    samples = np.clip(sound, -1, 1).astype(np.float32)
    return [*blocker.push(samples), *blocker.finish()]


def verdict(language: str, blocks: list[Block], sentence: str = "") -> Verdict:
    sentence = sentence or SPOKEN[language]
    phrases = phrases_for(sentence, language)
    return judge(sentence, recognised(blocks, open_model(language, phrases), phrases), blocks)


def test_whoever_stops_listening_lets_the_device_go_at_once() -> None:
    class Device:
        """A source that holds a device for as long as its blocks are asked for."""

        closed = held = False

        def blocks(self) -> Iterator[Block]:
            self.held = True
            while not self.closed:
                yield Block(bytes(2), 0.0, Level(-60.0, -60.0))
            self.held = False

        def close(self) -> None:
            self.closed = True

    def stopped(_level: Level) -> None:
        raise KeyboardInterrupt

    device = Device()
    with pytest.raises(KeyboardInterrupt) as kept:  # what was raised keeps its frames alive
        record(device, on_level=stopped)
    assert kept.traceback and not device.held


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sentence_well_read_is_heard_and_the_microphone_is_ready(language: str) -> None:
    told = verdict(language, spoken(language))
    assert told.advice == (Advice.GOOD,) and told.good
    assert told.right >= 0.9


@pytest.mark.parametrize("language", ["en", "zh"])
def test_another_sentence_than_the_one_asked_for_is_noticed(language: str) -> None:
    told = verdict(language, spoken(language), SENTENCES[language][1])
    assert told.advice[0] in (Advice.POOR, Advice.UNHEARD) and not told.good
    assert told.right < 0.5


@pytest.mark.parametrize(
    ("gain", "noise", "advice"),
    [
        (0.0, 0.0, Advice.DEAD), (0.02, 0.0, Advice.QUIET), (30.0, 0.0, Advice.CLIPPED),
        (0.1, 0.05, Advice.NOISY),
    ],
)
def test_what_is_wrong_with_the_sound_is_told_first(
    gain: float, noise: float, advice: Advice
) -> None:
    blocks = louder(spoken("en"), gain, noise)
    told = judge(SPOKEN["en"], SPOKEN["en"], blocks)  # however well it was heard
    assert told.advice[0] is advice
    assert not told.good
    assert (told.speech < DEAD) == (advice is Advice.DEAD)


def test_sound_without_words_asks_whether_it_is_the_right_microphone() -> None:
    told = judge(SPOKEN["en"], "", spoken("en"))
    assert told.advice == (Advice.UNHEARD,)


def test_the_share_counts_words_or_characters_in_their_order() -> None:
    assert share_right("One, two, three four!", "one two four") == 0.75
    assert share_right("four three two one", "one two three four") == 0.25
    assert share_right("大家上午好。", "大家 下午 好") == 0.8
    assert share_right("Well-known words", "well known words") == 1.0
    assert share_right("", "anything") == 0.0


def test_a_recording_is_as_long_as_asked_and_its_levels_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "voice.wav"
    soundfile.write(path, np.full(RATE * 3, 0.25), RATE)
    seen: list[Level] = []
    blocks = record(FileSource(path, wait=lambda until: False), 1.0, seen.append)
    assert len(blocks) == len(seen) == 10
    assert all(level.rms == pytest.approx(-12.04, abs=0.1) for level in seen)
    short = record(FileSource(path, wait=lambda until: False), 60.0)
    assert short[-1].time == pytest.approx(3.0)


def test_a_microphone_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="check the name"):
        record(FileSource(tmp_path / "none.wav", wait=lambda until: False))

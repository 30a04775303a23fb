"""Any recording becomes the same 16 kHz blocks, at speaking speed; bad ones get one line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from companion.speech.audio import (
    BLOCK,
    RATE,
    SILENCE,
    AudioError,
    FileSource,
    duration,
    level_of,
    read_blocks,
)
from companion.speech.resample import Resampler, resample

FORMATS = [("wav", None), ("flac", None), ("ogg", "VORBIS"), ("ogg", "OPUS"), ("mp3", None)]


def tone(rate: int, seconds: float = 1.5, hertz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)).astype("f4")


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize(("ending", "subtype"), FORMATS)
def test_a_tone_survives_every_format_and_rate(
    tmp_path: Path, ending: str, subtype: str | None, rate: int
) -> None:
    if subtype == "OPUS" and rate == 44100:
        pytest.skip("Opus has no such rate")
    path = tmp_path / f"tone.{ending}"
    soundfile.write(path, np.stack([tone(rate), tone(rate)], axis=1), rate, subtype=subtype)
    blocks = list(read_blocks(path))
    heard = np.frombuffer(b"".join(block.pcm for block in blocks), "<i2") / 32767
    assert abs(len(heard) / RATE - 1.5) < 0.1
    middle = heard[RATE // 2 : RATE]
    loudest = np.argmax(np.abs(np.fft.rfft(middle))) * RATE / len(middle)
    assert loudest == pytest.approx(440, abs=3)
    assert np.abs(middle).max() == pytest.approx(0.5, rel=0.1)
    assert duration(path) == pytest.approx(len(heard) / RATE, abs=0.1)


def test_blocks_are_a_tenth_of_a_second_and_carry_their_time(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(48000, 0.35), 48000)
    blocks = list(read_blocks(path))
    assert [len(block.pcm) for block in blocks] == [2 * BLOCK] * 3 + [BLOCK]
    assert [block.time for block in blocks] == pytest.approx([0.1, 0.2, 0.3, 0.35])
    assert blocks[1].level.peak == pytest.approx(-6.0, abs=0.1)
    assert blocks[1].level.rms == pytest.approx(-9.0, abs=0.2)
    assert level_of(np.zeros(5, "f4")).rms == SILENCE


@given(
    rate=st.sampled_from([8000, 11025, 22050, 44100, 48000]),
    cuts=st.lists(st.integers(1, 4000), max_size=12),
)
def test_a_stream_is_resampled_without_seams(rate: int, cuts: list[int]) -> None:
    sound = np.random.default_rng(1).standard_normal(12_000).astype("f4")
    whole = resample(sound, rate, RATE)
    stream, parts, place = Resampler(rate, RATE), [], 0
    for cut in [*cuts, len(sound)]:
        parts.append(stream.push(sound[place : place + cut]))
        place += cut
    streamed = np.concatenate([*parts, stream.finish()])
    assert len(whole) == -(-len(sound) * RATE // rate)
    assert np.array_equal(streamed, whole)


@pytest.mark.parametrize("rate", [44100, 48000])
def test_what_sixteen_kilohertz_cannot_hold_is_gone(rate: int) -> None:
    assert np.abs(resample(tone(rate, 1, 9500), rate, RATE)[800:-800]).max() < 1e-4
    assert np.abs(resample(tone(rate, 1, 3000), rate, RATE)[800:-800]).max() > 0.49


class Clock:
    """Time that passes only while somebody waits."""

    def __init__(self) -> None:
        self.time = 100.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, until: float) -> bool:
        self.waits.append(until)
        self.time = max(self.time, until)
        return False


@pytest.mark.parametrize("speed", [1.0, 8.0])
def test_a_recording_plays_at_its_speed(tmp_path: Path, speed: float) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(16000, 1.0), 16000)
    clock = Clock()
    source = FileSource(path, clock.now, clock.wait, speed)
    left = [clock.time - 100.0 for _ in source.blocks()]
    assert left == pytest.approx([i / 10 / speed for i in range(1, 11)])


def test_a_slow_listener_is_not_made_to_wait_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(16000, 1.0), 16000)
    clock = Clock()
    for count, _ in enumerate(FileSource(path, clock.now, clock.wait).blocks()):
        if count == 0:
            clock.time += 0.5
    assert clock.time == pytest.approx(101.0)


def test_a_closed_source_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, tone(16000, 1.0), 16000)
    clock = Clock()
    source = FileSource(path, clock.now, clock.wait)
    blocks = source.blocks()
    next(blocks)
    source.close()
    assert list(blocks) == []


def test_bad_recordings_get_one_line(tmp_path: Path) -> None:
    text, empty = tmp_path / "talk.mp3", tmp_path / "empty.wav"
    text.write_text("this is no audio")
    soundfile.write(empty, np.zeros(0, "f4"), 16000)
    for path, words in (
        (tmp_path / "none.wav", "No recording"), (text, "convert it"), (empty, "no sound"),
        (tmp_path, "not audio"),
    ):
        with pytest.raises(AudioError, match=words) as caught:
            list(read_blocks(path))
        assert "\n" not in str(caught.value)
    with pytest.raises(AudioError, match="speed"):
        FileSource(text, speed=0)
    with pytest.raises(AudioError):
        duration(tmp_path / "none.wav")

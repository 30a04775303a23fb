"""Microphones: found by name, lost and found again; what is wrong is told in one line."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from companion.speech import microphone as module
from companion.speech.audio import RATE, SILENCE, AudioError
from companion.speech.microphone import Microphone, MicrophoneSource, choose, microphones


class PortAudioError(Exception):
    """What the sound library raises."""


class Stream:
    """An input stream that delivers tenths of a second as soon as it starts, then may die."""

    def __init__(self, backend: Backend, samplerate: int, channels: int, callback: Any) -> None:
        self.backend, self.rate, self.channels, self.callback = (
            backend, samplerate, channels, callback
        )
        self.active = False
        self.closed = 0
        self.pieces = backend.lives.pop(0)
        backend.streams.append(self)

    def start(self) -> None:
        if self.pieces < 0:
            raise PortAudioError("Device unavailable")
        self.active = True
        for _ in range(self.pieces):
            sound = np.full((self.rate // 10, self.channels), 0.25, np.float32)
            self.callback(sound, len(sound), None, None)
        self.active = False

    def abort(self, ignore_errors: bool) -> None:
        assert ignore_errors and not self.closed  # the library does not guard against it

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors
        self.closed += 1


class Backend:
    """The part of sounddevice that is used, with a microphone that is unplugged and comes back.

    lives: for each stream opened, how many pieces it delivers (-1: cannot be opened).
    """

    PortAudioError = PortAudioError

    def __init__(self, lives: list[int], names: tuple[str, ...] = ("Built-in", "USB Lavalier")):
        self.lives, self.names, self.restarts = lives, names, 0
        self.streams: list[Stream] = []
        self.default = type("Default", (), {"device": (1, 0)})()

    def query_devices(self) -> list[dict[str, Any]]:
        speaker = {"name": "Speaker", "max_input_channels": 0, "default_samplerate": 44100.0}
        return [speaker, *(
            {"name": name, "max_input_channels": 2, "default_samplerate": 48000.0}
            for name in self.names
        )]

    def InputStream(
        self, *, device: int, channels: int, dtype: str, samplerate: int, blocksize: int,
        latency: str, callback: Any,
    ) -> Stream:
        assert (dtype, blocksize) == ("float32", samplerate // 10)
        return Stream(self, samplerate, channels, callback)

    def _terminate(self) -> None:
        self.restarts += 1

    def _initialize(self) -> None:
        pass


def test_devices_are_listed_without_loudspeakers() -> None:
    devices = microphones(Backend([]))
    assert [device.name for device in devices] == ["Built-in", "USB Lavalier"]
    assert devices[0].default
    assert devices[0].rate == 48000


def test_looking_again_sees_what_was_plugged_in_since() -> None:
    backend = Backend([])
    module.look_again(backend)
    assert backend.restarts == 1


def test_nobody_looks_again_while_a_microphone_is_open() -> None:
    """PortAudio frees its streams when it is started anew, and whoever listens would crash."""
    backend = Backend([10])
    source = MicrophoneSource(backend=backend)
    blocks = source.blocks()
    next(blocks)
    with pytest.raises(AudioError, match="in use"):
        module.look_again(backend)
    assert backend.restarts == 0
    source.close()
    for _rest in blocks:
        pass
    module.look_again(backend)
    assert backend.restarts == 1


def test_a_part_of_the_name_is_enough() -> None:
    devices = microphones(Backend([]))
    assert choose(devices, "lavalier").index == 2
    assert choose(devices, None).name == "Built-in"


def test_one_device_listed_for_each_way_to_reach_it_is_one() -> None:
    devices = [Microphone("USB A", i, 1, 44100, i == 1) for i in range(3)]
    assert choose(devices, "USB A").index == 1
    assert choose(devices[2:] + devices[:1], "USB A").index == 2


@pytest.mark.parametrize(
    ("names", "asked", "line"),
    [((), None, "No microphone is connected"), (("Built-in",), "Rode", "choose one of: Built-in"),
     (("USB A", "USB B"), "usb", "Several microphones .* choose one of: USB A, USB B")],
)
def test_a_wrong_name_or_none_at_all_gets_one_line(
    names: tuple[str, ...], asked: str | None, line: str
) -> None:
    devices = [Microphone(name, i, 1, 16000, False) for i, name in enumerate(names)]
    with pytest.raises(AudioError, match=line) as caught:
        choose(devices, asked)
    assert "\n" not in str(caught.value)


def test_a_missing_portaudio_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(AudioError, match="PortAudio library for microphones is missing"):
        module.load_backend()


def test_a_microphone_in_use_elsewhere_is_told() -> None:
    with pytest.raises(AudioError, match=r"cannot be used .*close other programs"):
        next(MicrophoneSource(backend=Backend([-1])).blocks())


def test_an_unplugged_microphone_is_taken_up_again() -> None:
    backend = Backend([3, -1, 4, 0, 0])
    times = iter(np.arange(0.0, 1000.0, 0.6))
    lines: list[str] = []
    source = MicrophoneSource("USB", lines.append, backend=backend, now=lambda: float(next(times)))
    heard, blocks = [], source.blocks()
    for block in blocks:
        heard.append(block)
        if len(lines) == 2 and block.level.peak > SILENCE:
            source.close()
    assert lines == [
        "The microphone USB Lavalier is lost; plug it in again.",
        "The microphone USB Lavalier is back.",
    ]
    sounding = [b.level.peak > SILENCE for b in heard]
    assert sounding[0] and not all(sounding) and sounding[-1]  # sound, silence, sound
    lengths = np.cumsum([len(b.pcm) / 2 / RATE for b in heard])
    assert [b.time for b in heard] == pytest.approx(list(lengths))
    assert backend.restarts >= 2
    assert [stream.closed for stream in backend.streams] == [1, 0, 1]  # the second never opened


def test_a_show_that_ends_early_closes_the_microphone() -> None:
    backend = Backend([3])
    blocks = MicrophoneSource(backend=backend).blocks()
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]
    assert [stream.closed for stream in backend.streams] == [1]

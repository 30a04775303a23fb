"""Where sound comes from: blocks of 100 ms, 16 kHz, mono, 16 bit, each with its place in time."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile

from companion.errors import SouffleurError

from .resample import Audio, Resampler

RATE = 16_000
BLOCK = 1_600  # samples
SILENCE = -120.0  # dB, what digital zero is told as


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a block is, in dB below full scale: mean power and highest sample."""

    rms: float
    peak: float


@dataclass(frozen=True, slots=True)
class Block:
    """`pcm`: 16-bit samples, little endian. `time`: seconds of audio at the block's end."""

    pcm: bytes
    time: float
    level: Level


class AudioError(SouffleurError):
    """A recording or a microphone cannot be heard."""


class Source(Protocol):
    """Gives blocks until it ends or `close` is called from another thread."""

    def blocks(self) -> Iterator[Block]:
        """The blocks, each as soon as it exists. Raises AudioError."""

    def close(self) -> None:
        """End `blocks` soon; safe from any thread, safe to repeat."""


def _decibel(value: float) -> float:
    return max(SILENCE, 20 * math.log10(value)) if value > 0 else SILENCE


def level_of(samples: Audio) -> Level:
    """The level of float samples (full scale is 1)."""
    if not len(samples):
        return Level(SILENCE, SILENCE)
    return Level(
        _decibel(float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))),
        _decibel(float(np.abs(samples).max())),
    )


class Blocker:
    """Cuts a stream of any rate and channel count into blocks."""

    def __init__(self, rate: int) -> None:
        self._resampler = Resampler(rate, RATE)
        self._held = np.zeros(0, np.float32)
        self._given = 0

    @property
    def given(self) -> float:
        """Seconds in the blocks so far."""
        return self._given / RATE

    def push(self, samples: Audio) -> Iterator[Block]:
        """Add samples, shape (n,) or (n, channels) (mixed down), and take what is whole."""
        mono = samples if samples.ndim == 1 else samples.mean(axis=1, dtype=np.float32)
        yield from self._cut(self._resampler.push(np.asarray(mono, np.float32)), BLOCK)

    def finish(self) -> Iterator[Block]:
        """The rest, as a last block that may be short."""
        yield from self._cut(self._resampler.finish(), 1)

    def _cut(self, fresh: Audio, shortest: int) -> Iterator[Block]:
        self._held = np.concatenate([self._held, fresh])
        while len(self._held) >= max(shortest, 1):
            samples, self._held = self._held[:BLOCK], self._held[BLOCK:]
            self._given += len(samples)
            pcm = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes()
            yield Block(pcm, self._given / RATE, level_of(samples))


class _Forward(soundfile.SoundFile):  # type: ignore[misc]
    """A file read from front to back. The binding seeks to where it is after every read, which
    makes the MP3 decoder lose what it keeps from one frame for the next, unless told not to."""

    def seekable(self) -> bool:
        return False


def read_blocks(path: Path) -> Iterator[Block]:
    """The blocks of a recording (wav, flac, ogg, opus, mp3, ...), as fast as they are asked for.

    Raises AudioError for a file that is missing, no audio, empty, or broken off.
    """
    blocker: Blocker | None = None
    try:
        with _Forward(path) as recording:
            if not recording.frames:
                raise AudioError(f"{path} holds no sound; choose another recording.")
            blocker = Blocker(recording.samplerate)
            while len(piece := recording.read(recording.samplerate // 5, dtype="float32")):
                yield from blocker.push(piece)
            yield from blocker.finish()
    except (OSError, soundfile.LibsndfileError) as error:
        if blocker is not None:
            raise AudioError(
                f"{path} breaks off after {blocker.given:.0f} s; copy the recording again."
            ) from None
        if isinstance(error, soundfile.LibsndfileError) and path.exists():
            raise AudioError(
                f"{path} is not audio that can be read; convert it to wav, flac, ogg or mp3."
            ) from None
        raise AudioError(f"No recording at {path}; check the name.") from None


def duration(path: Path) -> float:
    """Seconds a recording lasts. Raises AudioError like `read_blocks`."""
    try:
        info = soundfile.info(path)
    except (OSError, soundfile.LibsndfileError):
        info = None
    if info is None or not info.frames:
        next(read_blocks(path))  # raises what is wrong with it
    return float(info.duration)


class FileSource:
    """A recording played at speaking speed times `speed`.

    now, wait: a clock in seconds, and a sleep until a moment of it that tells whether the
    source was closed meanwhile; both can be simulated. The first block leaves after its own
    duration, as from a microphone.
    """

    def __init__(
        self, path: Path, now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] | None = None, speed: float = 1.0,
    ) -> None:
        if not speed > 0:
            raise AudioError(f"A speed of {speed:g} is not possible; choose one above 0.")
        self._path, self._now, self._speed = path, now, speed
        self._wait = wait or self._sleep
        self._closed = threading.Event()

    def blocks(self) -> Iterator[Block]:
        """See `Source.blocks`."""
        began = self._now()
        for block in read_blocks(self._path):
            if self._wait(began + block.time / self._speed) or self._closed.is_set():
                return
            yield block

    def _sleep(self, until: float) -> bool:
        return self._closed.wait(max(0.0, until - self._now()))

    def close(self) -> None:
        """See `Source.close`."""
        self._closed.set()

"""Makes one clean recording sound like many: rooms, microphones, noise, levels, vocal tracts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve, firwin2, lfilter, resample_poly

from tools.models.features import Phones

RATE = 16_000
Audio = npt.NDArray[Any]
Random = np.random.Generator


def noise(count: int, rng: Random) -> Audio:
    """White, low, coloured or humming noise of power 1."""
    kind = rng.integers(4)
    x = rng.standard_normal(count)
    if kind == 1:
        x = lfilter([1], [1, -0.95], x)
    elif kind == 2:
        x = lfilter([1, 0.5], [1, -0.6, 0.3], x)
    elif kind == 3:
        hum = np.sin(2 * np.pi * rng.uniform(50, 400) * np.arange(count) / RATE)
        x = 0.3 * x + hum
    return np.asarray(x / np.sqrt(np.mean(np.square(x))))


def channel(x: Audio, rng: Random) -> Audio:
    """A random smooth response of +-8 dB, sometimes cut off at the top."""
    hertz = np.linspace(0, 1, 33)
    gain = np.interp(hertz, np.linspace(0, 1, 6), rng.uniform(-8, 8, 6))
    if rng.random() < 0.25:
        gain[hertz > rng.uniform(0.45, 0.95)] -= 40
    return np.asarray(lfilter(firwin2(129, hertz, 10 ** (gain / 20)), [1], x))


def room(x: Audio, rng: Random) -> Audio:
    """Reverberation of 0.08 to 0.5 s."""
    length = int(RATE * rng.uniform(0.08, 0.5))
    tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    delay = int(rng.integers(20, 200))
    tail = np.concatenate([np.zeros(delay), tail[:-delay]])
    tail *= rng.uniform(0.1, 0.8) / np.sqrt(np.sum(np.square(tail)))
    tail[0] = 1.0
    return np.asarray(fftconvolve(x, tail)[: len(x)])


def vocal_tract(x: Audio, phones: Phones, scale: float) -> tuple[Audio, Phones]:
    """Speech `scale` times as high and fast (whole per cents)."""
    percent = round(100 * scale)
    if percent == 100:
        return x, phones
    moved = [(name, 100 * a / percent, 100 * b / percent) for name, a, b in phones]
    return np.asarray(resample_poly(x, 100, percent)), moved


def level(x: Audio, low: float, high: float, rng: Random) -> Audio:
    """Scaled to a power between `low` and `high` on the 16-bit scale, evenly in dB."""
    wanted = np.exp(rng.uniform(np.log(low), np.log(high)))
    return np.asarray(x * (wanted / (np.sqrt(np.mean(np.square(x))) + 1e-9)))


def add_noise(x: Audio, ratio: tuple[float, float], rng: Random) -> Audio:
    """With noise, at a signal-to-noise ratio drawn from `ratio` in dB."""
    power = np.sqrt(np.mean(np.square(x)))
    return np.asarray(x + noise(len(x), rng) * power * 10 ** (-rng.uniform(*ratio) / 20))


def with_silence(x: Audio, phones: Phones, before: float, after: float) -> tuple[Audio, Phones]:
    """With digital silence around it (Vosk adds no dither, so zeros must be learnt)."""
    lead = int(before * RATE)
    out = np.concatenate([np.zeros(lead), x, np.zeros(int(after * RATE))])
    moved = [(name, a + lead / RATE, b + lead / RATE) for name, a, b in phones]
    around = [("SIL", 0.0, lead / RATE), *moved, ("SIL", moved[-1][2], len(out) / RATE)]
    merged: list[tuple[str, float, float]] = []
    for name, a, b in around:
        if merged and merged[-1][0] == "SIL" == name:
            merged[-1] = ("SIL", merged[-1][1], b)
        else:
            merged.append((name, a, b))
    return out, merged


def synthetic(x: Audio, phones: Phones, rng: Random) -> tuple[Audio, Phones]:
    """A synthesiser's clean speech as it may come from a microphone, on the 16-bit scale."""
    if rng.random() < 0.45:
        x, phones = vocal_tract(x, phones, rng.uniform(0.86, 1.16))
    x, phones = with_silence(x, phones, *rng.uniform(0.02, 0.7, 2))
    if rng.random() < 0.2:
        x = room(x, rng)
    if rng.random() < 0.5:
        x = channel(x, rng)
    if rng.random() < 0.65:
        x = add_noise(x, (4, 40), rng)
    x = level(x, 500, 5000, rng)
    return np.clip(np.rint(x), -32768, 32767), phones

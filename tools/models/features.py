"""Features as Vosk computes them, and the label of every 30 ms of speech.

The features (40 MFCC, 20 to 7600 Hz, 16-bit scale, no dither) must match `conf/mfcc.conf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import kaldi_native_fbank as fbank
import numpy as np
import numpy.typing as npt

FRAME = 0.03  # seconds per label
_FIRST_CENTRE = 0.0125  # seconds: the middle of the first 25 ms frame
Phones = Sequence[tuple[str, float, float]]  # name ("SIL" for a pause), start, end in seconds
Features = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def mfcc(audio: npt.NDArray[Any], shift: float = 10.0) -> Features:
    """Features of 16 kHz audio on the 16-bit scale: (frames, 40), one every `shift` ms."""
    options = fbank.MfccOptions()
    options.frame_opts.dither, options.frame_opts.samp_freq = 0.0, 16_000
    options.frame_opts.snip_edges, options.frame_opts.frame_shift_ms = True, shift
    options.mel_opts.num_bins = options.num_ceps = 40
    options.mel_opts.low_freq, options.mel_opts.high_freq = 20.0, -400.0
    options.use_energy = False
    computer = fbank.OnlineMfcc(options)
    computer.accept_waveform(16_000, np.asarray(audio, np.float32).tolist())
    computer.input_finished()
    frames = [computer.get_frame(i) for i in range(computer.num_frames_ready)]
    return np.stack(frames) if frames else np.zeros((0, 40), np.float32)


def _rising(starts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The nearest never-falling sequence (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for value in starts:
        pool = (float(value), 1)
        while pools and pools[-1][0] > pool[0]:
            last = pools.pop()
            size = last[1] + pool[1]
            pool = ((last[0] * last[1] + pool[0] * pool[1]) / size, size)
        pools.append(pool)
    return np.repeat([p[0] for p in pools], [p[1] for p in pools])


def label(phones: Phones, count: int, classes: Mapping[str, int]) -> Labels | None:
    """One class per 30 ms frame: 2c in a phone's first frame, 2c + 1 in its others.

    Every phone owns a frame at least; pauses too short for one go to their neighbour. None when
    there are more phones than frames.
    """
    kept = [p for p in phones if p[0] != "SIL" or p[2] - p[1] >= FRAME]
    if not kept or len(kept) > count:
        return None
    order = np.arange(len(kept))
    wanted = np.array([max(0.0, (start - _FIRST_CENTRE) / FRAME) for _, start, _ in kept])
    wanted[0] = 0.0
    starts = np.ceil(_rising(wanted - order) - 1e-6).astype(int) + order
    starts = np.clip(starts, order, count - len(kept) + order)
    starts[0] = 0
    labels = np.zeros(count, np.int64)
    for (name, _, _), begin, end in zip(kept, starts, [*starts[1:], count], strict=True):
        labels[begin:end] = 2 * classes[name] + 1
        labels[begin] = 2 * classes[name]
    return labels

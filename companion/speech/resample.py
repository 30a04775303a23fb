"""Sample-rate conversion by a polyphase windowed-sinc filter.

A dozen lines of numpy do what a recogniser needs; the libraries for it (SciPy, libsoxr) cost
tens of megabytes or another licence. Flat to 0.43 of the lower rate, aliases below -80 dB.
"""

from __future__ import annotations

from math import gcd

import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]

_HALF_WIDTH = 24  # zero crossings on each side, at the lower of the two rates
_KAISER_BETA = 8.0
_ROLL_OFF = 0.93  # cut-off as a share of the lower Nyquist frequency


class Resampler:
    """Converts a stream of mono blocks from one rate to another without seams."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        common = gcd(source_rate, target_rate)
        self._up, self._down = target_rate // common, source_rate // common
        self._bank = self._filters(min(1.0, target_rate / source_rate) * _ROLL_OFF)
        self._reach = self._bank.shape[1] // 2
        self._held = np.zeros(self._reach, np.float32)  # silence before the first sample
        self._phase = 0  # place of the next output, in 1/up of a sample after the held reach
        self._heard = self._given = 0  # samples in and out

    def _filters(self, cutoff: float) -> Audio:
        reach = int(np.ceil(_HALF_WIDTH / cutoff))
        offsets = np.arange(-reach, reach)[None, :] + 1
        phases = np.arange(self._up)[:, None] / self._up
        time = offsets - phases
        window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (time / reach) ** 2, 0, 1)))
        bank = cutoff * np.sinc(cutoff * time) * window
        return np.asarray(bank / bank.sum(axis=1, keepdims=True), np.float32)

    def push(self, block: Audio) -> Audio:
        """The output that is complete once `block` (float32, mono) has been heard."""
        self._heard += len(block)
        return self._convert(block)

    def finish(self) -> Audio:
        """The last output, for the samples still held: as long in all as the input."""
        missing = -(-self._heard * self._up // self._down) - self._given
        return self._convert(np.zeros(self._reach, np.float32))[:missing]

    def _convert(self, block: Audio) -> Audio:
        if self._up == self._down:
            self._given += len(block)
            return block
        held = np.concatenate([self._held, block])
        # output k needs samples from place - reach + 1 to place + reach
        room = (len(held) - 2 * self._reach) * self._up - self._phase
        count = max(0, -(-room // self._down))
        places = self._phase + self._down * np.arange(count)
        first, phase = places // self._up, places % self._up
        windows = held[first[:, None] + np.arange(1, 2 * self._reach + 1)[None, :]]
        out = np.einsum("ij,ij->i", windows, self._bank[phase])
        self._phase += self._down * count
        drop = min(self._phase // self._up, len(held))
        self._phase -= drop * self._up
        self._held = held[drop:]
        self._given += count
        return np.asarray(out, np.float32)


def resample(audio: Audio, source_rate: int, target_rate: int) -> Audio:
    """Convert a whole mono recording (float32)."""
    resampler = Resampler(source_rate, target_rate)
    return np.concatenate([resampler.push(np.asarray(audio, np.float32)), resampler.finish()])

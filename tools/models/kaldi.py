"""Writers for the few Kaldi binary objects of a Vosk model; no Kaldi build is needed.

Layouts as Kaldi 5.5 reads them: a token is text and a space; an int32 or float is preceded by
its size in bytes; a matrix may stand compressed to 16 bit wherever a matrix is expected.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any] | Sequence[float]


def token(text: str) -> bytes:
    """A token."""
    return text.encode() + b" "


def integer(value: int) -> bytes:
    """An int32."""
    return b"\x04" + struct.pack("<i", value)


def single(value: float) -> bytes:
    """A float."""
    return b"\x04" + struct.pack("<f", value)


def double(value: float) -> bytes:
    """A double."""
    return b"\x08" + struct.pack("<d", value)


def integers(values: Sequence[int]) -> bytes:
    """A vector of int32."""
    return b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def vector(values: Numbers) -> bytes:
    """A vector of floats."""
    return token("FV") + integer(len(values)) + np.asarray(values, "<f4").tobytes()


def matrix(values: npt.NDArray[Any]) -> bytes:
    """A matrix compressed to 16 bit between its extremes (half the file; no loss was measured)."""
    low, high = float(values.min()), float(values.max())
    scale = max(high - low, 1e-9)
    steps = np.clip(np.rint((values - low) / scale * 65535), 0, 65535).astype("<u2")
    head = struct.pack("<ffii", low, scale, *values.shape)
    return token("CM2") + head + steps.tobytes()


def full_matrix(values: npt.NDArray[Any]) -> bytes:
    """A matrix of floats, for constants that must stay exact."""
    head = token("FM") + integer(values.shape[0]) + integer(values.shape[1])
    return head + np.ascontiguousarray(values, "<f4").tobytes()


def affine(weights: npt.NDArray[Any], bias: Numbers, *, exact: bool = False) -> bytes:
    """An nnet3 affine layer."""
    packed = full_matrix(weights) if exact else matrix(weights)
    return (
        token("<AffineComponent>") + token("<LearningRate>") + single(0.0)
        + token("<LinearParams>") + packed + token("<BiasParams>") + vector(bias)
        + token("</AffineComponent>")
    )


def nonlinear(kind: str, size: int) -> bytes:
    """An nnet3 layer without parameters: RectifiedLinearComponent or LogSoftmaxComponent."""
    statistics = b"".join(
        token(f"<{name}>") + (vector([]) if name.endswith(("Avg", "Rms")) else double(0.0))
        for name in (
            "ValueAvg", "DerivAvg", "Count", "OderivRms", "OderivCount", "NumDimsSelfRepaired",
            "NumDimsProcessed",
        )
    )
    return token(f"<{kind}>") + token("<Dim>") + integer(size) + statistics + token(f"</{kind}>")


def network(lines: Sequence[str], components: Sequence[tuple[str, bytes]]) -> bytes:
    """An nnet3: its configuration lines and its named components."""
    body = b"".join(token("<ComponentName>") + token(name) + data for name, data in components)
    text = "".join(f"{line}\n" for line in lines).encode()
    head = token("<Nnet3>") + b"\n" + text + b"\n"
    return head + token("<NumComponents>") + integer(len(components)) + body + token("</Nnet3>")


def transitions(count: int, outputs: Mapping[int, tuple[int, int]]) -> bytes:
    """The transition model of phones 1 to `count`, one emitting state each ("chain" topology).

    outputs: for each phone the network's output on entering it and while staying in it.
    """
    topology = (
        integers(range(1, count + 1)) + integers([-1, *[0] * count])
        + integer(-1)  # entering and staying have outputs of their own
        + integer(1) + integer(2)  # one kind of phone, two states
        + integer(0) + integer(1)  # the first: classes of entering and of staying
        + integer(2) + integer(0) + single(0.5) + integer(1) + single(0.5)
        + integer(-1) + integer(-1) + integer(0)  # the second: final
    )
    tuples = b"".join(
        integer(phone) + integer(0) + integer(outputs[phone][0]) + integer(outputs[phone][1])
        for phone in range(1, count + 1)
    )
    chances = np.full(2 * count + 1, np.log(0.5))
    chances[0] = 0.0
    return (
        token("<TransitionModel>") + token("<Topology>") + topology + token("</Topology>")
        + token("<Tuples>") + integer(count) + tuples + token("</Tuples>")
        + token("<LogProbs>") + vector(chances) + token("</LogProbs>") + token("</TransitionModel>")
    )


def write_model(
    path: Path, transition: bytes, net: bytes, context: tuple[int, int], priors: Numbers
) -> None:
    """Write `final.mdl`; `context` in frames to the left and right."""
    left, right = context
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        b"\0B" + transition + net + token("<LeftContext>") + integer(left)
        + token("<RightContext>") + integer(right) + token("<Priors>") + vector(priors)
    )

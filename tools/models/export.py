"""A trained network as Vosk's `final.mdl`.

    python -m tools.models.export CHECKPOINT.pt companion/speech/models/starter-en/am/final.mdl
        --garbage 1.7

Batch norms are folded into the layer after them. A garbage phone is added that needs no
training: its score is a constant in speech (right phones score about 3.8 on clear synthetic
voices, wrong ones far less) and falls where silence is likely. `[unk]` is made of it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch

from companion.speech.graph import PhoneSet
from tools.models import kaldi
from tools.models.network import FEATURES, SHAPES

_NORM_EPSILON = 1e-5  # torch's
_SILENCE_SHIFT = 3.0  # silence counts from a log posterior of -3 on


def _norm(state: dict[str, Any], name: str) -> tuple[Any, Any]:
    scale = 1 / np.sqrt(state[f"{name}.running_var"] + _NORM_EPSILON)
    return state[f"{name}.running_mean"], scale


def _folded(weights: Any, bias: Any, norm: tuple[Any, Any], copies: int) -> tuple[Any, Any]:
    """Weights and bias with the norm of their input (`copies` of it side by side) folded in."""
    mean, scale = norm
    return (
        weights * np.tile(scale, copies),
        bias - weights @ np.tile(mean * scale, copies),
    )


def _garbage(outputs: int, constant: float) -> list[tuple[str, bytes]]:
    pick = np.zeros((2, outputs))
    pick[0, 0] = pick[1, 1] = 1.0  # the two outputs of silence
    last = np.zeros((outputs + 2, outputs + 2))
    last[:outputs, :outputs] = np.eye(outputs)
    last[outputs:, outputs:] = -1.0
    bias = np.r_[np.zeros(outputs), constant, constant]
    return [
        ("spn.affine", kaldi.affine(pick, [_SILENCE_SHIFT, _SILENCE_SHIFT], exact=True)),
        ("spn.relu", kaldi.nonlinear("RectifiedLinearComponent", 2)),
        ("final", kaldi.affine(last, bias, exact=True)),
    ]


def export(checkpoint: dict[str, Any], path: Path, phones: PhoneSet, garbage: float) -> None:
    """Write `final.mdl` of a checkpoint made by `train.py`."""
    shape = SHAPES[checkpoint["shape"]]
    state = {key: value.double().numpy() for key, value in checkpoint["state"].items()}
    lines, components = [f"input-node name=input dim={FEATURES}"], []
    source, norm = "input", _norm(state, "input_norm")
    for number, offsets in enumerate(shape.offsets):
        weights, bias = _folded(
            state[f"layers.{number}.weight"], state[f"layers.{number}.bias"], norm, len(offsets)
        )
        inputs = ", ".join(source if o == 0 else f"Offset({source}, {o})" for o in offsets)
        name = f"l{number}"
        lines += [
            f"component-node name={name}.affine component={name}.affine input=Append({inputs})",
            f"component-node name={name}.relu component={name}.relu input={name}.affine",
        ]
        components += [
            (f"{name}.affine", kaldi.affine(weights, bias)),
            (f"{name}.relu", kaldi.nonlinear("RectifiedLinearComponent", shape.width)),
        ]
        source, norm = f"{name}.relu", _norm(state, f"norms.{number}")
    weights, bias = _folded(state["out.weight"], state["out.bias"], norm, 1)
    outputs = len(bias)
    chain = [("out.affine", source), ("out.logsm", "out.affine"), ("spn.affine", "out.logsm"),
             ("spn.relu", "spn.affine"), ("final", "Append(out.logsm, spn.relu)")]
    lines += [f"component-node name={name} component={name} input={of}" for name, of in chain]
    lines.append("output-node name=output input=final objective=linear")
    components += [
        ("out.affine", kaldi.affine(weights, bias)),
        ("out.logsm", kaldi.nonlinear("LogSoftmaxComponent", outputs)),
        *_garbage(outputs, garbage),
    ]
    classes = {p: 0 if p == 1 else 1 + (p - 2) // 4 for p in range(1, phones.count + 1)}
    transitions = kaldi.transitions(
        phones.count, {p: (2 * c, 2 * c + 1) for p, c in classes.items()}
    )
    priors = np.r_[checkpoint["prior"], 1.0, 1.0]
    kaldi.write_model(path, transitions, kaldi.network(lines, components), shape.context, priors)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path, help="phones.txt is looked for two folders up")
    parser.add_argument("--garbage", type=float, default=1.7)
    given = parser.parse_args()
    names = (given.model.parents[1] / "phones.txt").read_text(encoding="utf-8").split()
    checkpoint = torch.load(given.checkpoint, weights_only=False)
    export(checkpoint, given.model, PhoneSet(tuple(names)), given.garbage)


if __name__ == "__main__":
    main()

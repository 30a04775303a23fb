"""Trains an acoustic network on folders of features.

    python -m tools.models.train CHECKPOINT.pt --steps 3800 --shape medium FOLDER:WEIGHT ...

A folder holds `features.npy` (all frames), `labels.npy` and `lengths.npy` (two rows: frames and
labels of each utterance), as `synthetic.py` and `human.py` write them. Frame-wise cross entropy
on pieces of 1.5 s, AdamW, one cycle of the learning rate; seeded. Two shared cores do about four
steps a second.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tools.models.network import SHAPES, Network, Shape

PIECE = 50  # labels
BATCH = 64
PEAK, WARM_UP = 3e-3, 0.12  # learning rate and the share of steps until it is reached
_IGNORED = -100
_SEED = 0


class Folder:
    """One folder of features. The first utterances are kept for validation."""

    def __init__(self, path: Path, rng: np.random.Generator) -> None:
        self._features = np.load(path / "features.npy", mmap_mode="r")
        self.labels = np.load(path / "labels.npy").astype(np.int64)
        frames, labels = np.load(path / "lengths.npy")
        self._frames = np.concatenate([[0], np.cumsum(frames)])
        self._labels = np.concatenate([[0], np.cumsum(labels)])
        self._rng = rng
        self._kept = min(120, len(frames) // 10)
        self._endless = self._shuffled()

    def _pieces(self, utterances: range) -> list[tuple[int, int]]:
        found = []
        for number in utterances:
            length = int(self._labels[number + 1] - self._labels[number])
            found += [(number, start) for start in range(0, max(1, length - PIECE // 2), PIECE)]
        return found

    def _shuffled(self) -> Iterator[tuple[int, int]]:
        while True:
            pieces = self._pieces(range(self._kept, len(self._frames) - 1))
            self._rng.shuffle(pieces)
            yield from ((int(number), int(start)) for number, start in pieces)

    def take(self, count: int) -> list[tuple[int, int]]:
        """Some pieces for training: utterance and first label."""
        return [next(self._endless) for _ in range(count)]

    def validation(self) -> list[tuple[int, int]]:
        """The pieces kept for validation."""
        return self._pieces(range(self._kept))

    def fill(self, piece: tuple[int, int], shape: Shape) -> tuple[Any, Any]:
        """Features with context (edges repeated, as Kaldi does) and labels of a piece."""
        number, start = piece
        left, right = shape.context
        frames = int(self._frames[number + 1] - self._frames[number])
        places = 3 * start + np.arange(-left, 3 * (PIECE - 1) + 1 + right)
        x = self._features[self._frames[number] + np.clip(places, 0, frames - 1)]
        y = np.full(PIECE, _IGNORED, np.int64)
        part = self.labels[self._labels[number] + start : self._labels[number + 1]][:PIECE]
        y[: len(part)] = part
        return x, y


def batch(items: list[tuple[Folder, tuple[int, int]]], shape: Shape) -> tuple[Any, Any]:
    """Tensors of features and labels."""
    pairs = [folder.fill(piece, shape) for folder, piece in items]
    x = np.stack([pair[0] for pair in pairs]).astype(np.float32)
    return torch.from_numpy(x), torch.from_numpy(np.stack([pair[1] for pair in pairs]))


def rate(done: float) -> float:
    """The learning rate when a share of the steps is done."""
    if done < WARM_UP:
        return PEAK * (0.05 + 0.95 * done / WARM_UP)
    return PEAK * 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP))) + 1e-6


def accuracy(network: Network, folder: Folder) -> float:
    """Share of validation frames whose phone is right."""
    network.eval()
    right = total = 0
    pieces = folder.validation()
    with torch.no_grad():
        for start in range(0, len(pieces), BATCH):
            x, y = batch([(folder, p) for p in pieces[start : start + BATCH]], network.shape)
            known = y >= 0
            right += int(((network(x).argmax(2) // 2 == y // 2) & known).sum())
            total += int(known.sum())
    network.train()
    return right / max(1, total)


def train(
    folders: list[tuple[Folder, float]], outputs: int, shape: str, steps: int
) -> dict[str, Any]:
    """A checkpoint: shape, state, prior (the classes' frequencies, smoothed)."""
    torch.manual_seed(_SEED)
    network = Network(SHAPES[shape], outputs, drop=0.05)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4, weight_decay=1e-3)
    weights = sum(weight for _, weight in folders)
    shares = [max(1, round(BATCH * weight / weights)) for _, weight in folders]
    loss_sum = 0.0
    for step in range(1, steps + 1):
        for group in optimiser.param_groups:
            group["lr"] = rate(step / steps)
        items = [
            (folder, piece) for (folder, _), n in zip(folders, shares, strict=True)
            for piece in folder.take(n)
        ]
        x, y = batch(items, network.shape)
        loss = torch.nn.functional.cross_entropy(
            network(x).reshape(-1, outputs), y.reshape(-1), ignore_index=_IGNORED
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        loss_sum += loss.item()
        if step % 100 == 0 or step == steps:
            print(f"{step}: loss {loss_sum / ((step - 1) % 100 + 1):.3f}", flush=True)
            loss_sum = 0.0
    for number, (folder, _) in enumerate(folders):
        print(f"folder {number}: phone right in {accuracy(network, folder):.1%} of frames")
    counts = sum(
        np.bincount(folder.labels, minlength=outputs) / len(folder.labels) * weight / weights
        for folder, weight in folders
    ) + 1e-5
    return {"shape": shape, "state": network.state_dict(), "prior": counts / np.sum(counts)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folders", nargs="+", help="FOLDER or FOLDER:WEIGHT")
    parser.add_argument("--phones", type=Path, required=True, help="phones.txt of the model")
    parser.add_argument("--shape", choices=SHAPES, default="medium")
    parser.add_argument("--steps", type=int, default=3800)
    given = parser.parse_args()
    rng = np.random.default_rng(_SEED)
    folders = []
    for text in given.folders:
        path, _, weight = text.partition(":")
        folders.append((Folder(Path(path), rng), float(weight or 1)))
    outputs = 2 * (1 + len(given.phones.read_text(encoding="utf-8").split()))
    torch.save(train(folders, outputs, given.shape, given.steps), given.checkpoint)


if __name__ == "__main__":
    main()

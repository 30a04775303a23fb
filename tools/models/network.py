"""The acoustic networks: small TDNNs that answer once in 30 ms.

Each layer is [affine, ReLU, batch norm] over its input at a few offsets (in frames of 10 ms);
all layers but the first are computed at every third frame only.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

FEATURES = 40
STRIDE = 3


@dataclass(frozen=True)
class Shape:
    """Width of the layers and their offsets."""

    width: int
    offsets: tuple[tuple[int, ...], ...]

    @property
    def context(self) -> tuple[int, int]:
        """Frames needed to the left and right of the one that is judged."""
        return -sum(min(o) for o in self.offsets), sum(max(o) for o in self.offsets)


_LOWER = ((-2, -1, 0, 1, 2), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3))
SHAPES = {
    "small": Shape(192, (*_LOWER, (-6, -3, 0))),  # 0.5 M parameters: the Chinese starter
    "medium": Shape(256, (*_LOWER, (-3, 0, 3), (-6, -3, 0))),  # 1.06 M: the English starter
}


class Network(nn.Module):  # type: ignore[misc]
    """Features to scores of `outputs` classes."""

    def __init__(self, shape: Shape, outputs: int, drop: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.drop = nn.Dropout(drop)
        self.input_norm = nn.BatchNorm1d(FEATURES, affine=False)
        self.layers, self.norms = nn.ModuleList(), nn.ModuleList()
        size = FEATURES
        for offsets in shape.offsets:
            self.layers.append(nn.Linear(size * len(offsets), shape.width))
            self.norms.append(nn.BatchNorm1d(shape.width, affine=False))
            size = shape.width
        self.out = nn.Linear(size, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shape (batch, left + 3 (n - 1) + 1 + right, 40) to (batch, n, outputs).

        `x[:, left]` is the first frame that is judged.
        """
        batch, frames, size = x.shape
        left, right = self.shape.context
        count = (frames - left - right - 1) // STRIDE + 1
        x = self.input_norm(x.reshape(-1, size)).view(batch, frames, size)
        low, step = -left, 1  # x holds the frames low, low + step, ...
        for number, offsets in enumerate(self.shape.offsets):
            above = self.shape.offsets[number + 1 :]
            need_low = sum(min(o) for o in above)
            need_high = STRIDE * (count - 1) + sum(max(o) for o in above)
            need_step = 1 if number == 0 else STRIDE
            length = (need_high - need_low) // need_step + 1
            parts = []
            for offset in offsets:
                start = (need_low + offset - low) // step
                stop = start + (length - 1) * (need_step // step) + 1
                parts.append(x[:, start : stop : need_step // step])
            x = torch.relu(self.layers[number](torch.cat(parts, 2)))
            x = self.drop(self.norms[number](x.reshape(-1, x.shape[2])).view(batch, length, -1))
            low, step = need_low, need_step
        return self.out(x)

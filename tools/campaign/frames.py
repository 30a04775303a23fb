"""Made-up frames through the whole device."""

from __future__ import annotations

from . import programs
from .programs import BOARD

STORMS = 4  # devices, each of which takes
FRAMES = 251_000


def fuzz(storms: int = STORMS, frames: int = FRAMES) -> dict[str, int]:
    """`storms` devices struck by `frames` frames each. Raises CampaignError."""
    runs = [("frames", BOARD, seed, frames) for seed in range(1, storms + 1)]
    return programs.total(programs.run_all(runs))

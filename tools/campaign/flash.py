"""Power cuts: at random writes to flash, at every write of each operation, and by a real kill."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from . import programs
from .programs import BOARD, CampaignError

CHAINS = 6  # images, each of which lives through
CUTS = 175
KILLS = 100
OPERATIONS = (
    "journal", "upload", "commit", "first", "edited", "room", "erase all", "erase",
    "erase another", "erase arriving", "configure", "use", "place",
)  # fmt: skip
UPDATES = (
    "another before the start", "third update", "second update", "first update", "trial start",
    "start after the trial", "proof",
)  # fmt: skip


def random_cuts(chains: int = CHAINS, cuts: int = CUTS) -> dict[str, int]:
    """`chains` images, each cut at `cuts` random writes. Raises CampaignError."""
    runs = [("flash_cuts", BOARD, seed, cuts) for seed in range(1, chains + 1)]
    return programs.total(programs.run_all(runs))


def every_write() -> list[dict[str, Any]]:
    """Each operation cut at each of its writes: before, amid and after it. Raises CampaignError."""
    books = [("flash_each", BOARD, name) for name in OPERATIONS]
    return programs.run_all([*books, *(("flash_update", name) for name in UPDATES)])


def killed(folder: Path, kills: int = KILLS) -> dict[str, int]:
    """An image in a file of `folder`, whose process is killed within a write, again and again.

    Raises CampaignError.
    """
    image = folder / "flash.img"
    expected = "null"
    for seed in range(kills):
        expected = _life(image, seed, expected)
    return {"cuts": kills}


def _life(image: Path, seed: int, expected: str) -> str:
    """Start the glasses, kill them within a write; what may be found after that."""
    line = programs.command("flash_killed", BOARD, image, seed)
    with subprocess.Popen(
        line, env=programs.ENVIRONMENT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(expected + "\n")
        process.stdin.flush()
        said = []
        for text in process.stdout:
            said.append(text)
            if text.startswith("{"):
                break
        process.kill()
    if not said or not said[-1].startswith("{"):
        raise CampaignError(f"At kill {seed}: {''.join(said)[-1500:].strip()}")
    return json.dumps(json.loads(said[-1]))

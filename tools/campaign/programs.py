"""Runs the campaign's programs under MicroPython, as many at a time as there are processors."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError
from tools.virtual.flash import micropython
from tools.virtual.rom import DEVICE as BOARD_MODULES
from tools.virtual.rom import FIRMWARE

DEVICE = Path(__file__).resolve().parent / "device"
BOARD = FIRMWARE / "boards" / "t-glass.json"
ENVIRONMENT = {"MICROPYPATH": f"{DEVICE}:{FIRMWARE}:{BOARD_MODULES}:.frozen"}
TIMEOUT_S = 300


class CampaignError(SouffleurError):
    """A promise was broken; the message says which, and how to see it again."""


def command(program: str, *arguments: object, heap: str = "8M") -> list[str]:
    """The command line of one program of device/."""
    return [
        str(micropython()), "-X", f"heapsize={heap}", str(DEVICE / f"{program}.py"),
        *map(str, arguments),
    ]  # fmt: skip


def run(program: str, *arguments: object, heap: str = "8M") -> list[dict[str, Any]]:
    """Run one program to its end; the counts it printed. Raises CampaignError."""
    line = command(program, *arguments, heap=heap)
    try:
        done = subprocess.run(
            line, env=ENVIRONMENT, capture_output=True, text=True, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        raise CampaignError(f"It hangs: {_again(line)}") from None
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-1500:]
        raise CampaignError(f"{said}\nSee it again with: {_again(line)}")
    return [json.loads(text) for text in done.stdout.splitlines() if text.startswith("{")]


def run_all(runs: Iterable[tuple[object, ...]], heap: str = "8M") -> list[dict[str, Any]]:
    """Run (program, argument, ...) for each; all counts, in order. Raises CampaignError."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        each = list(pool.map(lambda one: run(str(one[0]), *one[1:], heap=heap), runs))
    return [counts for found in each for counts in found]


def total(counts: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The sums of all that is a number."""
    sums: dict[str, int] = {}
    for found in counts:
        for key, value in found.items():
            if isinstance(value, int):
                sums[key] = sums.get(key, 0) + value
    return sums


def _again(line: list[str]) -> str:
    return f"MICROPYPATH={ENVIRONMENT['MICROPYPATH']} {' '.join(line)}"

"""The shared modules keep their promises under both interpreters."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MICROPYTHON = Path(sys.executable).parent / "micropython"
sys.path.append(str(ROOT / "tests" / "link"))

from tests.micropython import checks  # noqa: E402


@pytest.mark.parametrize("name", checks.CHECKS)
def test_under_cpython(name: str) -> None:
    getattr(checks, name)()


@functools.cache
def micropython_lines() -> list[str]:
    path = os.pathsep.join(str(ROOT / folder) for folder in ("firmware", "tests/link"))
    done = subprocess.run(
        [MICROPYTHON, "-X", "heapsize=100k", ROOT / "tests" / "micropython" / "checks.py"],
        env={"MICROPYPATH": path}, capture_output=True, text=True, timeout=120,
    )
    return [*done.stdout.splitlines(), done.stderr]


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
@pytest.mark.parametrize("name", checks.CHECKS)
def test_under_micropython_in_100_kb(name: str) -> None:
    lines = micropython_lines()
    assert f"ok {name}" in lines, "\n".join(lines)

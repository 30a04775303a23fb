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
    """What the checks print. The heap holds their own source, too; what the firmware takes is
    measured by tools/bench."""
    path = os.pathsep.join(str(ROOT / folder) for folder in ("firmware", "tests/link"))
    command = [MICROPYTHON, "-X", "heapsize=160k", ROOT / "tests" / "micropython" / "checks.py"]
    done = subprocess.Popen(
        command, env={"MICROPYPATH": path}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        said, errors = done.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        done.kill()
        said, errors = done.communicate()
    return [*said.splitlines(), errors, f"ended with {done.returncode}"]


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
@pytest.mark.parametrize("name", checks.CHECKS)
def test_under_micropython(name: str) -> None:
    lines = micropython_lines()
    assert f"ok {name}" in lines, "\n".join(lines)

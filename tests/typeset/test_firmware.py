"""The picture the companion reckons with is, pixel by pixel, the one the firmware paints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from companion.typeset import load_board, typeset
from companion.typeset.staging import ALL, staged
from tests.typeset.texts import TEXTS, speech

HERE = Path(__file__).parent
FIRMWARE = HERE.parents[1] / "firmware"
MICROPYTHON = Path(sys.executable).parent / "micropython"


@pytest.mark.skipif(not MICROPYTHON.exists(), reason="no MicroPython wheel for this platform")
@pytest.mark.parametrize("name", ["t-glass", "devkit-ssd1306"])
@pytest.mark.parametrize("key", TEXTS)
def test_the_firmware_paints_every_line_as_foretold(key: str, name: str, tmp_path: Path) -> None:
    made = typeset(speech(key), load_board(name))
    (tmp_path / "book").write_bytes(made.data)
    done = subprocess.run(
        [MICROPYTHON, HERE / "paint.py", FIRMWARE, tmp_path / "book", tmp_path / "out"],
        capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    painted = np.frombuffer((tmp_path / "out").read_bytes(), np.uint8)
    painted = painted.reshape(len(made.lines), 3, made.line_height, made.width)
    for number, line in enumerate(made.lines):
        for picture, spoken in zip(painted[number], (0, line.first_token + 1, ALL), strict=True):
            assert np.array_equal(picture, staged(made.reading, number, spoken)), line.text

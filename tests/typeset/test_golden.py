"""The picture of each script's speech stays as it was when somebody last looked at it.

`python -m tests.typeset.test_golden` draws them again after a change; look at each one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from companion.typeset import load_board, typeset
from companion.typeset.preview import screens, sheet
from tests.typeset.texts import TEXTS, speech

GOLDEN = Path(__file__).parent / "golden"
BOARDS = ("t-glass", "devkit-ssd1306")


def drawn(key: str, name: str) -> Image.Image:
    board = load_board(name)
    return sheet(screens(typeset(speech(key), board), board), zoom=1, columns=4)


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize("key", TEXTS)
def test_the_screens_look_as_they_were_approved(key: str, name: str) -> None:
    with Image.open(GOLDEN / f"{key}.{name}.png") as approved:
        assert np.array_equal(np.asarray(drawn(key, name)), np.asarray(approved.convert("L")))


if __name__ == "__main__":
    for text in TEXTS:
        for panel in BOARDS:
            drawn(text, panel).save(GOLDEN / f"{text}.{panel}.png", optimize=True)

"""The Desk among a desktop's programs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image

from companion.desk import menu

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="entries of Linux")


def test_an_entry_starts_this_very_program_and_shows_its_icon(tmp_path: Path) -> None:
    command = tmp_path / "with a blank" / "souffleur"
    entry = menu.enter(command, tmp_path)
    lines = entry.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]" and entry.parent.name == "applications"
    assert f"Exec='{command}' desk" in lines and "Icon=souffleur" in lines
    (icon,) = (tmp_path / "icons").rglob("*.png")
    assert Image.open(icon).size == (256, 256)
    assert menu.enter(command, tmp_path) == entry  # and once more


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "icons").write_text("in the way")
    with pytest.raises(menu.MenuError, match="cannot be written"):
        menu.enter(tmp_path / "souffleur", tmp_path)

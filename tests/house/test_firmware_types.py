"""The firmware calls only what MicroPython has on an ESP32, as it wants to be called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools import typecheck


def test_the_firmware_suits_the_stubs_of_the_esp32_port() -> None:
    assert typecheck.faults() == []


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("machine.reset_cause()", "machine.reset_reason()", "reset_reason"),
        ("from souffleur.link import Link", "from souffleur.link import Links", "Links"),
        ("time.ticks_ms()", "time.ticks_ms(1)", "ticks_ms"),
    ],
)
def test_what_it_lacks_is_found(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    folder = tmp_path / "firmware"
    shutil.copytree(typecheck.FIRMWARE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = (folder / "main.py").read_text(encoding="utf-8")
    assert right in text
    (folder / "main.py").write_text(text.replace(right, wrong), encoding="utf-8")
    found = typecheck.faults(folder)
    assert found
    assert all(told in line and line.startswith("main.py") for line in found)

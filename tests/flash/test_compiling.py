"""The compiled program is kept until a source or the compiler changes, and never taken damaged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import program
from tools.device import compiling


class Compiler:
    """Counts; what it makes tells how often it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, firmware: Path) -> None:
        self.asked: list[str | None] = []
        monkeypatch.setattr(program, "files", self.files)
        monkeypatch.setattr(program, "FIRMWARE", firmware)

    async def files(self, architecture: str | None) -> dict[str, bytes]:
        self.asked.append(architecture)
        return {"main.py": b"\0\xff%d" % len(self.asked), "a/b.mpy": b""}


@pytest.fixture
def firmware(tmp_path: Path) -> Path:
    folder = tmp_path / "firmware"
    (folder / "words").mkdir(parents=True)
    (folder / "main.py").write_text("1", encoding="utf-8")
    (folder / "words" / "en.bin").write_bytes(b"1")
    return folder


@pytest.mark.parametrize("source", ["main.py", "words/en.bin", "boards/new.json"])
def test_it_is_compiled_once_until_a_source_changes(
    tmp_path: Path, firmware: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    compiler = Compiler(monkeypatch, firmware)
    first = compiling.compiled("esp32s3", tmp_path)
    assert first == {"main.py": b"\0\xff1", "a/b.mpy": b""}
    assert compiling.compiled("esp32s3", tmp_path) == first
    (firmware / source).parent.mkdir(exist_ok=True)
    (firmware / source).write_text("2", encoding="utf-8")
    assert compiling.compiled("esp32s3", tmp_path)["main.py"] == b"\0\xff2"
    assert len(compiler.asked) == 2


@pytest.mark.parametrize("damage", [b"", b"[]", b'["x", "{}"]', b"\xff"])
def test_what_is_damaged_is_made_anew(
    tmp_path: Path, firmware: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    compiler = Compiler(monkeypatch, firmware)
    compiling.compiled("esp32s3", tmp_path)
    [kept] = tmp_path.glob("*.json")
    kept.write_bytes(damage)
    compiling.compiled("esp32s3", tmp_path)
    compiling.compiled("esp32s3", tmp_path)
    assert len(compiler.asked) == 2


def test_one_wrong_letter_is_damage(
    tmp_path: Path, firmware: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(monkeypatch, firmware)
    compiling.compiled("esp32s3", tmp_path)
    [kept] = tmp_path.glob("*.json")
    kept.write_bytes(kept.read_bytes().replace(b"AP8x", b"AP8y"))
    assert compiling.compiled("esp32s3", tmp_path)["main.py"] == b"\0\xff2"
    assert len(compiler.asked) == 2


def test_where_nothing_can_be_kept_it_is_compiled_each_time(
    tmp_path: Path, firmware: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = Compiler(monkeypatch, firmware)
    full = tmp_path / "full"
    full.write_bytes(b"")  # a file where the folder should be
    for _ in range(2):
        assert compiling.compiled("esp32", full)
    assert len(compiler.asked) == 2


def test_not_more_than_a_few_versions_are_kept(
    tmp_path: Path, firmware: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Compiler(monkeypatch, firmware)
    for number in range(10):
        (firmware / "main.py").write_text(str(number), encoding="utf-8")
        compiling.compiled("esp32s3", tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 6


def test_a_command_for_the_cable_loads_neither_typesetting_nor_the_radio() -> None:
    """Each takes half a second, thirty times in an afternoon."""
    code = "import sys, tools.device.flash, tools.device.provision; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"companion.typeset", "tools.virtual", "bumble", "companion.glasses.link"}

"""What a wearer had on the device is kept before it is touched, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.device import backup, finding, ports, restore

from .emulator.files import put
from .workshop import Workshop, files_of, program


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    with Workshop(tmp_path, monkeypatch) as shop:
        yield shop


def look() -> finding.Found:
    port = ports.wait_for(ports.list_ports, lambda port: not port.in_loader, 10)
    assert port is not None
    return finding.look(port)


def test_a_device_found_in_its_boot_loader_keeps_its_files_and_they_are_kept_here_too(
    shop: Workshop,
) -> None:
    board = shop.with_python()
    shop.flash(shop.order())
    before = files_of(board)
    board.hold_boot()
    outcome = shop.flash(shop.order())
    assert outcome.image_written and files_of(board) == before
    folder = shop.folder / "devices" / board.mac.hex()
    kept = backup.load(folder, outcome.backup)
    assert kept.raw is not None and kept.raw[:2] == (0x200000, 0x200000)
    puts_the_whole_file_system_back(shop, kept, folder, before)


def puts_the_whole_file_system_back(
    shop: Workshop, kept: backup.Backup, folder: Path, before: dict[str, bytes]
) -> None:
    """Of a device whose files are other ones by now; MicroPython stays as it is."""
    board = shop.bench.boards[0]
    image = board.flash.data[:0x200000]
    found = look()
    assert found.repl is not None
    found.repl.remove(["/souffleur.json", "/main.py"])
    found.repl.write("/later.py", b"pass")
    restore.put_back(found, kept, folder, shop.said)
    board.wait("python")
    assert files_of(board) == before
    assert board.flash.data[:0x200000] == image


def test_a_script_that_was_lost_comes_back_from_the_backup(shop: Workshop) -> None:
    board = shop.with_python()
    shop.flash(shop.order())
    board.unplug()
    put(board.flash_file, {"books/0a.book": b"script" * 900})
    board.plug()
    board.wait("python")
    shop.flash(shop.order(files=program("2")))
    folder = shop.folder / "devices" / board.mac.hex()
    found = look()
    assert found.repl is not None
    found.repl.remove(["/books/0a.book"])
    found.repl.close()
    found = look()
    kept = backup.latest(folder)
    assert kept is not None and found.repl is not None
    restore.put_back(found, kept, folder, shop.said)
    found.repl.close()
    assert files_of(board)["books/0a.book"] == b"script" * 900

"""`souffleur-device restore`: settings and scripts back from a backup on this computer."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.device import backup, finding, journal, loader, ports
from tools.device.backup import Backup
from tools.device.errors import FINE, FileError, UsageError
from tools.device.finding import Found
from tools.device.repl import File, Repl, Tree
from tools.device.report import Reporter, reporter


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """See CommandModule."""
    parser.description = (
        "Put settings and scripts back onto a device as they were before it was flashed. Backups "
        "are made by souffleur-device flash, on this computer, for each device."
    )
    parser.add_argument("backup", nargs="?", help="which; the newest if not said")
    parser.add_argument("--port", help="port, serial number or MAC, if several are plugged in")
    parser.add_argument("--list", action="store_true", help="which backups there are of the device")


def run(options: argparse.Namespace) -> int:
    """See CommandModule."""
    found = finding.look(ports.chosen(ports.list_ports(), options.port))
    folder = journal.default_folder() / found.there.mac
    try:
        if options.list:
            for name in backup.names(folder):
                print(_described(backup.load(folder, name)))
            return FINE
        kept = backup.load(folder, options.backup) if options.backup else backup.latest(folder)
        if kept is None:
            raise FileError(f"There is no backup of the device {found.there.mac}: flash it anew.")
        put_back(found, kept, folder, reporter())
        print(f"{kept.name} is back on the device {found.there.mac}.")
        return FINE
    finally:
        if found.repl is not None:
            found.repl.reset()


def _described(kept: Backup) -> str:
    if kept.raw:
        return f"{kept.name}  the whole file system, {kept.raw[1]:,} bytes"
    size = sum(file.size for file in kept.files.values())
    return f"{kept.name}  {len(kept.files)} files, {size:,} bytes"


def put_back(found: Found, kept: Backup, folder: Path, telling: Reporter) -> None:
    """Write what a backup holds and the device has not. Raises DeviceError."""
    if kept.raw is not None:
        _raw(found, kept, folder, telling)
        return
    if found.repl is None or found.there.tree is None or not found.there.tree.mounted:
        raise UsageError("MicroPython does not run on it: run souffleur-device flash first.")
    missing = {
        path: file for path, file in kept.files.items() if found.there.tree.files.get(path) != file
    }
    _files(found.repl, found.there.tree, missing, folder, telling)


def _files(
    repl: Repl, tree: Tree, missing: Mapping[str, File], folder: Path, telling: Reporter
) -> None:  # fmt: skip
    there = set(tree.folders)
    for number, (path, file) in enumerate(missing.items(), 1):
        parts = path.split("/")
        for parent in ("/".join(parts[:count]) for count in range(2, len(parts))):
            if parent not in there:
                repl.make_folder(parent)
                there.add(parent)
        repl.write(path, backup.content(folder, file.sha256))
        telling.progress("Files", number / len(missing))


def _raw(found: Found, kept: Backup, folder: Path, telling: Reporter) -> None:
    """A whole file system, by the boot loader."""
    assert kept.raw is not None
    port = finding.in_loader(found, ports.list_ports)
    at, _, digest = kept.raw
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "files.bin"
        path.write_bytes(backup.content(folder, digest))
        loader.write(
            port, found.there.chip, at, path, erase=False, baud=loader.FAST,
            progress=lambda part: telling.progress("File system", part),
        )  # fmt: skip
    loader.start(port, found.there.chip)

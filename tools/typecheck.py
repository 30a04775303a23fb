"""Checks the firmware against the stubs of MicroPython's ESP32 port: python -m tools.typecheck

The stubs replace Python's own standard library, so mypy is given them in a folder apart.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from companion.errors import SouffleurError
from tools.program import FIRMWARE

PACKAGES = ("micropython-esp32-stubs", "micropython-stdlib-stubs")
SETTINGS = FIRMWARE / "mypy.ini"
WRONG_HERE = (  # part of a line: where stubs or mypy err, and not the firmware
    '"gatts_notify" of "BLE"',  # these stubs forget its first argument, the connection
    'arguments for "place"',  # *self.text_size, of unknown length to mypy, is a pair
)


class TypeCheckError(SouffleurError):
    """The check cannot run."""


def _lay_out(folder: Path) -> None:
    """Put the installed stubs into a folder. Raises TypeCheckError."""
    for package in PACKAGES:
        try:
            files = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            raise TypeCheckError(
                f"{package} is not installed: run pip install -e '.[dev]'."
            ) from None
        for file in files:
            if file.suffix == ".pyi" or file.name == "VERSIONS":
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(Path(str(file.locate())).read_bytes())


def faults(firmware: Path = FIRMWARE) -> list[str]:
    """What is wrong with the firmware in a folder, a line each.

    Raises TypeCheckError if the stubs are missing or mypy ends without a verdict.
    """
    with tempfile.TemporaryDirectory() as folder:
        _lay_out(Path(folder))
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--config-file", str(SETTINGS),
             "--custom-typeshed-dir", folder, "--cache-dir", f"{folder}/cache",
             "--no-error-summary", "--hide-error-context",
             "boot.py", "main.py", "slots.py", "souffleur"],
            cwd=firmware, env={"MYPYPATH": folder}, capture_output=True, text=True,
        )  # fmt: skip
    if done.returncode not in (0, 1):
        raise TypeCheckError(f"mypy cannot check the firmware: {done.stdout}{done.stderr}")
    return [
        line for line in done.stdout.splitlines()
        if ": error:" in line and not line.startswith(("/", ".."))
        and not any(part in line for part in WRONG_HERE)
    ]  # fmt: skip


def main() -> int:
    """1 if something is wrong."""
    try:
        found = faults()
    except TypeCheckError as error:
        print(error, file=sys.stderr)
        return 1
    for line in found:
        print(f"firmware/{line}")
    print(f"Firmware against the stubs of MicroPython: {len(found)} faults.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tools.packaging [FOLDER]`: the app as one folder that runs without Python.

Needs PyInstaller: `pip install pyinstaller`. Builds for the system it runs on. On Linux the folder
needs the system's libGL and libEGL (every desktop has them) and libportaudio2 for a microphone.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from pathlib import Path

SPEC = Path(__file__).with_name("souffleur.spec")
ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Build into FOLDER, by default dist/."""
    parser = argparse.ArgumentParser(prog="python -m tools.packaging", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    folder = parser.parse_args().folder
    if importlib.util.find_spec("PyInstaller") is None:
        print("PyInstaller is not here: pip install pyinstaller", file=sys.stderr)
        return 1
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", folder, "--workpath", ROOT / "build" / "packaging", SPEC],
    )  # fmt: skip
    if done.returncode == 0:
        print(f"{folder / 'souffleur'}: copy the whole folder; start souffleur in it.")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())

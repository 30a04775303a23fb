"""Whether Vosk can load a model: run as a program of its own, for a bad file may end it."""

from __future__ import annotations

import sys
from pathlib import Path

PACKED = "souffleur-try-model"  # the same beside a packed app, which has no Python to run it


def command(folder: str) -> list[str]:
    """What to run for the model in `folder`; its exit code is 0 if the model can be used."""
    if getattr(sys, "frozen", False):
        return [str(Path(sys.executable).with_name(PACKED)), folder]
    return [sys.executable, __file__, folder]


def main() -> None:
    """Load the model that is named by the first argument."""
    import vosk

    vosk.SetLogLevel(-2)
    vosk.KaldiRecognizer(vosk.Model(sys.argv[1]), 16000)


if __name__ == "__main__":
    main()

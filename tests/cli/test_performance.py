"""What can go wrong while a show is made ready is one line for the user."""

from __future__ import annotations

from pathlib import Path

import pytest

import companion
from companion.cli import main

TALK = Path(companion.__file__).parent / "demo" / "en"


def test_virtual_glasses_that_show_nothing_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("companion.stage.opening.FIRST_PICTURE", 0.0)
    audio = str(TALK.with_suffix(".ogg"))
    shown = main(["present", str(TALK.with_suffix(".md")), "--audio", audio, "--glasses=virtual"])
    told = capsys.readouterr().err.strip()
    assert shown == 1
    assert told.startswith("souffleur: The virtual glasses show nothing") and "\n" not in told

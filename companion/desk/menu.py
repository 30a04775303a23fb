"""The Desk among a Linux desktop's programs: pip and pipx put no entry there by themselves."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from companion.errors import SouffleurError

HERE = Path(__file__).resolve().parent
ENTRY, ICON = HERE / "souffleur.desktop", HERE / "souffleur.png"
START = "Exec=souffleur desk"


class MenuError(SouffleurError):
    """No entry can be made here."""


def enter(command: Path, folder: Path | None = None) -> Path:
    """Write the entry that starts `command`, and its icon; returns the entry's file.

    folder: the user's data folder of the XDG rules, by default $XDG_DATA_HOME or ~/.local/share.
    Raises MenuError.
    """
    if not sys.platform.startswith("linux"):
        raise MenuError(
            "A menu entry is for Linux: pin the running program to the Dock or the taskbar."
        )
    data = folder or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    entry = data / "applications" / ENTRY.name
    icon = data / "icons" / "hicolor" / "256x256" / "apps" / ICON.name
    text = ENTRY.read_text(encoding="utf-8")
    text = text.replace(START, f"Exec={shlex.quote(str(command))} desk")
    try:
        for path, content in ((icon, ICON.read_bytes()), (entry, text.encode())):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(content)
            part.replace(path)
    except OSError as error:
        raise MenuError(f"{error.filename} cannot be written: {error.strerror}.") from error
    return entry

"""Where the Desk keeps what it keeps: settings and data, each in the platform's own place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from companion.errors import SouffleurError

VARIABLE = "SOUFFLEUR_HOME"  # puts everything under one folder: a USB stick, a test


class HomeError(SouffleurError):
    """The folder for settings and data cannot be used."""


@dataclass(frozen=True, slots=True)
class Home:
    """config: settings and the secrets shared with glasses. data: scripts, models, shows."""

    config: Path
    data: Path

    @classmethod
    def of(cls, folder: Path | None = None) -> Home:
        """Everything under `folder`, else under $SOUFFLEUR_HOME, else where the platform says.

        The folders are made. Raises HomeError where they cannot be.
        """
        named = folder or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
        if named is not None:
            root = named.expanduser().resolve()
            home = cls(root / "config", root / "data")
        else:
            home = cls(
                platformdirs.user_config_path("souffleur", appauthor=False),
                platformdirs.user_data_path("souffleur", appauthor=False),
            )
        for made in (home.config, home.data):
            try:
                made.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise HomeError(
                    f"{made} cannot be made ({error.strerror}); choose another place with --home."
                ) from error
            if not os.access(made, os.W_OK):
                raise HomeError(f"{made} cannot be written; choose another place with --home.")
        return home

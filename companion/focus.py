"""When the recogniser should listen for another part of the script. Pure.

Changing what it listens for costs it a moment, so it happens once in STRIDE tokens.
"""

from __future__ import annotations

from companion.script.model import Script
from companion.speech.phrases import neighbourhood

STRIDE = 100  # tokens; a third of what is listened for on either side


class Focus:
    """Chooses phrases for positions in one script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._centre: int | None = None

    def at(self, token: int) -> list[str] | None:
        """The phrases to listen for with the speaker at `token`; None if they need no change."""
        if self._centre is not None and abs(token - self._centre) < STRIDE:
            return None
        self._centre = token
        return neighbourhood(self._script, token)

"""The recorded voice through the loudspeaker, where there is one. No Kivy."""

from __future__ import annotations

import threading
from typing import Any

import soundfile

from companion.speech.audio import AudioError
from companion.speech.microphone import load_backend


class Voice:
    """Plays a recording; without a loudspeaker the demonstration is silent, and goes on."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._backend: Any = None
        self._hushed = False
        self._turn = threading.Lock()

    def play(self) -> None:
        """From the beginning, unless stop() came first; returns at once. In any thread."""
        try:
            backend = load_backend()
            samples, rate = soundfile.read(self._path, dtype="float32")
            with self._turn:
                if not self._hushed:
                    self._backend = backend
                    backend.play(samples, rate)
        except AudioError:
            self._backend = None
        except Exception as error:  # whatever the sound system raises
            if self._backend is None or not isinstance(error, self._backend.PortAudioError):
                raise
            self._backend = None

    def stop(self) -> None:
        """Be silent, and stay so."""
        with self._turn:
            self._hushed = True
            if self._backend is not None:
                self._backend.stop()

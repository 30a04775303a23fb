"""eSpeak NG through its C library: speech with the exact times of its words and phones.

Needs the Debian package `espeak-ng` (the program is used, none of its code is part of this
product). One process has one synthesiser.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from companion.errors import SouffleurError
from companion.speech.resample import resample

RATE = 16_000
_SYNCHRONOUS, _PHONEME_EVENTS, _UTF8 = 2, 1, 1
_EVENT_END, _EVENT_WORD, _EVENT_PHONEME = 0, 1, 7
_SPEED, _PITCH, _PITCH_RANGE, _WORD_GAP = 1, 3, 4, 7


class _Identity(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("identifier", ctypes.c_uint), ("text_position", ctypes.c_int),
        ("length", ctypes.c_int), ("audio_position", ctypes.c_int), ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p), ("id", _Identity),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A phone ("" is a pause) from `start` to `end` seconds."""

    phone: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A stretch of the text as the synthesiser grouped it, with its sounds."""

    text: str
    start: float
    end: float
    sounds: tuple[Sound, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """`audio` (16 kHz, -1 to 1) with its sounds and words."""

    audio: npt.NDArray[np.float32]
    sounds: tuple[Sound, ...]
    words: tuple[SpokenWord, ...]


class Espeak:
    """The synthesiser. Raises SouffleurError when it is not installed."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError:
            raise SouffleurError(
                "eSpeak NG is not installed; install the package espeak-ng."
            ) from None
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._audio: list[npt.NDArray[np.int16]] = []
        self._events: list[tuple[int, int, int, str]] = []

    def _receive(self, samples: object, count: int, events: object) -> int:
        if samples and count > 0:
            self._audio.append(np.ctypeslib.as_array(samples, (count,)).copy())
        place = 0
        while True:
            event = events[place]  # type: ignore[index]
            if event.type == _EVENT_END:
                return 0
            if event.type in (_EVENT_WORD, _EVENT_PHONEME):
                name = event.id.string.decode("utf-8", "replace")
                name = name if event.type == _EVENT_PHONEME else ""
                self._events.append((event.type, event.sample, event.text_position, name))
            place += 1

    def say(
        self, text: str, voice: str, *, speed: int = 165, pitch: int = 50, pitch_range: int = 50,
        gap: int = 0,
    ) -> Speech:
        """Speak `text`: speed in words per minute, pitch and its range 0 to 99, gap x 10 ms.

        Raises SouffleurError when the voice does not exist.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise SouffleurError(f"eSpeak NG has no voice {voice!r}; see espeak-ng --voices.")
        settings = {_SPEED: speed, _PITCH: pitch, _PITCH_RANGE: pitch_range, _WORD_GAP: gap}
        for key, value in settings.items():
            self._library.espeak_SetParameter(key, value, 0)
        self._audio, self._events = [], []
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        raw = np.concatenate(self._audio) if self._audio else np.zeros(0, np.int16)
        audio = resample(raw.astype(np.float32) / np.float32(32768), self._rate, RATE)
        sounds, words = self._timeline(text, len(raw) / self._rate)
        return Speech(audio, sounds, words)

    def _timeline(
        self, text: str, total: float
    ) -> tuple[tuple[Sound, ...], tuple[SpokenWord, ...]]:
        starts = [e[1] / self._rate for e in self._events if e[0] == _EVENT_PHONEME] + [total]
        sounds: list[Sound] = []
        groups: list[tuple[int, list[Sound]]] = []
        place = 0
        for kind, _sample, position, name in self._events:
            if kind == _EVENT_WORD:
                groups.append((position - 1, []))
                continue
            start, end = starts[place], starts[place + 1]
            place += 1
            if end - start < 0.001:
                continue
            sound = Sound("" if name.startswith("_") else name, start, end)
            sounds.append(sound)
            if groups and sound.phone:
                groups[-1][1].append(sound)
        spoken = [(position, said) for position, said in groups if said]
        bounds = [position for position, _ in spoken] + [len(text)]
        words = tuple(
            SpokenWord(text[bounds[i] : bounds[i + 1]].strip(), s[0].start, s[-1].end, tuple(s))
            for i, (_, s) in enumerate(spoken)
        )
        return tuple(sounds), words

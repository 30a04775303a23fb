"""Flite through its C library: English speech with the exact times of its words.

Needs the Debian package `flite` (BSD-style licence; the program is used, none of its code is
part of this product).
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from companion.errors import SouffleurError

RATE = 16_000
VOICES = ("slt", "rms", "awb", "kal16")
_WORD_START = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
_WORD_END = b"R:SylStructure.daughtern.daughtern.R:Segment.end"


class _Wave(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_char_p), ("rate", ctypes.c_int), ("count", ctypes.c_int),
        ("channels", ctypes.c_int), ("samples", ctypes.POINTER(ctypes.c_short)),
    ]


class _Voice(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("features", ctypes.c_void_p)]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the synthesiser said it ("farmer's" is two: "farmer", "'s")."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Spoken:
    """`audio` (16 kHz, -1 to 1), its words, and its sounds by name ("pau" is a pause)."""

    audio: npt.NDArray[np.float32]
    words: tuple[Word, ...]
    sounds: tuple[Word, ...]


class Flite:
    """One voice. Raises SouffleurError when it is not installed."""

    def __init__(self, voice: str) -> None:
        if voice not in VOICES:
            raise SouffleurError(f"Flite has no voice {voice!r}; take one of {', '.join(VOICES)}.")
        try:
            self._library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
            for part in ("usenglish", "cmulex"):
                ctypes.CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
            bank = ctypes.CDLL(f"libflite_cmu_us_{voice}.so.1", mode=ctypes.RTLD_GLOBAL)
        except OSError:
            raise SouffleurError("Flite is not installed; install the package flite.") from None
        pointer = ctypes.c_void_p
        for name, result, arguments in (
            ("flite_synth_text", pointer, [ctypes.c_char_p, pointer]),
            ("utt_wave", ctypes.POINTER(_Wave), [pointer]),
            ("utt_relation", pointer, [pointer, ctypes.c_char_p]),
            ("relation_head", pointer, [pointer]),
            ("item_next", pointer, [pointer]),
            ("item_feat_string", ctypes.c_char_p, [pointer, ctypes.c_char_p]),
            ("ffeature_float", ctypes.c_float, [pointer, ctypes.c_char_p]),
            ("feat_set_float", None, [pointer, ctypes.c_char_p, ctypes.c_float]),
            ("delete_utterance", None, [pointer]),
        ):
            function = getattr(self._library, name)
            function.restype, function.argtypes = result, arguments
        self._library.flite_init()
        register = getattr(bank, f"register_cmu_us_{voice}")
        register.restype, register.argtypes = ctypes.POINTER(_Voice), [ctypes.c_char_p]
        self._voice = register(None)

    def say(self, text: str, *, stretch: float = 1.0) -> Spoken:
        """Speak `text`, `stretch` times as slowly as usual."""
        library = self._library
        library.feat_set_float(self._voice.contents.features, b"duration_stretch", stretch)
        utterance = library.flite_synth_text(text.encode(), self._voice)
        wave = library.utt_wave(utterance).contents
        if wave.rate != RATE:
            raise SouffleurError(f"Flite spoke at {wave.rate} Hz; choose a 16 kHz voice.")
        samples = np.ctypeslib.as_array(wave.samples, (wave.count,))
        audio = samples.astype(np.float32) / np.float32(32768)
        words = self._relation(utterance, b"Word", _WORD_START, _WORD_END)
        sounds = self._relation(utterance, b"Segment", b"p.end", b"end")
        library.delete_utterance(utterance)
        return Spoken(audio, words, sounds)

    def _relation(self, utterance: int, kind: bytes, start: bytes, end: bytes) -> tuple[Word, ...]:
        library, found = self._library, []
        item = library.relation_head(library.utt_relation(utterance, kind))
        while item:
            name = library.item_feat_string(item, b"name").decode()
            begun = library.ffeature_float(item, start)
            found.append(Word(name, begun, library.ffeature_float(item, end)))
            item = library.item_next(item)
        return tuple(found)

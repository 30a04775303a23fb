"""The synthesisers as voices of a take: words in, audio and the time of each word out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin

from companion.errors import SouffleurError

from .espeak import Espeak
from .flite import Flite
from .take import Said

Audio = npt.NDArray[np.float32]
Times = list[tuple[float, float]]  # start and end of each word, seconds


class Voice(Protocol):
    """Speaks a breath at `pace` (times as slowly as usual)."""

    def say(self, words: Sequence[Said], pace: float) -> tuple[Audio, Times]:
        """16 kHz audio and one (start, end) per word."""


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


def _share(words: Sequence[str], pieces: Sequence[tuple[str, float, float]]) -> Times:
    """Give each word the time of the synthesiser's pieces that spell it.

    A synthesiser groups differently ("farmer" + "'s", "of the") or renames a word ("reed" for
    "read"). With as many pieces as words they are matched one by one, else by their letters;
    within a piece that covers several words, time is shared by letters.
    """
    if len(pieces) == len(words):
        return [(start, end) for _, start, end in pieces]
    spelt = "".join(_bare(piece) for piece, _, _ in pieces)
    if spelt != "".join(map(_bare, words)):
        raise SouffleurError(f"The voice said {spelt!r} for {' '.join(words)!r}; spell it out.")
    letters = [
        (start + (end - start) * i / len(bare), start + (end - start) * (i + 1) / len(bare))
        for piece, start, end in pieces if (bare := _bare(piece)) for i in range(len(bare))
    ]
    times, place = [], 0
    for word in words:
        count = len(_bare(word))
        times.append((letters[place][0], letters[place + count - 1][1]))
        place += count
    return times


class FliteVoice:
    """English by Flite."""

    def __init__(self, name: str) -> None:
        self._flite = Flite(name)

    def say(self, words: Sequence[Said], pace: float) -> tuple[Audio, Times]:
        """See `Voice.say`."""
        spoken = self._flite.say(" ".join(w.word + w.mark for w in words), stretch=pace)
        pieces: list[tuple[str, float, float]] = []
        for piece in spoken.words:
            if piece.text.startswith("'") and pieces:
                text, start, _ = pieces.pop()
                pieces.append((text + piece.text, start, piece.end))
            else:
                pieces.append((piece.text, piece.start, piece.end))
        return spoken.audio, _share([word.word for word in words], pieces)


class EspeakVoice:
    """Any language by eSpeak NG; Chinese characters are read in pinyin, each in its context."""

    _SPEED = 160  # words a minute at pace 1

    def __init__(self, name: str) -> None:
        self._espeak = Espeak()
        self._name = name

    def say(self, words: Sequence[Said], pace: float) -> tuple[Audio, Times]:
        """See `Voice.say`."""
        spelt = self._spell([word.word for word in words])
        marks = [word.mark.translate(str.maketrans("，。；：？！、", ",.;:?!,")) for word in words]
        text = " ".join(word + mark for word, mark in zip(spelt, marks, strict=True))
        speech = self._espeak.say(text, self._name, speed=round(self._SPEED / pace))
        pieces = [(word.text, word.start, word.end) for word in speech.words]
        return speech.audio, _share(spelt, pieces)

    def _spell(self, words: list[str]) -> list[str]:
        if "pinyin" not in self._name:
            return words
        readings = lazy_pinyin(
            "".join(words), style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False
        )
        if len(readings) != len(words):
            raise SouffleurError(f"Not one syllable per character: {''.join(words)}")
        return readings


def open_voice(name: str) -> Voice:
    """A voice by its name in a take. Raises SouffleurError for one that does not exist."""
    kind, _, voice = name.partition("/")
    if kind == "flite":
        return FliteVoice(voice)
    if kind == "espeak-ng":
        return EspeakVoice(voice)
    raise SouffleurError(f"No voice {name!r}: say flite/VOICE or espeak-ng/VOICE.")

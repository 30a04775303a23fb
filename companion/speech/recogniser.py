"""Sound in, hypotheses out: the one interface to speech engines, and Vosk behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from companion.hypothesis import HeardWord, Hypothesis

from .graph import UNKNOWN
from .model import RATE, Kind, SpeechModel, grammar_text
from .segment import fit

_BYTES_PER_SAMPLE = 2


class Recogniser(Protocol):
    """What the listener needs of an engine. Used from one thread only."""

    def accept(self, pcm: bytes) -> Hypothesis | None:
        """Hear 16-bit mono samples at 16 kHz; None when there is nothing new to say."""

    def finish(self) -> Hypothesis | None:
        """End the running utterance (the source has ended)."""

    def focus(self, phrases: Sequence[str]) -> None:
        """Listen for these phrases from the next pause in the speech on."""


class VoskRecogniser:
    """Vosk on one model.

    Partial results come in two sorts: the best guess up to the last frame, without times, and
    a settled one with times that lags some tenths of a second. `Hypothesis.words` is the
    former, `timed` the latter as far as it agrees. A new focus waits for the end of the
    utterance, because Vosk ends the process when a grammar is changed amid one.
    """

    def __init__(self, model: SpeechModel, phrases: Sequence[str] = ()) -> None:
        self._model = model
        self._grammar = self._fit(phrases)
        self._wanted = self._grammar
        self._decoder = self._start()
        self._heard = 0  # samples
        self._utterance = 0
        self._last: tuple[str, ...] = ()
        self._fresh = True  # nothing was heard since the last result

    def accept(self, pcm: bytes) -> Hypothesis | None:
        """See `Recogniser.accept`."""
        self._heard += len(pcm) // _BYTES_PER_SAMPLE
        self._fresh = False
        if self._decoder.AcceptWaveform(pcm):
            return self._final(self._decoder.Result())
        return self._partial()

    def finish(self) -> Hypothesis | None:
        """See `Recogniser.finish`."""
        return self._final(self._decoder.FinalResult())

    def focus(self, phrases: Sequence[str]) -> None:
        """See `Recogniser.focus`. Words that the model lacks are left out."""
        self._wanted = self._fit(phrases)
        if self._fresh:
            self._refocus()

    @property
    def time(self) -> float:
        """Seconds of audio heard."""
        return self._heard / RATE

    def _start(self) -> Any:
        decoder = self._model.decoder(list(self._grammar) if self._grammar else None)
        decoder.SetWords(True)
        return decoder

    def _fit(self, phrases: Sequence[str]) -> tuple[str, ...]:
        if self._model.kind is not Kind.DYNAMIC:
            return ()
        fitted = (" ".join(fit(phrase, self._model.knows).words) for phrase in phrases)
        known = dict.fromkeys(phrase for phrase in fitted if phrase)
        if not known:
            return ()
        return (*known, *self._model.fillers, UNKNOWN)

    def _refocus(self) -> None:
        if self._wanted != self._grammar:
            self._grammar = self._wanted
            self._decoder.SetGrammar(grammar_text(list(self._grammar)))

    def _partial(self) -> Hypothesis | None:
        self._decoder.SetPartialWords(False)
        words = tuple(json.loads(self._decoder.PartialResult())["partial"].split())
        if words == self._last:
            return None
        self._last = words
        return Hypothesis(words, False, self._utterance, self.time, self._settled(words))

    def _settled(self, words: tuple[str, ...]) -> tuple[HeardWord, ...]:
        """The timed partial result, up to where it says something else than `words`."""
        self._decoder.SetPartialWords(True)
        found = _timed(json.loads(self._decoder.PartialResult()).get("partial_result", ()))
        same = 0
        while same < min(len(found), len(words)) and found[same].text == words[same]:
            same += 1
        return found[:same]

    def _final(self, result: str) -> Hypothesis | None:
        told = json.loads(result)
        words = tuple(told["text"].split())
        self._fresh = True
        self._refocus()
        if not words and not self._last:
            return None
        self._last = ()
        said = Hypothesis(
            words, True, self._utterance, self.time, _timed(told.get("result", ()))
        )
        self._utterance += 1
        return said


def _timed(result: Sequence[dict[str, Any]]) -> tuple[HeardWord, ...]:
    return tuple(
        HeardWord(word["word"], word["start"], word["end"], min(1.0, word.get("conf", 1.0)))
        for word in result
    )

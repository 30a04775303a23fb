"""Somebody who reads a script aloud as the test wants it, and the log of what was heard."""

from __future__ import annotations

from companion.hypothesis import HeardWord, Hypothesis
from companion.report.events import Event, Heard
from companion.report.log import Log, make_log
from companion.script import Script
from companion.script.pace import WORDS_PER_MINUTE

BREATH = 0.4  # seconds between sentences


class Speaker:
    """Speaks as fast as pace.py expects; each act goes on where the last one ended."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.now = 1.0
        self._word = 60.0 / WORDS_PER_MINUTE[script.language]
        self._events: list[Event] = []
        self._utterance = 0

    def read(self, *tokens: range) -> Speaker:
        """These tokens, with a breath after each cue."""
        ends = {cue.first_token + len(cue.tokens) - 1 for cue in self.script.cues}
        words: list[str] = []
        for token in (token for part in tokens for token in part):
            words += self.script.tokens[token].spoken[0]
            if token in ends:
                self._utter(words)
                self.wait(BREATH)
                words = []
        return self._utter(words)

    def say(self, text: str) -> Speaker:
        """Something that is not in the script."""
        return self._utter(text.split())

    def wait(self, seconds: float) -> Speaker:
        """Silence."""
        self.now += seconds
        return self

    def mumble(self, seconds: float) -> Speaker:
        """Speech that is not understood."""
        self._finish([HeardWord("[unk]", self.now, self.now + seconds)])
        return self.wait(seconds)

    def log(self) -> Log:
        """All that was heard."""
        return make_log(self._events)

    def _utter(self, words: list[str]) -> Speaker:
        timed = []
        for word in words:
            length = self._word * (len(word) if self.script.language == "zh" else 1)
            timed.append(HeardWord(word, self.now, self.now + length))
            self.now += length
            so_far = tuple(one.text for one in timed)
            self._hear(Hypothesis(so_far, False, self._utterance, self.now))
        self._finish(timed)
        return self

    def _finish(self, timed: list[HeardWord]) -> None:
        if timed:
            words, end = tuple(one.text for one in timed), timed[-1].end
            self._hear(Hypothesis(words, True, self._utterance, end, tuple(timed)))
            self._utterance += 1

    def _hear(self, heard: Hypothesis) -> None:
        self._events.append(Heard(heard.time, heard))

"""What there is to know of every token of a script before anybody speaks it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from companion.rehearsal.sentences import sentences
from companion.script import Script
from companion.script.model import Style
from companion.script.pace import cue_seconds


class Ground:
    """words: spoken ones of each token. seconds: expected for each. sentence, section: the number
    of each token's."""

    def __init__(self, script: Script) -> None:
        self.words = [len(token.spoken[0]) for token in script.tokens]
        self.seconds: list[float] = []
        self.section: list[int] = []
        self.directed: set[int] = set()  # tokens with a direction between them and the one before
        for number, section in enumerate(script.sections):
            waits = False
            for cue in section.cues:
                count = len(cue.tokens)
                self.section += [number] * count
                self.seconds += [cue_seconds(cue) / count] * count if count else []
                spans = [span for span in cue.spans if span.style is Style.DIRECTION]
                ends = [-1, *(token.start for token in cue.tokens), len(cue.text)]
                for at, (low, high) in enumerate(pairwise(ends)):
                    waits = waits or any(low <= span.start < high for span in spans)
                    if waits and at < count:
                        self.directed.add(cue.first_token + at)
                        waits = False
        self.sentences = sentences(script)
        self.sentence = [
            number for number, one in enumerate(self.sentences) for _token in one.tokens
        ]
        self._cues = [cue for cue in script.cues if cue.tokens]
        self._firsts = [cue.first_token for cue in self._cues]
        self._starts = frozenset(self._firsts)

    def cue(self, token: int) -> str:
        """Id of the cue of a token; of the nearest for -1 and their number."""
        at = min(max(token, 0), len(self.words) - 1)
        return self._cues[max(0, bisect_right(self._firsts, at) - 1)].id

    def whole(self, tokens: range) -> bool:
        """Whether a whole cue is among them."""
        ends = self._starts | {len(self.words)}
        starts = [token for token in tokens if token in self._starts]
        return any(
            any(end in ends for end in range(start + 1, tokens.stop + 1)) for start in starts
        )

    def within(self, token: int, later: int) -> bool:
        """Whether both are of one sentence, with nothing to do written between them."""
        return self.sentence[token] == self.sentence[later] and not any(
            between in self.directed for between in range(token + 1, later + 1)
        )

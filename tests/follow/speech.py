"""Speaking to a follower in a test: words in, positions out."""

from __future__ import annotations

from collections.abc import Sequence

from companion.follow.follower import Follower
from companion.follow.position import Position
from companion.hypothesis import HeardWord, Hypothesis
from companion.script.model import Token

SCRIPT = """
friends and colleagues welcome to our annual meeting in the old harbour hall
tonight i would like to share three lessons from a difficult year
the first lesson is that small boats turn faster than large ships
our workshop in the north changed its whole plan within a single week
the second lesson is that customers forgive mistakes but never silence
when the storm stopped every delivery we telephoned each family ourselves
the third lesson came from a gardener who plants trees he will not sit under
so let us plant something tomorrow and water it together for twenty years
""".strip().splitlines()


def token(text: str, *ways: str, language: str = "en") -> Token:
    """A token that is spoken as it is written, or in the given ways."""
    return Token(text, 0, len(text), tuple(tuple(w.split()) for w in ways) or ((text,),), language)


def tokens(text: str, language: str = "en") -> list[Token]:
    """One token per word, per character in Chinese."""
    parts = text.replace(" ", "") if language == "zh" else text.split()
    return [token(part, language=language) for part in parts]


WORDS = " ".join(SCRIPT).split()
STARTS = [len(" ".join(SCRIPT[:n]).split()) for n in range(len(SCRIPT))]


def script() -> Follower:
    """A follower for the script above."""
    return Follower(tokens(" ".join(SCRIPT)), starts=STARTS)


class Speaker:
    """Speaks to a follower, one word every 0.4 seconds; every result is a partial until
    `stop`."""

    def __init__(self, follower: Follower, delay: float = 0.0) -> None:
        self.follower = follower
        self.now = 0.0
        self.utterance = 0
        self.words: list[str] = []
        self.delay = delay
        self.shown: list[Position] = []

    def say(self, words: str | Sequence[str]) -> Position:
        """Say words; returns the last position."""
        for word in words.split() if isinstance(words, str) else words:
            self.words.append(word)
            self.now += 0.4
            self._tell(final=False)
        return self.shown[-1]

    def stop(self) -> Position:
        """End the utterance."""
        self._tell(final=True)
        self.utterance += 1
        self.words = []
        return self.shown[-1]

    def _tell(self, final: bool) -> None:
        begin = self.now - self.delay - 0.4 * len(self.words)
        timed = tuple(
            HeardWord(word, begin + 0.4 * i, begin + 0.4 * (i + 1))
            for i, word in enumerate(self.words)
        )
        hypothesis = Hypothesis(
            tuple(self.words), final, self.utterance, self.now, timed if final else ()
        )
        self.shown.append(self.follower.hear(hypothesis, self.now))

    def wait(self, seconds: float) -> Position:
        """Silence."""
        self.now += seconds
        return self.follower.tick(self.now)

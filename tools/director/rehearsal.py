"""A show for the director's page: a real script, set and followed, with a perfect reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import companion
from companion.glasses import events as link
from companion.hypothesis import Hypothesis
from companion.script import Script, load, parse_text
from companion.show import Command, Outside, Show
from companion.stage.view import Phase, View
from companion.typeset import load_board, typeset

TALKS = Path(companion.__file__).parent / "demo"
PACE = 0.4  # seconds a word
BOARD = load_board("t-glass")


@dataclass
class Wearer:
    """Glasses that remember what they were told."""

    messages: list[tuple[int, int]] = field(default_factory=list)

    def show(self, line: int, token: int) -> None: ...
    def view(self, view: int) -> None: ...
    def follow(self, state: int) -> None: ...
    def time(self, day: int, elapsed: int | None, goal: int) -> None: ...
    def buzz(self, pattern: int) -> None: ...
    def configure(self, key: str, value: str) -> None: ...

    def message(self, width: int, height: int, picture: bytes) -> None:
        self.messages.append((width, height))


class Rehearsal:
    """A running show; time passes when somebody reads."""

    def __init__(self, script: Script, goal: int = 0) -> None:
        self.wearer = Wearer()
        outside = Outside(self.wearer, lambda _: None, lambda _: None, lambda: 43200)
        self.show = Show(script, typeset(script, BOARD), outside, goal=goal)
        self.now = 0.0
        self.edits = 0
        self.phase = Phase.LIVE
        self._utterance = 0
        self.show.begin(0.0)
        self.show.start(0.0)
        place = (self.show.book.id, 0, 0, 5)
        self.show.link(
            link.Linked(link.Status(80, False, False, False, 0, 0, 1, 10, *place, None, 0)), 0.0
        )

    @property
    def script(self) -> Script:
        return self.show.script

    @property
    def place(self) -> int:
        return max(self.show.position.heard + 1, self.show.placing.token)

    def view(self) -> View:
        show, position = self.show, self.show.position
        book, placing = show.book, show.placing
        levels = book.picture(placing.line, placing.token, show.row)
        picture = levels * np.uint8(0 if show.blank else 255 // (2**book.depth - 1))
        heard = show.hypothesis
        return View(
            picture=picture, line=placing.line, heard=" ".join(heard.words) if heard else "",
            state=position.state, reason=position.reason, linked=show.linked, battery=80,
            message=show.message, elapsed=self.now, goal=show.timing.goal,
            holding=show.holding, blank=show.blank, notice=show.notice, phase=self.phase,
        )

    def operate(self, command: Command) -> None:
        self.show.operate(command, self.now)

    def anchor(self, token: int) -> None:
        self.show.anchor(token, self.now)

    def tell(self, text: str) -> None:
        self.show.tell(text, self.now)

    async def edit(self, script: Script) -> None:
        self.edits += 1
        self.show.edit(script, typeset(script, BOARD), frozenset(), self.now)

    def read(self, count: int) -> None:
        """The speaker reads so many tokens on, and pauses for breath."""
        words: list[str] = []
        self._utterance += 1
        first = self.place
        for token in self.script.tokens[first : first + count]:
            words.extend(token.spoken[0])
            self.now += PACE
            self.show.heard(Hypothesis(tuple(words), False, self._utterance, self.now), self.now)
        self.show.heard(Hypothesis(tuple(words), True, self._utterance, self.now), self.now)
        self.show.tick(self.now)

    def unlink(self) -> None:
        self.show.link(link.Lost("The glasses are out of reach."), self.now)


def rehearsal(language: str = "en", goal: int = 0) -> Rehearsal:
    """The show of a talk that comes with the program."""
    return Rehearsal(load(TALKS / f"{language}.md"), goal)


def small(text: str) -> Rehearsal:
    """The show of a short text."""
    return Rehearsal(parse_text(text))

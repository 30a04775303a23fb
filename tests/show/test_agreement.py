"""After any loss of the link both sides agree on the place within one round trip of the session.

The real client, the real session of the glasses and a show of a real book, in simulated time.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from companion.glasses.client import Phase
from companion.glasses.events import Uploaded
from companion.script import parse_text
from companion.show import Command, Outside, Show
from companion.typeset import Book, load_board, typeset
from firmware.souffleur import wire
from tests.link.puppet import Puppet
from tests.link.world import STEP, World

TEXT = "\n\n".join(
    f"# Village {n}\n\nThe lamps are lit and everybody waits for the morning." for n in range(9)
)


@pytest.fixture(scope="module")
def book() -> Book:
    return typeset(parse_text(TEXT), load_board("t-glass"))


class Stage:
    """A show whose glasses are the client of a world."""

    def __init__(self, book: Book) -> None:
        self.world = World(Puppet())
        self.client = self.world.client
        self.book = book
        self.show_ = Show(
            parse_text(TEXT), book, Outside(self, lambda _: None, lambda _: None, lambda: 0),
            by_hand=True,
        )
        self.heard = 0
        self.client.upload(book.data)
        assert self.world.run(9, lambda: Uploaded(book.id) in self.world.events)
        self.pass_events()
        self.show_.begin(self.world.now)
        self.show_.start(self.world.now)
        self.run(0.5)

    def show(self, line: int, token: int) -> None:
        self.client.show(self.book.id, line, token)

    def follow(self, state: int) -> None:
        self.client.state(state)

    def view(self, view: int) -> None:
        self.client.view(view)

    def message(self, width: int, height: int, picture: bytes) -> None:
        self.client.message(width, height, picture)

    def time(self, day: int, elapsed: int | None, goal: int) -> None:
        self.client.time(day, elapsed, goal)

    def buzz(self, pattern: int) -> None:
        self.client.buzz(pattern)

    def configure(self, key: str, value: str) -> None:
        self.client.configure(key, value)

    def pass_events(self) -> None:
        for event in self.world.events[self.heard :]:
            self.show_.link(event, self.world.now)
        self.heard = len(self.world.events)

    def step(self) -> None:
        self.world.step()
        self.pass_events()

    def run(self, seconds: float) -> None:
        end = self.world.now + seconds
        while self.world.now < end:
            self.step()

    def agree(self) -> bool:
        """Both sides think of one line, and both know it."""
        here = self.show_.placing.line
        status = self.client.status
        return self.world.puppet.port.at[0] == here and status is not None and status.line == here

    def turn(self, line: int) -> None:
        """The wearer turns the page without us."""
        self.world.puppet.port.show(self.book.id, line, 0)


def moved(stage: Stage) -> int:
    """The speaker went on while the link was away."""
    for _ in range(3):
        stage.show_.operate(Command.NEXT_LINE, stage.world.now)
    return stage.show_.placing.line


def turned(stage: Stage) -> int:
    """The wearer turned three lines."""
    line = stage.world.puppet.port.at[0] + 3
    stage.turn(line)
    return line


def reset(stage: Stage) -> int:
    """The glasses lost power; their flash remembers an older line."""
    stage.world.puppet.reset()
    stage.world.puppet.port.at = (0, 0)
    return stage.show_.placing.line


def nothing(stage: Stage) -> int:
    """The link alone was away."""
    return stage.show_.placing.line


@pytest.mark.parametrize("meanwhile", [moved, turned, reset, nothing])
def test_one_round_trip_after_a_link_both_agree(
    book: Book, meanwhile: Callable[[Stage], int]
) -> None:
    stage = Stage(book)
    for _ in range(5):
        stage.show_.operate(Command.NEXT_LINE, stage.world.now)
        stage.run(0.2)
    assert stage.agree()
    stage.world.reachable = False
    stage.world.unlink()
    stage.run(5)
    wanted = meanwhile(stage)
    stage.world.reachable = True
    while not (stage.client.phase is Phase.AGREED and stage.agree()):
        stage.step()
        assert stage.world.now < 60
    assert stage.show_.placing.line == wanted
    # Each interval is a round trip: the first opens the session, the second tells the companion
    # where the glasses are, the third is the answer to the SHOW that follows from it.
    assert stage.world.now - stage.world.linked_at <= 2 * STEP + 1e-9
    stage.run(3)
    assert stage.agree() and stage.show_.placing.line == wanted
    assert stage.world.puppet.port.following == wire.STATE_MANUAL


def test_a_touch_moves_show_and_glass_together(book: Book) -> None:
    stage = Stage(book)
    line = stage.show_.placing.line
    now = int(stage.world.now * 1000)
    for kind, step in ((wire.NEXT, 1), (wire.NEXT, 1), (wire.PREVIOUS, -1)):
        assert stage.world.puppet.gesture(kind, now)
        line += step
    stage.run(1.5)
    assert stage.agree() and stage.show_.placing.line == line
    assert stage.world.puppet.gesture(wire.HOLD, int(stage.world.now * 1000))
    stage.run(0.5)
    assert stage.show_.holding and stage.world.puppet.port.following == wire.STATE_HOLDING

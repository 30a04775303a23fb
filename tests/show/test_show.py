"""A performance in simulated time: the real follower and typesetter, a perfect or stumbling ear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from companion.glasses import events as link
from companion.hypothesis import Hypothesis
from companion.report import events as log
from companion.script import Script, load
from companion.show import Command, Outside, Show
from companion.typeset import Book, load_board, typeset
from firmware.souffleur import wire

SCRIPT, BLANK = wire.VIEW_SCRIPT, wire.VIEW_BLANK

TALKS = Path(__file__).resolve().parents[2] / "companion" / "demo"
PACE = 0.4  # seconds a word


@dataclass
class Stage:
    """Glasses, ear and log that only remember."""

    shown: list[tuple[int, int]] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    messages: list[tuple[int, int, bytes]] = field(default_factory=list)
    times: list[tuple[int, int | None, int]] = field(default_factory=list)
    buzzes: list[int] = field(default_factory=list)
    chosen: list[tuple[str, str]] = field(default_factory=list)
    focused: list[Sequence[str]] = field(default_factory=list)
    written: list[log.Event] = field(default_factory=list)

    def show(self, line: int, token: int) -> None:
        self.shown.append((line, token))

    def view(self, view: int) -> None:
        self.views.append(view)

    def follow(self, state: int) -> None:
        if self.states[-1:] != [state]:
            self.states.append(state)

    def message(self, width: int, height: int, picture: bytes) -> None:
        self.messages.append((width, height, picture))

    def time(self, day: int, elapsed: int | None, goal: int) -> None:
        self.times.append((day, elapsed, goal))

    def buzz(self, pattern: int) -> None:
        self.buzzes.append(pattern)

    def configure(self, key: str, value: str) -> None:
        self.chosen.append((key, value))

    def outside(self) -> Outside:
        return Outside(self, self.focused.append, self.written.append, lambda: 43200)


@pytest.fixture(scope="module", params=["en", "zh"])
def talk(request: pytest.FixtureRequest) -> tuple[Script, Book]:
    script = load(TALKS / f"{request.param}.md")
    return script, typeset(script, load_board("t-glass"))


def made(talk: tuple[Script, Book]) -> tuple[Show, Stage]:
    """A show of the talk, not yet begun, on a stage that remembers."""
    stage = Stage()
    return Show(*talk, stage.outside()), stage


def status(
    show: Show, line: int, boot: int = 1, counter: int = 5, view: int = SCRIPT
) -> link.Status:
    place = (show.book.id, line, 0, counter)
    return link.Status(80, False, False, False, view, 0, boot, 10, *place, None, 0)


def read(show: Show, tokens: range, now: float, utterance: int) -> float:
    """Somebody reads these tokens aloud and is heard perfectly."""
    words: list[str] = []
    for token in tokens:
        words.extend(show.script.tokens[token].spoken[0])
        now += PACE
        show.heard(Hypothesis(tuple(words), False, utterance, now), now)
        show.tick(now + PACE / 2)
    show.heard(Hypothesis(tuple(words), True, utterance, now), now)
    return now


def lines_in_sight(show: Show) -> range:
    return range(show.placing.line - 1, show.placing.line - 1 + show.book.rows)


def test_the_next_word_is_always_in_sight_of_a_reader(talk: tuple[Script, Book]) -> None:
    script, book = talk
    show, stage = made(talk)
    show.begin(0.0)
    now = 0.0
    for utterance, cue in enumerate(cue for cue in script.cues if cue.tokens):
        for token in range(cue.first_token, cue.first_token + len(cue.tokens)):
            assert book.line_of(token) in lines_in_sight(show), script.tokens[token].text
            now = read(show, range(token, token + 1), now, utterance * 1000 + token)
    assert stage.shown[-1][1] == len(script.tokens)


def test_the_operator_moves_holds_and_blanks(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.begin(0.0)
    show.operate(Command.NEXT_SECTION, 1.0)
    section = show.placing.line
    assert section > 0
    assert stage.shown[-1] == (section, show.placing.token)
    show.operate(Command.PREVIOUS_LINE, 2.0)
    assert show.placing.line == section - 1
    show.operate(Command.HOLD, 3.0)
    still = show.placing
    read(show, range(still.token, still.token + 20), 4.0, 0)
    assert show.placing == still
    show.operate(Command.HOLD, 14.0)
    assert show.placing.token > still.token
    show.operate(Command.BLANK, 15.0)
    show.operate(Command.BLANK, 16.0)
    assert stage.views == [BLANK, SCRIPT]


def test_a_show_that_broke_off_goes_on_at_its_line(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.begin(0.0, 9)
    assert stage.shown == [(9, show.book.lines[9].first_token)]
    first = show.placing.token
    read(show, range(first, first + 5), 2.0, 0)
    assert show.position.heard == first + 4


def test_a_reader_goes_on_from_where_the_operator_moved(talk: tuple[Script, Book]) -> None:
    show, _ = made(talk)
    show.begin(0.0)
    show.operate(Command.NEXT_SECTION, 1.0)
    first = show.placing.token
    read(show, range(first, first + 5), 2.0, 0)
    assert show.position.heard == first + 4


def test_a_page_turned_by_the_wearer_while_the_link_was_down_stays_turned(
    talk: tuple[Script, Book],
) -> None:
    show, _ = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.begin(0.0)
    show.link(status(show, 0), 1.0)
    show.link(link.Lost("out of reach"), 2.0)
    assert not show.linked and show.notice
    show.link(link.Linked(status(show, 7)), 30.0)
    assert show.placing.line == 7
    assert show.linked and not show.notice


def test_a_page_turned_by_the_wearer_while_the_glasses_heard_nothing_stays_turned(
    talk: tuple[Script, Book],
) -> None:
    show, stage = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.begin(0.0)
    show.link(status(show, 0), 1.0)
    show.link(status(show, 1), 8.0)  # a silence too short to lose the link
    assert show.placing.line == 1
    assert stage.shown[-1][0] == 1


def test_an_order_obeyed_as_the_link_went_is_no_page_turned_by_the_wearer(
    talk: tuple[Script, Book],
) -> None:
    show, _ = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.begin(0.0)
    show.link(status(show, 0), 1.0)
    show.operate(Command.NEXT_SECTION, 2.0)
    obeyed = show.placing.line
    show.link(link.Lost("out of reach"), 2.1)  # before the glasses could tell
    show.operate(Command.NEXT_SECTION, 9.0)
    here = show.placing
    show.link(link.Linked(status(show, obeyed, counter=6)), 10.0)
    assert show.placing == here


def test_glasses_are_dark_just_when_the_operator_wants_it(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.link(link.Linked(status(show, 0, view=BLANK)), 0.0)  # an earlier show left them dark
    assert stage.views == [SCRIPT]
    show.begin(0.0)
    show.operate(Command.BLANK, 1.0)
    show.link(link.Lost("power"), 2.0)
    show.link(link.Linked(status(show, 0, boot=2)), 5.0)
    assert stage.views == [SCRIPT, BLANK, BLANK]


def test_the_operator_learns_that_the_script_did_not_get_there(
    talk: tuple[Script, Book],
) -> None:
    script, book = talk
    show = Show(script, book, Stage().outside())
    show.link(link.UploadFailed(book.id, wire.ERR_FAILED), 1.0)
    assert show.notice == "The glasses cannot write their flash: restart them and try again."


def test_glasses_that_lost_power_are_put_back_on_the_line(talk: tuple[Script, Book]) -> None:
    show, _ = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.begin(0.0)
    show.operate(Command.NEXT_SECTION, 1.0)
    here = show.placing.line
    show.link(link.Lost("power"), 2.0)
    show.link(link.Linked(status(show, 0, boot=2)), 5.0)
    assert show.placing.line == here


def test_everything_that_happens_is_in_the_log(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.begin(0.0)
    read(show, range(0, 4), 1.0, 0)
    show.operate(Command.HOLD, 9.0)
    kinds = {type(event) for event in stage.written}
    assert kinds >= {log.Linked, log.Battery, log.Shown, log.Heard, log.Placed, log.Operated}
    assert stage.focused

"""What the wearer is told besides the words: state, time, messages, light."""

from __future__ import annotations

import dataclasses

import pytest

from companion.follow.position import State
from companion.glasses import events as link
from companion.glasses.about import Settings
from companion.report import events as log
from companion.script import Script, parse_text
from companion.show import Command, Show
from companion.typeset import Book, load_board, typeset
from companion.typeset.message import MessageError
from firmware.souffleur import wire
from tests.link.puppet import SETTINGS
from tests.show.test_show import Stage, read, status

LINE = "The lamps are lit in every village and everybody waits for the morning to come."
TEXT = f"# One\n\n{LINE}\n" * 9


@pytest.fixture(scope="module")
def talk() -> tuple[Script, Book]:
    script = parse_text(TEXT)
    return script, typeset(script, load_board("t-glass"))


def made(talk: tuple[Script, Book], **how: object) -> tuple[Show, Stage]:
    stage = Stage()
    return Show(*talk, stage.outside(), **how), stage  # type: ignore[arg-type]


def chosen(**other: str) -> Settings:
    return Settings.parse("".join(f"{k}={v}\n" for k, v in {**SETTINGS, **other}.items()))


def test_the_glasses_are_told_what_the_follower_does(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.begin(-1.0)
    show.start(0.0)
    now = read(show, range(6), 0.0, 0)
    assert stage.states == [wire.STATE_FOLLOWING]
    show.operate(Command.HOLD, now)
    assert stage.states[-1] == wire.STATE_HOLDING
    show.operate(Command.HOLD, now + 1)
    while show.position.state is not State.HOLDING and now < 60:
        show.tick(now := now + 0.1)  # nobody speaks
    assert stage.states[-1] == wire.STATE_HOLDING
    show.end(now)
    assert stage.states[-1] == wire.STATE_IDLE


def test_a_show_by_hand_says_so(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk, by_hand=True)
    show.start(0.0)
    show.operate(Command.NEXT_LINE, 1.0)
    assert stage.states == [wire.STATE_MANUAL]


def test_time_is_told_at_the_start_on_every_link_and_now_and_then(
    talk: tuple[Script, Book],
) -> None:
    show, stage = made(talk, goal=600)
    show.link(link.Linked(status(show, 0)), -2.0)
    assert stage.times == [(43200, None, 0)]  # the clock is right before the show
    show.start(0.0)
    assert stage.times[-1] == (43200, 0, 600)
    show.link(link.Lost("out of reach"), 10.0)
    show.link(link.Linked(status(show, 0, boot=2)), 31.5)
    assert stage.times[-1] == (43200, 31, 600)
    count = len(stage.times)
    for second in range(32, 280):
        show.tick(float(second))
    assert len(stage.times) - count == 4
    show.end(300.0)
    assert stage.times[-1] == (43200, None, 0)


def test_time_is_up_is_told_once(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk, goal=60)
    show.start(0.0)
    for tenth in range(0, 900):
        show.tick(tenth / 10)
        if tenth < 600:
            assert not stage.buzzes
    assert stage.buzzes == [wire.BUZZ_DOUBLE]
    assert "Time is up" in show.notice
    assert log.Operated(60.0, "time is up") in stage.written


def test_without_a_goal_nothing_is_up(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.start(0.0)
    for minute in range(200):
        show.tick(minute * 60.0)
    assert not stage.buzzes


def test_messages_come_and_go_and_survive_a_power_cut(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.tell("还有五分钟", 1.0)
    width, height, picture = stage.messages[-1]
    assert 0 < width <= show.book.width and 0 < height <= wire.MAX_MESSAGE_HEIGHT and picture
    with pytest.raises(MessageError, match="shorten it"):
        show.tell("thank you " * 50, 2.0)
    assert show.message == "还有五分钟"
    shown = dataclasses.replace(status(show, 0), message=True)
    show.link(link.Linked(shown), 3.0)
    assert len(stage.messages) == 1  # it is there
    show.link(link.Linked(status(show, 0, boot=2)), 4.0)
    assert stage.messages[1:] == [(width, height, picture)]
    show.tell("", 5.0)
    assert stage.messages[-1] == (0, 0, b"") and not show.message


def test_a_wearer_who_brings_the_script_back_keeps_it(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.link(link.Linked(status(show, 0)), 0.0)
    show.operate(Command.BLANK, 1.0)
    show.tell("Slower", 1.0)
    show.link(status(show, 0), 1.1)  # told before the orders arrived
    covered = dataclasses.replace(status(show, 0, view=wire.VIEW_BLANK), message=True)
    show.link(covered, 1.2)
    assert show.blank and show.message
    show.link(link.Lost("out of reach"), 2.0)
    show.link(link.Linked(status(show, 0)), 9.0)  # two taps meanwhile
    assert not show.blank and not show.message
    assert stage.views == [wire.VIEW_BLANK]
    assert len(stage.messages) == 1


def test_a_message_left_by_another_companion_goes(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.link(link.Linked(dataclasses.replace(status(show, 0), message=True)), 0.0)
    assert stage.messages == [(0, 0, b"")]


def test_light_goes_in_even_steps_from_what_the_glasses_have(talk: tuple[Script, Book]) -> None:
    show, stage = made(talk)
    show.operate(Command.BRIGHTER, 0.0)
    assert not stage.chosen  # nobody knows yet what they have
    show.link(link.Learnt(chosen(brightness="90"), None), 1.0)
    for _ in range(3):
        show.operate(Command.BRIGHTER, 2.0)
    show.operate(Command.DIMMER, 3.0)
    assert stage.chosen == [("brightness", n) for n in ("96", "128", "160", "128")]
    for _ in range(20):
        show.operate(Command.DIMMER, 4.0)
    assert stage.chosen[-1] == ("brightness", "4")


@pytest.mark.parametrize("row", [0, 1, 2])
def test_the_next_word_stays_in_sight_wherever_the_current_line_stands(
    talk: tuple[Script, Book], row: int
) -> None:
    book = talk[1]
    show, _ = made(talk)
    show.link(link.Learnt(chosen(current_row=str(row)), None), 0.0)
    show.begin(0.0)
    now = 0.0
    for token in range(60):
        top = show.placing.line - row
        assert book.line_of(token) in range(top, top + book.rows), token
        now = read(show, range(token, token + 1), now, token)


def test_a_low_battery_is_said_once(talk: tuple[Script, Book]) -> None:
    show, _ = made(talk)
    low = dataclasses.replace(status(show, 0), low=True)
    show.link(link.Linked(low), 0.0)
    assert "charge them" in show.notice
    show.notice = ""
    show.link(low, 2.0)
    assert not show.notice

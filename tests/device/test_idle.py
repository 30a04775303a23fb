"""An evening of the whole firmware in simulated time: it rests, it wakes, it loses nothing."""

import asyncio
import struct

import pytest

from companion.script import parse_text
from companion.typeset import load_board, typeset
from firmware.souffleur import wire
from tests.device.books import book_id
from tools.bench import show
from tools.virtual import simulated
from tools.virtual.machine import DEEP_SLEEP, TIMER_WAKE, TOUCHPAD_WAKE

MINUTE = 60_000
PIN = 14  # the T-Glass's touch surface
SLEEP_IN, SLEEP_OUT = 0x10, 0x11
BOOK = typeset(parse_text("# One\n\n" + "A sentence to be read. " * 30), load_board("t-glass"))


def play(tape, **kwargs):
    return asyncio.run(simulated.run(tape, **kwargs))


def commands(run, *wanted):
    """When the panel was given one of these commands, after it had been set up; in ms."""
    return [when for when, operation, data in run.frames
            if operation == "P" and len(data) == 1 and data[0] in wanted and when > 1000]


def panel(run):
    """What the panel was sent."""
    return [data for _, operation, data in run.frames if operation == "P"]


def waiting(ms):
    tape = simulated.Tape()
    tape.wait(ms)
    return tape


def in_show(end_ms):
    """A tape with a book at its third line, and the link lost at `end_ms`."""
    tape = simulated.Tape()
    companion = simulated.Companion(tape)
    tape.wait(2000)
    companion.connect()
    tape.wait(500)
    name = companion.upload(BOOK.data)
    companion.say(wire.STATE, wire.STATE_FOLLOWING)
    companion.show(name, 2, BOOK.lines[2].first_token)
    while tape.now < end_ms:
        companion.say(wire.PING)
        tape.wait(2000)
    companion.disconnect()
    return tape


def test_alone_the_glasses_go_dark_then_deep_and_a_link_or_touch_keeps_them_awake():
    run = play(waiting(40 * MINUTE), settings={"sleep_after": 10})
    assert commands(run, SLEEP_IN)[0] == pytest.approx(10 * MINUTE, abs=2000)
    assert not commands(run, SLEEP_OUT)
    assert run.ended == "deep sleep" and run.frames[-1][0] == pytest.approx(30 * MINUTE, abs=2000)


def test_in_the_dark_the_first_touch_only_wakes():
    tape = in_show(8000)
    tape.wait(32 * MINUTE)
    tape.touch(PIN)
    tape.wait(3000)
    run = play(tape, settings={"sleep_after": 1})
    assert commands(run, SLEEP_OUT) == [pytest.approx(tape.now - 3000, abs=500)]
    assert struct.pack("<8sI", book_id(BOOK.data), 3) not in run.flash, "no page was turned"


def test_a_show_that_lost_its_link_stays_lit_for_half_an_hour():
    run = play(in_show(8000), settings={"sleep_after": 1})
    assert not commands(run, SLEEP_IN)
    tape = in_show(8000)
    tape.wait(40 * MINUTE)
    dark, *_ = commands(play(tape, settings={"sleep_after": 1}), SLEEP_IN)
    assert dark == pytest.approx(8000 + 30 * MINUTE, abs=4000)


def test_a_timer_that_ends_a_deep_sleep_lights_nothing_and_it_sleeps_on():
    run = play(waiting(2 * MINUTE), cause=DEEP_SLEEP, wake=TIMER_WAKE)
    assert not panel(run)
    assert run.ended == "deep sleep" and 19_000 < run.frames[-1][0] < 25_000
    sleep_ms = struct.unpack("<I", run.frames[-1][2])[0]
    assert sleep_ms == 15 * MINUTE
    assert panel(play(waiting(3000), cause=DEEP_SLEEP, wake=TOUCHPAD_WAKE))


def test_a_board_without_a_battery_never_goes_deep():
    run = play(waiting(60 * MINUTE), board="devkit-ssd1306", settings={"sleep_after": 1})
    assert run.ended == "tape"


def test_some_minutes_of_a_show_leave_the_heap_as_it_was():
    """The two hours are `python -m tools.bench.show`."""
    made = asyncio.run(show.measure(8, show.HEAP_KB))
    found = show.summary(made)
    assert found["ended"] == "tape" and found["peak"] < found["limit"]
    used = [weight[1] for weight in found["heap"]]
    assert max(used[len(used) // 2 :]) <= max(used[: len(used) // 2]) + 1024, used
    assert found["least_largest"] >= 512
    name = book_id(made.book.data)
    assert name.hex().encode() in made.run.flash
    place = struct.pack("<8sI", name, made.last_line)
    assert place in made.run.flash, "the last line is noted on flash"
    assert b"failed" not in made.run.flash

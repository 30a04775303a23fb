"""The glasses count on by themselves from what the companion told once."""

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur.daytime import Daytime

WRAP = 1 << 30


def test_nothing_is_known_until_it_is_told():
    clock = Daytime(5)
    clock.tick(10_005)
    assert (clock.uptime, clock.day, clock.elapsed, clock.seconds()) == (10, None, None, None)


def test_time_left_is_shown_if_there_is_a_goal_and_goes_below_zero():
    clock = Daytime(0)
    clock.tell(0, 100, 0, 60)
    clock.tick(50_000)
    assert clock.seconds() == 10
    clock.tick(75_000)
    assert clock.seconds() == -15


def test_time_spent_is_shown_without_a_goal_and_none_without_a_show():
    clock = Daytime(0)
    clock.tell(0, 100, 30, 0)
    clock.tick(2_500)
    assert clock.seconds() == 32
    clock.tell(2_500, 102, None, 0)
    assert clock.seconds() is None


def test_midnight():
    clock = Daytime(0)
    clock.tell(0, 86_399, None, 0)
    clock.tick(2_000)
    assert clock.day == 1


@given(start=st.integers(0, WRAP - 1), steps=st.lists(st.integers(0, 400_000), max_size=60))
def test_no_second_is_lost_however_the_ticks_fall_or_wrap(start, steps):
    clock = Daytime(start)
    clock.tell(start, 0, 0, 0)
    passed = 0
    for step in steps:
        passed += step
        clock.tick((start + passed) % WRAP)
    assert clock.uptime == clock.elapsed == passed // 1000
    assert clock.day == passed // 1000 % 86_400

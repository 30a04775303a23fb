"""The light follows the wearer; nothing goes to sleep in a show."""

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur import power
from firmware.souffleur.power import AWAKE, DARK, DEEP, Dimmer, Sleep

MINUTE = 60


def lamp(dimmer, until, stirs=(), start=0, step=5):
    """[(ms, level)] of every change, asking only when the dimmer has something to do."""
    told, ask = [], 0
    for now in range(0, until, step):
        at = (start + now) & 0x3FFFFFFF
        if now in stirs:
            dimmer.stir()
        if now >= ask and dimmer.due(at):
            if dimmer.feed(at):
                ask = now + power.STEP_MS
            if not told or told[-1][1] != dimmer.level:
                told.append((now, dimmer.level))
    return told


def test_the_light_goes_down_after_its_time_and_comes_back_with_the_next_change():
    told = lamp(Dimmer(200, 40, 10), 25_000, stirs=(20_000,))
    levels = [level for _, level in told]
    assert levels[0] == 200 and min(levels) == 40 and levels[-1] == 200
    down = [when for when, level in told if level == 40]
    assert 10_000 < down[0] <= 10_000 + power.RAMP_MS + power.STEP_MS
    assert next(w for w, level in told if w >= 20_000 and level == 200) <= 20_275


def test_a_ramp_is_made_of_small_steps_in_one_direction():
    told = lamp(Dimmer(200, 40, 10), 11_000)
    levels = [level for _, level in told]
    assert levels == sorted(levels, reverse=True) and len(levels) >= 10
    assert max(a - b for a, b in pairwise(levels)) <= 20


def test_dim_zero_never_dims():
    assert lamp(Dimmer(200, 0, 10), 60_000) == [(0, 200)]


def test_a_dim_level_above_the_brightness_does_not_light_up():
    assert lamp(Dimmer(50, 90, 10), 20_000) == [(0, 50)]


def test_another_choice_acts_at_once():
    dimmer = Dimmer(200, 0, 10)
    dimmer.feed(0)
    dimmer.set(80, 0, 10)
    assert lamp(dimmer, 300)[-1][1] == 80


@given(
    st.integers(0, 255), st.integers(0, 255), st.integers(1, 30),
    st.lists(st.integers(0, 8000).map(lambda n: n * 5), max_size=8), st.integers(0, 0x3FFFFFFF),
)  # fmt: skip
def test_the_level_is_always_between_the_two_and_full_after_a_stir(full, dim, after, stirs, start):
    told = lamp(Dimmer(full, dim, after), 42_000, set(stirs), start)
    low = min(dim, full) if dim else full
    assert all(low <= level <= full for _, level in told)
    for stir in stirs:
        level = [level for when, level in told if when <= stir + power.RAMP_MS][-1]
        others = [other for other in stirs if stir < other <= stir + power.RAMP_MS]
        if not others:
            assert level == full


def test_idle_glasses_go_dark_and_then_deep():
    sleep = Sleep(10, True)
    assert [sleep.state(m * MINUTE) for m in (0, 9, 10, 29, 30)] == [AWAKE, AWAKE, DARK, DARK, DEEP]


def test_a_board_that_no_touch_could_wake_never_goes_deep():
    assert Sleep(10, False).state(100 * MINUTE) == DARK


def test_a_touch_wakes_and_says_that_it_did():
    sleep = Sleep(10, True)
    assert not sleep.stir(MINUTE)
    assert sleep.stir(12 * MINUTE) and sleep.state(21 * MINUTE) == AWAKE


def test_never_chosen_to_sleep_never_sleeps():
    assert Sleep(0, True).state(10_000 * MINUTE) == AWAKE


def test_a_link_keeps_the_glasses_awake_however_long_the_show_is():
    sleep = Sleep(1, True)
    sleep.linked(True, False, 0)
    assert sleep.state(5 * 60 * MINUTE) == AWAKE


def test_a_show_that_lost_its_link_stays_awake_for_half_an_hour():
    sleep = Sleep(1, True)
    sleep.linked(True, False, 0)
    sleep.linked(False, True, 60 * MINUTE)
    assert sleep.state(89 * MINUTE) == AWAKE and sleep.state(90 * MINUTE) == DARK
    sleep.stir(89 * MINUTE)
    assert sleep.state(89 * MINUTE + 59) == AWAKE


def test_a_look_around_after_the_timer_is_dark_and_short_and_a_touch_ends_it():
    sleep = Sleep(10, True, dozing=True)
    assert [sleep.state(second) for second in (0, 19, 20)] == [DARK, DARK, DEEP]
    assert sleep.stir(10) and sleep.state(100) == AWAKE


@given(
    st.lists(st.tuples(st.integers(1, 3000), st.sampled_from(["touch", "on", "off", "lost"]))),
    st.integers(0, 1440),
)
def test_whatever_happens_a_linked_show_is_awake_and_a_lost_one_for_its_time(steps, after):
    sleep, now, linked, lost = Sleep(after, True), 0, False, None
    for wait, what in steps:
        for at in (now + wait // 2, now + wait):
            if linked or (lost is not None and at < lost + 30 * MINUTE):
                assert sleep.state(at) == AWAKE
        now += wait
        if what == "touch":
            sleep.stir(now)
        else:
            was, linked = linked, what == "on"
            sleep.linked(linked, what == "lost", now)
            if was and what == "lost":
                lost = now
        assert sleep.state(now) == AWAKE

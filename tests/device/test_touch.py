"""One finger: what counts as a gesture, and a touch surface that cannot get stuck."""

import hypothesis.strategies as st
from hypothesis import given

from firmware.souffleur import touch

from . import board as bench

REST, FINGER = 20_000, 60_000


def feel(*presses, end=3000, start=0, swallow=None):
    """Gestures from (down at, up at) in ms, polled every 20 ms: [(ms, gesture)]."""
    gestures = touch.Gestures()
    felt = []
    for now in range(0, end, 20):
        if now == swallow:
            gestures.swallow()
        down = any(down <= now < up for down, up in presses)
        kind = gestures.feed(down, (start + now) & 0x3FFFFFFF)
        if kind:
            felt.append((now, kind))
    return felt


def kinds(*presses, **kwargs):
    return [kind for _, kind in feel(*presses, **kwargs)]


def test_a_tap_waits_until_it_cannot_be_a_double_one():
    ((when, kind),) = feel((100, 250))
    assert kind == touch.TAP and 600 <= when <= 740


def test_two_quick_taps_are_one_double_tap_and_two_slow_ones_are_two():
    assert kinds((100, 200), (350, 450)) == [touch.DOUBLE]
    assert kinds((100, 200), (1200, 1300)) == [touch.TAP, touch.TAP]


def test_a_hold_is_told_while_the_finger_is_down_and_only_once():
    ((when, kind),) = feel((100, 2500))
    assert kind == touch.LONG and when < 1000


def test_a_very_long_press_follows_the_long_one_after_five_seconds():
    (first, long), (then, very_long) = feel((100, 9000), end=10_000)
    assert (long, very_long) == (touch.LONG, touch.VERY_LONG)
    assert first < 1000 and 5000 <= then - 100 <= 5200


def test_a_flicker_shorter_than_the_debounce_time_is_nothing():
    assert feel((100, 130), (200, 240)) == []


def test_a_press_that_only_woke_the_glasses_is_no_gesture_and_the_next_one_is():
    assert kinds((100, 250), (1500, 1600), swallow=160) == [touch.TAP]
    assert kinds((100, 2500), swallow=160) == []


def test_the_millisecond_clock_may_wrap_during_a_gesture():
    assert feel((100, 2500), start=0x3FFFFFFF - 400) == feel((100, 2500))


@given(edges=st.lists(st.integers(0, 5000), max_size=20))
def test_whatever_the_finger_does_every_gesture_belongs_to_a_press(edges):
    edges = sorted(edges)
    presses = list(zip(edges[::2], edges[1::2], strict=False))
    felt = kinds(*presses, end=12_000)
    assert len([kind for kind in felt if kind != touch.VERY_LONG]) <= len(presses)
    for number, kind in enumerate(felt):
        assert kind != touch.VERY_LONG or felt[number - 1] == touch.LONG


def surface(readings, rise=25):
    """Whether a finger is felt, for each reading; the first is the one at power-on."""
    rest = touch.Rest(readings[0], rise)
    return [rest.feed(reading) for reading in readings]


def test_a_finger_raises_the_reading_and_is_felt_until_it_lifts():
    felt = surface([REST] * 10 + [FINGER] * 10 + [REST] * 10)
    assert felt == [False] * 10 + [True] * 10 + [False] * 10


def test_a_finger_at_power_on_does_not_make_the_surface_deaf():
    felt = surface([FINGER] * 50 + [REST] * 100 + [FINGER] * 10)
    assert not any(felt[:150]) and all(felt[150:])


def test_a_chip_that_has_measured_nothing_yet_at_power_on_feels_no_finger():
    felt = surface([0] * 3 + [REST] * 600 + [FINGER] * 10)
    assert not any(felt[:603]) and all(felt[603:])


def test_warmth_and_sweat_are_followed_up_and_down():
    day = [REST + n for n in range(0, 12_000, 4)] + [32_000 - n for n in range(0, 12_000, 4)]
    assert not any(surface(day))
    assert all(surface([*day[:3000], *[50_000] * 20])[3000:])


def test_water_on_the_surface_is_taken_for_the_new_rest_and_fingers_are_felt_again():
    wet = [50_000] * 700
    felt = surface([REST] * 10 + wet + [90_000] * 10 + wet[:200] + [REST] * 100 + [FINGER] * 5)
    assert felt[10] and not any(felt[520:710]), "a touch at first, then the rest"
    assert all(felt[710:720]), "a finger through the water"
    assert not any(felt[720:1020]) and all(felt[1020:]), "dry again"


@given(
    readings=st.lists(st.integers(0, 200_000), min_size=1, max_size=300),
    rest=st.integers(5000, 50_000),
)
def test_after_whatever_readings_the_surface_comes_to_rest_and_feels_a_finger(readings, rest):
    felt = surface([*readings, *[rest] * 600, *[rest * 3] * 5])
    assert not any(felt[-105:-5]) and all(felt[-5:])


def test_the_chip_is_told_which_pad_ends_a_deep_sleep_and_by_what_rise(tmp_path):
    bench.run(tmp_path, """
import esp32, machine
from souffleur.touch import Contact
told = []
esp32.wake_on_touch = told.append
Contact({"pin": 14, "kind": "capacitive"}).wakes()
assert machine.mem32 == {0x60008114: 14 << 27 | 5000, 0x60008118: 1 << 23}, machine.mem32
assert told == [True]
""")

"""Nobody asks so much that the show has to wait."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.director.pace import BURST, MOST, RATE, Pace

HOME, ELSEWHERE = "10.0.0.7", "10.0.0.8"


def test_a_page_never_waits_and_neither_do_others() -> None:
    pace = Pace()
    assert not any(pace.wait(HOME, 0.0) for _ in range(BURST))
    assert pace.wait(HOME, 0.0) > 0
    assert pace.wait(ELSEWHERE, 0.0) == 0
    assert pace.wait(HOME, BURST / RATE + 1.0) == 0


@given(st.lists(st.floats(0.0, 0.2), max_size=400))
def test_however_it_asks_it_gets_no_more_than_its_share(pauses: list[float]) -> None:
    pace, now, answered = Pace(), 0.0, []
    for pause in pauses:
        now += pause
        answered.append(now + pace.wait(HOME, now))
    for first in range(len(answered)):
        for last in range(first, len(answered), 50):
            most = BURST + RATE * (answered[last] - answered[first]) + 1
            assert last - first + 1 <= most + 1e-6


def test_so_many_addresses_are_remembered_and_no_more() -> None:
    pace = Pace()
    for number in range(3 * MOST):
        pace.wait(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}", number * 0.1)
    assert len(pace._due) <= MOST

"""The picture moves by whole lines, a little ahead of the voice, and never without cause."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.follow.position import Position, State
from companion.scroll import Placing, Scroll

# Lines of a small script: four words a line, a heading before line 1, a direction before line 5.
STARTS = (0, 0, 4, 8, 12, 12, 16, 20)
SPOKEN = (False, True, True, True, False, True, True, True)
TOKENS = 24


def scroll() -> Scroll:
    return Scroll(STARTS, SPOKEN, rows=6, row=1)


def at(heard: int, expected: int | None = None, state: State = State.FOLLOWING) -> Position:
    return Position(heard, heard if expected is None else expected, 1.0, state, "")


def test_it_starts_with_the_heading_above_the_first_words() -> None:
    assert scroll().placing == Placing(line=0, token=0)


def test_of_a_long_title_so_much_is_shown_that_two_lines_of_words_stay_in_sight() -> None:
    starts, spoken = (0,) * 8, (False,) * 4 + (True,) * 4
    assert Scroll(starts, spoken, rows=7, row=1).placing.line == 0
    assert Scroll(starts, spoken, rows=6, row=1).placing.line == 1


def test_the_next_line_leads_once_the_last_word_is_expected() -> None:
    picture = scroll()
    assert picture.follow(at(2)) == Placing(1, 3)
    assert picture.follow(at(2, expected=3)) == Placing(2, 3)


def test_it_never_leads_the_heard_words_by_more_than_a_line() -> None:
    picture = scroll()
    assert picture.follow(at(2, expected=20)) == Placing(2, 3)


def test_the_line_of_the_last_word_heard_stays_in_sight() -> None:
    words = 6  # one on each line
    picture = Scroll(range(words), [True] * words, rows=5, row=1)
    assert picture.follow(at(1, expected=2)) == Placing(2, 2)


def test_a_direction_is_met_before_the_words_after_it() -> None:
    picture = scroll()
    assert picture.follow(at(11)) == Placing(4, 12)
    assert picture.follow(at(12)) == Placing(4, 13)
    assert picture.follow(at(13)) == Placing(5, 14)


def test_nothing_moves_while_searching() -> None:
    picture = scroll()
    picture.follow(at(5))
    still = picture.placing.line
    for _ in range(60):
        picture.follow(at(5, expected=23, state=State.SEARCHING))
        assert picture.placing.line == still


def test_a_stumble_does_not_shake_the_picture() -> None:
    picture = scroll()
    picture.follow(at(8))
    assert picture.placing.line == 3
    assert picture.follow(at(6)) == Placing(3, 7)
    assert picture.follow(at(9)) == Placing(3, 10)


def test_a_step_back_out_of_sight_moves_it() -> None:
    picture = scroll()
    picture.follow(at(8))
    assert picture.follow(at(1)) == Placing(1, 2)


def test_a_far_return_moves_at_once() -> None:
    picture = scroll()
    picture.follow(at(22))
    assert picture.follow(at(5)) == Placing(2, 6)


def test_the_operator_is_obeyed_and_clamped() -> None:
    picture = scroll()
    assert picture.move(6) == Placing(6, 16)
    assert picture.move(99).line == 7
    assert picture.move(-5) == Placing(0, 0)


def test_a_script_of_directions_alone_stands_still() -> None:
    picture = Scroll((0, 0), (False, False), rows=6)
    assert picture.follow(at(0)) == Placing(0, 1)
    assert picture.move(1) == Placing(1, 0)


positions = st.builds(
    Position,
    heard=st.integers(-1, TOKENS - 1),
    expected=st.integers(-1, TOKENS + 3),
    confidence=st.floats(0, 1),
    state=st.sampled_from(State),
    reason=st.just(""),
)


@given(st.lists(positions, max_size=30))
def test_the_next_word_is_in_sight_whenever_a_place_is_followed(heard: list[Position]) -> None:
    picture = scroll()
    for position in heard:
        picture.follow(position)
        line = picture.placing.line
        if position.state is State.FOLLOWING and position.heard >= 0:
            needed = picture.line_of(position.heard + 1)
            assert line - 1 <= needed <= line + 4


def test_a_line_chosen_among_directions_stays_until_the_speaker_goes_on() -> None:
    directions = [2] * 6  # more of them than lead in to the words after them
    picture = Scroll([0, *directions, 2, 6], [True, *[False] * 6, True, True], rows=6, row=1)
    picture.follow(at(1))
    first = picture.placing.line
    for line in range(first - 1, 0, -1):
        assert picture.move(line) == Placing(line, 2)
        assert picture.follow(at(1)) is None
    assert picture.follow(at(3)) == Placing(7, 4)


def test_a_screen_of_one_line_holds_the_next_word() -> None:
    picture = Scroll(range(4), [True] * 4, rows=1, row=1)
    for heard in (0, 1, 2, 1):
        picture.follow(at(heard, expected=heard + 1))
        assert picture.placing.line == heard + 1

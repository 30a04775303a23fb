"""Who gets in, as what, and how long: nobody by guessing, nobody twice with one code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.director.door import (
    AWAY,
    FIRST_WAIT,
    FORGOTTEN,
    MOST_PEOPLE,
    OPEN_FOR,
    WRONG_ALL,
    WRONG_HERE,
    Door,
    Role,
)
from companion.director.errors import OrderError

HOME, ELSEWHERE = "10.0.0.7", "10.0.0.8"


def refused(door: Door, pin: str, now: float, address: str = HOME) -> str:
    with pytest.raises(OrderError) as refusal:
        door.by_pin(pin, address, "", now)
    return refusal.value.code


def wrong(door: Door) -> str:
    assert door.invitation is not None
    return "000000" if door.invitation.pin != "000000" else "000001"


def test_nobody_joins_while_no_invitation_is_open() -> None:
    door = Door()
    assert refused(door, "123456", 0.0) == "closed"
    ticket = door.invite(Role.WATCH, 0.0).ticket
    door.close()
    with pytest.raises(OrderError):
        door.by_ticket(ticket, HOME, "", 1.0)


def test_an_invitation_closes_by_itself() -> None:
    door = Door()
    invitation = door.invite(Role.WATCH, 0.0)
    assert invitation.pin is not None
    assert refused(door, invitation.pin, OPEN_FOR) == "closed"
    assert door.tick(OPEN_FOR) and door.invitation is None


def test_a_ticket_works_once() -> None:
    door = Door()
    ticket = door.invite(Role.CONTROL, 0.0).ticket
    secret, person = door.by_ticket(ticket, HOME, "iPhone", 1.0)
    assert person.role is Role.CONTROL and door.enter(secret, 2.0) is person
    with pytest.raises(OrderError) as refusal:
        door.by_ticket(ticket, ELSEWHERE, "", 3.0)
    assert refusal.value.code == "ticket"
    assert door.invitation is not None
    door.by_ticket(door.invitation.ticket, ELSEWHERE, "", 4.0)  # the next one is good
    assert len(door.people()) == 2


def test_another_invitation_makes_the_one_before_void() -> None:
    door = Door()
    old = door.invite(Role.CONTROL, 0.0)
    ticket, pin = old.ticket, old.pin
    assert pin is not None
    new = door.invite(Role.WATCH, 1.0)
    with pytest.raises(OrderError):
        door.by_ticket(ticket, HOME, "", 2.0)
    if new.pin != pin:
        assert refused(door, pin, 2.0) == "pin"
    _, person = door.by_ticket(new.ticket, HOME, "", 3.0)
    assert person.role is Role.WATCH


def test_wrong_pins_from_one_address_have_to_wait_longer_each_time() -> None:
    door = Door()
    invitation = door.invite(Role.WATCH, 0.0)
    assert invitation.pin is not None
    for _ in range(WRONG_HERE):
        assert refused(door, wrong(door), 0.0) == "pin"
    assert refused(door, invitation.pin, FIRST_WAIT - 1) == "wait"
    for _ in range(WRONG_HERE):
        assert refused(door, wrong(door), FIRST_WAIT) == "pin"
    assert refused(door, invitation.pin, 2 * FIRST_WAIT + 1) == "wait"
    door.by_pin(invitation.pin, ELSEWHERE, "", 2.0)  # others need not wait
    door.by_pin(invitation.pin, HOME, "", 3 * FIRST_WAIT + 1)


def test_wrong_pins_from_many_addresses_make_the_pin_void_but_not_the_code() -> None:
    door = Door()
    invitation = door.invite(Role.WATCH, 0.0)
    pin = invitation.pin
    assert pin is not None
    for number in range(WRONG_ALL):
        assert refused(door, wrong(door), 0.0, f"10.0.1.{number}") == "pin"
    assert invitation.pin is None
    assert refused(door, pin, 1.0, ELSEWHERE) == "void"
    door.by_ticket(invitation.ticket, ELSEWHERE, "", 2.0)


@given(st.lists(st.tuples(st.integers(0, 5), st.text(max_size=8), st.floats(0, 60)), max_size=60))
def test_no_sequence_of_wrong_pins_lets_anybody_in(tries: list[tuple[int, str, float]]) -> None:
    door = Door()
    pin = door.invite(Role.CONTROL, 0.0).pin
    now = 0.0
    for number, guess, later in tries:
        now += later
        if guess != pin:
            code = refused(door, guess, now, f"10.0.1.{number}")
            assert code in {"pin", "wait", "void", "closed"}
    assert not door.people()


@pytest.mark.parametrize("secret", ["", "x", "\ud800", "é" * 50, "\x00"])
def test_no_other_secret_is_a_session(secret: str) -> None:
    door = Door()
    door.invite(Role.WATCH, 0.0)
    assert door.invitation is not None
    door.by_ticket(door.invitation.ticket, HOME, "", 0.0)
    assert door.enter(secret, 1.0) is None


def test_the_operator_puts_people_out_and_gives_them_control() -> None:
    door = Door()
    secret, person = door.by_ticket(door.invite(Role.WATCH, 0.0).ticket, HOME, "", 0.0)
    door.allow(person.number, Role.CONTROL)
    assert person.role is Role.CONTROL
    door.dismiss(person.number)
    assert person.gone == "dismissed" and door.enter(secret, 1.0) is None


def test_sessions_end_with_the_show_and_with_long_silence() -> None:
    door = Door()
    secret, person = door.by_ticket(door.invite(Role.WATCH, 0.0).ticket, HOME, "", 0.0)
    assert not person.away(AWAY) and person.away(AWAY + 1)
    assert not door.tick(FORGOTTEN / 2) or door.people()
    door.tick(FORGOTTEN + 1)
    assert person.gone == "forgotten" and door.enter(secret, FORGOTTEN + 2) is None
    secret, person = door.by_ticket(door.invite(Role.WATCH, 0.0).ticket, HOME, "", 0.0)
    door.end()
    assert person.gone == "over" and door.enter(secret, 1.0) is None and door.invitation is None


def test_who_has_long_been_away_makes_room() -> None:
    door = Door()
    door.invite(Role.WATCH, 0.0)
    secrets = []
    for number in range(MOST_PEOPLE):
        assert door.invitation is not None
        secrets.append(door.by_ticket(door.invitation.ticket, HOME, "", float(number))[0])
    now = MOST_PEOPLE + AWAY
    for secret in secrets[2:]:
        door.enter(secret, now)
    assert door.invitation is not None
    door.by_ticket(door.invitation.ticket, HOME, "", now)
    assert len(door.people()) == MOST_PEOPLE
    assert door.enter(secrets[0], now) is None and door.enter(secrets[1], now) is not None


def test_there_is_room_for_so_many_and_no_more() -> None:
    door = Door()
    door.invite(Role.WATCH, 0.0)
    for _ in range(MOST_PEOPLE):
        assert door.invitation is not None
        door.by_ticket(door.invitation.ticket, HOME, "", 0.0)
    with pytest.raises(OrderError) as refusal:
        door.by_ticket(door.invitation.ticket, HOME, "", 0.0)
    assert refusal.value.code == "full"

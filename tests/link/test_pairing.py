"""Glasses and companion pair by the wearer's hand, whatever is lost and whoever meddles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.glasses.client import Client, Phase
from companion.glasses.events import Event, Refused
from companion.glasses.handshake import Keys, Known
from companion.glasses.keys import Key, Keyring
from companion.glasses.pairing import Phase as Step
from firmware.souffleur import pairing as device
from firmware.souffleur import wire
from tests.link.pairing_world import (
    MAX_PACKET,
    NAME,
    STEP,
    Exchange,
    Glasses,
    pair,
    plain,
)
from tests.link.puppet import IDENTITY, SECRET, Noise


def links(glasses: Glasses, keys: Keys, seed: int = 77, seconds: float = 8.0) -> bool:
    """Whether a companion with these keys gets a session, as at the start of any show."""
    client = Client(keys, Noise(seed))
    events: list[Event] = []
    now = 10_000_000
    glasses.step(now, [])
    glasses.session.linked(MAX_PACKET)
    client.linked(MAX_PACKET, now / 1000)
    for _ in range(round(seconds * 1000 / STEP)):
        now += STEP
        events += client.tick(now / 1000)
        arriving = []
        while (packet := client.outgoing(now / 1000)) is not None:
            arriving.append(packet)
        for packet in glasses.step(now, arriving):
            events += client.receive(packet, now / 1000)
        if client.phase is Phase.AGREED or any(isinstance(e, Refused) for e in events):
            break
    glasses.session.unlinked()
    return client.phase is Phase.AGREED


@pytest.fixture
def keyring(tmp_path: Path) -> Path:
    return tmp_path / "glasses.json"


# What is promised


def test_both_hold_a_new_secret_and_the_old_companion_is_shut_out(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    assert pair(exchange)
    exchange.unlink()
    assert glasses.secret != SECRET
    assert Keyring(keyring).all() == [Key(IDENTITY, glasses.secret, NAME)]
    assert links(glasses, Keyring(keyring))
    assert not links(glasses, Known({IDENTITY: SECRET}))
    glasses.power_on()
    assert links(glasses, Keyring(keyring))


@settings(max_examples=60)
@given(ours=st.integers(1, 2**32 - 1), theirs=st.integers(1, 2**32 - 1))
def test_both_sides_compute_one_code_of_six_digits(ours: int, theirs: int) -> None:
    glasses = Glasses(theirs)
    exchange = Exchange(glasses, Path("unused"), seed=ours)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    assert glasses.code is not None
    assert len(glasses.code) == 6
    assert glasses.code.isdecimal()
    exchange.companion.typed(glasses.code)  # raises if it is not the companion's
    assert exchange.run(5, lambda: glasses.asks)


def test_codes_are_spread_evenly() -> None:
    noise = Noise(3)
    opened, key, reveal = bytes(34), bytes(58), bytes(49)
    codes = [int(device.Agreement(noise(32), opened, key, reveal).code) for _ in range(4000)]
    tenths = [sum(code // 100_000 == tenth for code in codes) for tenth in range(10)]
    assert all(abs(count - 400) < 100 for count in tenths)  # five standard deviations
    assert len(set(codes)) > 3970  # 8 of 4000 are expected to meet another


def wide(code: str) -> str:
    """As a Chinese input method gives digits."""
    return "".join(chr(ord("\uff10") + int(digit)) for digit in code)


@pytest.mark.parametrize("way", [lambda c: c + "\n", lambda c: f" {c[:3]} {c[3:]} ", wide])
def test_a_code_may_be_typed_as_people_do(keyring: Path, way: Callable[[str], str]) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    assert glasses.code is not None
    assert exchange.type(way(glasses.code))


def test_a_wrong_code_ends_it_and_nothing_is_kept(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    assert glasses.code is not None
    wrong = f"{(int(glasses.code) + 1) % 1_000_000:06d}"
    assert not exchange.type(wrong)
    assert "codes differ" in str(exchange.companion.failure)
    exchange.run(3)
    assert not glasses.asks
    exchange.unlink()
    exchange.glasses.step(exchange.now, [])
    assert glasses.pairing is None
    assert glasses.secret == SECRET
    assert Keyring(keyring).all() == []


# The wearer's hand


def test_closed_glasses_answer_no_pairing(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    assert exchange.run(5, lambda: exchange.companion.phase is Step.FAILED)
    assert "touch them for five seconds" in str(exchange.companion.failure)
    for message in (
        wire.pack(wire.PAIR_OPEN, 1, bytes(32)), wire.pack(wire.PAIR_REVEAL, bytes(32), bytes(16)),
        wire.pack(wire.PAIR_DONE, bytes(16)),
    ):
        answers = glasses.step(exchange.now, plain(message))
        expected = wire.pack(wire.ERROR, wire.ERR_NOT_NOW, message[0])
        assert [wire.unplain(answer[3:]) for answer in answers] == [expected]


def test_an_opening_ends_after_a_minute_or_with_a_touch() -> None:
    glasses = Glasses()
    glasses.open(1000)
    glasses.step(60_999, [])
    assert glasses.pairing is not None
    glasses.step(61_000, [])
    assert glasses.pairing is None
    glasses.open(70_000)
    glasses.touch(True, 71_000)
    glasses.step(71_000, [])
    assert glasses.pairing is None


@pytest.mark.parametrize("stage", ["code", "asking"])
def test_nobody_who_does_nothing_is_waited_for_longer_than_a_minute(
    keyring: Path, stage: str
) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    if stage == "asking":
        assert glasses.code is not None
        exchange.type(glasses.code)
        assert exchange.run(5, lambda: glasses.asks)
    exchange.run(59)
    assert glasses.pairing is not None
    exchange.run(2)
    assert glasses.pairing is None
    exchange.tap()
    assert glasses.secret == SECRET


@pytest.mark.parametrize("touch", ["none", "double", "too soon"])
def test_a_companion_that_knows_all_needs_the_tap(keyring: Path, touch: str) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    exchange.run(5, exchange.both_have_codes)
    assert glasses.code is not None
    exchange.type(glasses.code)
    assert exchange.run(5, lambda: glasses.asks)
    if touch == "double":
        exchange.run(2)
        glasses.touch(False, exchange.now)
        exchange.step()
        assert glasses.pairing is None
    elif touch == "too soon":
        exchange.run(0.5)
        exchange.tap()
        assert glasses.asks
    exchange.run(30)
    assert glasses.secret == SECRET
    assert glasses.writes == 0
    assert exchange.companion.phase is not Step.PAIRED


def test_a_tap_on_the_code_is_a_no(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    exchange.tap()
    assert exchange.run(3, lambda: exchange.companion.phase is Step.FAILED)
    assert glasses.pairing is None


def test_while_open_no_other_companion_gets_in_and_afterwards_it_does(keyring: Path) -> None:
    glasses = Glasses()
    glasses.open(9_999_000)
    assert not links(glasses, Known({IDENTITY: SECRET}), seconds=2)
    assert glasses.pairing is not None  # a visitor does no harm
    glasses.touch(True, 10_003_000)
    glasses.step(10_003_000, [])
    assert links(glasses, Known({IDENTITY: SECRET}))


def test_a_second_companion_waits_while_one_pairs(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    assert exchange.run(5, exchange.both_have_codes)
    assert glasses.session.busy(exchange.now)  # then link.py answers it ERR_BUSY


def test_an_idle_connection_gives_way_to_one_that_pairs() -> None:
    glasses = Glasses()
    glasses.open(1000)
    glasses.session.linked(MAX_PACKET)
    glasses.step(1000, [])
    assert glasses.session.busy(3900)  # it may be about to begin
    assert not glasses.session.busy(4000)


# Whatever is lost


@settings(max_examples=60)
@given(losses=st.sets(st.tuples(st.booleans(), st.integers(0, 25)), max_size=20))
def test_lost_packets_only_take_time(
    losses: set[tuple[bool, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = {True: 0, False: 0}

    def lossy(to_glasses: bool, packet: bytes) -> list[bytes]:
        number = seen[to_glasses]
        seen[to_glasses] += 1
        return [] if (to_glasses, number) in losses else [packet]

    glasses = Glasses()
    keyring = tmp_path_factory.mktemp("lost") / "glasses.json"
    assert pair(Exchange(glasses, keyring, meddler=lossy))
    assert Keyring(keyring).secrets(IDENTITY) == (glasses.secret,)


class Cut(Exception):
    """The moment at which everything stops."""


def cut_exchange(glasses: Glasses, keyring: Path, cut_at: int, arrives: bool) -> bool:
    """Pair, but cut link and power of both at packet `cut_at`; False if it was over before."""
    count = 0

    def cutting(to_glasses: bool, packet: bytes) -> list[bytes]:
        nonlocal count
        count += 1
        if count < cut_at:
            return [packet]
        if arrives:
            if to_glasses:
                glasses.step(exchange.now, [packet])
            else:
                exchange.companion.receive(packet)
                exchange.settle()
        raise Cut

    exchange = Exchange(glasses, keyring, meddler=cutting)
    try:
        pair(exchange)
        return False
    except Cut:
        return True
    finally:
        glasses.session.unlinked()
        glasses.power_on()


@pytest.mark.parametrize("paired_before", [True, False])
@pytest.mark.parametrize("arrives", [True, False])
def test_a_cut_at_any_packet_leaves_one_secret_that_both_find(
    tmp_path: Path, paired_before: bool, arrives: bool
) -> None:
    outcomes = []
    for cut_at in range(1, 1000):
        glasses, keyring = Glasses(), tmp_path / f"{cut_at}.json"
        if paired_before:
            Keyring(keyring).add(Key(IDENTITY, SECRET, NAME))
        if not cut_exchange(glasses, keyring, cut_at, arrives):
            break
        new = glasses.secret != SECRET
        outcomes.append(new)
        # The companion that was paired before always gets in; a new one if the wearer tapped.
        assert links(glasses, Keyring(keyring)) == (paired_before or new)
        assert links(glasses, Known({IDENTITY: SECRET})) == (not new)
        if paired_before or new:
            assert Keyring(keyring).all() == [Key(IDENTITY, glasses.secret, NAME)]
    assert len(outcomes) >= 6
    assert outcomes == sorted(outcomes)  # the old secret up to the tap, then the new one
    assert True in outcomes


def test_the_last_message_lost_again_and_again_still_leaves_a_key(tmp_path: Path) -> None:
    glasses, keyring = Glasses(), tmp_path / "glasses.json"

    def deaf(to_glasses: bool, packet: bytes) -> list[bytes]:
        lost = not to_glasses and packet[3] == wire.PAIR_OK
        return [] if lost else [packet]

    for seed in (5, 6, 7):
        exchange = Exchange(glasses, keyring, seed=seed, meddler=deaf)
        assert not pair(exchange)
        exchange.unlink()
    assert glasses.writes == 3
    assert len(Keyring(keyring).secrets(IDENTITY)) == 3
    assert links(glasses, Keyring(keyring))
    assert Keyring(keyring).secrets(IDENTITY) == (glasses.secret,)


def test_glasses_that_cannot_write_keep_the_old_secret(keyring: Path) -> None:
    glasses = Glasses()
    glasses.flash_fails = True
    Keyring(keyring).add(Key(IDENTITY, SECRET, NAME))
    exchange = Exchange(glasses, keyring)
    assert not pair(exchange)
    assert exchange.companion.phase is Step.FAILED
    exchange.unlink()
    assert links(glasses, Keyring(keyring))
    assert Keyring(keyring).secrets(IDENTITY) == (SECRET,)

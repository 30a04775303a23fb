"""Whoever meddles with a pairing ends it, and gains nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.glasses.keys import Keyring
from companion.glasses.pairing import Phase as Step
from firmware.souffleur import curve, wire
from firmware.souffleur import pairing as device
from tests.link.pairing_world import (
    MAX_PACKET,
    Exchange,
    Glasses,
    pair,
    plain,
)
from tests.link.puppet import IDENTITY, Noise
from tests.link.test_pairing_curve import LOW_ORDER


@pytest.fixture
def keyring(tmp_path: Path) -> Path:
    return tmp_path / "glasses.json"


@pytest.mark.parametrize("point", LOW_ORDER)
@pytest.mark.parametrize("against", ["glasses", "companion"])
def test_a_public_key_of_low_order_is_refused(keyring: Path, point: int, against: str) -> None:
    public = point.to_bytes(32, "little")
    glasses = Glasses()
    if against == "glasses":
        glasses.open(0)
        glasses.session.linked(MAX_PACKET)
        nonce = bytes(16)
        commit = device.commitment(public, nonce)
        glasses.step(0, plain(wire.pack(wire.PAIR_OPEN, wire.VERSION, commit)))
        glasses.step(1, plain(wire.pack(wire.PAIR_REVEAL, public, nonce)))
        assert glasses.pairing is None
    else:
        exchange = Exchange(glasses, keyring)
        for packet in plain(wire.pack(wire.PAIR_KEY, wire.VERSION, IDENTITY, public, bytes(16))):
            exchange.companion.receive(packet)
        assert exchange.companion.phase is Step.FAILED


class Intruder:
    """Between the two with keys of its own, as well as it can be done."""

    def __init__(self, seed: int) -> None:
        noise = Noise(seed)
        self.scalar, self.nonce = noise(32), noise(16)
        self.public: bytes = curve.finish(curve.multiply(self.scalar, curve.BASE))

    def __call__(self, to_glasses: bool, packet: bytes) -> list[bytes]:
        head, message = packet[:3], wire.unplain(packet[3:])
        kind = message[0]
        if kind == wire.PAIR_OPEN:
            commit = device.commitment(self.public, self.nonce)
            message = wire.pack(wire.PAIR_OPEN, wire.VERSION, commit)
        elif kind == wire.PAIR_REVEAL:
            message = wire.pack(wire.PAIR_REVEAL, self.public, self.nonce)
        elif kind == wire.PAIR_KEY:
            message = wire.pack(
                wire.PAIR_KEY, wire.VERSION, IDENTITY, self.public, self.nonce
            )
        return [head + wire.plain(message)]


def test_whoever_stands_between_makes_two_codes_that_differ(keyring: Path) -> None:
    for seed in range(1, 301):
        glasses = Glasses(seed)
        exchange = Exchange(glasses, keyring, seed=1000 + seed, meddler=Intruder(seed))
        glasses.open(exchange.now)
        assert exchange.run(5, exchange.both_have_codes)
        assert glasses.code is not None
        assert not exchange.type(glasses.code)
        assert exchange.companion.phase is Step.FAILED
    assert Keyring(keyring).all() == []


def begun(glasses: Glasses, seed: int = 9) -> tuple[bytes, bytes]:
    """An exchange up to PAIR_KEY, by hand: the PAIR_REVEAL to come and the PAIR_KEY."""
    noise = Noise(seed)
    public, nonce = curve.finish(curve.multiply(noise(32), curve.BASE)), noise(16)
    glasses.session.linked(MAX_PACKET)
    opened = wire.pack(wire.PAIR_OPEN, wire.VERSION, device.commitment(public, nonce))
    glasses.step(0, plain(opened))
    (answer,) = glasses.step(1, plain(opened))
    return wire.pack(wire.PAIR_REVEAL, public, nonce), wire.unplain(answer[3:])


@pytest.mark.parametrize("at", range(1, 49, 5))
def test_a_reveal_that_was_not_committed_to_ends_it(at: int) -> None:
    glasses = Glasses()
    glasses.open(0)
    reveal, _ = begun(glasses)
    broken = reveal[:at] + bytes((reveal[at] ^ 1,)) + reveal[at + 1 :]
    (answer,) = glasses.step(2, plain(broken))
    assert wire.unplain(answer[3:]) == wire.pack(wire.ERROR, wire.ERR_AUTH, wire.PAIR_REVEAL)
    assert glasses.pairing is None
    glasses.step(3, plain(reveal))  # too late: one exchange an opening
    assert glasses.pairing is None


def test_an_exchange_recorded_opens_nothing_later(keyring: Path) -> None:
    glasses = Glasses()
    heard: list[bytes] = []

    def listening(to_glasses: bool, packet: bytes) -> list[bytes]:
        if to_glasses:
            heard.append(packet)
        return [packet]

    exchange = Exchange(glasses, keyring, meddler=listening)
    assert pair(exchange)
    exchange.unlink()
    secret = glasses.secret
    glasses.open(exchange.now)
    glasses.session.linked(MAX_PACKET)
    for number, packet in enumerate(heard):
        glasses.step(exchange.now + number, [packet])
        assert not glasses.asks  # the glasses' key and nonce are others, and so is the proof
    glasses.touch(True, exchange.now + 5000)
    assert glasses.secret == secret


def test_a_wrong_proof_ends_it() -> None:
    glasses = Glasses()
    glasses.open(0)
    reveal, _ = begun(glasses)
    glasses.step(2, plain(reveal))
    assert glasses.code is not None
    glasses.step(3, plain(wire.pack(wire.PAIR_DONE, bytes(16))))
    assert glasses.pairing is None


def test_a_second_beginning_ends_it() -> None:
    glasses = Glasses()
    glasses.open(0)
    begun(glasses)
    glasses.step(2, plain(wire.pack(wire.PAIR_OPEN, wire.VERSION, bytes(32))))
    assert glasses.pairing is None


def test_a_link_that_breaks_ends_it() -> None:
    glasses = Glasses()
    glasses.open(0)
    reveal, _ = begun(glasses)
    glasses.session.unlinked()
    glasses.step(3, [])
    assert glasses.pairing is None
    glasses.session.linked(MAX_PACKET)
    glasses.step(4, plain(reveal))
    assert glasses.code is None


@settings(max_examples=200)
@given(kind=st.sampled_from(wire.PAIRING), body=st.binary(max_size=80), phase=st.integers(0, 3))
def test_bytes_that_are_no_such_message_never_raise(kind: int, body: bytes, phase: int) -> None:
    pairing = device.Pairing(IDENTITY, Noise(1), 0)
    while phase and pairing.work():
        pass
    noise = Noise(2)
    public, nonce = curve.finish(curve.multiply(noise(32), curve.BASE)), noise(16)
    if phase > 1:
        pairing.receive(
            wire.pack(wire.PAIR_OPEN, wire.VERSION, device.commitment(public, nonce))
        )
    if phase > 2:
        pairing.receive(wire.pack(wire.PAIR_REVEAL, public, nonce))
        while pairing.work():
            pass
        assert pairing.code
    pairing.receive(bytes((kind,)) + body)
    assert pairing.phase not in (device.ASKING, device.ACCEPTED)


def test_what_glasses_say_sent_back_to_them_does_nothing() -> None:
    glasses = Glasses()
    glasses.open(0)
    _, key = begun(glasses)
    assert glasses.step(2, plain(key)) == []
    assert glasses.step(2, plain(wire.pack(wire.PAIR_OK, bytes(16)))) == []
    assert glasses.pairing is not None


def test_a_companion_believes_no_proof_but_the_right_one(keyring: Path) -> None:
    glasses = Glasses()
    exchange = Exchange(glasses, keyring)
    glasses.open(exchange.now)
    exchange.run(5, exchange.both_have_codes)
    for packet in plain(wire.pack(wire.PAIR_OK, bytes(16))):
        exchange.companion.receive(packet)
    assert exchange.companion.phase is Step.CODE
    assert glasses.code is not None
    exchange.type(glasses.code)
    for packet in plain(wire.pack(wire.PAIR_OK, bytes(16))):
        exchange.companion.receive(packet)
    assert exchange.companion.phase is Step.PROVING


def test_another_version_is_told(keyring: Path) -> None:
    glasses = Glasses()
    glasses.open(0)
    glasses.session.linked(MAX_PACKET)
    (answer,) = glasses.step(1, plain(wire.pack(wire.PAIR_OPEN, 9, bytes(32))))
    assert wire.unplain(answer[3:]) == wire.pack(wire.ERROR, wire.ERR_VERSION, wire.PAIR_OPEN)
    exchange = Exchange(Glasses(), keyring)
    for packet in plain(wire.pack(wire.PAIR_KEY, 9, IDENTITY, curve.BASE, bytes(16))):
        exchange.companion.receive(packet)
    assert "another version" in str(exchange.companion.failure)

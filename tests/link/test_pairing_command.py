"""`souffleur pair` as staff types it: which glasses, and what becomes of the secrets."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bleak.backends.device import BLEDevice

from companion.cli import main
from companion.cli import pair as command
from companion.glasses import pairing_link
from companion.glasses.discovery import Found
from companion.glasses.errors import GlassesNotFound, LinkError
from companion.glasses.keys import Key, Keyring
from companion.glasses.pairing import CodesDiffer, PairingFailed, Phase

LEFT = Key(b"glasses1", bytes(range(32)), "Stage left")
RIGHT = Key(b"glasses2", bytes(range(1, 33)), "Stage right")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the keys of whoever runs it."""
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a failing command prints."""
    assert main(["pair", *arguments]) == 1
    told = capsys.readouterr().err
    assert told.startswith("souffleur: ")
    assert told.count("\n") == 1
    return told


def found(name: str, pairing: bool, address: str = "C0:00:00:00:00:01") -> Found:
    return Found(name, address, -50, BLEDevice(address, name, None), pairing)


# Which glasses


@pytest.mark.parametrize(("name", "seen", "chosen"), [
    (None, [found("A", False), found("B", True)], "B"),
    ("B", [found("A", True), found("B", True)], "B"),
    ("C0:00:00:00:00:02", [found("A", True), found("A", True, "C0:00:00:00:00:02")], "A"),
])
def test_the_glasses_open_for_pairing_are_found(
    name: str | None, seen: list[Found], chosen: str
) -> None:
    assert command._chosen(seen, name).name == chosen


@pytest.mark.parametrize(("name", "seen", "says"), [
    (None, [], "No glasses in reach are open.*touch the glasses for five seconds"),
    (None, [found("A", False)], "No glasses in reach are open"),
    ("B", [found("A", True)], "No glasses called B in reach are open"),
    (None, [found("A", True), found("B", True)], "Several.*name one of A .*, B "),
])
def test_it_never_guesses(name: str | None, seen: list[Found], says: str) -> None:
    with pytest.raises(command.PairError, match=says):
        command._chosen(seen, name)


def test_a_board_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert "A name has 1 to 29 bytes" in refused(capsys, "--board", "t-glass")


# The secrets on this computer


def test_the_list_tells_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pair", "--list"]) == 0
    assert "No glasses are paired" in capsys.readouterr().out
    Keyring().add(LEFT)
    Keyring().expect(RIGHT.identity, RIGHT.name, bytes(32))
    assert main(["pair", "--list"]) == 0
    told = capsys.readouterr().out
    assert "Stage left" in told
    assert "676c617373657331  paired\n" in told
    assert "676c617373657332  not confirmed" in told
    assert LEFT.secret is not None
    assert LEFT.secret.hex() not in told


def test_forgotten_glasses_cannot_be_driven_from_here(capsys: pytest.CaptureFixture[str]) -> None:
    Keyring().add(LEFT, RIGHT)
    assert main(["pair", "--forget", "Stage left"]) == 0
    assert "until they are paired anew" in capsys.readouterr().out
    assert Keyring().all() == [RIGHT]
    assert Keyring().secrets(LEFT.identity) == ()
    assert "No glasses called Stage left" in refused(capsys, "--forget", "Stage left")


def test_of_two_by_one_name_the_one_meant_is_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    twin = Key(RIGHT.identity, RIGHT.secret, LEFT.name)
    Keyring().add(LEFT, twin)
    assert twin.identity.hex() in refused(capsys, "--forget", LEFT.name)
    assert main(["pair", "--forget", twin.identity.hex()]) == 0
    assert Keyring().all() == [LEFT]


def test_keys_travel_to_the_show_laptop_in_a_private_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "show.json"
    assert "nothing to export" in refused(capsys, "--export", str(file))
    Keyring().add(LEFT, RIGHT)
    old = os.umask(0)
    try:
        assert main(["pair", "--export", str(file)]) == 0
    finally:
        os.umask(old)
    assert "whoever has it can drive and read them" in capsys.readouterr().out
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "exists" in refused(capsys, "--export", str(file))
    Keyring().path.unlink()
    assert main(["pair", "--import", str(file)]) == 0
    told = capsys.readouterr()
    assert "Delete" in told.out
    assert not told.err
    assert sorted(key.name for key in Keyring().all()) == ["Stage left", "Stage right"]
    assert Keyring().secrets(LEFT.identity) == (LEFT.secret,)


def test_an_imported_secret_does_not_push_out_the_one_that_works(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    Keyring().add(LEFT)
    assert main(["pair", "--export", str(file)]) == 0
    newer = Key(LEFT.identity, bytes(32), LEFT.name)
    Keyring().add(newer)
    assert main(["pair", "--import", str(file)]) == 0
    assert Keyring().secrets(LEFT.identity) == (newer.secret, LEFT.secret)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_file_that_others_can_read_is_warned_of(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "keys.json"
    Keyring().add(LEFT)
    main(["pair", "--export", str(file)])
    file.chmod(0o644)
    assert main(["pair", "--import", str(file)]) == 0
    assert "Others on this computer could read" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{}", '{"00": 1}'])
def test_what_holds_no_secrets_is_not_imported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    assert str(file) in refused(capsys, "--import", str(file))
    assert str(tmp_path / "none") in refused(capsys, "--import", str(tmp_path / "none"))
    assert Keyring().all() == []


# What is kept when the radio fails in the middle


class Line:
    """A link on which the exchange goes as a test wants. proved: what the glasses said."""

    def __init__(self, broken: Exception | None, right: bool = True) -> None:
        self.pairing = self
        self.phase = None
        self.identity, self.secret = LEFT.identity, bytes(32)
        self._broken, self._right = broken, right

    def typed(self, code: str) -> None:
        if not self._right:
            raise CodesDiffer("The codes differ.")

    async def reach(self, phase: Phase, seconds: float) -> None:
        if phase is Phase.PAIRED and self._broken:
            raise self._broken

    async def meanwhile(self, asked: Any) -> str:
        answer: str = await asked
        return answer


def paired(
    monkeypatch: pytest.MonkeyPatch, line: Line, prove: Callable[[Keyring], None]
) -> Keyring:
    """Pair over this line; afterwards the glasses prove a secret at a link, or none."""

    class Connected:
        async def __aenter__(self) -> Line:
            return line

        async def __aexit__(self, *_: object) -> None:
            return None

    class Linking:
        def __init__(self, _: Found, keyring: Keyring, **bleak: Any) -> None:
            self.keyring = keyring

        async def connect(self, _: float) -> None:
            prove(self.keyring)

        async def close(self) -> None:
            return None

    async def code() -> str:
        return "123456"

    monkeypatch.setattr(pairing_link, "_connected", lambda *_: Connected())
    monkeypatch.setattr(pairing_link, "Glasses", Linking)
    keyring = Keyring()
    keyring.add(LEFT)
    asyncio.run(pairing_link.pair(found("Stage left", True), keyring, code))
    return keyring


def test_a_lost_confirmation_is_asked_for_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = paired(
        monkeypatch, Line(OSError("gone")), lambda ring: ring.proved(LEFT.identity, bytes(32))
    )
    assert keyring.secrets(LEFT.identity) == (bytes(32),)


def test_glasses_that_kept_the_old_secret_are_said_not_to_be_paired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert LEFT.secret is not None
    old = LEFT.secret
    with pytest.raises(PairingFailed, match="no"):
        paired(
            monkeypatch, Line(PairingFailed("no")), lambda ring: ring.proved(LEFT.identity, old)
        )
    assert Keyring().secrets(LEFT.identity) == (old,)


def test_glasses_out_of_reach_leave_both_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(_: Keyring) -> None:
        raise GlassesNotFound("away")

    with pytest.raises(LinkError, match="not known whether Stage left took"):
        paired(monkeypatch, Line(OSError("gone")), unreachable)
    assert Keyring().secrets(LEFT.identity) == (LEFT.secret, bytes(32))
    entry = json.loads(Keyring().path.read_text())[LEFT.identity.hex()]
    assert entry["pending"] == ["00" * 32]


def test_a_wrong_code_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CodesDiffer):
        paired(monkeypatch, Line(None, right=False), lambda _: pytest.fail("linked"))
    assert Keyring().secrets(LEFT.identity) == (LEFT.secret,)


def test_a_scan_tells_which_glasses_are_open_for_pairing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def seen(_: float) -> list[Found]:
        return [found("Stage left", False), found("Stage right", True)]

    monkeypatch.setattr("companion.stage.reach.scan", seen)
    Keyring().add(LEFT)
    assert main(["scan"]) == 0
    left, right = capsys.readouterr().out.splitlines()
    assert left.endswith("  paired")
    assert right.endswith("  not paired, open for pairing")

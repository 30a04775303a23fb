"""The secrets of the glasses stay in one private file that is never half written."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from companion.glasses.errors import KeyFileError
from companion.glasses.keys import Key, Keyring, default_path

ONE = Key(b"glasses1", bytes(range(32)), "眼镜一号")
TWO = Key(b"glasses2", bytes(32), "Kính số hai")


def test_what_was_added_is_there_next_time(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "glasses.json"
    ring = Keyring(path)
    ring.add(ONE)
    ring.add(TWO)
    again = Keyring(path)
    assert again.all() == sorted([ONE, TWO], key=lambda key: key.name)
    assert again.secrets(b"glasses1") == (ONE.secret,)
    assert again.secrets(b"strange1") == ()
    again.remove(b"glasses1")
    assert Keyring(path).all() == [TWO]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        Keyring(tmp_path / "glasses.json").add(ONE)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "glasses.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["glasses.json"]


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "glasses.json"
    ring = Keyring(path)
    ring.add(ONE)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError, match="No space left"):
        ring.add(TWO)
    assert ring.all() == Keyring(path).all() == [ONE]
    assert [entry.name for entry in tmp_path.iterdir()] == ["glasses.json"]


@pytest.mark.parametrize("text", [
    "", "[]", "{", '{"zz": {}}', '{"00": 1}', "\udcff",
    json.dumps({"00" * 8: {"name": "x", "secret": "00" * 31}}),
    json.dumps({"00" * 7: {"name": "x", "secret": "00" * 32}}),
    json.dumps({"00" * 8: {"secret": "00" * 32}}),
    json.dumps({"00" * 8: {"name": "x"}}),
    json.dumps({"00" * 8: {"name": "x", "secret": "00" * 32, "pending": ["00"]}}),
])
def test_a_damaged_file_is_said_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "glasses.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match=r"glasses\.json.*[Mm]ove it away"):
        Keyring(path)
    assert path.read_bytes() == before


def test_a_secret_is_in_no_log() -> None:
    assert ONE.secret
    assert ONE.secret.hex() not in repr(ONE)
    assert str(ONE.secret) not in f"{ONE}"


def test_a_secret_that_may_or_may_not_be_in_the_glasses_is_kept_until_they_prove_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "glasses.json"
    first, second = bytes([1]) * 32, bytes([2]) * 32
    Keyring(path).add(ONE)
    Keyring(path).expect(ONE.identity, "Stage left", first)
    Keyring(path).expect(ONE.identity, "Stage left", second)
    ring = Keyring(path)
    assert ring.secrets(ONE.identity) == (ONE.secret, first, second)
    ring.proved(ONE.identity, first)
    assert Keyring(path).all() == [Key(ONE.identity, first, "Stage left")]
    assert Keyring(path).secrets(ONE.identity) == (first,)


def test_glasses_never_linked_before_are_known_by_what_they_may_hold(tmp_path: Path) -> None:
    path = tmp_path / "glasses.json"
    Keyring(path).expect(b"glasses3", "New", bytes(32))
    assert Keyring(path).all() == [Key(b"glasses3", None, "New", (bytes(32),))]
    assert Keyring(path).secrets(b"glasses3") == (bytes(32),)


def test_a_full_disk_loses_no_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "glasses.json"
    ring = Keyring(path)
    ring.add(ONE)
    ring.expect(ONE.identity, ONE.name, bytes(32))
    before = ring.secrets(ONE.identity)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ring.proved(ONE.identity, bytes(32))
    assert ring.secrets(ONE.identity) == Keyring(path).secrets(ONE.identity) == before


def test_the_file_has_a_place_on_this_platform() -> None:
    assert default_path().name == "glasses.json"
    assert default_path().is_absolute()

"""Settings survive, whatever happens to their file."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.desk.home import VARIABLE, Home
from companion.desk.preferences import Preferences, PreferencesError

VALUES = st.one_of(
    st.text(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), st.booleans(),
    st.lists(st.text(), max_size=4), st.dictionaries(st.text(), st.text(), max_size=4),
)  # fmt: skip


@given(st.dictionaries(st.text(min_size=1), VALUES, max_size=8))
def test_what_is_set_is_there_again(tmp_path_factory, values: dict) -> None:
    path = tmp_path_factory.mktemp("kept") / "desk.json"
    kept = Preferences(path)
    for name, value in values.items():
        kept.set(name, value)
    again = Preferences(path)
    assert again.damaged is None
    for name, value in values.items():
        assert again.get(name, value) == value


@pytest.mark.parametrize("written", [b"", b"{", b"[1]", b"null", b"\xff\xfe\x00", b'{"a": 1'])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "desk.json"
    path.write_bytes(written)
    kept = Preferences(path)
    assert kept.get("theme", "dark") == "dark"
    assert kept.damaged is not None
    assert kept.damaged.read_bytes() == written
    kept.set("theme", "light")
    assert Preferences(path).get("theme", "dark") == "light"


@pytest.mark.parametrize("wrong", [7, "7", ["a", 1], {"a": 1}, None, True])
def test_a_value_of_another_kind_counts_as_absent(tmp_path: Path, wrong: object) -> None:
    path = tmp_path / "desk.json"
    path.write_text(json.dumps({"messages": wrong}), encoding="utf-8")
    assert Preferences(path).get("messages", ["Slower"]) == ["Slower"]
    assert Preferences(path).get("messages", {"a": "b"}) == {"a": "b"}


def test_a_whole_number_serves_where_a_number_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "desk.json"
    path.write_text('{"scale": 2, "on": 1}', encoding="utf-8")
    assert Preferences(path).get("scale", 1.0) == 2.0
    assert Preferences(path).get("on", False) is False


def test_the_file_is_never_half_written(tmp_path: Path, monkeypatch) -> None:
    kept = Preferences(tmp_path / "desk.json")
    kept.set("theme", "light")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PreferencesError, match="No space left"):
        kept.set("theme", "dark")
    assert Preferences(tmp_path / "desk.json").get("theme", "") == "light"
    assert [path.name for path in tmp_path.iterdir()] == ["desk.json"]


def test_forgotten_is_the_default_again(tmp_path: Path) -> None:
    kept = Preferences(tmp_path / "desk.json")
    kept.set("wpm", 130)
    kept.forget("wpm")
    assert Preferences(tmp_path / "desk.json").get("wpm", 120) == 120


def test_everything_lies_under_the_given_home(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "stick"))
    home = Home.of()
    assert home.config.is_relative_to(tmp_path / "stick") and home.config.is_dir()
    assert home.data.is_relative_to(tmp_path / "stick") and home.data.is_dir()
    assert Home.of(tmp_path / "other").data.is_relative_to(tmp_path / "other")
    assert stat.S_ISDIR((tmp_path / "other" / "data").stat().st_mode)

"""Settings survive, whatever happens to their file."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.desk import app, language, theme, window
from companion.desk.context import Desk
from companion.desk.home import VARIABLE, Home
from companion.desk.preferences import Preferences
from companion.desk.screens.goals import goal_of
from companion.desk.screens.stage_wish import wish_for
from companion.typeset import load_board

VALUES = st.one_of(
    st.text(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6), st.booleans(),
    st.lists(st.text(), max_size=4), st.dictionaries(st.text(), st.text(), max_size=4),
)  # fmt: skip


def opened(path: Path) -> Preferences:
    """The settings, where they can be written."""
    return Preferences(path, failed=pytest.fail)


@given(st.dictionaries(st.text(min_size=1), VALUES, max_size=8))
def test_what_is_set_is_there_again(tmp_path_factory, values: dict) -> None:
    path = tmp_path_factory.mktemp("kept") / "desk.json"
    kept = opened(path)
    for name, value in values.items():
        kept.set(name, value)
    again = opened(path)
    assert again.damaged is None
    for name, value in values.items():
        assert again.get(name, value) == value


@pytest.mark.parametrize(
    "written", [b"", b"{", b"[1]", b"null", b"\xff\xfe\x00", b'{"a": 1', b"[" * 10**5]
)
def test_a_damaged_file_is_kept_aside(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "desk.json"
    path.write_bytes(written)
    kept = opened(path)
    assert kept.get("theme", "dark") == "dark"
    assert kept.damaged is not None
    assert kept.damaged.read_bytes() == written
    kept.set("theme", "light")
    assert opened(path).get("theme", "dark") == "light"


@pytest.mark.parametrize("wrong", [7, "7", ["a", 1], {"a": 1}, None, True])
def test_a_value_of_another_kind_counts_as_absent(tmp_path: Path, wrong: object) -> None:
    path = tmp_path / "desk.json"
    path.write_text(json.dumps({"messages": wrong}), encoding="utf-8")
    assert opened(path).get("messages", ["Slower"]) == ["Slower"]
    assert opened(path).get("messages", {"a": "b"}) == {"a": "b"}


def test_a_whole_number_serves_where_a_number_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "desk.json"
    path.write_text('{"scale": 2, "on": 1}', encoding="utf-8")
    assert opened(path).get("scale", 1.0) == 2.0
    assert opened(path).get("on", False) is False


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path, monkeypatch) -> None:
    lines: list[str] = []
    kept = Preferences(tmp_path / "desk.json", lines.append)
    kept.set("theme", "light")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        kept.set("theme", "dark")
    assert len(lines) == 1 and "No space left" in lines[0] and "--home" in lines[0]
    assert kept.get("theme", "") == "dark"  # until the app ends
    assert opened(tmp_path / "desk.json").get("theme", "") == "light"
    assert [path.name for path in tmp_path.iterdir()] == ["desk.json"]
    kept.set("theme", "dark")  # there is space again
    assert opened(tmp_path / "desk.json").get("theme", "") == "dark" and len(lines) == 1


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=5,
)  # fmt: skip
SIZES = st.one_of(JSON, st.from_regex(r"\d{0,6}x\d{0,6}", fullmatch=True))


@given(JSON, SIZES, JSON, JSON)
def test_no_settings_of_a_file_keep_the_app_from_its_start(
    tmp_path_factory, scale: object, size: object, tongue: object, look: object
) -> None:
    home = Home.of(tmp_path_factory.mktemp("kept"))
    (home.config / "desk.json").write_text(json.dumps(
        {"text_scale": scale, "window": size, "language": tongue, "theme": look}))  # fmt: skip
    desk = Desk(home)
    with dressed(desk):
        assert 1.0 <= theme.look.scale <= theme.LARGEST
        assert theme.look.theme in theme.THEMES.values()
    width, height = app.size(desk)
    assert window.SMALLEST[0] <= width <= window.LARGEST[0]
    assert window.SMALLEST[1] <= height <= window.LARGEST[1]


@pytest.mark.parametrize("written", ["NaN", "-1", "100.0", "1e999", "1" + "0" * 400, "true"])
def test_type_stays_of_a_size_one_can_use(tmp_path: Path, written: str) -> None:
    home = Home.of(tmp_path)
    (home.config / "desk.json").write_text(f'{{"text_scale": {written}}}', encoding="utf-8")
    with dressed(Desk(home)):
        assert 1.0 <= theme.look.scale <= theme.LARGEST


@pytest.mark.parametrize("kept", ["nonsense", "", 7, "devkit-ssd1306"])
def test_a_board_that_is_no_longer_known_forbids_no_show(tmp_path: Path, kept: object) -> None:
    home = Home.of(tmp_path)
    (home.config / "desk.json").write_text(json.dumps({"board": kept}), encoding="utf-8")
    desk = Desk(home)
    script = desk.library.paste("Good morning, friends.").entry
    wished = wish_for(desk, script.id).board
    assert wished == desk.board == (kept if kept == "devkit-ssd1306" else "t-glass")
    assert load_board(wished).width


@pytest.mark.parametrize(
    ("kept", "seconds"),
    [("20", 1200), ("7.5", 450), ("", 0), ("inf", 0), ("nan", 0), ("-5", 0), ("1e9", 0), ("x", 0)],
)
def test_a_goal_that_cannot_be_is_none(tmp_path: Path, kept: str, seconds: int) -> None:
    desk = Desk(Home.of(tmp_path))
    script = desk.library.paste("Good morning, friends.").entry
    desk.preferences.set("goals", {script.id: kept})
    assert wish_for(desk, script.id).goal == goal_of(desk, script.id) == seconds


@contextmanager
def dressed(desk: Desk) -> Iterator[None]:
    """The look and the language of its preferences, then those before."""
    before, tongue = replace(theme.look), language.tag()
    try:
        app.dress(desk)
        yield
    finally:
        theme.use(before.theme, before.scale, before.motion)
        language.use(tongue)


def test_forgotten_is_the_default_again(tmp_path: Path) -> None:
    kept = opened(tmp_path / "desk.json")
    kept.set("wpm", 130)
    kept.forget("wpm")
    assert opened(tmp_path / "desk.json").get("wpm", 120) == 120


def test_everything_lies_under_the_given_home(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "stick"))
    home = Home.of()
    assert home.config.is_relative_to(tmp_path / "stick") and home.config.is_dir()
    assert home.data.is_relative_to(tmp_path / "stick") and home.data.is_dir()
    assert Home.of(tmp_path / "other").data.is_relative_to(tmp_path / "other")
    assert stat.S_ISDIR((tmp_path / "other" / "data").stat().st_mode)

"""Every choice is checked; a refused one changes nothing; what is kept survives."""

import json
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from firmware.souffleur import choices
from firmware.souffleur.settings import Settings
from tools.virtual.rom import FIRMWARE

OWN = {"board": "t-glass", "name": "Lamp", "identity": "00" * 8, "secret": "11" * 32}
WIDTH = HEIGHT = 126
GOOD = {
    "name": ["Souffleur-7", "讲台一号", "x" * 29],
    "language": ["en", "zh", "fil"],
    "size": list(choices.SIZES),
    "area": ["0,0,126,126", "10,20,100,60"],
    "pan": ["0,0", "-5,7", "126,-126"],
    "current_row": ["0", "3"],
    "strip": ["0", "1"],
    "mirror": ["0", "1"],
    "brightness": ["0", "255"],
    "dim": ["0", "40"],
    "dim_after": ["1", "3600"],
    "vibrate": ["0", "1"],
    "sleep_after": ["0", "1440"],
    "watchdog_ms": ["0", "5000", "60000"],
}
BAD = {
    "name": ["", "x" * 30, "讲" * 10, "two\nlines"],
    "language": ["", "e", "english", "EN", "../"],
    "size": ["big", ""],
    "area": ["", "0,0,126", "0,0,127,126", "-1,0,50,50", "0,0,31,126", "100,0,50,50", "a,b,c,d"],
    "pan": ["1", "127,0", "0,-127", "x,y"],
    "current_row": ["4", "-1", "one", ""],
    "strip": ["2", "yes"],
    "mirror": ["2"],
    "brightness": ["256", "-1", "1e2"],
    "dim": ["256"],
    "dim_after": ["0", "3601"],
    "vibrate": ["-1"],
    "sleep_after": ["1441"],
    "watchdog_ms": ["60001", "-5", "1", "4999"],
}


def provision(root: Path, **own) -> Settings:
    (root / "boards").mkdir(exist_ok=True)
    board = (FIRMWARE / "boards" / "t-glass.json").read_text()
    (root / "boards" / "t-glass.json").write_text(board)
    (root / "souffleur.json").write_text(json.dumps({**OWN, **own}))
    return Settings(str(root))


def told(settings: Settings) -> dict[str, str]:
    return dict(line.split("=", 1) for line in settings.text().splitlines())


def test_a_watchdog_runs_unless_somebody_says_no(tmp_path):
    assert provision(tmp_path).watchdog_ms == 8000
    assert provision(tmp_path, watchdog_ms=0).watchdog_ms == 0
    assert provision(tmp_path, watchdog_ms=1).watchdog_ms == 8000, "one that bites at every start"


def test_the_tables_of_this_test_know_every_key():
    assert set(GOOD) == set(BAD) == set(choices.KEYS)


@pytest.mark.parametrize("key", choices.KEYS)
def test_a_good_value_is_kept_and_told_and_survives_the_power(key, tmp_path):
    settings = provision(tmp_path)
    for value in GOOD[key]:
        settings.choose(key, value)
        again = Settings(str(tmp_path))
        assert told(settings)[key] == value and told(again) == told(settings)
        assert getattr(again, key, None) == getattr(settings, key, None)
        assert again.identity == bytes(8) and again.secret == b"\x11" * 32


@pytest.mark.parametrize("key", choices.KEYS)
def test_a_bad_value_is_refused_and_changes_nothing(key, tmp_path):
    settings = provision(tmp_path)
    before = told(settings), (tmp_path / "souffleur.json").read_bytes()
    for value in BAD[key]:
        with pytest.raises(ValueError):
            settings.choose(key, value)
        assert (told(settings), (tmp_path / "souffleur.json").read_bytes()) == before


@pytest.mark.parametrize("key", ["secret", "identity", "board", "colour", ""])
def test_nothing_else_can_be_set(key, tmp_path):
    settings = provision(tmp_path)
    before = (tmp_path / "souffleur.json").read_bytes()
    with pytest.raises(KeyError):
        settings.choose(key, "00")
    assert (tmp_path / "souffleur.json").read_bytes() == before


@given(key=st.sampled_from(choices.KEYS), value=st.text(max_size=40))
def test_any_text_is_taken_whole_or_refused(key, value, tmp_path_factory):
    settings = provision(tmp_path_factory.mktemp("glasses"))
    before = told(settings)
    try:
        settings.choose(key, value)
    except ValueError:
        assert told(settings) == before
    else:
        again = choices.checked(key, value, WIDTH, HEIGHT)
        assert told(settings)[key] == str(again)
        assert choices.checked(key, str(again), WIDTH, HEIGHT) == again


def test_flash_that_fails_leaves_the_old_value_in_force(tmp_path, monkeypatch):
    settings = provision(tmp_path)
    before = told(settings)

    def full(*_):
        raise OSError(28)

    monkeypatch.setattr("firmware.souffleur.settings.os.rename", full)
    with pytest.raises(OSError):
        settings.choose("brightness", "9")
    assert told(settings) == before


def test_a_kept_value_that_cannot_be_is_as_good_as_none(tmp_path):
    bad = provision(tmp_path, brightness="bright", area=5, pan="9", current_row=9, name="")
    assert told(bad) == {**told(provision(tmp_path)), "name": "Souffleur"}


@given(
    st.tuples(st.integers(0, 94), st.integers(0, 94)), st.data(),
    st.tuples(st.integers(-126, 126), st.integers(-126, 126)),
)  # fmt: skip
def test_the_panned_area_keeps_its_size_and_stays_on_the_panel(corner, data, pan):
    x, y = corner
    wide = data.draw(st.integers(32, WIDTH - x))
    high = data.draw(st.integers(32, HEIGHT - y))
    area = f"{x},{y},{wide},{high}"
    shift = "{},{}".format(*pan)
    left, top, *size = choices.panned(area, shift, WIDTH, HEIGHT)
    assert size == [wide, high]
    assert 0 <= left <= WIDTH - wide and 0 <= top <= HEIGHT - high
    if 0 <= x + pan[0] <= WIDTH - wide:
        assert left == x + pan[0]

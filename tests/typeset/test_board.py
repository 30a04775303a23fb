"""Boards come from the firmware's files; bad ones get one plain line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion.typeset import (
    BoardError,
    FontError,
    Setting,
    SettingError,
    known_boards,
    load_board,
    typeset,
)
from companion.typeset.board import FOLDER
from companion.typeset.preview import PreviewError, screens, write
from tests.typeset.texts import speech


@pytest.mark.parametrize("name", known_boards())
def test_every_board_file_loads_and_can_be_typeset(name: str) -> None:
    board = load_board(name)
    assert board.name == name
    made = typeset(speech("en"), board)
    assert made.rows * made.line_height <= board.safe.height


def test_an_unknown_board_is_named_with_the_known_ones() -> None:
    with pytest.raises(BoardError, match=r"no board named toaster; .*t-glass"):
        load_board("toaster")


@pytest.mark.parametrize(("key", "value"), [("depth", 3), ("width", None), ("safe_area", {"x": 1})])
def test_a_broken_board_file_is_one_plain_line(tmp_path: Path, key: str, value: object) -> None:
    data = json.loads((FOLDER / "t-glass.json").read_text(encoding="utf-8"))
    (data if key == "safe_area" else data["panel"])[key] = value
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BoardError) as told:
        load_board(path)
    assert "\n" not in str(told.value)


def test_a_board_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_bytes((FOLDER / "t-glass.json").read_bytes())
    assert load_board(path) == load_board("t-glass")


@pytest.mark.parametrize("wish", [Setting(size="vast"), Setting(size=2), Setting(rows=99)])
def test_impossible_wishes_say_what_is_possible(wish: Setting) -> None:
    with pytest.raises(SettingError, match="take "):
        typeset(speech("en"), load_board("t-glass"), wish)


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "font.ttf"
    path.write_bytes(b"not a font")
    with pytest.raises(FontError, match=r"font\.ttf"):
        typeset(speech("en"), load_board("t-glass"), Setting(font=path))


def test_a_font_of_the_user_is_asked_first() -> None:
    board = load_board("t-glass")
    bold = FOLDER.parents[1] / "companion" / "fonts" / "NotoSans-Bold.ttf"
    assert typeset(speech("en"), board, Setting(font=bold)).data != typeset(
        speech("en"), board
    ).data


def test_previews_show_every_line_and_are_written_whole(tmp_path: Path) -> None:
    board = load_board("t-glass")
    made = typeset(speech("en"), board)
    pictures = screens(made, board)
    assert len(pictures) == -(-len(made.lines) // (made.rows - 1))
    assert {picture.size for picture in pictures} == {(126, 126)}
    assert all(picture.getbbox() for picture in pictures)
    for name in ("a.png", "a.gif"):
        assert write(made, board, tmp_path / name).stat().st_size > 200
    with pytest.raises(PreviewError, match=r"rename a\.txt"):
        write(made, board, tmp_path / "a.txt")
    with pytest.raises(PreviewError, match="choose another place"):
        write(made, board, tmp_path / "nowhere" / "a.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "a.png"]

"""What the staff can send with two keys."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from companion.cli import messages
from companion.cli.messages import MOST, MessagesError
from companion.live.keys import Key, KeyParser
from companion.typeset import known_boards, load_board
from companion.typeset.message import set_message
from firmware.souffleur import wire


def asked(*texts: str, file: Path | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    messages.add_arguments(parser)
    words = [word for text in texts for word in ("--message", text)]
    return parser.parse_args([*words, *(("--messages", str(file)) if file else ())])


@pytest.mark.parametrize("board", known_boards())
@pytest.mark.parametrize("language", ["en", "zh-Hant", "vi", "th", "id", "ms", "km"])
def test_every_ready_message_fits_every_glass(board: str, language: str) -> None:
    area = load_board(board).text
    ready = messages.messages(asked(), language)
    assert 0 < len(ready) <= MOST
    for text in ready:
        set_message(text, area.width, area.height - wire.MESSAGE_FRAME, language)


def test_messages_of_ones_own_take_the_place_of_the_ready_ones(tmp_path: Path) -> None:
    file = tmp_path / "messages.txt"
    file.write_text("\ufeffThe minister is here\n\n  部长到了 \n", encoding="utf-8")
    given = messages.messages(asked("Smile", file=file), "en")
    assert given == ("Smile", "The minister is here", "部长到了")


def test_what_cannot_be_read_or_chosen_is_told(tmp_path: Path) -> None:
    with pytest.raises(MessagesError, match="leave 9"):
        messages.messages(asked(*"abcdefghij"), "en")
    file = tmp_path / "messages.txt"
    with pytest.raises(MessagesError, match="give a text file"):
        messages.messages(asked(file=file), "en")
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(MessagesError, match="UTF-8"):
        messages.messages(asked(file=file), "en")


def test_each_message_has_its_digit() -> None:
    for number in range(1, MOST + 1):
        keys = KeyParser().feed(f"m{number}")
        assert keys == [Key.ASK_MESSAGE, Key[f"MESSAGE_{number}"]]

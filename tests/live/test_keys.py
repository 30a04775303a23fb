"""Keys of the operator: from characters, and from a real terminal that is put back after."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.live.keys import Key, Keyboard, KeyParser


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1b[B\x1b[A", [Key.NEXT_LINE, Key.PREVIOUS_LINE]),
        ("\x1bOB", [Key.NEXT_LINE]),
        ("\x1b[6~\x1b[5~", [Key.NEXT_SECTION, Key.PREVIOUS_SECTION]),
        (" b.", [Key.HOLD, Key.BLANK, Key.BLANK]),
        ("x\x1b[1;5Bj", [Key.NEXT_LINE]),
        ("qy", [Key.ASK_QUIT, Key.QUIT]),
        ("qnj", [Key.ASK_QUIT, Key.STAY, Key.NEXT_LINE]),
        ("qq", [Key.ASK_QUIT, Key.STAY]),
        ("q\x1b[By", [Key.ASK_QUIT, Key.STAY]),
        ("y", []),
        ("+=-", [Key.BRIGHTER, Key.BRIGHTER, Key.DIMMER]),
        ("m3m0", [Key.ASK_MESSAGE, Key.MESSAGE_3, Key.ASK_MESSAGE, Key.NO_MESSAGE]),
        ("mjj", [Key.ASK_MESSAGE, Key.STAY, Key.NEXT_LINE]),
        ("m\x1b[B3", [Key.ASK_MESSAGE, Key.STAY]),
        ("qm3", [Key.ASK_QUIT, Key.STAY]),
        ("3", []),
    ],
)
def test_what_keys_mean(typed: str, keys: list[Key]) -> None:
    assert KeyParser().feed(typed) == keys


@given(st.text(alphabet="\x1b[O;15~ABCDqyjkbm3+ \x03文", max_size=30), st.data())
def test_how_characters_are_cut_up_makes_no_difference(typed: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(typed)))
    parser = KeyParser()
    assert parser.feed(typed[:cut]) + parser.feed(typed[cut:]) == KeyParser().feed(typed)


@given(st.text(alphabet="\x1b[O;15~ABCDyjkbm39 \r\x03文", max_size=40))
def test_no_accident_quits(typed: str) -> None:
    assert Key.QUIT not in KeyParser().feed(typed)


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX terminal")
def test_a_real_terminal_is_read_key_by_key_and_put_back() -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)

    async def press() -> list[Key]:
        with Keyboard(theirs) as keyboard:
            assert termios.tcgetattr(theirs) != before
            os.write(ours, b"\x1b[B q")
            keys = [await asyncio.wait_for(anext(keyboard), 5) for _ in range(3)]
        return keys

    assert asyncio.run(press()) == [Key.NEXT_LINE, Key.HOLD, Key.ASK_QUIT]
    assert termios.tcgetattr(theirs) == before

    async def fail() -> None:
        with Keyboard(theirs):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        asyncio.run(fail())
    assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_without_a_terminal_there_are_no_keys() -> None:
    async def wait() -> None:
        reading, writing = os.pipe()
        os.write(writing, b"qy")
        with Keyboard(reading) as keyboard, pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(keyboard), 0.05)
        os.close(reading)
        os.close(writing)

    asyncio.run(wait())

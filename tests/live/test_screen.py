"""The whole screen: fits every terminal size, and says what the operator must know."""

from __future__ import annotations

import dataclasses
from io import StringIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from companion.follow.position import State
from companion.live.keys import HELP
from companion.live.progress import EVERY, Progress
from companion.live.screen import ASK_QUIT, BLANKED, Screen, compose
from companion.live.terminal import LiveView
from companion.stage.view import View

LINES = (*(f"line {number} 没有边界的课堂 ทดสอบ" for number in range(39)), "the \x1b[2J end")
PICTURE = np.kron(
    np.random.default_rng(5).choice(np.array([0, 0, 85, 255], np.uint8), (18, 18)),
    np.ones((7, 7), np.uint8),
)
VIEW = View(
    title="A Classroom Without Borders", language="en", lines=LINES, line=12, said=5,
    picture=PICTURE, heard="excellencies teachers", state=State.FOLLOWING, reason="reading on",
    confidence=0.9, level=0.4, device="microphone", link="connected", linked=True, battery=82,
    glasses="Souffleur-3F", elapsed=63.4, total=151.0,
)


def plain(view: View, width: int = 120, height: int = 40) -> str:
    return "\n".join(line.plain for line in compose(view, width, height))


@settings(max_examples=40)
@given(width=st.integers(60, 220), height=st.integers(20, 90), view=st.builds(
    View,
    title=st.text(max_size=90), language=st.sampled_from(["", "zh"]),
    lines=st.just(LINES), line=st.integers(0, 39), said=st.integers(0, 30),
    picture=st.sampled_from([None, PICTURE, PICTURE[:64, :]]),
    heard=st.text(alphabet="a 好ก\x1b\n", max_size=200), state=st.sampled_from(State),
    reason=st.text(alphabet="ab 好", max_size=60), confidence=st.floats(0, 1),
    level=st.none() | st.floats(0, 1), link=st.text(alphabet="ab ", max_size=40),
    linked=st.booleans(), battery=st.none() | st.integers(0, 100),
    glasses=st.text(alphabet="ab好\x07", max_size=80), elapsed=st.floats(0, 9999),
    total=st.none() | st.floats(1, 9999), holding=st.booleans(), blank=st.booleans(),
    charging=st.booleans(), low=st.booleans(), message=st.text(alphabet="ab 好\x07", max_size=60),
    goal=st.sampled_from([0, 60, 7200]), choices=st.lists(st.text(max_size=40), max_size=9),
    asking=st.booleans(), notice=st.text(alphabet="ab ", max_size=90),
))  # fmt: skip
def test_it_fills_the_terminal_exactly(width: int, height: int, view: View) -> None:
    console = Console(
        file=StringIO(), width=width, height=height, force_terminal=True, color_system=None,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(Screen(view), end="")
    lines = capture.get().split("\n")
    assert len(lines) == height
    assert {cell_len(line) for line in lines} == {width}


def test_a_terminal_made_tiny_during_the_show_does_no_harm() -> None:
    for width in range(1, 60, 7):
        for height in range(1, 20):
            assert len(compose(VIEW, width, height)) == height


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (180, 70)])
def test_everything_an_operator_needs_is_there(size: tuple[int, int]) -> None:
    text = plain(VIEW, *size)
    for needed in (
        "A Classroom Without Borders", "1:03 / 2:31", "following", "reading on", "connected",
        "battery 82 %", "▸ line 12", "line 13", "heard: excellencies", HELP, "Souffleur-3F",
    ):
        assert needed in text


def test_what_must_be_seen_at_once() -> None:
    assert ASK_QUIT in plain(dataclasses.replace(VIEW, asking=True))
    assert "on hold" in plain(dataclasses.replace(VIEW, holding=True))
    assert BLANKED in plain(dataclasses.replace(VIEW, blank=True))
    assert "! the microphone is gone" in plain(
        dataclasses.replace(VIEW, notice="the microphone is gone")
    )
    assert "searching" in plain(dataclasses.replace(VIEW, state=State.SEARCHING))
    assert "no sound input" in plain(dataclasses.replace(VIEW, level=None))
    assert "no link" in plain(dataclasses.replace(VIEW, link="", linked=False))


def test_the_current_line_is_in_sight_wherever_it_is() -> None:
    for line in range(len(LINES)):
        for size in ((80, 24), (180, 70)):
            here = f"▸ line {line} " if line < 39 else "▸ the  [2J end"
            assert here in plain(dataclasses.replace(VIEW, line=line), *size)


def test_a_large_terminal_shows_every_pixel_and_a_small_one_says_what_is_cut() -> None:
    assert "▀" * 126 in plain(VIEW, 180, 70)
    small = plain(VIEW, 80, 24)
    assert "▀" not in small and "more pixel rows" in small
    assert "more pixel rows" not in plain(VIEW, 120, 40)


def test_without_a_terminal_there_is_a_line_per_event_and_one_every_few_seconds() -> None:
    progress = Progress()
    first = progress.line(VIEW)
    assert first is not None
    assert first.startswith("1:03.4 · following (reading on) · line 13/40: line 12")
    later = dataclasses.replace(VIEW, elapsed=VIEW.elapsed + 1)
    assert progress.line(later) is None
    assert progress.line(dataclasses.replace(later, state=State.SEARCHING)) is not None
    lost = dataclasses.replace(later, state=State.SEARCHING, link="lost")
    assert "lost" in (progress.line(lost) or "")
    assert "! no sound" in (progress.line(dataclasses.replace(lost, notice="no sound")) or "")
    much_later = dataclasses.replace(lost, notice="no sound", elapsed=later.elapsed + EVERY)
    again = progress.line(much_later)
    assert again is not None and "! no sound" not in again


def test_a_pipe_gets_plain_lines_without_escapes() -> None:
    file = StringIO()
    with LiveView(Console(file=file, width=80)) as live:
        assert not live.full_screen
        live.update(dataclasses.replace(VIEW, reason="[bold]odd[/bold]"))
    assert "[bold]odd[/bold]" in file.getvalue()
    assert "\x1b" not in file.getvalue() and file.getvalue().count("\n") == 1


def test_what_the_staff_said_and_what_time_is_left_are_seen() -> None:
    view = dataclasses.replace(VIEW, message="Five minutes left", goal=600, low=True)
    assert "✉ Five minutes left" in plain(view, 120, 40)
    assert "8:56 left" in plain(view, 120, 40)
    assert "0:03 over" in plain(dataclasses.replace(view, goal=60), 120, 40)
    choosing = dataclasses.replace(VIEW, choices=("Slower", "请结束"))
    assert "1: Slower  2: 请结束  0: none" in plain(choosing, 80, 24)

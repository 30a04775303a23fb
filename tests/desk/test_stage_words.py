"""The stage says all that it has to say, whatever the size of its type."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.screens.stage_live import Live
from companion.desk.screens.stage_script import ROWS
from companion.follow.position import State
from companion.stage.view import Clocks, Pairing, View
from tests.desk.driver import Driver, desk
from tests.stage.shows import by_hand

PLAN = by_hand()
SEEN = View(
    title="Lamps", lines=[line.text for line in PLAN.book.lines],
    starts=[line.first_token for line in PLAN.book.lines], line=4,
    picture=np.zeros((PLAN.book.height, PLAN.book.width), np.uint8), linked=True,
    state=State.SEARCHING, reason="perhaps 12 words ahead, but too few words agree",
    heard="and everybody waits for the morning", pairs=[Pairing("Souffleur-0001", True)],
    goal=3600, elapsed=3599.0, clocks=Clocks(0, "", 3599.0, 3725.0, -241.0, 0.0, 128.0),
)  # fmt: skip


def largest(made: Desk) -> None:
    made.preferences.set("text_scale", theme.LARGEST)


async def shown(d: Driver) -> Live:
    """A running show that fills the window."""
    from kivy.core.window import Window

    running: Any = SimpleNamespace(plan=PLAN, view=lambda: SEEN, take_over=lambda name: None)
    live = Live(d.desk, running, Window.width < theme.NARROW, None)
    live.size_hint, live.size = (None, None), Window.size
    Window.add_widget(live)
    d.shell.bind(parent=lambda *_: Window.remove_widget(live))  # as it goes
    await d.settle(4)
    live.show()
    live.script.to_place()
    await d.settle(4)
    return live


def whole(rows: Any) -> list[Any]:
    """The rows of a list that are in sight from top to bottom."""
    foot = rows.to_window(0, rows.y)[1]
    places = [(row, row.to_window(0, row.y)[1]) for row in rows.rows()]
    return [row for row, y in places if y >= foot - 1 and y + row.height <= foot + rows.height + 1]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(412, 892), (1280, 800)])
def test_nothing_is_cut_however_large_the_type(
    run: Any, tmp_path: Path, size: tuple[int, int], lang: str
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, size, lang=lang, ready=largest) as d:
            live = await shown(d)
            texts = d.all(kind="Text", within=live.state) + d.all(kind="Text", within=live.clocks)
            assert [text.text for text in texts if text.is_shortened] == []
            assert len(whole(live.script.list)) >= ROWS

    run(scenario())

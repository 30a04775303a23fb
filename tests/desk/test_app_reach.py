"""On every screen, in every shape and with the largest type, all can be reached, named and hit."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.desk import routes
from companion.desk.context import Desk
from companion.desk.theme import LARGEST
from companion.desk.widgets.focus import reachable
from tests.desk.driver import Driver, desk, walk

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
SMALLEST = 44  # pixels of a target, by WCAG 2.5.5
SCREENS = [
    name for name in ("library", "editor", "rehearse", "stage", "glasses", "voices", "settings")
    if routes.exists(name)
]  # fmt: skip


def furnish(made: Desk) -> None:
    for tag in ("en", "zh"):
        made.library.bring(DEMO / f"{tag}.md")
    made.preferences.set("text_scale", LARGEST)


async def opened(d: Driver, route: str) -> None:
    script = next(entry.id for entry in d.desk.library.all())
    d.desk.go(route, **({"script": script} if route in ("editor", "rehearse") else {}))
    await d.settle(20)


def words(control: object) -> str:
    """What a control is called: its name or the text in it."""
    said = [getattr(one, "name", "") or getattr(one, "text", "") for one in walk(control)]
    return next((text for text in said if text), "")


@pytest.mark.parametrize("route", SCREENS)
@pytest.mark.parametrize("size", [(1280, 800), (412, 892)], ids=["laptop", "phone"])
def test_every_control_is_named_large_enough_and_in_the_window(
    run, tmp_path: Path, route: str, size: tuple[int, int]
) -> None:
    async def scenario() -> list[str]:
        async with desk(tmp_path, size, lang="en", ready=furnish) as d:
            await opened(d, route)
            controls = list(reachable(d.shell))
            assert controls
            wrong = []
            for control in controls:
                told = f"{type(control).__name__} {words(control)!r}"
                x, _y = control.to_window(control.x, control.y)
                if not words(control):
                    wrong.append(f"{told} has no name")
                if min(control.width, control.height) < SMALLEST:
                    wrong.append(f"{told} is {control.width:.0f} x {control.height:.0f}")
                if x < -1 or x + control.width > size[0] + 1:
                    wrong.append(f"{told} is cut off: {x:.0f} to {x + control.width:.0f}")
            return wrong

    assert run(scenario()) == []

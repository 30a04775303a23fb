"""The script is set for the glasses that come, not for those that were expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from companion.glasses.about import Device, Settings
from companion.script import parse_text
from companion.stage.plan import Plan, PlanError, set_for
from companion.typeset import PRESETS, load_board, typeset
from firmware.souffleur import book as form
from firmware.souffleur import strip
from tests.link.puppet import DEVICE, SETTINGS

SCRIPT = parse_text("# Lamps\n\nThe lamps are lit in every village. 灯亮了。 [pause] Thank you.\n")
BOARD = load_board("t-glass")
PLAN = Plan(SCRIPT, typeset(SCRIPT, BOARD), BOARD)


def told(
    area: tuple[int, int, int, int] = (0, 0, 126, 126),
    size: str = "normal",
    bar: bool = True,
    depth: int = 2,
    cut: int = 0,
) -> tuple[Settings, Device]:
    """What glasses with a panel of 240x240 tell; cut: rows that only they know of."""
    where = ",".join(map(str, area))
    chosen = {**SETTINGS, "area": where, "size": size, "strip": str(int(bar))}
    text = f"{area[2]},{area[3] - bar * strip.HEIGHT - cut}"
    device = DEVICE.replace("area=0,0,126,126", f"area={where}").replace("126,114", text)
    device = device.replace("panel=126,126,2", f"panel=240,240,{depth}")
    return (
        Settings.parse("".join(f"{key}={value}\n" for key, value in chosen.items())),
        Device.parse(device),
    )


def test_the_expected_glasses_cost_no_second_typesetting() -> None:
    assert set_for(PLAN, *told()) is PLAN


@given(
    x=st.integers(0, 100), y=st.integers(0, 100), width=st.integers(48, 140),
    height=st.integers(48, 140), size=st.sampled_from(sorted(PRESETS)), bar=st.booleans(),
    depth=st.sampled_from([1, 2, 4]),
)  # fmt: skip
@profile(max_examples=40)
def test_a_book_always_fits_the_glasses_it_goes_to(
    x: int, y: int, width: int, height: int, size: str, bar: bool, depth: int
) -> None:
    settings, device = told((x, y, width, height), size, bar, depth)
    plan = set_for(PLAN, settings, device)
    header = form.parse_header(plan.book.data[: form.HEADER_SIZE])
    assert header[0] == device.depth
    assert (header[1], header[2]) == (device.text_width, device.text_height)
    assert plan.board.text.y == y and plan.script is PLAN.script


def test_the_wearers_size_counts_unless_the_operator_wants_another() -> None:
    small, large = (set_for(PLAN, *told(size=size)).book for size in ("small", "huge"))
    assert small.line_height < PLAN.book.line_height < large.line_height
    asked = Plan(SCRIPT, PLAN.book, BOARD, size=18)
    assert set_for(asked, *told(size="huge")) is asked


def test_glasses_of_another_mind_are_not_given_a_book() -> None:
    with pytest.raises(PlanError, match="update this program"):
        set_for(PLAN, *told(cut=8))

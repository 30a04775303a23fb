"""Everything can be read: WCAG 2.2 contrast in both themes."""

from __future__ import annotations

from itertools import product

import pytest

from companion.desk import theme
from companion.desk.theme import LIGHT, STAGE, THEMES, Theme
from companion.desk.widgets.strokes import ICONS

INKS = ("ink", "faint", "accent", "good", "warn", "bad")
GROUNDS = ("ground", "surface", "raised")


@pytest.mark.parametrize(
    ("look", "ink", "ground"), list(product(THEMES.values(), INKS, GROUNDS))
)
def test_every_ink_reads_on_every_ground(look: Theme, ink: str, ground: str) -> None:
    assert theme.contrast(getattr(look, ink), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize(
    ("look", "name"), list(product(THEMES.values(), ("accent", "good", "warn", "bad")))
)
def test_words_on_a_coloured_ground_read(look: Theme, name: str) -> None:
    assert theme.contrast(getattr(look, f"on_{name}"), getattr(look, name)) >= 7


@pytest.mark.parametrize(("ink", "ground"), list(product(INKS, GROUNDS)))
def test_on_the_stage_everything_reads_from_afar(ink: str, ground: str) -> None:
    assert theme.contrast(getattr(STAGE, ink), getattr(STAGE, ground)) >= 6.5
    assert theme.contrast(getattr(STAGE, ink), STAGE.ground) >= 7


@pytest.mark.parametrize(("look", "ground"), list(product(THEMES.values(), GROUNDS)))
def test_running_text_and_the_focus_stand_out(look: Theme, ground: str) -> None:
    assert theme.contrast(look.ink, getattr(look, ground)) >= 7
    assert theme.contrast(look.focus, getattr(look, ground)) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_look_in_force_gives_colours_and_sizes() -> None:
    theme.use(LIGHT, scale=1.5)
    assert theme.colour("ground") == theme.rgba(LIGHT.ground)
    assert theme.size("body") == 24
    theme.use(STAGE)
    assert theme.size("body") == 16
    assert theme.TOUCH >= 48


def test_icons_stay_on_their_grid() -> None:
    for name, strokes in ICONS.items():
        for stroke in strokes:
            kind, *numbers = stroke.split()
            assert kind in "MZFODAR", (name, stroke)
            if kind in "MZFR":
                points = numbers[:4] if kind == "R" else numbers
                assert all(0 <= float(one) <= 24 for one in points), (name, stroke)

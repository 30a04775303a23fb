"""How the Desk looks: colours by what they are for, sizes, spacing. Numbers only, no Kivy.

Sizes are in sp, distances in dp. Every ink is readable on every ground it is used on: at least
4.5 to 1 (WCAG 2.2, 1.4.3), and 7 to 1 for running text on the stage.
"""

from __future__ import annotations

from dataclasses import dataclass

Rgba = tuple[float, float, float, float]

SIZES = {"small": 13, "body": 16, "title": 22, "big": 34, "giant": 64}
GAP = 8  # between things that belong together
SPACE = 16  # between things that do not, and around them
WIDE_SPACE = 32
TOUCH = 48  # no target for a finger is smaller
RADIUS = 12
RING = 2  # width of the line around what has the keyboard
WIDE = 840  # from here on there is a rail at the left; below, a bar at the bottom
NARROW = 600  # less is a phone: content goes nearer to the edges
LARGEST = 1.6  # times the usual size of type
READING = 720  # running text and forms are no wider


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb. on_x: ink on a ground of x.

    ground < surface < raised: what lies further up. faint: ink for what matters less. glass and
    glass_ink: the see-through panel of the glasses, alike in all themes.
    """

    name: str
    ground: str
    surface: str
    raised: str
    line: str
    ink: str
    faint: str
    accent: str
    on_accent: str
    good: str
    on_good: str
    warn: str
    on_warn: str
    bad: str
    on_bad: str
    focus: str
    glass: str = "#05080a"
    glass_ink: str = "#8cffaa"


STAGE = Theme(
    "dark",
    ground="#0d1015", surface="#151a21", raised="#202731", line="#364252",
    ink="#edf1f5", faint="#aab6c3",
    accent="#9cc2ff", on_accent="#07182f",
    good="#7be3a4", on_good="#06200f",
    warn="#ffcb66", on_warn="#2a1c00",
    bad="#ff9d93", on_bad="#310603",
    focus="#ffffff",
)  # fmt: skip
LIGHT = Theme(
    "light",
    ground="#f3f4f6", surface="#ffffff", raised="#e6e9ee", line="#b4bdc9",
    ink="#12171d", faint="#4a5562",
    accent="#1a4fb8", on_accent="#ffffff",
    good="#0b6338", on_good="#ffffff",
    warn="#7a4b00", on_warn="#ffffff",
    bad="#a81c1c", on_bad="#ffffff",
    focus="#12171d",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (STAGE, LIGHT)}


@dataclass(slots=True)
class Look:
    """What is in force: the theme, how much larger all type is, and whether things may move."""

    theme: Theme = STAGE
    scale: float = 1.0
    motion: bool = True


look = Look()


def use(theme: Theme, scale: float = 1.0, motion: bool = True) -> None:
    """Widgets made from now on look so."""
    look.theme, look.scale, look.motion = theme, scale, motion


def colour(name: str, alpha: float = 1.0) -> Rgba:
    """A colour of the theme in force, as Kivy wants it: 0 to 1."""
    return rgba(getattr(look.theme, name), alpha)


def size(style: str) -> float:
    """The height of a type style in sp, as large as the user wants it."""
    return SIZES[style] * look.scale


def side(width: float) -> float:
    """How far content stays from the edges of a screen that is `width` dp wide."""
    return WIDE_SPACE if width >= NARROW else SPACE


def rgba(code: str, alpha: float = 1.0) -> Rgba:
    """Of #rrggbb."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, alpha


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2.2: 1 (alike) to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    shares = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in rgba(code)[:3]
    ]
    return 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2]

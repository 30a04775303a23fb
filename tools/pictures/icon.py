"""`python -m tools.pictures.icon`: the program's icon, from the strokes of the Desk's brand."""

from __future__ import annotations

from PIL import Image, ImageDraw

from companion.desk.menu import ICON
from companion.desk.theme import STAGE

SIZE = 256
_LARGE = SIZE * 4  # drawn so large, then shrunk: smooth edges
# The brand's "spark", in a box of 24: see companion/desk/widgets/strokes.py.
_SPARK = (12, 3, 13.6, 10.4, 21, 12, 13.6, 13.6, 12, 21, 10.4, 13.6, 3, 12, 10.4, 10.4)


def main() -> None:
    """Write the icon beside the Desk's code."""
    picture = Image.new("RGBA", (_LARGE, _LARGE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    ground, accent = STAGE.surface, STAGE.accent
    draw.rounded_rectangle((0, 0, _LARGE - 1, _LARGE - 1), _LARGE // 5, fill=ground)
    draw.polygon([value * _LARGE / 24 for value in _SPARK], fill=accent)
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(ICON, optimize=True)


if __name__ == "__main__":
    main()

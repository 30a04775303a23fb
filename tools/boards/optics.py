"""A thin lens between a display and an eye, used as a magnifier.

u is from the display to the lens, f the focal length, v from the lens to the virtual image, all
in millimetres; 1/u = 1/f + 1/v.
"""

from __future__ import annotations

from math import atan, degrees
from typing import NamedTuple

PUPIL = 4.0  # mm, of an eye in a lit room
IMAGE = 2000.0  # mm: where the text should seem to be, so that the eye rests between two looks


class Lens(NamedTuple):
    """A plano-convex or biconvex lens as shops sell it; millimetres."""

    diameter: float
    focal: float


LENSES = (Lens(25, 35), Lens(25, 45), Lens(25, 60), Lens(38, 60), Lens(38, 100))


def distance(focal: float, image: float = IMAGE) -> float:
    """u: where the display must be for a virtual image at `image`."""
    return focal * image / (focal + image)


def magnification(focal: float, image: float = IMAGE) -> float:
    """Image size / display size: v / u."""
    return image / distance(focal, image)


def angle(size: float, focal: float, image: float = IMAGE) -> float:
    """Under how many degrees an eye at the lens sees `size` millimetres of display."""
    return degrees(2 * atan(size / 2 / distance(focal, image)))


def eye_room(lens: Lens, size: float, image: float = IMAGE) -> float:
    """How far behind the lens the eye may be and still see all `size` mm of display.

    The ray from the edge of the image through the eye must pass the lens, with half a pupil to
    spare.
    """
    half = size / 2 / distance(lens.focal, image)
    return (lens.diameter / 2 - PUPIL / 2) / half


def focus_travel(focal: float, dioptres: float) -> float:
    """Millimetres the display moves to move the image by that many dioptres: f squared x D."""
    return focal * focal * dioptres / 1000


def arcminutes(pixel: float, focal: float) -> float:
    """Size of a pixel of that many millimetres, in minutes of arc; 1 is the finest that an eye
    tells apart.
    """
    return degrees(atan(pixel / distance(focal))) * 60

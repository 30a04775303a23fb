"""Update images: the program of the glasses in one stream that can travel by radio."""

from .image import UpdateError, build, pack

__all__ = ["UpdateError", "build", "pack"]

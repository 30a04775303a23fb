"""Update images: the program of the glasses in one stream that can travel by radio."""

from .image import MPY_VERSION, UpdateError, build, pack

__all__ = ["MPY_VERSION", "UpdateError", "build", "pack"]

"""Paths as the engine can open them.

Vosk opens files by narrow strings, so on Windows a folder under a user name like 张三 cannot be
read (vosk-api issue 1072). Windows knows most folders by a second, short name in plain letters.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from pathlib import PurePath

from companion.errors import SouffleurError

_LONGEST = 32_768  # characters of a path on Windows


def short_name(path: str) -> str:
    """Windows' short name of an existing path; the path itself where there is none."""
    found = ctypes.create_unicode_buffer(_LONGEST)
    kernel = vars(ctypes)["windll"].kernel32  # there on Windows only
    length = kernel.GetShortPathNameW(path, found, _LONGEST)
    return found.value if length else path


def engine_path(
    folder: PurePath, platform: str = sys.platform, shorten: Callable[[str], str] = short_name
) -> str:
    """`folder` in letters that Vosk can open. Raises SouffleurError if there are none."""
    path = str(folder)
    if platform != "win32" or path.isascii():
        return path
    short = shorten(path)
    if not short.isascii():
        raise SouffleurError(
            f"The speech engine cannot open {path} on Windows; set TEMP (for starter models) or "
            "move the model to a folder with plain Latin letters."
        )
    return short

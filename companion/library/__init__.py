"""The script library: plain files a person can open without us, and every version of them."""

from .entry import Brought, Entry
from .errors import LibraryError
from .library import Library
from .search import Hit
from .versions import Kind, Version

__all__ = ["Brought", "Entry", "Hit", "Kind", "Library", "LibraryError", "Version"]

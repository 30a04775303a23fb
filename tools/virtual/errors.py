"""What can go wrong with virtual glasses, in words for their user."""

from companion.errors import SouffleurError


class VirtualGlassesError(SouffleurError):
    """The virtual glasses cannot start, or their firmware ended."""

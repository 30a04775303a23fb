"""The glasses and the companion carry one number."""

from companion import __version__
from firmware.souffleur import release


def test_one_release_number():
    assert __version__ == release.VERSION

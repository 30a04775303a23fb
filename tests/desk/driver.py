"""The driver of the Desk, as tests know it; see tools/desk/driver.py."""

from tools.desk.driver import Driver, NotFound, desk, prepare, walk

__all__ = ["Driver", "NotFound", "desk", "prepare", "walk"]

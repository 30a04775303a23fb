"""MicroPython's `esp32` module for the virtual board: what may end a deep sleep.

The host lets every touch do so, and says in machine.wake_reason() what it was.
"""

WAKEUP_ALL_LOW = False
WAKEUP_ANY_HIGH = True


def wake_on_touch(on):
    pass


def wake_on_ext0(pin, level):
    pass

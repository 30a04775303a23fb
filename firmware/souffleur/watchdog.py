"""The hardware watchdog: resets the glasses when the firmware hangs; books and place survive."""

from .wire import const

_TRIAL_MS = const(30000)


class Watchdog:
    """timeout_ms: 0 for none. Once started it cannot be stopped. trial: it runs already, see
    slots.py, and must go on."""

    def __init__(self, timeout_ms, trial=False):
        self._dog = None
        if trial:
            timeout_ms = timeout_ms or _TRIAL_MS
        if timeout_ms:
            from machine import WDT

            self._dog = WDT(timeout=timeout_ms)

    def feed(self):
        if self._dog:
            self._dog.feed()

"""The hardware watchdog: resets the glasses when the firmware hangs; books and place survive."""


class Watchdog:
    """timeout_ms: 0 for none. Once started it cannot be stopped."""

    def __init__(self, timeout_ms):
        self._dog = None
        if timeout_ms:
            from machine import WDT

            self._dog = WDT(timeout=timeout_ms)

    def feed(self):
        if self._dog:
            self._dog.feed()

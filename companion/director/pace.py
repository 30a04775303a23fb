"""How often one address may ask, so that no stranger takes the show's time. Pure."""

from __future__ import annotations

RATE = 50.0  # requests a second in the long run; a page in use makes a few
BURST = 100  # at once: some phones behind one address load the page together
ROUNDED = 1e-6  # seconds that sums of fractions may be off
MOST = 1024  # addresses that are remembered


class Pace:
    """Remembers what each address has asked for of late."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}  # by address: when all it asked for is worked off

    def wait(self, address: str, now: float) -> float:
        """Seconds until a request that comes now shall be answered; it is counted."""
        if len(self._due) >= MOST:
            self._due = {one: due for one, due in self._due.items() if due > now}
        due = max(self._due.get(address, now), now) + 1.0 / RATE
        self._due[address] = due
        late = due - now - BURST / RATE
        return late if late > ROUNDED else 0.0

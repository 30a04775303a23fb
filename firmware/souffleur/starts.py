"""How the glasses have started, this time and before: in the file /starts.

Three starts in a row that did not last a minute lead to safe mode: radio, touch and the plain
picture, without what a show can do without. A minute of health, or switching off and on, ends
that.
"""

from .book import const

POWER_ON = const(1)  # machine.reset_cause() of the ESP32
WATCHDOG = const(3)
DEEP_SLEEP = const(4)
_CAUSES = ("?", "power-on", "reset", "watchdog", "deep sleep", "soft reset")
_MANY = const(3)


class Start:
    """This start. cause: machine.reset_cause(). note(text) keeps something in the journal.
    folder: "" on the glasses.

    number: of all starts. cause: in words. short: starts in a row, before this one, that did not
    last. safe: safe mode.
    """

    def __init__(self, cause, note, folder=""):
        self._path = folder + "/starts"
        try:
            with open(self._path) as file:
                number, short = [int(part) for part in file.read().split()]
        except (OSError, ValueError):
            number = short = 0
        self.number = number + 1
        self.cause = _CAUSES[cause] if cause < len(_CAUSES) else _CAUSES[0]
        if cause == WATCHDOG:
            short += 1
            note("start %d: the watchdog ended the last one" % self.number)
        elif cause == POWER_ON:
            short = 0  # somebody switched it off and on: a fresh try
        self.short = short
        self.safe = short >= _MANY
        if self.safe:
            note("start %d: safe mode" % self.number)
        self._store()

    def _store(self):
        try:
            with open(self._path, "w") as file:
                file.write("%d %d" % (self.number, self.short))
        except OSError:
            pass

    def lasted(self):
        """A minute of health."""
        self.short = 0
        self._store()

    def failed(self):
        """This start ends too soon."""
        self.short += 1
        self._store()

    def broken(self):
        """Nothing but safe mode is worth trying."""
        self.short = _MANY
        self._store()

"""What went wrong lately, kept on flash: /journal.txt and, before it, /journal.old.

Plain text, a line or a few for each event; each file is at most HALF bytes long, and one start
of the glasses adds at most NOTES events, so no loop of crashes wears out the flash. The module
is loaded only when there is something to tell; most shows never need it.
"""

import io
import os
import sys

from .book import const

HALF = const(1024)
NOTES = const(12)
_TRACE_MAX = const(320)  # bytes of one traceback: its end says what and where


_noted = [0]  # events of this start


class Journal:
    """folder: "" on the glasses."""

    def __init__(self, folder=""):
        self._new = folder + "/journal.txt"
        self._old = folder + "/journal.old"

    def note(self, text):
        """Keep one event; in silence if the flash will not."""
        if _noted[0] >= NOTES:
            return
        _noted[0] += 1
        data = text.encode()[:HALF] + b"\n"
        try:
            if self._size(self._new) + len(data) > HALF:
                os.rename(self._new, self._old)
            with open(self._new, "ab") as file:
                file.write(data)
        except OSError:
            pass

    def failed(self, when, what, error):
        """Keep an exception that `what` ended with."""
        trace = io.StringIO()
        sys.print_exception(error, trace)
        self.note("%s: %s failed\n%s" % (when, what, trace.getvalue()[-_TRACE_MAX:].strip()))

    def _size(self, path):
        try:
            return os.stat(path)[6]
        except OSError:
            return 0

    def text(self):
        """All that is kept, oldest first, UTF-8."""
        data = b""
        for path in (self._old, self._new):
            try:
                with open(path, "rb") as file:
                    data += file.read()
            except OSError:
                pass
        return data

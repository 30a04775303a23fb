"""The one family of errors that a user may see: each message is a line that says what to do."""


class SouffleurError(Exception):
    """Something a person can mend. The message is one plain line ending in the next step."""

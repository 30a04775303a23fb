"""How the library says times, lengths and languages. No Kivy."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta

from companion.desk import language
from companion.desk.language import _, _n
from companion.library import Entry, Kind, Version

_JUST = 60  # seconds that are "just now"
_WEEK = 7 * 86_400  # seconds; what is older gets its date
_EMPTY = "This script has no text to speak."  # as companion.script says it
_BY_CHARACTER = frozenset(("zh", "ja"))


def ago(time: float, now: float) -> str:
    """3 minutes ago; a date for what is older than a week."""
    passed = now - time
    if passed < _JUST:
        return _("just now")
    if passed < _WEEK:
        return format_timedelta(
            timedelta(seconds=-passed), add_direction=True, threshold=1, locale=_locale()
        )
    return format_date(datetime.fromtimestamp(time), "medium", locale=_locale())


def moment(time: float) -> str:
    """Date and time of day."""
    said = format_datetime(datetime.fromtimestamp(time), "medium", locale=_locale())
    return said.replace("\u202f", " ")  # few fonts have the narrow space of English times


def length(seconds: float) -> str:
    """Minutes and seconds as a clock shows them: 2:47, 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def amount(words: int, tag: str) -> str:
    """Words, or characters where a language counts those."""
    if tag in _BY_CHARACTER:
        return _n("{n} character", "{n} characters", words)
    return _n("{n} word", "{n} words", words)


def size(entry: Entry) -> str:
    """What a card says of a script's size."""
    if not entry.counted and not entry.words:
        return _("being counted")
    if entry.problem:
        return _("nothing to speak yet")
    return f"{amount(entry.words, entry.language)} · {length(entry.seconds)}"


def problem(entry: Entry) -> str:
    """Why there is nothing to speak; "" if there is."""
    if entry.problem.startswith(_EMPTY):
        return _("There is nothing to speak yet. Write the first words.")
    return language.told(entry.problem)


def tongue(tag: str) -> str:
    """A language in the language of the interface; "" for none."""
    if not tag:
        return ""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(_locale())
    except (ValueError, UnknownLocaleError):
        return tag
    return name or tag


def origin(version: Version) -> str:
    """How a version came about."""
    return {
        Kind.IMPORTED: _("the imported file ({ending})").format(ending=version.suffix),
        Kind.WRITTEN: _("first text"),
        Kind.EDIT: _("edited"),
        Kind.OUTSIDE: _("changed by another program"),
        Kind.RESTORED: _("restored"),
        Kind.TRASHED: _("put in the trash"),
    }[version.kind]


def _locale() -> str:
    return language.tag().replace("-", "_")

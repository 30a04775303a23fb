"""The interface in the user's language. Adding locale/<tag>.po adds a language.

Messages stand in English in the code: `_("Import")`, `_("{n} words").format(n=5)`, and
`_n("{n} word", "{n} words", n)`, which fills {n} in by itself. What a catalogue lacks is shown in
English. Lines of the other rooms are told by pattern; en.po words those anew that speak to a
terminal.
"""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from companion.errors import SouffleurError

FOLDER = Path(__file__).with_name("locale")
SOURCE = "en"
ERROR = "error"  # context of the lines that errors and the notices of a show say
REASON = "reason"  # context of what the follower gives as its reason
COUNT = "count"  # the blank that stands for a number only
_NUMBER = r"[\d.,]+"
_BLANK = re.compile(r"\{(\w+)\}")
# Catalogues here number their plural forms as the CLDR orders them.
_FORMS = ("zero", "one", "two", "few", "many", "other")


class LanguageError(SouffleurError):
    """A catalogue cannot be read."""


class Tongue:
    """One language of the interface."""

    def __init__(self, tag: str, catalogue: Catalog | None = None) -> None:
        self.tag = tag
        self._catalogue = catalogue

    def one(self, message: str) -> str:
        """The message in this language, or as it is."""
        if self._catalogue is not None:
            found = self._catalogue.get(message)
            if found is not None and isinstance(found.string, str) and found.string:
                return found.string
        return message

    def line(self, line: str, context: str = ERROR) -> str:
        """A line of another room in this language: by the catalogue's messages of the context,
        whose blanks stand for anything, lines like these among it."""
        for pattern, string in self._lines.get(context, ()) if line else ():
            found = pattern.fullmatch(line)
            if found is not None:
                filled = found.groupdict().items()
                return string.format(**{name: self.line(text, context) for name, text in filled})
        return line

    @cached_property
    def lines(self) -> dict[str, dict[str, str]]:
        """What other rooms say, by context; those that say most of their own come first."""
        found: dict[str, dict[str, str]] = {}
        for message in sorted(self._catalogue or (), key=_words, reverse=True):
            if message.context and isinstance(message.id, str) and message.string:
                found.setdefault(message.context, {})[message.id] = str(message.string)
        return found

    @cached_property
    def _lines(self) -> dict[str, list[tuple[re.Pattern[str], str]]]:
        return {
            context: [(_pattern(line), words) for line, words in found.items()]
            for context, found in self.lines.items()
        }

    def many(self, one: str, many: str, number: int) -> str:
        """The form for that number, {n} filled in."""
        forms: tuple[str, ...] = ()
        if self._catalogue is not None:
            found = self._catalogue.get(one)
            if found is not None and isinstance(found.string, tuple):
                forms = found.string
        if forms and all(forms):
            text = forms[min(_form(self.tag, number), len(forms) - 1)]
        else:
            text = one if number == 1 else many
        return text.format(n=number)


_now = Tongue(SOURCE)


def _(message: str) -> str:
    """The message in the language in force."""
    return _now.one(message)


def _n(one: str, many: str, number: int) -> str:
    """The message for that many in the language in force."""
    return _now.many(one, many, number)


def told(line: str) -> str:
    """What an error or a notice says, in the language in force where the catalogue knows it."""
    return _now.line(line)


def reason(line: str) -> str:
    """Why the follower does what it does, in the language in force."""
    return _now.line(line, REASON)


def lines(of: str) -> dict[str, dict[str, str]]:
    """What other rooms say, in the language of that tag: by context and the source's words."""
    return _tongue(of).lines


def tag() -> str:
    """The language in force."""
    return _now.tag


def use(wanted: str) -> None:
    """Show what is made from now on in this language. Raises LanguageError."""
    global _now
    _now = _tongue(nearest(wanted, available()))


def _tongue(of: str) -> Tongue:
    path = FOLDER / f"{of}.po"
    return Tongue(of, read(path) if path.exists() else None)


def available() -> list[str]:
    """Tags of the languages there are, English first."""
    return [SOURCE, *sorted({path.stem for path in FOLDER.glob("*.po")} - {SOURCE})]


def name(of: str) -> str:
    """A language by its own name: 中文."""
    try:
        own = Locale.parse(of, sep="-").get_display_name(of.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        own = None
    return (own or of)[:1].upper() + (own or of)[1:]


def nearest(wanted: str, tags: Iterable[str]) -> str:
    """The tag that serves a wish like zh_CN.UTF-8 best; English where none does."""
    clean = wanted.partition(".")[0].partition("@")[0].replace("_", "-").lower()
    by_name = {one.lower(): one for one in tags}
    while clean:
        if clean in by_name:
            return by_name[clean]
        clean = clean.rpartition("-")[0]
    return SOURCE


def of_system() -> str:
    """What the user's machine speaks."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return os.environ[variable].partition(":")[0]
    if sys.platform == "win32":
        return locale.getlocale()[0] or SOURCE
    return SOURCE


def read(path: Path) -> Catalog:
    """A catalogue. Raises LanguageError that names the file and the line."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.stem.replace("-", "_"), abort_invalid=True)
    except (OSError, ValueError, UnknownLocaleError, PoFileError) as error:
        raise LanguageError(f"{path} is no catalogue of messages: {error}; mend it.") from error


def _words(message: Message) -> int:
    return len(_BLANK.sub("", str(message.id)))


def _pattern(message: str) -> re.Pattern[str]:
    parts = _BLANK.split(message)
    return re.compile(
        "".join(
            f"(?P<{part}>{_NUMBER if part == COUNT else '.+'})" if number % 2 else re.escape(part)
            for number, part in enumerate(parts)
        ),
        re.DOTALL,
    )


def _form(of: str, number: int) -> int:
    try:
        rule = Locale.parse(of, sep="-").plural_form
    except (ValueError, UnknownLocaleError):
        return 0 if number == 1 else 1
    order = [one for one in _FORMS if one in rule.tags or one == "other"]
    return order.index(rule(number))

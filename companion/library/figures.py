"""What a library tells of a script without opening it: its size, language and heading."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from companion.errors import SouffleurError
from companion.script import Script, parse_text, summarise
from companion.script.decoding import decode
from companion.script.load import read

from .markup import markdown_of

MARKDOWN = (".md", ".markdown")
_OPENING = 120  # characters
_ZIP = b"PK\x03\x04"
# Controls, byte order marks and halves of broken pairs, none of which can be seen or spoken.
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one content.

    of: its digest. sense: digest of its text without white space, the same for twins.
    words, seconds: as in script.Summary. heading: the title the audience page would show.
    opening: its first words.
    problem: why there is nothing to speak, "" if there is.
    """

    of: str
    sense: str
    heading: str = ""
    language: str = ""
    words: int = 0
    seconds: float = 0.0
    opening: str = ""
    problem: str = ""


def text_of(data: bytes, name: str) -> str:
    """A script in the folder, or a version, as Markdown. Raises ScriptError for what is no text.

    Markdown is taken as UTF-8, as the library writes it, unless it cannot be.
    """
    if _is_markdown(data, name) and b"\x00" not in data:
        with suppress(UnicodeDecodeError):
            return tidy(data.decode("utf-8"))
    return imported(data, name)[0]


def imported(data: bytes, name: str) -> tuple[str, list[str]]:
    """A file from elsewhere as Markdown, and notices about what had to be decided.

    Raises ScriptError for what is no text.
    """
    if not data.strip():
        return "", []
    if _is_markdown(data, name):
        text, notices = decode(data, name)
        return tidy(text), notices
    document = read(data, name)
    return markdown_of(document), document.notices


def tidy(text: str) -> str:
    """Line ends as \\n, without characters that no file of text should hold; else as it is."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_markdown(data: bytes, name: str) -> bool:
    return Path(name).suffix.lower() in MARKDOWN and not data.startswith(_ZIP)


def script_of(text: str, title: str) -> Script:
    """The script in a library's text. Raises ScriptError if there is nothing to speak."""
    return parse_text(text, name=title)


def figures_of(data: bytes, name: str, digest: str) -> Figures:
    """Count a file; one that is no script gets its problem instead."""
    try:
        text = text_of(data, name)
    except SouffleurError as error:
        return Figures(digest, digest, problem=str(error))
    sense = hashlib.sha256("".join(text.split()).encode()).hexdigest()
    try:
        script = script_of(text, Path(name).stem)
    except SouffleurError as error:
        return Figures(digest, sense, problem=str(error))
    summary = summarise(script)
    opening = " ".join(cue.text for cue in script.cues[:_OPENING] if cue.tokens)[:_OPENING]
    return Figures(
        digest, sense, summary.title, summary.language, summary.words, summary.seconds, opening
    )

"""From a file, or pasted text, to a Script."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .assemble import LONGEST, assemble
from .decoding import decode
from .document import Document
from .errors import ScriptError
from .formats.docx import read_docx
from .formats.markdown import read_markdown
from .formats.plain import read_plain
from .formats.pptx import read_pptx
from .formats.subtitles import read_subtitles
from .model import Script

LARGEST_TEXT = 20_000_000  # bytes
LARGEST_PACKAGE = 200_000_000  # bytes; an Office file is mostly pictures, which are not unpacked
FORMATS = (".txt", ".md", ".markdown", ".docx", ".pptx", ".srt", ".vtt")

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"%PDF", "a PDF. Open it in Word and save it as .docx, or copy its text into a .txt file"),
    (b"{\\rtf", "a rich text file. Open it and save it as .docx"),
    (b"<html", "a web page. Open it in a browser and copy its text into a .txt file"),
    (b"<!doctype html", "a web page. Open it in a browser and copy its text into a .txt file"),
)
_OTHER_SUFFIXES = {
    ".odt": ".docx", ".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".pages": ".docx",
    ".odp": ".pptx", ".ppt": ".pptx", ".dps": ".pptx", ".key": ".pptx", ".pptm": ".pptx",
}


def parse_text(
    text: str, *, name: str = "pasted", language: str | None = None, markdown: bool = True
) -> Script:
    """Make a script of text.

    name: the title, should the text have no heading.
    language: BCP 47 tag if known, else it is detected.
    markdown: whether `#`, `*` and the like are markup.
    Raises ScriptError if there is nothing to speak, or too much.
    """
    return assemble(_read_text(text, markdown), name=name, language=language)


def parse_bytes(data: bytes, *, name: str = "pasted", language: str | None = None) -> Script:
    """Make a script of pasted text in whatever encoding it came; else as `parse_text`."""
    text, notices = decode(data, name)
    script = parse_text(text, name=name, language=language)
    return replace(script, notices=(*notices, *script.notices))


def load(path: Path, *, language: str | None = None) -> Script:
    """Read a script file of one of FORMATS.

    language: BCP 47 tag if known, else it is detected.
    Raises ScriptError, with one line for the user, for anything that is no script.
    """
    return assemble(read(contents(path), path.name), name=path.stem, language=language)


def read(data: bytes, name: str) -> Document:
    """What a file of one of FORMATS says, before it is cut into cues.

    name: the file's; its ending tells the format. Raises ScriptError as `load` does.
    """
    _refuse_others(data, name)
    suffix = Path(name).suffix.lower()
    if data.startswith(_ZIP):
        return _package_reader(name)(data, name)
    if suffix in (".docx", ".pptx"):
        raise ScriptError(
            f"{name} is damaged or no {suffix} file. Open it in Office and save it again."
        )
    text, notices = decode(data, name)
    if suffix in (".srt", ".vtt"):
        document = read_subtitles(_lines(text), name)
    else:
        document = _read_text(text, suffix in (".md", ".markdown"))
    document.notices[:0] = notices
    return document


def contents(path: Path) -> bytes:
    """The bytes of a script file. Raises ScriptError if it is empty, too large or unreadable."""
    largest = LARGEST_PACKAGE if path.suffix.lower() in (".docx", ".pptx") else LARGEST_TEXT
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise ScriptError(f"{path.name} is no file. Copy the talk's text into one.")
        size = path.stat().st_size
        data = path.read_bytes() if size <= largest else b""
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise ScriptError(f"{path.name} cannot be read ({reason}). Check the path.") from error
    if size > largest:
        raise ScriptError(
            f"{path.name} has {size / 1e6:.0f} MB; a script may have {largest / 1e6:.0f}. "
            "Copy the talk's text into a new file."
        )
    if not data.strip():
        raise ScriptError(f"{path.name} is empty. Write the talk into it and load it again.")
    return data


def _refuse_others(data: bytes, name: str) -> None:
    """Tell files that a person may well try, and what to do with them."""
    suffix = Path(name).suffix.lower()
    if data.startswith(_OLE):
        target = ".pptx" if suffix in (".ppt", ".pps", ".pptx", ".dps") else ".docx"
        if _ENCRYPTED in data:
            raise ScriptError(
                f"{name} is locked with a password. Open it, remove the password, and save "
                f"it as {target}."
            )
        raise ScriptError(
            f"{name} is in the old Office format. Open it and save it as {target}."
        )
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for signature, advice in _SIGNATURES:
        if head.startswith(signature.lower()):
            raise ScriptError(f"{name} is {advice}.")
    if suffix in _OTHER_SUFFIXES:
        raise ScriptError(
            f"{name} is of a kind that cannot be read. Open it and save it as "
            f"{_OTHER_SUFFIXES[suffix]}."
        )


def _package_reader(name: str) -> Callable[[bytes, str], Document]:
    readers = {".docx": read_docx, ".docm": read_docx, ".pptx": read_pptx}
    reader = readers.get(Path(name).suffix.lower())
    if reader is None:
        raise ScriptError(
            f"{name} is an archive, not a text. Give it its right ending (.docx, .pptx) or "
            "save the talk as .docx."
        )
    return reader


def _lines(text: str) -> str:
    """Line ends as \\n; too long a text is refused before it is parsed."""
    if len(text) > 2 * LONGEST:
        raise ScriptError(
            f"This text has {len(text):,} characters; a script may have {LONGEST:,}. "
            "Split it into several scripts."
        )
    return re.sub(r"\r\n?", "\n", text)


def _read_text(text: str, markdown: bool) -> Document:
    text = _lines(text)
    return read_markdown(text) if markdown else read_plain(text)

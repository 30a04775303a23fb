"""From a file, or pasted text, to a Script."""

from __future__ import annotations

import re
from pathlib import Path

from .assemble import assemble
from .encoding import decode
from .errors import ScriptError
from .formats.markdown import read_markdown
from .formats.plain import read_plain
from .model import Script


def parse_text(
    text: str, *, name: str = "pasted", language: str | None = None, markdown: bool = True
) -> Script:
    """Make a script of text.

    name: the title, should the text have no heading.
    language: BCP 47 tag if known, else it is detected.
    Raises ScriptError if there is nothing to speak.
    """
    text = re.sub(r"\r\n?", "\n", text)
    document = read_markdown(text) if markdown else read_plain(text)
    return assemble(document, name=name, language=language)


def load(path: Path, *, language: str | None = None) -> Script:
    """Read a script file (.txt, .md).

    language: BCP 47 tag if known, else it is detected.
    Raises ScriptError, with one line for the user, for anything that is no script.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScriptError(f"{path.name} cannot be read ({error.strerror}). Check the path.") from error
    text, notices = decode(data, path.name)
    script = parse_text(
        text, name=path.stem, language=language, markdown=path.suffix.lower() in (".md", ".markdown")
    )
    return Script(script.title, script.language, script.sections, (*notices, *script.notices))

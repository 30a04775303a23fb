"""Plain text: blank lines and line breaks part paragraphs, `# ` lines are headings."""

from __future__ import annotations

import re

from ..document import Document, RichText
from .lines import glue, is_wrapped

_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(\S.*?)[ \t#]*$")


def read_plain(text: str) -> Document:
    """Read text without markup."""
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    paragraphs = [block.split("\n") for block in blocks if block.strip()]
    wrapped = is_wrapped([[line for line in p if not _HEADING.match(line)] for p in paragraphs])
    document = Document()
    for paragraph in paragraphs:
        _add_paragraph(document, paragraph, wrapped)
    return document


def _add_paragraph(document: Document, lines: list[str], wrapped: bool) -> None:
    pending = ""
    for line in [*map(str.strip, lines), ""]:
        heading = _HEADING.match(line)
        if wrapped and line and not heading:
            pending += glue(pending, line) + line
            continue
        for text, level in ((pending, 0), (heading[2], len(heading[1])) if heading else (line, 0)):
            rich = RichText()
            rich.add(text)
            document.blocks.extend(rich.blocks(level))
        pending = ""

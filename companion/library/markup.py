"""What an imported file says, as Markdown: the one form in which scripts are kept and edited.

Reading the result gives back the same headings, paragraphs and emphasis, except that emphasis
does not begin or end at a space or a mark of punctuation where Markdown could not tell it there.
"""

from __future__ import annotations

import re
import unicodedata

from companion.script.document import Block, Document
from companion.script.formats.markdown import read_markdown

_LEVELS = 6  # of Markdown's headings

# Characters that would be markup where they stand; everything else stays as a person wrote it.
_SPECIAL = re.compile(
    r"""
    (?P<entity>   &(?=\#?\w+;) | <(?=[A-Za-z/!?]) )
  | (?P<slashed>  [*`]
               | (?<![^\W_])_ | _(?![^\W_])
               | ~(?=~) | (?<=~)~
               | \\(?=[!-/:-@\[-`{-~])
               | (?<=\])[(:] | (?<=\])\[
               | !(?=\[) )
    """,
    re.VERBOSE,
)
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_START = re.compile(
    r"(?P<mark>[#>]|[-+=](?=[ ]|[-+=]|$))|(?P<number>\d{1,9})(?P<dot>[.)])(?=[ ]|$)"
)
_BOX = re.compile(r"\[[ xX]\] ")  # a task box would be left out
_FIXED_SPACE = "\u00a0"


def markdown_of(document: Document) -> str:
    """`document` as Markdown, its title and language (if it has any) as front matter."""
    fields = [("title", document.title), ("lang", document.language)]
    front = "".join(f"{name}: {value}\n" for name, value in fields if value)
    parts = [f"---\n{front}---"] if front else []
    parts += [_written(block) for block in document.blocks]
    return "\n\n".join(parts) + "\n"


def _written(block: Block) -> str:
    """One heading or paragraph, its emphasis as far as Markdown can carry it."""
    if not block.emphasis:
        return _marked(block, ())
    for stretches in (block.emphasis, _trimmed(block)):
        text = _marked(block, stretches)
        wanted = Block(block.text, min(block.level, _LEVELS), stretches)
        if read_markdown(text).blocks == [wanted]:
            return text
    return _marked(block, ())


def _marked(block: Block, stretches: tuple[tuple[int, int], ...]) -> str:
    edges = {edge for stretch in stretches for edge in stretch}
    text, position = "", 0
    for edge in sorted({*edges, len(block.text)}):
        text += _escaped(block.text, position, edge) + ("**" if edge in edges else "")
        position = edge
    if _BOX.match(text):
        text = f"{text[:3]}{_FIXED_SPACE}{text[4:]}"
    if block.level:
        text = re.sub(r"#$", r"\\#", text)
        return f"{'#' * min(block.level, _LEVELS)} {text}"
    if 0 in edges:
        return text
    return _START.sub(_at_start, text, count=1) if _START.match(text) else text


def _escaped(text: str, start: int, end: int) -> str:
    pieces, position = [], start
    for match in _SPECIAL.finditer(text, start, end):
        char = match[0]
        mark = _ENTITIES[char] if match["entity"] else f"\\{char}"
        pieces += [text[position : match.start()], mark]
        position = match.end()
    return "".join([*pieces, text[position:end]])


def _at_start(match: re.Match[str]) -> str:
    return f"\\{match['mark']}" if match["mark"] else f"{match['number']}\\{match['dot']}"


def _trimmed(block: Block) -> tuple[tuple[int, int], ...]:
    """Emphasis that begins and ends at a letter or figure."""
    kept = []
    for start, end in block.emphasis:
        while start < end and not _bears(block.text[start]):
            start += 1
        while end > start and not _bears(block.text[end - 1]):
            end -= 1
        if start < end:
            kept.append((start, end))
    return tuple(kept)


def _bears(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"

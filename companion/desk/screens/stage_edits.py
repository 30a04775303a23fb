"""Words changed amid a show go into the library too, as a version of the script. No Kivy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _
from companion.library.markup import markdown_of
from companion.script import Script, parse_text
from companion.script.document import Block, Document
from companion.stage.venue import Wish
from companion.typeset.flow import paragraphs
from firmware.souffleur import book

_MARK = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+")  # of an item of a list


def keep(desk: Desk, wish: Wish, before: Script, after: Script) -> None:
    """Save, beside the show, what an edit made of the script of the library."""
    if not wish.entry:
        return

    def save(_progress: Progress) -> None:
        text = desk.library.text(wish.entry)
        desk.library.save(wish.entry, changed(text, before, after))

    desk.job(_("Keeping the words changed in the show"), save)


def changed(text: str, before: Script, after: Script) -> str:
    """The text of a script, which was read as `before`, so that it reads as `after`.

    What the edit has not touched stays as it is written; only where the changed paragraphs cannot
    be found in the text is all of it written anew.
    """
    made = _replaced(text, list(_written(before)), list(_written(after)))
    if made is None or (_reads_as(text, before) and not _reads_as(made, after)):
        blocks = list(_blocks(after))
        return markdown_of(Document(blocks, title=after.title, language=after.language))
    return made


def _replaced(text: str, old: list[str], new: list[str]) -> str | None:
    """The text with other paragraphs, as far as it holds the old ones a line each."""
    lines = text.split("\n")
    places = _places(lines, old)
    for tag, start, end, first, last in reversed(SequenceMatcher(None, old, new).get_opcodes()):
        if tag == "equal":
            continue
        there = [place for place in places[start:end] if place is not None]
        if not there or len(there) < end - start:
            return None
        mark = _item(lines[there[0]])[0] if first < last else ""
        fresh = [line for part in new[first:last] for line in ("", part)][1:]
        lines[there[0] : there[-1] + 1] = [mark + "\n".join(fresh)]
    return "\n".join(lines)


def _places(lines: list[str], parts: list[str]) -> list[int | None]:
    """The number of the line that each part stands on, None where it is written otherwise."""
    found: list[int | None] = []
    after = 0
    for part in parts:
        place = next(
            (number for number in range(after, len(lines)) if part in _forms(lines[number])), None
        )
        found.append(place)
        after = after if place is None else place + 1
    return found


def _forms(line: str) -> tuple[str, str]:
    return line.strip(), _item(line)[1].strip()


def _item(line: str) -> tuple[str, str]:
    """The mark of a list before a line, and what stands after it."""
    mark = _MARK.match(line)
    return (mark[0], line[mark.end() :]) if mark else ("", line)


def _reads_as(text: str, script: Script) -> bool:
    read = parse_text(text, name=script.title, language=script.language)
    return [block.text for block in _blocks(read)] == [block.text for block in _blocks(script)]


def _written(script: Script) -> Iterator[str]:
    """Each heading and paragraph as Markdown."""
    for block in _blocks(script):
        yield markdown_of(Document([block])).strip()


def _blocks(script: Script) -> Iterator[Block]:
    for section in script.sections:
        for made in paragraphs(replace(script, sections=(section,))):
            strong = [
                (start, end) for start, end, style in made.styles if style == book.STYLE_EMPHASIS
            ]
            yield Block(made.text, section.level if made.heading else 0, tuple(strong))

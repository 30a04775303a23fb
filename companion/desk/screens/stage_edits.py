"""Words changed amid a show go into the library too, as a version of the script. No Kivy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from companion.desk.context import Desk
from companion.desk.jobs import Progress
from companion.desk.language import _
from companion.library.markup import markdown_of
from companion.script import Script
from companion.script.document import Block, Document
from companion.stage.venue import Wish
from companion.typeset.flow import paragraphs
from firmware.souffleur import book


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
    old, new = list(_written(before)), list(_written(after))
    lines = text.split("\n")
    places = _places(lines, old)
    for tag, start, end, first, last in reversed(SequenceMatcher(None, old, new).get_opcodes()):
        if tag == "equal":
            continue
        if tag == "insert" or None in places[start:end]:
            return _whole(after)
        fresh = [line for part in new[first:last] for line in ("", part)][1:]
        lines[places[start] : places[end - 1] + 1] = fresh  # type: ignore[operator]
    return "\n".join(lines)


def _places(lines: list[str], parts: list[str]) -> list[int | None]:
    """The number of the line that each part stands on, None where it is written otherwise."""
    found: list[int | None] = []
    after = 0
    for part in parts:
        place = next((n for n in range(after, len(lines)) if lines[n].strip() == part), None)
        found.append(place)
        after = after if place is None else place + 1
    return found


def _whole(script: Script) -> str:
    blocks = list(_blocks(script))
    return markdown_of(Document(blocks, title=script.title, language=script.language))


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

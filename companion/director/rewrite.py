"""Other text for what has not been spoken: a script in, a script out. Pure.

What is rewritten is the rest of a paragraph, from a cue to the paragraph's end. Everything before
it keeps its cues and token numbers, so that the speaker's place is the same in both scripts;
everything after it keeps its cues and their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from companion.director.errors import OrderError
from companion.script import Cue, Script
from companion.script.assemble import assemble
from companion.script.document import Block, Document, RichText
from companion.typeset.flow import paragraphs
from firmware.souffleur import book

_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)


def source(script: Script, cue: str) -> str:
    """The text from that cue to the end of its paragraph, **emphasis** between stars.

    Raises OrderError for a cue that the script does not have.
    """
    section, _ = _find(script, cue)
    for made in paragraphs(replace(script, sections=script.sections[section : section + 1])):
        for offset, known, _ in made.cues:
            if known == cue:
                text = made.text
                for start, end, style in reversed(made.styles):
                    if style == book.STYLE_EMPHASIS and start >= offset:
                        text = f"{text[:start]}**{text[start:end]}**{text[end:]}"
                return text[offset:]
    raise _gone()


def rewritten(script: Script, cue: str, text: str, place: int) -> Script:
    """The script with `text` from that cue to the end of its paragraph.

    Every line of the text is a paragraph; none at all takes the rest away. place: index of the
    next token to be spoken. Raises OrderError where the speaker has begun the cue, or nothing
    would be left to speak.
    """
    section, at = _find(script, cue)
    cues = script.sections[section].cues
    first = cues[at]
    if first.first_token < place:
        raise OrderError("spoken", "The speaker has come to this text: it stays as it is.")
    end = next((n for n in range(at, len(cues)) if cues[n].paragraph != first.paragraph), len(cues))
    fresh, count = _read(script, first, text)
    tokens = _tokens(fresh) - _tokens(cues[at:end])
    if len(script.tokens) + tokens == 0:
        raise OrderError("empty", "Nothing would be left to speak: write some words.")

    def later(cues: Iterable[Cue]) -> list[Cue]:
        return [
            replace(
                one, paragraph=one.paragraph + max(count - 1, 0),
                first_token=one.first_token + tokens,
            )
            for one in cues
        ]

    taken = {one.id for one in script.cues} - {one.id for one in cues[at:end]}
    sections = [
        *script.sections[:section],
        replace(
            script.sections[section],
            cues=(*cues[:at], *_named(fresh, taken), *later(cues[end:])),
        ),
        *(replace(s, cues=tuple(later(s.cues))) for s in script.sections[section + 1 :]),
    ]
    return replace(script, sections=tuple(sections))


def _find(script: Script, cue: str) -> tuple[int, int]:
    for number, section in enumerate(script.sections):
        for at, one in enumerate(section.cues):
            if one.id == cue:
                return number, at
    raise _gone()


def _gone() -> OrderError:
    return OrderError("changed", "This text has been changed meanwhile: look again.")


def _read(script: Script, first: Cue, text: str) -> tuple[list[Cue], int]:
    """The cues of `text` in the place of `first`, and the number of their paragraphs.

    The text is read under a heading, so that none of it is taken for one, and beside words of the
    script, so that it is told what language it is.
    """
    blocks = _blocks(text)
    beside = next(one.text for one in (first, *script.cues) if one.tokens)
    document = Document([Block("-", 1), *blocks, Block(beside)])
    made = assemble(document, name=script.title, language=script.language)
    return [
        replace(
            one, paragraph=first.paragraph + one.paragraph,
            first_token=first.first_token + one.first_token,
        )
        for one in made.cues
        if one.paragraph < len(blocks)
    ], len(blocks)


def _blocks(text: str) -> list[Block]:
    rich = RichText()
    for number, part in enumerate(_EMPHASIS.split(text)):
        rich.add(part, number % 2 == 1)
    return rich.blocks()


def _tokens(cues: Iterable[Cue]) -> int:
    return sum(len(one.tokens) for one in cues)


def _named(cues: Iterable[Cue], taken: set[str]) -> list[Cue]:
    """The cues with ids that nobody has; `taken` grows by them."""
    named = []
    for one in cues:
        stem = one.id.partition("-")[0]
        name, count = stem, 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}"
        taken.add(name)
        named.append(replace(one, id=name))
    return named

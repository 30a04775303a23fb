"""What a person should look at before the show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from companion.editing.galley import Galley
from companion.editing.reading import Reading
from companion.script.assemble import LONGEST

# How notices of companion.script begin.
_UNTOLD = "The language could not be told"
_LONELY = "The bracket in"
_ENOUGH = 40  # words: of fewer, just begun, no language can be told
_QUOTED = re.compile("“(.+)”", re.DOTALL)


class WarningKind(Enum):
    """What is the matter; the comment tells what `text`, `count` and `other` of a Warning are."""

    NOTHING = "nothing"  # no script: text is the reason
    NO_GLYPH = "no glyph"  # text is drawn as a box, count times
    LONG_CUE = "long cue"  # text has count lines, the glass shows `other`
    SECTION_OVER = "section over"  # section text takes count seconds, its goal is `other`
    SCRIPT_OVER = "script over"  # the whole takes count seconds, the goal is `other`
    BRACKET = "bracket"  # one without its partner, in text
    LANGUAGE = "language"  # it could not be told from the text and is taken as text
    NOTE = "note"  # text: what the reading had to decide


@dataclass(frozen=True, slots=True)
class Warning:
    """What is the matter at text[start:end] of the reading's text; (0, 0): with all of it."""

    kind: WarningKind
    start: int
    end: int
    text: str
    count: int = 0
    other: int = 0


def warnings(reading: Reading, galley: Galley | None, goal: float = 0.0) -> list[Warning]:
    """Everything of note, in the order of the text.

    galley: the same script in type; None: nothing is said of the glass. goal: seconds that the
    whole may take; 0: any.
    """
    if reading.script is None:
        long = len(reading.text) > LONGEST
        return [Warning(WarningKind.NOTE if long else WarningKind.NOTHING, 0, 0, reading.problem)]
    found = [
        Warning(
            WarningKind.SECTION_OVER, part.start, part.start, part.name, round(part.seconds),
            round(part.goal),
        )
        for part in reading.parts if part.goal is not None and part.over
    ]
    if goal and round(reading.seconds) > goal:
        found.append(Warning(
            WarningKind.SCRIPT_OVER, 0, 0, reading.script.title, round(reading.seconds), round(goal)
        ))
    for notice in reading.script.notices:
        if not notice.startswith(_UNTOLD):
            found.append(_note(reading.text, notice))
        elif reading.words >= _ENOUGH:
            found.append(Warning(WarningKind.LANGUAGE, 0, 0, reading.script.language))
    if galley is not None:
        found += (_missing(reading.text, cluster, n) for cluster, n in galley.missing.items())
        found += _overlong(reading, galley)
    return sorted(found, key=lambda one: (one.start, one.kind.value))


def _note(text: str, notice: str) -> Warning:
    quoted = _QUOTED.search(notice)
    at = text.find(quoted[1]) if quoted else -1
    if quoted is None:
        return Warning(WarningKind.NOTE, 0, 0, notice)
    start, end = (at, at + len(quoted[1])) if at >= 0 else (0, 0)
    if notice.startswith(_LONELY):
        return Warning(WarningKind.BRACKET, start, end, quoted[1])
    return Warning(WarningKind.NOTE, start, end, notice)


def _missing(text: str, cluster: str, count: int) -> Warning:
    at = max(text.find(cluster), 0)
    end = at + len(cluster) if text.startswith(cluster, at) else at
    return Warning(WarningKind.NO_GLYPH, at, end, cluster, count)


def _overlong(reading: Reading, galley: Galley) -> list[Warning]:
    assert reading.script is not None
    return [
        Warning(
            WarningKind.LONG_CUE, *reading.places.cues[one.cue],
            reading.script.cues[one.cue].text, one.lines, galley.rows,
        )
        for one in galley.overlong()
    ]

"""How figures, abbreviations and addresses are expected to be spoken."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.editing.reading import Reading
from companion.script import Cue, Script, Section, summarise


@dataclass(frozen=True, slots=True)
class Said:
    """text[start:end] is printed otherwise than it is spoken; ways: likeliest first."""

    start: int
    end: int
    text: str
    ways: tuple[str, ...]


def said_in(reading: Reading, start: int, end: int) -> tuple[Said, ...]:
    """What is spoken otherwise than printed in the cues that touch text[start:end], in order."""
    script = reading.script
    if script is None:
        return ()
    found: list[Said] = []
    for number in _cues(reading, start, end):
        cue = script.cues[number]
        ways = {
            (one.text, one.language): one.ways
            for one in summarise(_alone(script, cue)).readings
        }
        for index, token in enumerate(cue.tokens, cue.first_token):
            if (token.text, token.language) in ways:
                a, b = reading.places.tokens[index]
                found.append(Said(a, b, token.text, ways[token.text, token.language]))
    return tuple(found)


def _alone(script: Script, cue: Cue) -> Script:
    return replace(script, sections=(Section("", 0, (cue,)),))


def _cues(reading: Reading, start: int, end: int) -> range:
    places = reading.places
    first = places.cue_at(start)
    last = places.cue_at(end)
    if last is None:
        return range(0)
    if first is None or (places.cues[first][1] < start and first < last):
        first = 0 if first is None else first + 1
    return range(first, last + 1)

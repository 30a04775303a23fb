"""What a rehearsal came to. All times are seconds of the show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from companion.editing.outline import section_goal
from companion.rehearsal.findings import Finding, Kind
from companion.rehearsal.ground import Ground
from companion.rehearsal.heard import Unit, heard
from companion.rehearsal.reading import Read, read
from companion.rehearsal.search import findings
from companion.report.log import Log
from companion.script import Script, section_seconds

_SHORTEST = 3.0  # seconds of reading before there is a pace
_OWN, _READ = 0.25, 0.5  # shares of the speech, and of the words so far; see _strayed


@dataclass(frozen=True, slots=True)
class Timing:
    """A section. seconds: it took; 0 if it was not reached. expected: by the usual pace. goal:
    what its heading allows, None where it says nothing.

    words: of the script that were read (Chinese: characters). pace: of them a minute, ad-libs
    aside; None while too little was read to tell.
    """

    title: str
    seconds: float
    expected: float
    goal: float | None
    words: int
    pace: float | None

    @property
    def planned(self) -> float:
        """What it should take."""
        return self.goal or self.expected


@dataclass(frozen=True, slots=True)
class Account:
    """seconds: from the first word to the last. words: as in Timing. reached: the last token that
    was read, -1 if none was. share: of the script's words that were read. strayed: whether it
    was hardly this script that was heard, so that nothing is told of it."""

    seconds: float
    words: int
    reached: int
    share: float
    sections: tuple[Timing, ...]
    findings: tuple[Finding, ...]
    strayed: bool = False

    @property
    def pace(self) -> float | None:
        """Words a minute in the sections that have one."""
        told = [one for one in self.sections if one.pace]
        minutes = sum(one.words / one.pace for one in told if one.pace)
        return sum(one.words for one in told) / minutes if minutes else None


def account(log: Log, script: Script) -> Account:
    """Judge a rehearsal of `script` by its log."""
    units = heard(log)
    reads = read(script, units)
    ground = Ground(script)
    strayed = _strayed(units, reads)
    if strayed:
        tokens = {one.token for one in reads}
        found, said = [], [token in tokens for token in range(len(ground.words))]
    else:
        found = findings(ground, units, reads)
        said = _said(ground, reads, found)
    seconds = _seconds(ground, units, reads, said)
    timings = []
    for number, section in enumerate(script.sections):
        words = sum(
            count for count, ok, where in zip(ground.words, said, ground.section, strict=True)
            if ok and where == number
        )
        aside = sum(
            one.seconds for one in found if one.kind is Kind.ADLIB and one.section == number
        )
        reading = seconds[number] - aside
        timings.append(Timing(
            section.title, round(seconds[number], 2), section_seconds(section),
            section_goal(section.title), words,
            60 * words / reading if words and reading >= _SHORTEST else None,
        ))
    total = sum(ground.words)
    words = sum(one.words for one in timings)
    return Account(
        round(sum(seconds), 2), words, max((one.token for one in reads), default=-1),
        words / total if total else 0.0, tuple(timings), tuple(found), strayed,
    )


def _strayed(units: Sequence[Unit], reads: Sequence[Read]) -> bool:
    """Whether it was another text, or one in another language: little of the speech is the
    script's, and of the script there are but a few words here and there."""
    spoken = sum(unit.weight for unit in units)
    own = sum(units[one.unit].weight for one in reads)
    tokens = {one.token for one in reads}
    return bool(tokens) and own < _OWN * spoken and len(tokens) < _READ * (1 + max(tokens))


def _said(ground: Ground, reads: Sequence[Read], found: Sequence[Finding]) -> list[bool]:
    """For each token whether it was said: up to the last one read, but for those left out."""
    reached = max((one.token for one in reads), default=-1)
    said = [token <= reached for token in range(len(ground.words))]
    for one in found:
        if one.kind in (Kind.SKIPPED, Kind.REWORDED):
            for token in range(one.first, one.last + 1):
                said[token] = False
    return said


def _seconds(
    ground: Ground, units: Sequence[Unit], reads: Sequence[Read], said: Sequence[bool]
) -> list[float]:
    """How long each section took. What lies between two sections belongs to the first; the time
    of words that were said, but not understood, is shared among theirs."""
    seconds = [0.0] * (max(ground.section, default=-1) + 1)
    for one, after in pairwise(reads):
        took = units[after.unit].start - units[one.unit].start
        tokens = [token for token in range(one.token + 1, after.token) if said[token]]
        expected = sum(ground.seconds[token] for token in (one.token, *tokens))
        for token in (one.token, *tokens):
            share = ground.seconds[token] / expected if expected else 1 / (1 + len(tokens))
            seconds[ground.section[token]] += took * share
    if reads:
        last = reads[-1]
        seconds[ground.section[last.token]] += units[-1].end - units[last.unit].start
    return seconds

"""The search for findings: each step from one read unit to the next is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from companion.follow.units import UNKNOWN
from companion.rehearsal.findings import Finding, Kind
from companion.rehearsal.ground import Ground
from companion.rehearsal.heard import WORD_SECONDS, Unit, written
from companion.rehearsal.reading import Read

LONG_SILENCE = 2.0  # seconds within a sentence; a breath or a comma takes less than one
ADLIB = 4.0  # words that are not the script's; fewer are a filler, or misheard
SKIPPED = 4  # words, and the whole of a cue; fewer are misheard
_WITHIN = 6  # words amid a cue
_NO_TIME = 0.6  # share of their expected time in which words cannot have been spoken
_NEVER_MISSED = 6  # words that no recogniser misses without hearing anything at all
_INSTEAD = 0.5  # words heard for each word of the script that was not
_ONE_WORD = 1.0


@dataclass(frozen=True, slots=True)
class _Step:
    """From one read unit to the next (None: from the beginning, to the end), with the units
    heard between them; `start` to `end` in seconds of the show."""

    before: Read | None
    after: Read | None
    start: float
    end: float
    between: Sequence[Unit]

    @property
    def clear(self) -> float:
        """Words that were understood."""
        return sum(unit.weight for unit in self.between if unit.text != UNKNOWN)

    @property
    def unknown(self) -> float:
        """Seconds of speech that were not."""
        return sum(unit.end - unit.start for unit in self.between if unit.text == UNKNOWN)


def findings(ground: Ground, units: Sequence[Unit], reads: Sequence[Read]) -> list[Finding]:
    """All of them in order of time; none where nothing of the script was read."""
    if not reads:
        return []
    said = {one.token for one in reads}
    steps = list(_steps(units, reads))
    drowned = {token for step in steps for token in _drowned(ground, step, said)}
    found: list[Finding] = []
    for number, step in enumerate(steps):
        found += _left(ground, step, said, drowned)
        if step.before is None or step.after is None:
            continue
        if step.after.node <= step.before.node:
            found += _again(ground, step, units, reads, number)
        else:
            found += _silent(ground, step)
    seen: set[tuple[Kind, int, int]] = set()
    once = []
    for one in found:
        if (key := (one.kind, one.first, one.last)) not in seen or one.kind is not Kind.SKIPPED:
            once.append(one)
        seen.add(key)
    return once


def _steps(units: Sequence[Unit], reads: Sequence[Read]) -> Iterator[_Step]:
    for before, after in pairwise((None, *reads, None)):
        first = before.unit + 1 if before else 0
        end = after.unit if after else len(units)
        start = units[before.unit].end if before else units[0].start
        stop = units[after.unit].start if after else units[-1].end
        yield _Step(before, after, start, max(start, stop), units[first:end])


def _made(
    ground: Ground, kind: Kind, first: int, last: int, time: tuple[float, float], heard: str = ""
) -> Finding:
    at = min(max(first, 0), len(ground.words) - 1)
    return Finding(
        kind, ground.section[at], ground.cue(at), first, last, round(time[0], 2),
        round(max(0.0, time[1] - time[0]), 2), heard,
    )


def _unsaid(step: _Step, said: set[int]) -> list[range]:
    """Stretches that the step leads over and that were said at no time."""
    runs: list[range] = []
    first = step.before.token + 1 if step.before else 0
    for token in range(first, step.after.token if step.after else first):
        if token in said:
            continue
        if runs and runs[-1].stop == token:
            runs[-1] = range(runs[-1].start, token + 1)
        else:
            runs.append(range(token, token + 1))
    return runs


def _drowned(ground: Ground, step: _Step, said: set[int]) -> Iterator[int]:
    """Tokens that were said in all likelihood, in a stretch that was not understood."""
    runs = _unsaid(step, said)
    expected = sum(ground.seconds[token] for run in runs for token in run)
    if step.unknown and step.end - step.start >= _NO_TIME * expected:
        for run in runs:
            yield from run


def _left(
    ground: Ground, step: _Step, said: set[int], drowned: set[int]
) -> Iterator[Finding]:
    """Where the step leaves the script."""
    runs = _unsaid(step, said)
    missing = sum(ground.words[token] for run in runs for token in run)
    expected = sum(ground.seconds[token] for run in runs for token in run)
    clear, unknown, took = step.clear, step.unknown, step.end - step.start
    nothing = not step.between
    heard = written(step.between)
    if missing >= SKIPPED and clear >= max(SKIPPED, _INSTEAD * missing):
        first, last = runs[0].start, runs[-1].stop - 1
        yield _made(ground, Kind.REWORDED, first, last, (step.start, step.end), heard)
        return
    if took < _NO_TIME * expected or nothing:
        for run in runs:
            words = sum(ground.words[token] for token in run)
            least = SKIPPED if ground.whole(run) else _WITHIN
            if took >= _NO_TIME * expected:
                least = max(least, _NEVER_MISSED)
            if words >= least and not drowned.intersection(run):
                where = run.start, run.stop - 1
                yield _made(ground, Kind.SKIPPED, *where, (step.start, step.start))
                missing -= words
    # What was not understood may be the script's: only what takes longer is more than that.
    longer = max(0.0, unknown - expected)
    longer = longer / WORD_SECONDS if longer >= LONG_SILENCE else 0.0
    more = clear - missing + longer
    if more >= ADLIB:
        before = step.before.token if step.before else -1
        onwards = step.after is not None and step.after.token > before
        after = step.after.token if step.after and onwards else before + 1
        time = step.between[0].start, step.between[-1].end
        yield _made(ground, Kind.ADLIB, before, after, time, heard)


def _again(
    ground: Ground, step: _Step, units: Sequence[Unit], reads: Sequence[Read], number: int
) -> Iterator[Finding]:
    """The step leads back to words that were read already."""
    assert step.before is not None and step.after is not None
    past = {one.node for one in reads[:number]}
    repeated: list[Read] = []
    for one in reads[number:]:
        if one.node not in past or (repeated and one.node <= repeated[-1].node):
            break
        repeated.append(one)
    words = sum(units[one.unit].weight for one in repeated)
    aside = sum(unit.weight for unit in step.between)
    # A lone word after others that are not the script's is one of them by chance.
    if words < _ONE_WORD or aside >= ADLIB or (words <= _ONE_WORD and aside >= _ONE_WORD):
        return
    time = units[repeated[0].unit].start, units[repeated[-1].unit].end
    heard = written([units[one.unit] for one in repeated])
    where = repeated[0].token, repeated[-1].token
    yield _made(ground, Kind.REPEATED, *where, time, heard)


def _silent(ground: Ground, step: _Step) -> Iterator[Finding]:
    """The step takes long and nothing is heard meanwhile."""
    assert step.before is not None and step.after is not None
    before, after = step.before.token, step.after.token
    if after - before > 1 or not ground.within(before, after):
        return  # words that were missed fill the time
    edges = [step.start, *(t for unit in step.between for t in (unit.start, unit.end)), step.end]
    low, high = max(zip(edges[::2], edges[1::2], strict=True), key=lambda rest: rest[1] - rest[0])
    if high - low >= LONG_SILENCE:
        yield _made(ground, Kind.PAUSED, before, after, (low, high))

"""What can be done to a script about a finding: edits of its text, each within its own range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from companion.editing import Document
from companion.editing.places import Places
from companion.follow.units import is_cluster, is_han
from companion.rehearsal.findings import Finding, Kind
from companion.rehearsal.sentences import Sentence, sentences
from companion.script import Script

LONG = 16  # words (Chinese: characters) from which a sentence may be split
_SHORTEST = 4  # words that stay on either side

_OPENING = re.compile(r"[*_\"'“‘«「『（(《〈\[［【]+$")
_CLOSING = re.compile(r"[^\w\s#\[［【“‘«「『（(《〈]*")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_BREAK = re.compile(r"\s*[,;:，；：、—–-]*\s*")
_CLAUSE = re.compile(r"[,;:，；：、—–]")


class Remedy(Enum):
    """What a fix does."""

    CUT = "cut"  # what was skipped
    ADD = "add"  # what was said as well
    REPLACE = "replace"  # what was said instead
    PAUSE = "pause"  # mark one
    SPLIT = "split"  # a long sentence in two


@dataclass(frozen=True, slots=True)
class Change:
    """`old` at offset `start` of the text becomes `new`."""

    start: int
    old: str
    new: str

    @property
    def end(self) -> int:
        """The offset after `old`."""
        return self.start + len(self.old)


@dataclass(frozen=True, slots=True)
class Fix:
    """The changes are in order and apart from each other."""

    remedy: Remedy
    changes: tuple[Change, ...]


def fixes(finding: Finding, script: Script, text: str, places: Places) -> tuple[Fix, ...]:
    """What can be done, the likeliest first; `places` are those of `script` in `text`."""
    page = _Page(script, text, places)
    first, last = finding.first, finding.last
    match finding.kind:
        case Kind.SKIPPED:
            made = [page.cut(first, last)]
        case Kind.ADLIB:
            made = [page.added(first, finding.heard)]
        case Kind.REWORDED:
            made = [page.replaced(first, last, finding.heard), page.cut(first, last)]
        case Kind.REPEATED:
            made = [page.split_near(first)]
        case Kind.PAUSED:
            made = [page.pause(first), page.split(last)]
    return tuple(fix for fix in made if fix is not None)


def apply(fix: Fix, document: Document) -> bool:
    """Make the changes, as one step of undo; False, and nothing done, where the text has become
    another one."""
    if any(document.slice(one.start, one.end) != one.old for one in fix.changes):
        return False
    with document.group():
        for one in reversed(fix.changes):
            document.replace(one.start, one.end, one.new)
    return True


def moved(fix: Fix, done: Fix) -> Fix | None:
    """The fix for the text as `done` leaves it; None if both change the same words."""
    changes = []
    for one in fix.changes:
        shift = 0
        for other in done.changes:
            if other.end <= one.start:
                shift += len(other.new) - len(other.old)
            elif other.start < one.end:
                return None
        changes.append(replace(one, start=one.start + shift))
    return replace(fix, changes=tuple(changes))


class _Page:
    """The script in its text."""

    def __init__(self, script: Script, text: str, places: Places) -> None:
        self._script, self._text, self._places = script, text, places
        self._tokens = places.tokens

    # -- what the fixes are made of ----------------------------------------------------------

    def cut(self, first: int, last: int) -> Fix | None:
        """Without the tokens from `first` to `last`, cue by cue."""
        changes: list[Change] = []
        cues = zip(self._script.cues, self._places.cues, strict=True)
        for cue, place in cues:
            begin, end = cue.first_token, cue.first_token + len(cue.tokens)
            low, high = max(first, begin), min(last + 1, end)
            if low >= high:
                continue
            whole = (low, high) == (begin, end)
            if whole:
                start, stop = self._whole(*place)
            elif high < end:
                start, stop = self._tokens[low][0], self._tokens[high][0]
            else:
                start, stop = self._tokens[low - 1][1], self._tokens[high - 1][1]
            if changes and not self._text[changes[-1].end : start].strip(" \t"):
                start = changes.pop().start
            if whole:
                stop = self._paragraph(start, stop)
            changes.append(Change(start, self._text[start:stop], ""))
        if not changes or not all(self._clean(one, first, last) for one in changes):
            return None
        return Fix(Remedy.CUT, tuple(changes))

    def added(self, after: int, heard: str) -> Fix | None:
        """With what was said behind token `after`."""
        if not heard or "…" in heard or not self._tokens:
            return None
        if after < 0:
            start = self._tokens[0][0]
            stop = self._tokens[0][1]
            word = self._text[start:stop]
            return self._fix(Remedy.ADD, start, stop, f"{_sentence(heard)}{_gap(heard)}{word}")
        start, stop = self._tokens[after]
        sentence = self._sentence(after)
        if after == sentence.tokens[-1]:
            stop = self._closed(stop)
            new = f"{self._text[start:stop]}{_gap(heard)}{_sentence(heard)}"
        else:
            comma = "，" if is_han(heard[0]) else ", "
            follows = self._text[stop : stop + 1]
            close = "" if _CLAUSE.match(follows) else comma.strip()
            new = f"{self._text[start:stop]}{comma}{heard}{close}"
        return self._fix(Remedy.ADD, start, stop, new)

    def replaced(self, first: int, last: int, heard: str) -> Fix | None:
        """With what was said in the place of the tokens."""
        start, stop = self._tokens[first][0], self._tokens[last][1]
        if not heard or "…" in heard or not self._plain(start, stop):
            return None
        begins = first == self._sentence(first).tokens[0]
        return self._fix(Remedy.REPLACE, start, stop, _capital(heard) if begins else heard)

    def pause(self, after: int) -> Fix | None:
        """With a pause to take behind token `after`."""
        start, stop = self._tokens[after]
        han = is_han(self._script.tokens[after].text[0])
        mark = "［停顿］" if han else " [pause]"
        clause = _CLAUSE.match(self._text, stop)
        stop = clause.end() if clause else stop
        if self._text[stop : stop + 1] in ("*", "_"):
            return None
        return self._fix(Remedy.PAUSE, start, stop, self._text[start:stop] + mark)

    def split(self, at: int) -> Fix | None:
        """As two sentences, the second beginning with token `at`."""
        sentence = self._sentence(at)
        left = sum(self._words(range(sentence.tokens[0], at)))
        if sentence.words < LONG or not _SHORTEST <= left <= sentence.words - _SHORTEST:
            return None
        start, (low, high) = self._tokens[at - 1][0], self._tokens[at]
        between = self._text[self._tokens[at - 1][1] : low]
        word = self._text[low:high]
        if _BREAK.fullmatch(between) is None or "\n" in between or is_cluster(word[0]):
            return None
        stop = "。" if is_han(word[0]) else ". "
        before = self._text[start : self._tokens[at - 1][1]]
        return self._fix(Remedy.SPLIT, start, high, f"{before}{stop}{word[0].upper()}{word[1:]}")

    def split_near(self, at: int) -> Fix | None:
        """As two sentences, parted at the break between clauses that is nearest to a token."""
        inside = self._sentence(at).tokens
        breaks = [
            token for token in inside[1:]
            if _CLAUSE.search(self._text[self._tokens[token - 1][1] : self._tokens[token][0]])
        ]
        for token in sorted(breaks, key=lambda token: abs(token - at)):
            if (fix := self.split(token)) is not None:
                return fix
        return None

    # -- where things stand ------------------------------------------------------------------

    def _fix(self, remedy: Remedy, start: int, stop: int, new: str) -> Fix:
        return Fix(remedy, (Change(start, self._text[start:stop], new),))

    def _sentence(self, token: int) -> Sentence:
        return next(one for one in sentences(self._script) if token in one.tokens)

    def _words(self, tokens: range) -> Iterator[int]:
        return (len(self._script.tokens[token].spoken[0]) for token in tokens)

    def _closed(self, offset: int) -> int:
        """Behind the signs that follow an offset."""
        found = _CLOSING.match(self._text, offset)
        return found.end() if found else offset

    def _whole(self, start: int, stop: int) -> tuple[int, int]:
        """A cue with the signs around it, and the white space behind it."""
        opening = _OPENING.search(self._text[max(0, start - 4) : start])
        start -= len(opening[0]) if opening else 0
        stop = self._closed(stop)
        while stop < len(self._text) and self._text[stop] in " \t\u3000":
            stop += 1
        return start, stop

    def _paragraph(self, start: int, stop: int) -> int:
        """Where to stop so that no empty paragraph is left."""
        line = self._text.rfind("\n", 0, start) + 1
        alone = not self._text[line:start].strip()
        return stop + 2 if alone and self._text[stop : stop + 2] == "\n\n" else stop

    def _clean(self, change: Change, first: int, last: int) -> bool:
        """Whether a change takes nothing with it but these tokens."""
        old = change.old
        return len(_EMPHASIS.findall(old)) % 2 == 0 and all(
            not change.start <= self._tokens[token][0] < change.end
            for token in (first - 1, last + 1) if 0 <= token < len(self._tokens)
        )

    def _plain(self, start: int, stop: int) -> bool:
        return re.search(r"[\n*_\[\]［］【】#]", self._text[start:stop]) is None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence(heard: str) -> str:
    return f"{heard}。" if is_han(heard[-1]) else f"{_capital(heard)}."


def _gap(heard: str) -> str:
    return "" if is_han(heard[0]) else " "

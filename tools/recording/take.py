"""A take: what the speaker of a demo recording does with the script, act by act.

A take is a TOML file next to the script (numbers are said in their first spoken form):

    script = "en.md"
    voice = "flite/slt"        # or "espeak-ng/VOICE"
    pace = 1.1                 # how many times as slowly as the voice's usual
    noise = -62                # room noise, dB below full scale
    [[act]]
    read = "good morning"      # reads on up to and with these words
    pause = 0.8                # seconds of silence after it
    [[act]]
    skip = "The working group" # jumps forward to these words ...
    read = "in the hall"       # ... and reads on from there
    [[act]]
    return = "Second,"         # jumps back
    read = "dreams about"
    [[act]]
    repeat = 3                 # says the last three words again
    [[act]]
    stumble = "um"             # a filler or a broken-off word
    [[act]]
    adlib = "Words that are not in the script."
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.errors import SouffleurError
from companion.script import load
from companion.script.model import Cue, Script, Style, Token

READ_PAUSE = 0.12  # seconds after a cue within an act, on top of the voice's own
_MARKS = re.compile(r"[,.;:?!，。；：？！、]")


@dataclass(frozen=True, slots=True)
class Said:
    """A word on its way to the synthesiser: its token (None: off the script) and kind.

    mark: the punctuation after it, which the synthesiser turns into melody.
    """

    word: str
    token: int | None
    kind: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Breath:
    """Words said in one breath and the silence after them, in seconds."""

    words: tuple[Said, ...]
    pause: float


@dataclass(frozen=True)
class Take:
    """A performance of `script`, breath by breath."""

    script: Script
    script_name: str
    voice: str
    pace: float
    noise: float
    breaths: tuple[Breath, ...]


def read_take(path: Path) -> Take:
    """Read a take and the script beside it. Raises SouffleurError for words not found there."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        script = load(path.parent / data["script"])
        director = _Director(script)
        breaths = tuple(breath for act in data["act"] for breath in director.perform(act))
        return Take(
            script, data["script"], data["voice"], float(data.get("pace", 1.0)),
            float(data.get("noise", -62)), breaths,
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SouffleurError(
            f"{path} is not a take: {error}; see tools/recording/take.py."
        ) from None


class _Director:
    """Turns acts into breaths; knows where in the script the speaker is."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._next = 0  # token
        self._cue_of = {
            cue.first_token + i: cue for cue in script.cues for i in range(len(cue.tokens))
        }

    def perform(self, act: Mapping[str, Any]) -> Iterator[Breath]:
        pause = float(act.get("pause", 0.0))
        kind = "read"
        for jump in ("skip", "return"):
            if jump in act:
                self._next, kind = self._find(act[jump], jump)[0], jump
        if "read" in act:
            last = self._find(act["read"], "read")[1]
            yield from self._read(self._next, last, kind, pause)
            self._next = last + 1
        elif "repeat" in act:
            first = self._next - int(act["repeat"])
            words = [w for t in range(first, self._next) for w in self._say(t, "stumble")]
            yield Breath(tuple(words), pause)
        else:
            kind = "adlib" if "adlib" in act else "stumble"
            yield Breath(tuple(_loose(act[kind], kind)), pause)

    def _find(self, words: str, act: str) -> tuple[int, int]:
        """First and last token of the quoted words: after the position, or before to return."""
        wanted = re.sub(r"[\W_]", "", words).lower()
        tokens = [re.sub(r"[\W_]", "", t.text).lower() for t in self._script.tokens]
        starts = range(self._next, len(tokens))
        if act == "return":
            starts = range(self._next - 1, -1, -1)
        for start in starts:
            joined = ""
            for end in range(start, len(tokens)):
                joined += tokens[end]
                if joined == wanted:
                    return start, end
                if not wanted.startswith(joined):
                    break
        raise SouffleurError(f"The script has no {words!r} where the take wants to {act} it.")

    def _read(self, first: int, last: int, kind: str, pause: float) -> Iterator[Breath]:
        words: list[Said] = []
        for index in range(first, last + 1):
            words += self._say(index, kind if index == first else "read")
            ends = index == last or self._cue_of[index + 1] is not self._cue_of[index]
            if ends:
                yield Breath(tuple(words), pause if index == last else READ_PAUSE)
                words = []

    def _say(self, index: int, kind: str) -> list[Said]:
        cue = self._cue_of[index]
        token = cue.tokens[index - cue.first_token]
        said = [Said(w, index, kind if i == 0 else "read") for i, w in enumerate(token.spoken[0])]
        if kind == "stumble":
            said = [Said(s.word, index, kind) for s in said]
        said[-1] = Said(said[-1].word, index, said[-1].kind, _mark_after(cue, token))
        return said


def _mark_after(cue: Cue, token: Token) -> str:
    rest = [t.start for t in cue.tokens if t.start >= token.end]
    end = min(rest, default=len(cue.text))
    for span in cue.spans:
        if span.style is Style.DIRECTION and token.end <= span.start < end:
            end = span.start
    found = _MARKS.search(cue.text[token.end : end])
    return found.group() if found else ""


def _loose(text: str, kind: str) -> list[Said]:
    """Words that belong to no token, with the punctuation after each."""
    found = re.finditer(r"([\u3400-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*)\s*([^\w\s'’-]?)", text)
    return [Said(m.group(1), None, kind, m.group(2)) for m in found]

"""What a recogniser should listen for: the script around the speaker, as it is spoken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from companion.script.model import Cue, Script, Token

WINDOW = 300  # tokens on each side of the position
_SEAM = 2  # words on each side of a seam between cues


def _way(tokens: Sequence[Token]) -> list[str]:
    return [word for token in tokens if token.spoken for word in token.spoken[0]]


def cue_phrases(cue: Cue) -> list[str]:
    """The ways to say a cue: the likeliest whole, then each other way with its neighbours."""
    whole = _way(cue.tokens)
    found = [" ".join(whole)] if whole else []
    for place, token in enumerate(cue.tokens):
        before = _way(cue.tokens[max(0, place - _SEAM) : place])
        after = _way(cue.tokens[place + 1 : place + 1 + _SEAM])
        found += [" ".join([*before, *way, *after]) for way in token.spoken[1:]]
    return found


def _seams(cues: Iterable[Cue]) -> list[str]:
    """Short phrases across cue ends, for speakers who do not pause there."""
    spoken = [way for cue in cues if (way := _way(cue.tokens))]
    return [" ".join([*left[-_SEAM:], *right[:_SEAM]]) for left, right in pairwise(spoken)]


def neighbourhood(script: Script, position: int, window: int = WINDOW) -> list[str]:
    """Phrases for a speaker whose last token was `position` (-1: not begun).

    All cues within `window` tokens, and the first cue of every other paragraph, where people
    restart after a jump. A script shorter than the window is there whole.
    """
    near: list[Cue] = []
    phrases: list[str] = []
    paragraph = -1
    for cue in script.cues:
        if not cue.tokens:
            continue
        last = cue.first_token + len(cue.tokens) - 1
        if cue.first_token <= position + window and last >= position - window:
            near.append(cue)
        elif cue.paragraph != paragraph:
            phrases += cue_phrases(cue)
        paragraph = cue.paragraph
    around = [phrase for cue in near for phrase in cue_phrases(cue)]
    return list(dict.fromkeys([*around, *_seams(near), *phrases]))


def all_phrases(script: Script) -> list[str]:
    """Every way to say everything in the script: what a model must know."""
    return [phrase for cue in script.cues for phrase in cue_phrases(cue)]

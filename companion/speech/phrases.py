"""What a recogniser should listen for: the script around the speaker, as it is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from companion.script.model import Cue, Script
from companion.script.words import phrases as cue_phrases

WINDOW = 300  # tokens on each side of the position
_SEAM = 2  # words on each side of a seam between cues


def _way(cue: Cue) -> list[str]:
    return [word for token in cue.tokens for word in token.spoken[0]]


def _seams(cues: Iterable[Cue]) -> list[str]:
    """Short phrases across cue ends, for speakers who do not pause there."""
    spoken = [way for cue in cues if (way := _way(cue))]
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

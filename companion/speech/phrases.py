"""What a recogniser should listen for: the script around the speaker, as it is spoken."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from companion.script.model import Cue, Script
from companion.script.words import phrases as cue_phrases

WINDOW = 300  # tokens on each side of the position
MOST_FAR = 60  # cues; with more, far text would outweigh what is near
_SEAM = 2  # words on each side of a seam between cues


def _way(cue: Cue) -> list[str]:
    return [word for token in cue.tokens for word in token.spoken[0]]


def _seams(cues: Iterable[Cue]) -> list[str]:
    """Short phrases across cue ends, for speakers who do not pause there."""
    spoken = [way for cue in cues if (way := _way(cue))]
    return [" ".join([*left[-_SEAM:], *right[:_SEAM]]) for left, right in pairwise(spoken)]


def neighbourhood(script: Script, position: int, window: int = WINDOW) -> list[str]:
    """Phrases for a speaker whose last token was `position` (-1: not begun).

    All cues within `window` tokens and, because people restart there after a jump, the first
    cues of other paragraphs: of sections before others, then the nearest, at most MOST_FAR.
    """
    near: list[Cue] = []
    far: list[tuple[bool, int, Cue]] = []  # not the first of a section, distance, cue
    paragraph = -1
    for section in script.sections:
        inside = False
        for cue in section.cues:
            if not cue.tokens:
                continue
            last = cue.first_token + len(cue.tokens) - 1
            if cue.first_token <= position + window and last >= position - window:
                near.append(cue)
            elif cue.paragraph != paragraph:
                far.append((inside, abs(cue.first_token - position), cue))
            paragraph, inside = cue.paragraph, True
    far.sort(key=lambda item: item[:2])
    phrases = [phrase for cue in near for phrase in cue_phrases(cue)] + _seams(near)
    phrases += [phrase for _, _, cue in far[:MOST_FAR] for phrase in cue_phrases(cue)]
    return list(dict.fromkeys(phrases))


def all_phrases(script: Script) -> list[str]:
    """Every way to say everything in the script: what a model must know."""
    return [phrase for cue in script.cues for phrase in cue_phrases(cue)]

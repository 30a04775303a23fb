"""What each language has: the bundled model, installed ones, and those on offer. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .catalogue import Entry, recommend
from .starter import STARTERS, Starter, starter_for
from .store import Installed, best


@dataclass(frozen=True, slots=True)
class Voice:
    """One language. used: the name of the model that a show takes, "" if there is none.

    offers: what is not installed and not outdated, the recommended one first.
    """

    language: str
    starter: Starter | None
    installed: tuple[Installed, ...]
    used: str
    offers: tuple[Entry, ...]
    recommended: Entry | None


def voices(
    installed: Sequence[Installed], entries: Sequence[Entry], first: Sequence[str] = ()
) -> list[Voice]:
    """Every language anything is known of.

    Those that can be heard already come first, then those in `first`, then the others by tag.
    """
    tags = {model.language for model in installed} | {entry.language for entry in entries}
    tags |= {starter.language for starter in STARTERS}
    found = [_voice(tag, installed, entries) for tag in tags]

    def rank(voice: Voice) -> tuple[bool, bool, int, str]:
        wanted = voice.language in first
        place = first.index(voice.language) if wanted else len(first)
        return not voice.used, not wanted, place, voice.language

    return sorted(found, key=rank)


def _voice(language: str, installed: Sequence[Installed], entries: Sequence[Entry]) -> Voice:
    mine = tuple(model for model in installed if model.language == language)
    names = {model.name for model in mine}
    starter, chosen = starter_for(language), best(mine, language)
    recommended = recommend(entries, language)
    offers = [
        entry for entry in entries
        if entry.language == language and not entry.obsolete and entry.name not in names
    ]
    offers.sort(key=lambda entry: (entry != recommended, not entry.dynamic, entry.size))
    used = chosen.name if chosen else starter.name if starter else ""
    return Voice(language, starter, mine, used, tuple(offers), recommended)

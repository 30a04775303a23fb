"""The sections of a script with the time they take and the time they may take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from companion.editing.places import Places
from companion.script import Script, section_seconds

_MINUTES = r"minutes?|mins?\.?|m|分钟|分鐘|分|phút|นาที|menit|minit|minuto"
_SECONDS = r"seconds?|secs?\.?|s|秒钟|秒鐘|秒|giây|วินาที|detik|saat|segundo"
_GOAL = re.compile(
    r"[（(\[［【〔]\s*(?:(\d{1,3}(?:[.,]\d+)?)\s*(?:" + _MINUTES + r"))?\s*"
    r"(?:(\d{1,4})\s*(?:" + _SECONDS + r"))?\s*[)）\]］】〕]\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section: its heading ("" before the first), where it stands in the text, its time.

    words: spoken ones (Chinese: characters). seconds: estimated. goal: seconds that its heading
    allows, as in "Opening (3 min)"; None where it says nothing.
    """

    title: str
    level: int
    start: int
    end: int
    words: int
    seconds: float
    goal: float | None

    @property
    def name(self) -> str:
        """The heading without the time that it allows."""
        return _GOAL.sub("", self.title).strip() if self.goal is not None else self.title

    @property
    def over(self) -> float:
        """Whole seconds over the goal; 0 if there is none or it is kept."""
        return max(0.0, round(self.seconds) - self.goal) if self.goal is not None else 0.0


def section_goal(title: str) -> float | None:
    """The seconds that a heading allows: 180 of "Opening (3 min)" and "开场（3分钟）"."""
    match = _GOAL.search(title)
    if not match or not (match[1] or match[2]):
        return None
    minutes = float(match[1].replace(",", ".")) if match[1] else 0.0
    return minutes * 60 + (int(match[2]) if match[2] else 0) or None


def outline(script: Script, places: Places, length: int) -> tuple[Part, ...]:
    """The sections in order; `length` is that of the text."""
    made: list[Part] = []
    starts = [
        heading[0] if section.title else 0
        for section, heading in zip(script.sections, places.headings, strict=True)
    ]
    for number, section in enumerate(script.sections):
        end = starts[number + 1] if number + 1 < len(starts) else length
        made.append(Part(
            section.title, section.level, starts[number], end,
            sum(len(token.spoken[0]) for cue in section.cues for token in cue.tokens),
            section_seconds(section), section_goal(section.title),
        ))
    return tuple(made)

"""What the editor says: warnings, times and counts in the user's language."""

from __future__ import annotations

from companion.desk import language
from companion.desk.language import _, _n
from companion.editing import Part, Reading, Warning, WarningKind

_SHORT = 60  # letters of a sentence that are quoted


def clock(seconds: float) -> str:
    """Minutes and seconds: 7:05."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def part_time(part: Part) -> str:
    """The time of a section, and what it may take."""
    return clock(part.seconds) + (f" / {clock(part.goal)}" if part.goal else "")


def counted(reading: Reading, goal: float, warnings: int) -> str:
    """One line about the whole text."""
    told = [_n("{n} warning", "{n} warnings", warnings)] if warnings else []
    if reading.script is None:
        return " · ".join(told)
    if goal:
        time = _("{time} of {goal}").format(time=clock(reading.seconds), goal=clock(goal))
    else:
        time = clock(reading.seconds)
    if reading.script.language == "zh":
        words = _n("{n} character", "{n} characters", reading.words)
    else:
        words = _n("{n} word", "{n} words", reading.words)
    return " · ".join([words, time, *told])


def warning(found: Warning) -> str:
    """What is the matter, and what to do."""
    kind, text = found.kind, found.text
    if kind is WarningKind.NOTHING:
        return _("There is nothing to speak yet. Write the first words.")
    if kind is WarningKind.NO_GLYPH:
        return _("No font has {sign}: the glass shows a box. Use another sign.").format(
            sign=f"“{text}”"
        )
    if kind is WarningKind.LONG_CUE:
        return _(
            "“{text}” takes {lines} lines and the glass shows {rows}. "
            "Part it with a comma or a full stop."
        ).format(text=_shortened(text), lines=found.count, rows=found.other)
    if kind is WarningKind.SECTION_OVER:
        return _("“{title}” takes about {time}; it may take {goal}.").format(
            title=text, time=clock(found.count), goal=clock(found.other)
        )
    if kind is WarningKind.SCRIPT_OVER:
        return _("The script takes about {time}; the goal is {goal}.").format(
            time=clock(found.count), goal=clock(found.other)
        )
    if kind is WarningKind.BRACKET:
        return _("The bracket in “{text}” has no partner; the text is taken as spoken.").format(
            text=text
        )
    if kind is WarningKind.LANGUAGE:
        return _("The language could not be told from the text; it is taken as {language}.").format(
            language=language.name(text)
        )
    return _notes().get(text, text)


def _notes() -> dict[str, str]:
    """What the reading of a text may have to say."""
    return {
        "Pictures are left out.": _("Pictures are left out."),
        "Text struck through is left out.": _("Text struck through is left out."),
        "A block of code is kept as text to be spoken.": _(
            "A block of code is kept as text to be spoken."
        ),
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"

"""What the rehearsal's screen says. No Kivy."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from companion.desk.language import _, _n
from companion.desk.screens.stage_words import clock
from companion.rehearsal import Finding, Kind, Record, Remedy, Timing

_KINDS: dict[Kind, tuple[Callable[[], str], str]] = {
    Kind.SKIPPED: (lambda: _("Skipped"), "bad"),
    Kind.ADLIB: (lambda: _("Ad-libbed"), "accent"),
    Kind.REWORDED: (lambda: _("Said otherwise"), "accent"),
    Kind.REPEATED: (lambda: _("Said again"), "warn"),
    Kind.PAUSED: (lambda: _("Faltered"), "warn"),
}
_REMEDIES: dict[Remedy, tuple[Callable[[], str], str]] = {
    Remedy.CUT: (lambda: _("Cut it from the script"), "trash"),
    Remedy.ADD: (lambda: _("Take it into the script"), "add"),
    Remedy.REPLACE: (lambda: _("Take what was said"), "refresh"),
    Remedy.PAUSE: (lambda: _("Mark a pause"), "pause"),
    Remedy.SPLIT: (lambda: _("Make two sentences"), "edit"),
}
_DONE: dict[Remedy, Callable[[], str]] = {
    Remedy.CUT: lambda: _("Cut from the script."),
    Remedy.ADD: lambda: _("Taken into the script."),
    Remedy.REPLACE: lambda: _("The script says it as you did."),
    Remedy.PAUSE: lambda: _("A pause is marked."),
    Remedy.SPLIT: lambda: _("Two sentences now."),
}


def kind(finding: Finding) -> tuple[str, str]:
    """Its name and the kind of its badge."""
    name, badge = _KINDS[finding.kind]
    return name(), badge


def remedy(one: Remedy) -> tuple[str, str]:
    """A button's words and icon."""
    name, icon = _REMEDIES[one]
    return name(), icon


def done(one: Remedy) -> str:
    """What is told when it is done."""
    return _DONE[one]()


def heard(finding: Finding) -> str:
    """What was heard, or how long nothing was."""
    if finding.kind is Kind.PAUSED:
        return _("Silent for {seconds} s").format(seconds=f"{finding.seconds:.1f}")
    if finding.kind is Kind.SKIPPED:
        return _("Not heard at all")
    if finding.heard.strip(" …") == "":
        return _("{seconds} s of words that are not in the script").format(
            seconds=round(finding.seconds)
        )
    return _("Heard: {words}").format(words=finding.heard)


def took(timing: Timing) -> str:
    """2:05 of 1:50."""
    if not timing.seconds:
        return _("not reached")
    return _("{time} of {planned}").format(
        time=clock(round(timing.seconds)), planned=clock(round(timing.planned))
    )


def pace(words_a_minute: float | None) -> str:
    """112 words/min."""
    if words_a_minute is None:
        return "–"
    return _("{n} words/min").format(n=round(words_a_minute))


def counted(kept: Record) -> str:
    """How many findings there are, and whether all are mended."""
    count, left = len(kept.items), sum(not item.mended for item in kept.items)
    if kept.account.reached < 0:
        return _("Nothing of the script was heard.")
    if kept.account.strayed:
        return _("This was hardly the script. Is it the right recording, in the right language?")
    if not count:
        return _("Everything was said as it is written.")
    if not left:
        return _("All places are mended.")
    return _n("{n} place to look at", "{n} places to look at", left).format(n=left)


def day(at: float) -> str:
    """2026-11-23 18:05."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def against(before: Sequence[Record]) -> str:
    """How it went compared with the time before, "" for the first."""
    if not before:
        return ""
    last = before[0]
    return _("The time before: {time}, {places}").format(
        time=clock(round(last.account.seconds)), places=counted(last)
    )


def sheet(title: str, kept: Record) -> str:
    """The times as text, to be pasted elsewhere."""
    told = kept.account
    rows = [f"{title}  {day(kept.at)}", ""]
    rows += (
        f"{one.title or title}\t{took(one)}\t{pace(one.pace)}" for one in told.sections
    )
    return "\n".join([*rows, "", f"{clock(round(told.seconds))}\t{pace(told.pace)}", ""])

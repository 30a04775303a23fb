"""The words of the script that a finding is about, as they are printed."""

from __future__ import annotations

from companion.rehearsal.findings import Finding, Kind
from companion.script import Script

_AROUND = 4  # tokens on either side of a place between two
_MOST = 24  # tokens; of more, the first and the last


def quote(finding: Finding, script: Script) -> str:
    """What was skipped, repeated or said otherwise; around an ad-lib or a pause, the words on
    both sides with "/" at the place."""
    first, last = finding.first, finding.last
    if finding.kind in (Kind.ADLIB, Kind.PAUSED):
        before = _printed(script, first - _AROUND + 1, first)
        after = _printed(script, first + 1, first + _AROUND)
        return f"{before} / {after}".strip()
    if last - first >= _MOST:
        half = _MOST // 2
        return f"{_printed(script, first, first + half)} … {_printed(script, last - half, last)}"
    return _printed(script, first, last)


def _printed(script: Script, first: int, last: int) -> str:
    """Tokens `first` to `last` with what stands between them."""
    parts = []
    for cue in script.cues:
        low = max(first, cue.first_token) - cue.first_token
        high = min(last, cue.first_token + len(cue.tokens) - 1) - cue.first_token
        if low <= high and cue.tokens:
            end = cue.tokens[high].end
            if high == len(cue.tokens) - 1 and cue.text[end : end + 1] in "。，！？；.!?;,":
                end += 1
            parts.append(cue.text[cue.tokens[low].start : end])
    return ("" if script.language in ("zh", "ja") else " ").join(parts)

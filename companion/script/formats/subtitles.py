"""SubRip (.srt) and WebVTT (.vtt) files: the words, without times and tags.

Subtitles cut sentences where the screen is full, so the pieces are joined: a new paragraph begins
after a sentence's end that is followed by a pause. Subtitles without any punctuation (usual in
Chinese) stay a line each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from ..document import Document, RichText
from ..errors import ScriptError
from .lines import glue

_TIME = re.compile(
    r"(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[,.](\d{1,3})"
)
_TAG = re.compile(r"</?[A-Za-z0-9][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_DASH = re.compile(r"^[-–]\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’」』）)]*$")
_ANY_END = re.compile(r"[.!?…。！？,;:，；：、][\"'”’」』）)]*$")
_PAUSE = 1.5  # seconds of silence that, after a sentence, part paragraphs
_SHARE = 0.2  # of subtitles ending in punctuation; below, the file has none


@dataclass(frozen=True, slots=True)
class _Subtitle:
    start: float
    end: float
    text: str


def read_subtitles(text: str, name: str) -> Document:
    """Read either format. Raises ScriptError if there is no subtitle in it."""
    subtitles = [s for block in re.split(r"\n[ \t]*\n", text) if (s := _subtitle(block))]
    if not subtitles:
        raise ScriptError(f"{name} has no subtitles in it. Save the talk as .txt or .docx.")
    ended = sum(_ANY_END.search(s.text) is not None for s in subtitles)
    punctuated = ended >= _SHARE * len(subtitles)
    rich = RichText()
    last: _Subtitle | None = None
    for subtitle in subtitles:
        if last is not None:
            pause = subtitle.start - last.end >= _PAUSE and _SENTENCE_END.search(last.text)
            parted = pause or not punctuated
            rich.add("\n" if parted else glue(last.text, subtitle.text))
        rich.add(subtitle.text)
        last = subtitle
    return Document(blocks=rich.blocks(), notices=["Subtitle times are left out."])


def _subtitle(block: str) -> _Subtitle | None:
    """A block between blank lines; None for headers, notes, styles and empty subtitles."""
    lines = block.strip("\n").split("\n")
    for index, line in enumerate(lines[:2]):
        match = _TIME.search(line)
        if match:
            said = ""
            for piece in lines[index + 1 :]:
                piece = _DASH.sub("", unescape(_TAG.sub("", piece)).strip())
                said += glue(said, piece) + piece
            return _Subtitle(_seconds(match, 1), _seconds(match, 5), said) if said else None
    return None


def _seconds(match: re.Match[str], first: int) -> float:
    hours, minutes, seconds, fraction = match.groups()[first - 1 : first + 3]
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")

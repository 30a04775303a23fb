"""Script files in, Script out: sections, cues, tokens, languages, spoken forms."""

from .errors import ScriptError
from .load import load, parse_bytes, parse_text
from .model import Cue, Script, Section, Span, Style, Token
from .pace import cue_seconds, script_seconds, section_seconds
from .summary import Reading, SectionSummary, Summary, summarise
from .words import phrases, script_words

__all__ = [
    "Cue",
    "Reading",
    "Script",
    "ScriptError",
    "Section",
    "SectionSummary",
    "Span",
    "Style",
    "Summary",
    "Token",
    "cue_seconds",
    "load",
    "parse_bytes",
    "parse_text",
    "phrases",
    "script_seconds",
    "script_words",
    "section_seconds",
    "summarise",
]

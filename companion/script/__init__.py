"""Script files in, Script out: sections, cues, tokens, languages, spoken forms."""

from .errors import ScriptError
from .load import load, parse_text
from .model import Cue, Script, Section, Span, Style, Token

__all__ = [
    "Cue",
    "Script",
    "ScriptError",
    "Section",
    "Span",
    "Style",
    "Token",
    "load",
    "parse_text",
]

"""How people say what is printed: each token's spoken ways, likeliest first.

Words come out as recognisers write them: lower case, no punctuation, Chinese as single
characters (simplified or traditional as printed).
"""

from __future__ import annotations

import unicodedata

from ..tokens import Kind, Lexeme

MAX_WAYS = 8  # per token: more would dilute a recogniser's grammar

Ways = tuple[tuple[str, ...], ...]


def ways(lexeme: Lexeme, language: str, before: str = "", after: str = "") -> Ways:
    """The ways `lexeme` is spoken in `language`; never empty, each way has a word.

    before, after: the printed text of the neighbouring lexemes, "" at the edge of a cue.
    """
    if lexeme.kind is Kind.HAN:
        return (("零",), ("〇",)) if lexeme.text == "〇" else ((lexeme.text,),)
    return ((unicodedata.normalize("NFC", lexeme.text.lower()),),)

"""The words of a script as a recogniser's grammar needs them."""

from __future__ import annotations

from itertools import islice

from .model import Cue, Script

MAX_PHRASES = 16  # per cue
_AROUND = 3  # tokens on either side of an alternative: n-gram grammars see no further


def script_words(script: Script) -> frozenset[str]:
    """Every word of every way in which a token of `script` is spoken."""
    return frozenset(
        word for token in script.tokens for way in token.spoken for word in way
    )


def phrases(cue: Cue) -> list[str]:
    """Phrases for a recogniser's grammar, words parted by spaces.

    The first is the whole cue in its likeliest reading; then each other way of a token, within
    the likeliest reading of its neighbours. At most MAX_PHRASES; none for a cue without tokens.
    """
    likeliest = [token.spoken[0] for token in cue.tokens]
    if not likeliest:
        return []

    def others() -> list[str]:
        found = []
        for rank in range(1, max(len(token.spoken) for token in cue.tokens)):
            for index, token in enumerate(cue.tokens):
                if rank < len(token.spoken):
                    ways = [
                        *likeliest[max(0, index - _AROUND) : index], token.spoken[rank],
                        *likeliest[index + 1 : index + 1 + _AROUND],
                    ]
                    found.append(" ".join(word for way in ways for word in way))
        return found

    whole = " ".join(word for way in likeliest for word in way)
    return list(islice(dict.fromkeys([whole, *others()]), MAX_PHRASES))

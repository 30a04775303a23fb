"""Every number of the follower in one place. Chances are per heard unit unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """The follower's model of speakers and recognisers.

    Start values: a causal hidden Markov filter measured on human voices; since then tuned on
    generated streams and on the development voices (`python -m tools.bench.follow`).
    """

    # What a speaker does next, while in the text.
    advance: tuple[float, ...] = (0.80, 0.05, 0.02, 0.01, 0.005)  # next unit, skip 1, 2, 3, 4
    repeat: float = 0.01  # the same unit again
    back: float = 0.002  # 1 or 2 units back, each
    insertion: float = 0.04  # a unit that is not in the text
    leave: float = 0.05  # begins to speak off the text
    # ... and while off the text; the place is remembered.
    stay_off: float = 0.75
    rejoin: float = 0.25  # goes on where they left
    rejoin_near: float = 0.02  # goes on somewhere near, anywhere within `near_back`, `near_ahead`
    near_back: int = 12
    near_ahead: int = 40
    # Jumps anywhere; `start_share` of them land on the first word of a cue or paragraph.
    jump: float = 6e-3
    jump_off: float = 1e-3
    start_share: float = 0.9
    jump_scale: int = 16  # tokens; beyond it nearer targets are likelier, as 1/distance

    # What a recogniser makes of a spoken unit.
    hit: float = 0.75  # the very unit
    near_hit: float = 0.08  # one that sounds like it, times similarity cubed
    substitution: float = 0.15  # anything else
    unknown_on: float = 0.10  # "[unk]" inside the text, relative to outside
    quote: float = 0.02  # off the text, two units in the order of the script (chance, quoting)
    newest: float = 0.7  # power taken of the evidence of a partial result's newest unit

    # When the answer moves.
    near_forward: int = 8  # tokens that count as reading on
    near_backward: int = 3
    near_belief: float = 0.45
    reading_belief: float = 0.7  # ... of being in the text there, to count as reading
    rejoin_belief: float = 0.75  # ... one or two tokens ahead after more than `astray` units
    astray: int = 4
    back_belief: float = 0.80
    start_belief: float = 0.85
    far_belief: float = 0.97
    # Words that must agree with the script before a move: the first number right after reading;
    # one more for each word that fitted nowhere in between, up to the second.
    near_words: tuple[float, float] = (1.2, 2.2)  # three or more tokens ahead
    # ... where somebody would be who kept reading while little was understood.
    pace_words: float = 0.5
    pace_forward: tuple[int, int] = (10, 40)  # tokens, heard clearly and not
    pace_slack: float = 2.0
    pace_share: tuple[float, float] = (0.2, 0.4)
    clear: float = 0.9  # share of the words lately read that were understood
    unclear: float = 0.7
    clarity_span: float = 30.0  # tokens that it is taken over
    start_words: tuple[float, float] = (1.8, 4.9)  # far, to where a cue begins
    far_words: tuple[float, float] = (3.9, 5.9)  # far, to the middle of one
    again: int = 20  # tokens: what was just read is what people read again, and as many ahead
    again_words: float = 2.4  # ... is where they would be by now if little was understood
    quoted: float = 10.0  # words read after a far move that rule out a quotation
    patience: int = 5  # units after which belief alone moves far, if it never wavered
    settled: float = 0.2  # seconds after which a unit of a partial result is taken as said
    hasty: float = 2.0  # words new at one stroke, above which a far move must first stay due
    confirm: float = 0.2  # ... for so many seconds; Vosk revises that often
    search_after: int = 6  # unmatched words until "searching"
    guard: float = 2.5  # seconds without far moves after the operator chose a place

    # Time, in seconds.
    silence: float = 1.4
    default_delay: float = 0.3
    default_rate: float = 2.5  # tokens a second

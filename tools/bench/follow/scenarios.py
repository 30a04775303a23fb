"""The situations a follower is tried in."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from companion.follow.parameters import Parameters
from tools.bench.follow import streams
from tools.bench.follow.score import Score, follower, run, weigh
from tools.bench.follow.streams import Errors, Talk
from tools.bench.follow.texts import TEXTS, Text, long_text

TEN_PERCENT = Errors(0.10)

Speaker = Callable[[Text, random.Random], Talk]


@dataclass(frozen=True)
class Scenario:
    """Who speaks which texts, and how badly they are heard."""

    speaker: Speaker
    texts: tuple[str, ...] = ("en", "en2")
    errors: Errors = TEN_PERCENT
    share: float = 1.0  # of the seeds: long talks need fewer


_ALL = ("en", "en2", "zh", "vi", "id", "th")
_LONG = {f"{n}": n for n in (1_000, 10_000, 100_000)}

SCENARIOS: Mapping[str, Scenario] = {
    "clean": Scenario(streams.straight, errors=Errors(0.0)),
    "err10": Scenario(streams.straight),
    "err25": Scenario(streams.straight, errors=Errors(0.25)),
    "err40": Scenario(streams.straight, errors=Errors(0.40)),
    "unheard20": Scenario(streams.straight, _ALL, Errors(0.0, unheard=0.20)),
    "unheard40": Scenario(streams.straight, _ALL, Errors(0.0, unheard=0.40)),
    "flicker": Scenario(streams.straight, errors=Errors(0.10, flicker=0.2)),
    "revision": Scenario(streams.straight, errors=Errors(0.10, revision=0.3)),
    "skip44": Scenario(streams.skip),
    "skip88": Scenario(partial(streams.skip, paragraphs=2)),
    "skip44 err25": Scenario(streams.skip, errors=Errors(0.25)),
    "return15": Scenario(partial(streams.again, words=15)),
    "return60": Scenario(partial(streams.again, words=60)),
    "adlib25": Scenario(streams.adlib),
    "adlib150": Scenario(partial(streams.adlib, words=150)),
    "adlib reusing": Scenario(streams.adlib_reusing, ("refrains", "en2")),
    "refrains": Scenario(streams.straight, ("refrains",)),
    "refrains skip": Scenario(streams.skip, ("refrains",)),
    "zh same": Scenario(streams.straight, ("zh",), Errors(0.0, same_sound=0.1)),
    "zh err10": Scenario(streams.straight, ("zh",), Errors(0.05, same_sound=0.05)),
    "zh skip": Scenario(streams.skip, ("zh",), Errors(0.05, same_sound=0.05)),
    "zh adlib": Scenario(streams.adlib, ("zh",), Errors(0.05, same_sound=0.05)),
    "vi err10": Scenario(streams.straight, ("vi",)),
    "vi skip": Scenario(streams.skip, ("vi",)),
    "id err10": Scenario(streams.straight, ("id",)),
    "id skip": Scenario(streams.skip, ("id",)),
    "th err10": Scenario(streams.straight, ("th",)),
    "th skip": Scenario(streams.skip, ("th",)),
    "skip500": Scenario(partial(streams.skip_words, words=500), ("1000", "10000"), share=0.2),
    "skip5000": Scenario(partial(streams.skip_words, words=5000), ("10000", "100000"), share=0.2),
    "1,000 words": Scenario(streams.passage, ("1000",), share=0.1),
    "10,000 words": Scenario(streams.passage, ("10000",), share=0.1),
    "100,000 words": Scenario(streams.passage, ("100000",), share=0.1),
    "an hour": Scenario(streams.straight, ("10000",), share=0.0),
}


@cache
def named(name: str) -> Text:
    """A text by its name in a scenario."""
    return long_text(_LONG[name]) if name in _LONG else TEXTS[name]


def score(scenario: Scenario, seeds: int, parameters: Parameters | None = None) -> Score:
    """Run a scenario: every text with every seed."""
    total = Score()
    for name in scenario.texts:
        text = named(name)
        one = follower(text, parameters) if name in _LONG else None
        for seed in range(max(1, round(seeds * scenario.share))):
            rng = random.Random(seed)
            talk = scenario.speaker(text, rng)
            events = streams.listen(talk, scenario.errors, rng)
            run(talk, events, one or follower(text, parameters), total)
    return total


def burden(scenario: Scenario, total: Score) -> None:
    """Add to a score the memory and the building time of a follower for the longest text."""
    text = named(scenario.texts[-1])
    rng = random.Random(0)
    weigh(text, streams.listen(scenario.speaker(text, rng), scenario.errors, rng), total)

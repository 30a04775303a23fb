"""Which model to use: the one asked for, else the best installed, else the starter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .model import Kind, SpeechModel, kind_of
from .starter import STARTERS, open_starter
from .store import Store


def open_model(
    language: str, phrases: Iterable[str], name: str | None = None, store: Store | None = None
) -> SpeechModel:
    """Load a model for a script.

    phrases: all it may have to hear (a starter is made from them). name: an installed model, a
    starter, or a model folder. Raises NoModelError if there is none for the language, another
    SouffleurError if the one that was asked for is not there.
    """
    store = store or Store()
    starters = {starter.name: starter for starter in STARTERS}
    if name in starters:
        return open_starter(starters[name].language, phrases)
    if name is not None:
        if kind_of(Path(name)) is not Kind.OTHER:
            return SpeechModel(Path(name), Path(name).name, language)
        return store.open(name)
    best = store.best(language)
    return store.open(best.name) if best else open_starter(language, phrases)

"""A loaded speech model: what it is, which words it knows, a recogniser on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import Any

import vosk

from companion.errors import SouffleurError

from .paths import engine_path
from .segment import unknown_words

RATE = 16_000  # Hz, what every source delivers
FILLERS = {"en": ("uh", "um", "er"), "zh": ("呃", "嗯", "啊")}  # heard next to any script
_QUIET = -2  # below Vosk's errors: its warnings are about words we look up ourselves


class Kind(Enum):
    """How a model can be told what will be said."""

    DYNAMIC = "dynamic graph: listens for the script's words"
    STATIC = "static graph: cannot be told the script"
    OTHER = "unknown layout"


def kind_of(folder: Path) -> Kind:
    """Read the kind off a model folder's files (both layouts that Vosk knows)."""
    for graph in (folder / "graph", folder):
        if (graph / "HCLr.fst").is_file() and (graph / "Gr.fst").is_file():
            return Kind.DYNAMIC
        if (graph / "HCLG.fst").is_file():
            return Kind.STATIC
    return Kind.OTHER


class SpeechModel:
    """A Vosk model in memory.

    name: as the user sees it. language: primary tag. `fillers` are the sounds of hesitation
    that it knows. Raises SouffleurError when the folder holds no readable model.
    """

    def __init__(self, folder: Path, name: str, language: str) -> None:
        self.name, self.language = name, language
        self.kind = kind_of(folder)
        if self.kind is Kind.OTHER:
            raise SouffleurError(
                f"{folder} holds no Vosk model; choose a folder with am/ and graph/ in it."
            )
        path = engine_path(folder)
        vosk.SetLogLevel(_QUIET)
        try:
            self._model = vosk.Model(path)
        except Exception:  # the binding raises nothing more precise
            raise SouffleurError(
                f"The model {name} does not load; remove it and install it again."
            ) from None
        self.fillers = tuple(word for word in FILLERS.get(language, ()) if self.knows(word))

    def knows(self, word: str) -> bool:
        """Whether the model can hear `word`."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def unknown_words(self, phrases: Iterable[str]) -> list[str]:
        """The words of `phrases` that the model can never put out, each once."""
        return unknown_words(phrases, self.knows)

    def decoder(self, grammar: list[str] | None) -> Any:
        """A new Vosk recogniser; `grammar` as in `grammar_text`, None for the model's own."""
        if grammar is None:
            return vosk.KaldiRecognizer(self._model, RATE)
        return vosk.KaldiRecognizer(self._model, RATE, grammar_text(grammar))


def grammar_text(phrases: list[str]) -> str:
    """A grammar as Vosk reads it: JSON, but it does not decode escapes."""
    return json.dumps(phrases, ensure_ascii=False)

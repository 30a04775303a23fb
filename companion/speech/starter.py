"""The small models that come with the product, fitted to a script in a second.

An acoustic model knows sounds, not words. The words of a script are looked up in bundled
pronunciation data and made into a decoding graph when the script is opened, so every word
of it is known, names included. They let a speaker start at once; a model from the catalogue
hears people far better and stays the recommended choice.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from icu4py.breakers import WordBreaker

from companion.errors import SouffleurError

from .english import English, Pronunciation
from .graph import PhoneSet, write_graph
from .mandarin import Mandarin
from .model import FILLERS, SpeechModel
from .segment import is_unspaced, runs

FOLDER = Path(__file__).parent / "models"
Speller = Callable[[str], tuple[Pronunciation, ...]]


class NoModelError(SouffleurError):
    """Nothing on this machine can hear the language."""


@dataclass(frozen=True)
class Starter:
    """One bundled model. `note` is the plain truth about it, for the user."""

    name: str
    language: str
    note: str
    licence: str

    @property
    def folder(self) -> Path:
        """Where its acoustic model and pronunciation data are."""
        return FOLDER / self.name

    def speller(self) -> Speller:
        """Looks up how words of its language sound."""
        if self.language == "zh":
            return Mandarin(self.folder).pronounce
        return English(self.folder).pronounce


STARTERS = (
    Starter(
        "starter-en", "en",
        "made to start at once: follows clear readers of a known script, takes no dictation; "
        "a catalogue model hears people far better",
        "Apache-2.0; trained on speechocean762 (CC BY 4.0) and synthetic speech",
    ),
    Starter(
        "starter-zh", "zh",
        "trained on synthetic voices alone: good for the demo and rehearsals with a synthesiser, "
        "not for people; install a catalogue model before a show",
        "Apache-2.0; trained on synthetic speech",
    ),
)


def starter_for(language: str) -> Starter | None:
    """The bundled model for a primary language tag, if there is one."""
    return next((starter for starter in STARTERS if starter.language == language), None)


def vocabulary(phrases: Iterable[str], language: str) -> set[str]:
    """The words a graph should have to hear `phrases`.

    Unspaced stretches give ICU's words, which carry context, and their single characters, so
    that whatever is cut differently later can still be heard.
    """
    words: set[str] = set()
    for phrase in phrases:
        for run in runs(phrase):
            if not is_unspaced(run):
                words.update([run, *run.split("-")])
            else:
                words.update(run)
                words.update(WordBreaker(run, language))
    return {word for word in words if word}


def open_starter(language: str, phrases: Iterable[str]) -> SpeechModel:
    """Load the bundled model of a language with all words of `phrases`.

    The graph is written to a private temporary folder that is removed once it is in memory:
    a script may be under embargo. Raises NoModelError when no model of that language comes
    with the product.
    """
    starter = starter_for(language)
    if starter is None:
        raise NoModelError(
            f"No speech model for {language!r} is installed; whether there is one tells "
            f"souffleur models list --online --lang {language}"
        )
    spell = starter.speller()
    words = vocabulary(phrases, language) | set(FILLERS[language])
    lexicon = {word: ways for word in sorted(words) if (ways := spell(word))}
    phones = PhoneSet(tuple((starter.folder / "phones.txt").read_text(encoding="utf-8").split()))
    with tempfile.TemporaryDirectory(prefix="souffleur-") as temporary:
        folder = Path(temporary)
        for part in ("am", "conf"):
            shutil.copytree(starter.folder / part, folder / part)
        write_graph(folder / "graph", phones, lexicon)
        return SpeechModel(folder, starter.name, language)

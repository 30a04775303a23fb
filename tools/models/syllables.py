"""Writes `syllables.txt`: the phones of every toneless pinyin syllable, as eSpeak NG says them.

    python -m tools.models.syllables companion/speech/models/starter-zh

The Chinese starter model was trained on eSpeak NG's phones, so its lexicon is written in them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pypinyin import Style, pinyin

from tools.recording.espeak import Espeak

VOICE = "cmn-Latn-pinyin"
_MARKS = {";"}  # eSpeak NG's sign of a palatalised consonant; no sound of its own
_REPLACED = {"yi": ("y@",), "io": ("o",)}  # phones of rare syllables the model has not learnt
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FA5


def every_syllable() -> list[str]:
    """All toneless pinyin syllables of the characters of Unicode's first Han block."""
    found = set()
    for code in range(_FIRST_HAN, _LAST_HAN + 1):
        found.update(pinyin(chr(code), style=Style.NORMAL, heteronym=True, v_to_u=False)[0])
    return sorted(s for s in found if s.isascii() and s.isalpha())


def phones_of(synthesiser: Espeak, syllable: str, known: set[str]) -> tuple[str, ...]:
    """The model's phones of a syllable; empty where one of them is unknown to it."""
    said = synthesiser.say(f"{syllable}1", VOICE).sounds
    names = [s.phone for s in said if s.phone and s.phone not in _MARKS]
    phones = tuple(p for name in names for p in _REPLACED.get(name, (name,)))
    return phones if set(phones) <= known else ()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    synthesiser = Espeak()
    known = set((folder / "phones.txt").read_text(encoding="utf-8").split())
    table = {syllable: phones_of(synthesiser, syllable, known) for syllable in every_syllable()}
    lines = [" ".join([syllable, *phones]) for syllable, phones in table.items() if phones]
    (folder / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    missing = [syllable for syllable, phones in table.items() if not phones]
    print(f"{len(lines)} syllables; left out: {' '.join(missing)}")


if __name__ == "__main__":
    main()

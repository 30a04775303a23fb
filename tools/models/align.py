"""Forced alignment of transcribed English speech: which phone was said when.

    python -m tools.models.align CORPUS phones.jsonl.gz

By PocketSphinx 5 and the en-us model in its package (BSD-style licences). A first pass chooses
among the pronunciations of each word, a second one aligns with every phone defined as a word:
the library's own phone pass gives up on half of real recordings.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from pocketsphinx import Decoder

from companion.speech.english import PHONES
from companion.speech.starter import starter_for
from tools.models.corpus import Utterance, read_corpus

_FRAMES = 100  # a second
_BEAMS = {"beam": 1e-80, "wbeam": 1e-60, "pbeam": 1e-80}
Segment = tuple[str, int, int]  # word, first and last frame


class Aligner:
    """Two decoders, one for words and one for phones."""

    def __init__(self) -> None:
        self._words = Decoder(lm=None, loglevel="FATAL", **_BEAMS)
        self._phones = Decoder(
            lm=None, loglevel="FATAL", silprob=0.005, fillprob=1e-20, **_BEAMS
        )
        for phone in PHONES:
            self._phones.add_word(f"ph_{phone.lower()}", phone, True)
        starter = starter_for("en")
        assert starter
        self._spell = starter.speller()

    def align(self, utterance: Utterance) -> dict[str, Any] | None:
        """The record of one utterance; None if it cannot be aligned."""
        audio = utterance.audio().astype(np.int16)
        text = utterance.text.lower().replace("’", "'")
        words = re.findall(r"[a-z]+(?:'[a-z]+)*", text)
        for word in words:
            if self._words.lookup_word(word) is None:
                self._words.add_word(word, " ".join(self._spell(word)[0]), True)
        spoken = _run(self._words, words, audio)
        if spoken is None:
            return None
        ways = [self._words.lookup_word(w).split() for w, _, _ in spoken if w[0] not in "<[+"]
        names = [f"ph_{phone.lower()}" for way in ways for phone in way]
        owners = iter([number for number, way in enumerate(ways) for _ in way])
        placed = _run(self._phones, names, audio)
        if placed is None:
            return None
        phones = [
            ("SIL", a / _FRAMES, (b + 1) / _FRAMES, -1) if name[0] in "<[+"
            else (name[3:].upper(), a / _FRAMES, (b + 1) / _FRAMES, next(owners))
            for name, a, b in placed if name not in ("<s>", "</s>")
        ]
        return {"id": utterance.name, "words": words, "phones": phones}


def _run(decoder: Any, words: list[str], audio: Any) -> list[Segment] | None:
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    decoder.process_raw(audio.tobytes(), full_utt=True)
    decoder.end_utt()
    if not decoder.hyp():
        return None
    return [(s.word, s.start_frame, s.end_frame) for s in decoder.seg()]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("alignments", type=Path)
    parser.add_argument("--most", type=int, default=0, help="only so many utterances")
    given = parser.parse_args()
    corpus = read_corpus(given.corpus)
    aligner, failed = Aligner(), 0
    with gzip.open(given.alignments, "wt", encoding="utf-8") as out:
        for utterance in corpus[: given.most or None]:
            try:
                record = aligner.align(utterance)
            except RuntimeError:  # how PocketSphinx says that it lost the path
                record = None
            failed += record is None
            if record:
                out.write(json.dumps(record) + "\n")
    print(f"{failed} of {len(corpus[: given.most or None])} could not be aligned")


if __name__ == "__main__":
    main()

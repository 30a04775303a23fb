"""Recorded recogniser results with the true time of every word.

A folder holds, for each recording NAME, `NAME.wordtimes.tsv` (file, script_word_index, word,
start_s, end_s in seconds of the whole recording) and any number of `NAME.KIND.jsonl` (one
`[seconds, "p" or "f", text]` a line).
"""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from companion.errors import SouffleurError
from companion.hypothesis import Hypothesis
from tools.bench.follow.score import Score, follower, run
from tools.bench.follow.streams import Event, Spoken, Talk
from tools.bench.follow.texts import Text, wrap


def _truth(path: Path) -> tuple[list[str], list[int], list[float]]:
    """Words, the index of the first word of each file, and the time each word begins."""
    words: list[str] = []
    firsts: list[int] = []
    begins: list[float] = []
    file = ""
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"] != file:
                file = row["file"]
                firsts.append(len(words))
            words.append(row["word"])
            begins.append(float(row["start_s"]))
    if any(later < earlier for earlier, later in pairwise(begins)):
        raise SouffleurError(f"{path}: word times run backwards; sort the file by time.")
    return words, firsts, begins


def scores(folder: Path) -> Iterator[tuple[str, Score]]:
    """The score of each recording, straight reading."""
    for times in sorted(folder.glob("*.wordtimes.tsv")):
        name = times.name.removesuffix(".wordtimes.tsv")
        words, firsts, begins = _truth(times)
        text = Text(name, "en", tuple(words), tuple(firsts), tuple(firsts),
                    tuple(wrap(words, set(firsts), "en")))
        talk = Talk(text, [Spoken(word, index) for index, word in enumerate(words)])
        for path in sorted(folder.glob(f"{name}.*.jsonl")):
            events = list(_events(path, begins))
            total = Score()
            run(talk, events, follower(text), total)
            yield f"{name[:14]} {path.suffixes[-2][1:]}", total


def _events(path: Path, begins: list[float]) -> Iterator[Event]:
    utterance = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            time, kind, said = json.loads(line)
            final = kind == "f"
            spoken = max(1, bisect_right(begins, time))
            yield Event(Hypothesis(tuple(said.split()), final, utterance, time), spoken)
            utterance += final

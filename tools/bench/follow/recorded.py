"""Recorded recogniser results with the true time of every word.

A folder holds, for each recording NAME, `NAME.wordtimes.tsv` (file, script_word_index, word,
start_s, end_s in seconds of the whole recording) and any number of `NAME.KIND.jsonl` (one
`[seconds, "p" or "f", text]` a line). Where the aligner gave a file up there is one row with the
index -1; the file's words are then taken from the manifest (file and transcript among its
columns) and spread evenly over its time.
"""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from companion.errors import SouffleurError
from companion.follow.lattice import build
from companion.follow.units import split
from companion.hypothesis import Hypothesis
from tools.bench.follow.score import Score, follower, judge, run
from tools.bench.follow.streams import Event, Spoken, Talk
from tools.bench.follow.texts import Text, wrap

_NEWEST = 12  # words of a result that may be the one just spoken
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def transcripts(manifest: Path) -> dict[str, list[str]]:
    """The words of each file, in lower case and without punctuation."""
    with manifest.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: _WORD.findall(row["transcript"].lower()) for row in rows}


def _truth(
    path: Path, known: Mapping[str, list[str]]
) -> tuple[list[str], list[int], list[float]]:
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
            begin, end = float(row["start_s"]), float(row["end_s"])
            spoken = [row["word"]] if int(row["script_word_index"]) >= 0 else known.get(file)
            if not spoken:
                raise SouffleurError(
                    f"{path}: no word times for {file}; name the manifest with its transcript"
                    " (--manifest)."
                )
            words += spoken
            begins += [begin + (end - begin) * n / len(spoken) for n in range(len(spoken))]
    if any(later < earlier for earlier, later in pairwise(begins)):
        raise SouffleurError(f"{path}: word times run backwards; sort the file by time.")
    return words, firsts, begins


def scores(folder: Path, known: Mapping[str, list[str]]) -> Iterator[tuple[str, Score]]:
    """The score of each recording, straight reading."""
    for times in sorted(folder.glob("*.wordtimes.tsv")):
        name = times.name.removesuffix(".wordtimes.tsv")
        words, firsts, begins = _truth(times, known)
        text = Text(name, "en", tuple(words), tuple(firsts), tuple(firsts),
                    tuple(wrap(words, set(firsts), "en")))
        talk = Talk(text, [Spoken(word, index) for index, word in enumerate(words)])
        for path in sorted(folder.glob(f"{name}.*.jsonl")):
            events = list(_events(path, begins))
            total = Score()
            run(talk, events, follower(text), total)
            total.reach = judge(talk, events, reach(text, events), Score())
            yield f"{name} {path.suffixes[-2][1:]}", total


def reach(text: Text, events: Sequence[Event]) -> list[int]:
    """The places of somebody who knows where the speaker is and needs only to hear a word.

    After each result: the last word spoken by then that sounds like any of the newest words
    heard; where none does, the place before. No follower that goes by what was heard, and does
    not guess, is nearer.
    """
    lattice = build(text.tokens())
    place, places = -1, []
    for event in events:
        newest = [unit for word in event.hypothesis.words[-_NEWEST:] for unit in split(word)]
        alike = {unit for heard in newest for unit in lattice.vocabulary.matches(heard)}
        for token in range(event.said - 1, place, -1):
            if int(lattice.unit[lattice.last[token]]) in alike:
                place = token
                break
        places.append(place)
    return places


def _events(path: Path, begins: list[float]) -> Iterator[Event]:
    utterance = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            time, kind, said = json.loads(line)
            final = kind == "f"
            spoken = max(1, bisect_right(begins, time))
            yield Event(Hypothesis(tuple(said.split()), final, utterance, time), spoken)
            utterance += final

"""The recogniser on the demo recordings: delay, errors, cost, and what it makes of ad-libs.

    python -m tools.bench.speech [--model FOLDER]

Delay: from a word's true end to the first hypothesis that contains it, in audio time (100 ms
blocks included). Errors: word (Chinese: character) errors of the final results against what was
said on script, outside ad-libs. Ad-lib: how many script words in a row it heard at most where
none was said, and how many in all per word truly said.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from companion.errors import SouffleurError
from companion.focus import Focus
from companion.hypothesis import Hypothesis
from companion.report.delay import recogniser_delays, units
from companion.report.events import Heard
from companion.report.truth import Truth, read_truth
from companion.script import load
from companion.speech.audio import read_blocks
from companion.speech.graph import UNKNOWN
from companion.speech.model import SpeechModel
from companion.speech.phrases import all_phrases
from companion.speech.recogniser import VoskRecogniser
from companion.speech.starter import open_starter
from tools.bench import output
from tools.bench.output import ROOT, write
from tools.models.errors import Errors, word_errors

DEMO = ROOT / "companion" / "demo"


def listen(
    recogniser: VoskRecogniser, recording: Path, truth: Truth, focus: Focus
) -> tuple[list[Hypothesis], float]:
    """All hypotheses on a recording, and the processor seconds they took.

    The recogniser is kept to the neighbourhood of the place where the voice truly is.
    """
    said: list[Hypothesis] = []
    spent = 0.0
    words, place = list(truth.script_words), -1
    for block in read_blocks(recording):
        while words and words[0].end <= block.time:
            place = words.pop(0).token or 0
        phrases = focus.at(place)
        if phrases is not None:
            recogniser.focus(phrases)
        began = time.process_time()
        heard = recogniser.accept(block.pcm)
        spent += time.process_time() - began
        if heard:
            said.append(heard)
    last = recogniser.finish()
    return ([*said, last] if last else said), spent


def within_adlib(truth: Truth, moment: float) -> bool:
    """Whether the speaker was off the script at that second."""
    return any(d.kind == "adlib" and d.start < moment < d.end for d in truth.disturbances)


def errors_on_script(truth: Truth, said: Sequence[Hypothesis]) -> Errors:
    """Errors of the final results against the words said outside ad-libs."""
    spoken = [u for w in truth.words if w.kind != "adlib" for u in units(w.word)]
    heard = [
        unit for one in said if one.final for word in one.timed
        if word.text != UNKNOWN and not within_adlib(truth, (word.start + word.end) / 2)
        for unit in units(word.text)
    ]
    return word_errors(spoken, heard)


def adlib_words(truth: Truth, said: Sequence[Hypothesis]) -> tuple[int, float]:
    """Longest run of script words heard in ad-libs, and their number per unit said."""
    longest = run = count = 0
    for word in (word for one in said if one.final for word in one.timed):
        inside = within_adlib(truth, (word.start + word.end) / 2)
        run = run + len(units(word.text)) if inside and word.text != UNKNOWN else 0
        longest = max(longest, run)
        count += len(units(word.text)) if inside and word.text != UNKNOWN else 0
    spoken = sum(len(units(w.word)) for w in truth.words if w.kind == "adlib")
    return longest, count / max(1, spoken)


def measure(language: str, folder: Path | None) -> dict[str, Any]:
    """All figures for one recording."""
    script = load(DEMO / f"{language}.md")
    truth = read_truth(DEMO / f"{language}.json")
    began = time.perf_counter()
    phrases = all_phrases(script)
    if folder:
        model = SpeechModel(folder, folder.name, language)
    else:
        model = open_starter(language, phrases)
    loaded = time.perf_counter() - began
    recogniser = VoskRecogniser(model)
    said, spent = listen(recogniser, DEMO / f"{language}.ogg", truth, Focus(script))
    delays = recogniser_delays(truth, [Heard(one.time, one) for one in said])
    p50, p95 = (round(1000 * float(np.percentile(delays, q))) for q in (50, 95))
    longest, share = adlib_words(truth, said)
    return {
        "model": model.name,
        "delay_ms": {"p50": p50, "p95": p95},
        "error_rate": round(errors_on_script(truth, said).rate, 4),
        "adlib_longest_run": longest,
        "adlib_script_words_per_word": round(share, 3),
        "real_time_factor": round(spent / recogniser.time, 4),
        "open_s": round(loaded, 2),
        "unknown_words": model.unknown_words(phrases),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--model", type=Path, help="a Vosk model folder instead of the starters")
    parser.add_argument("--lang", choices=("en", "zh"), help="only this recording")
    given = parser.parse_args()
    languages = [given.lang] if given.lang else ["en", "zh"]
    figures = {language: measure(language, given.model) for language in languages}
    table = Table("", *languages)
    for key in next(iter(figures.values())):
        table.add_row(key, *(str(figures[language][key]) for language in languages))
    output.console().print(table)
    print(write("speech", figures))


if __name__ == "__main__":
    try:
        main()
    except SouffleurError as error:
        sys.exit(str(error))

"""Pronunciation data for English: packs a CMU-style dictionary and learns how to read the rest.

    python -m tools.models.letters DICTIONARY companion/speech/models/starter-en

writes `lexicon.xz` (every word of the dictionary) and `letters.xz` (rules for words that are
not in it: names above all). Both are read by `companion.speech.english`. The rules are learnt
in two steps: each letter is aligned with the zero, one or two phones it stands for (Viterbi
training), then every letter's phones are remembered by its neighbours, the nearest first, and
only where a wider context says otherwise than the narrower one.
"""

from __future__ import annotations

import argparse
import lzma
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from companion.speech.english import CONTEXT, PHONES, Letters, encode

Pronunciation = tuple[str, ...]
_WORD = re.compile(r"[a-z']+(?:-[a-z]+)*")
_UNSEEN = 1e-4  # probability of a letter-to-phones pair that was not met yet
_MEMORY_THRESHOLD = 2  # contexts met less often are not worth remembering


def read_dictionary(path: Path) -> dict[str, list[Pronunciation]]:
    """Read `word PH PH ...` lines; `word(2)` marks a further pronunciation."""
    found: defaultdict[str, list[Pronunciation]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        head, *phones = line.split()
        word = re.sub(r"\(\d+\)$", "", head)
        pronunciation = tuple(phones)
        if _WORD.fullmatch(word) and pronunciation not in found[word]:
            found[word].append(pronunciation)
    return {word: found[word] for word in sorted(found) if found[word]}


def _align(
    word: str, phones: Pronunciation, cost: Mapping[tuple[str, Pronunciation], float]
) -> list[tuple[str, Pronunciation]] | None:
    """The cheapest way to share `phones` among the letters, none to two each."""
    width = len(phones) + 1
    best = [0.0] + [math.inf] * (width - 1)
    back: list[list[int]] = []
    for letter in word:
        after, taken = [math.inf] * width, [0] * width
        for end in range(width):
            for count in range(min(2, end) + 1):
                pair = (letter, phones[end - count : end])
                total = best[end - count] + cost.get(pair, -math.log(_UNSEEN))
                if total < after[end]:
                    after[end], taken[end] = total, count
        back.append(taken)
        best = after
    if best[-1] == math.inf:
        return None
    pairs, end = [], width - 1
    for letter, taken in zip(reversed(word), reversed(back), strict=True):
        pairs.append((letter, phones[end - taken[end] : end]))
        end -= taken[end]
    return pairs[::-1]


def _train_alignment(
    words: Iterable[tuple[str, Pronunciation]], rounds: int = 5
) -> dict[tuple[str, Pronunciation], float]:
    sample = list(words)
    cost: dict[tuple[str, Pronunciation], float] = {}
    for phone in PHONES:  # start: a consonant's own letter is likely to say it
        cost[(phone[0].lower(), (phone,))] = 1.0
    for _ in range(rounds):
        pairs = Counter(p for word, ph in sample for p in _align(word, ph, cost) or ())
        letters = Counter[str]()
        for (letter, _phones), count in pairs.items():
            letters[letter] += count
        cost = {pair: -math.log(count / letters[pair[0]]) for pair, count in pairs.items()}
    return cost


def learn(dictionary: Mapping[str, list[Pronunciation]], seed: int = 1) -> dict[str, str]:
    """Learn the rules: context (see `Letters`) to encoded phones."""
    words = [(word, p[0]) for word, p in dictionary.items() if word.isalpha()]
    sample = random.Random(seed).sample(words, min(20_000, len(words)))
    cost = _train_alignment(sample)
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, phones in words:
        pairs = _align(word, phones, cost)
        for place, (_letter, phones_said) in enumerate(pairs or ()):
            context = Letters.context(word, place)
            for width in range(1, CONTEXT + 1):
                seen[context[:width]][encode(phones_said)] += 1
    rules: dict[str, str] = {}
    for context in sorted(seen, key=lambda c: (len(c), c)):
        said, count = min(seen[context].items(), key=lambda item: (-item[1], item[0]))
        inherited = next(
            (rules[context[:n]] for n in range(len(context) - 1, 0, -1) if context[:n] in rules),
            None,
        )
        if said != inherited and (count >= _MEMORY_THRESHOLD or len(context) == 1):
            rules[context] = said
    return rules


def measure(dictionary: Mapping[str, list[Pronunciation]], seed: int = 1) -> float:
    """Share of held-out words (5 %) that the rules learnt from the others read fully right."""
    words = sorted(dictionary)
    random.Random(seed).shuffle(words)
    cut = len(words) // 20
    letters = Letters(learn({word: dictionary[word] for word in words[cut:]}))
    right = sum(letters.read(word) in dictionary[word] for word in words[:cut])
    return right / cut


def pack(lines: Iterable[str]) -> bytes:
    """Lines as compressed UTF-8."""
    return lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--measure", action="store_true", help="hold out words and print accuracy")
    given = parser.parse_args()
    dictionary = read_dictionary(given.dictionary)
    if given.measure:
        print(f"held-out words read right: {measure(dictionary):.1%}")
    entries = (" ".join([word, *map(encode, said)]) for word, said in dictionary.items())
    (given.folder / "lexicon.xz").write_bytes(pack(entries))
    rules = learn(dictionary)
    (given.folder / "letters.xz").write_bytes(pack(f"{c} {p}" for c, p in rules.items()))
    print(f"{len(dictionary)} words, {len(rules)} rules")


if __name__ == "__main__":
    main()

"""The decoding graph written here is the one OpenFst would have written."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.speech.graph import GARBAGE, UNKNOWN, PhoneSet, write_graph

PHONES = PhoneSet(("A", "B", "C"))
SOUNDS = st.lists(st.sampled_from(PHONES.names), min_size=1, max_size=4).map(tuple)
LEXICONS = st.dictionaries(
    st.text("xyz", min_size=1, max_size=3), st.lists(SOUNDS, min_size=1, max_size=2), min_size=1,
    max_size=8,
)


class Reader:
    """Just enough of OpenFst's binary form."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def take(self, form: str) -> Any:
        values = struct.unpack_from("<" + form, self.data, self.place)
        self.place += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    def header(self) -> tuple[bytes, int, int]:
        assert self.take("i") == 2125659606
        kind = self.data[self.place + 4 :][: self.take("i")]
        self.place += len(kind)
        assert self.data[self.place + 4 :][: self.take("i")] == b"standard"
        self.place += len(b"standard")
        _version, _flags, _properties, _start, states, arcs = self.take("iiQqqq")
        return kind, states, arcs

    def states(self) -> list[tuple[float, list[tuple[int, int, float, int]]]]:
        kind, states, arcs = self.header()
        assert kind == b"const"
        heads = [self.take("fIIII") for _ in range(states)]
        table = [self.take("iifi") for _ in range(arcs)]
        return [(head[0], table[head[1] : head[1] + head[2]]) for head in heads]


def read(path: Path) -> tuple[Any, int, list[set[int]]]:
    reader = Reader(path.read_bytes())
    assert reader.header()[0] == b"olabel_lookahead"
    reader.take("i")
    states = reader.states()
    assert reader.take("BBBBB") == (1, 0, 1, 0, 0)
    final, count = reader.take("iq")
    reachable = []
    for _ in range(count):
        labels: set[int] = set()
        for _ in range(reader.take("q")):
            labels.update(range(*reader.take("ii")))
        assert reader.take("i") == len(labels)
        reachable.append(labels)
    assert reader.place == len(reader.data)
    return states, final, reachable


def first_labels(states: Any, final: int, start: int) -> set[int]:
    """By search: what can be the next word label from a state."""
    found, seen, queue = set(), {start}, [start]
    while queue:
        state = queue.pop()
        weight, arcs = states[state]
        if weight != float("inf"):
            found.add(final)
        for _sound, label, _cost, target in arcs:
            if label:
                found.add(label)
            elif target not in seen:
                seen.add(target)
                queue.append(target)
    return found


def words_along(states: Any, names: dict[int, str], sounds: list[int]) -> set[str]:
    """The words on paths that enter exactly these phones between two word boundaries."""
    found = set()
    paths = [(1, 0, "")]
    while paths:
        state, place, word = paths.pop()
        for sound, label, _cost, target in states[state][1]:
            said = names[label] if label else word
            if sound == 0 and target == 0 and place == len(sounds):
                found.add(said)
            elif sound and sound % 2 == 0 and place < len(sounds) and sound == 2 * sounds[place]:
                paths.append((target, place + 1, said))
    return found


@settings(max_examples=60)
@given(LEXICONS)
def test_every_word_is_spelt_and_look_ahead_tells_the_truth(
    tmp_path_factory: Any, lexicon: dict[str, list[tuple[str, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("graph")
    write_graph(folder, PHONES, lexicon)
    states, final, reachable = read(folder / "HCLr.fst")
    names = {
        int(label): word for word, label in
        (line.split() for line in (folder / "words.txt").read_text().splitlines())
    }
    assert set(names.values()) == {"<eps>", UNKNOWN, *lexicon}
    for state in range(len(states)):
        assert reachable[state] == first_labels(states, final, state), state
        labels = [arc[1] for arc in states[state][1]]
        assert labels == sorted(labels)
    by_sound: dict[tuple[str, ...], set[str]] = {}
    for word, ways in lexicon.items():
        for way in ways:
            by_sound.setdefault(way, set()).add(word)
    for way, words in by_sound.items():
        places = ["begin", *["internal"] * (len(way) - 2), "end"] if len(way) > 1 else ["singleton"]
        ids = [PHONES.identify(name, place) for name, place in zip(way, places, strict=True)]
        assert words_along(states, names, ids) == words
    garbage = [PHONES.identify(GARBAGE, place) for place in ("begin", "internal", "end")]
    assert words_along(states, names, garbage) == {UNKNOWN}

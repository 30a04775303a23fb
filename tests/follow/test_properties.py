"""What holds for any script and any sequence of results."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.follow import edits
from companion.follow.belief import TRAIL, Filter, at
from companion.follow.comparators import COMPARATORS, LETTERS, PINYIN, edit_distance
from companion.follow.evidence import Weighing
from companion.follow.follower import Follower
from companion.follow.lattice import build
from companion.follow.parameters import Parameters
from companion.follow.position import Position
from companion.follow.units import split
from companion.hypothesis import Hypothesis
from companion.script.model import Token

WORDS = [
    "the", "river", "rivers", "of", "trade", "twenty", "five", "[unk]", "uh", "你", "好", "江边",
    "讲", "สวัสดี", "ครับ", "xin", "chào", "don't", "-", "", "…", "ΑΒΓ", "مرحبا",
]
Result = tuple[tuple[str, ...], bool, float, int]

words = st.sampled_from(WORDS) | st.text(max_size=6)
letters = st.lists(st.sampled_from("abcd"), max_size=30)
languages = st.sampled_from(["en", "zh", "th", "vi", "ar", "ja", "xx"])
ways = st.lists(st.lists(words, max_size=4).map(tuple), max_size=3).map(tuple)
scripts = st.lists(
    st.builds(lambda text, spoken, language: Token(text, 0, len(text), spoken, language),
              words, ways, languages),
    max_size=60,
)
results = st.lists(
    st.tuples(st.lists(words, max_size=12).map(tuple), st.booleans(),
              st.floats(0.0, 3.0), st.integers(0, 5)),
    max_size=25,
)


def play(tokens: list[Token], heard: list[Result]) -> list[Position]:
    """Positions after each result, with the operator and an edit thrown in now and then."""
    follower = Follower(tokens, starts=range(0, len(tokens), 7), silent=set(range(3, 60, 11)))
    now, utterance, shown = 0.0, 0, []
    for said, final, gap, other in heard:
        now += gap
        if other == 1:
            shown.append(follower.anchor(int(gap * 100) - 50, now))
        elif other == 2:
            shown.append(follower.hold(now))
        elif other == 3:
            shown.append(follower.resume(now))
        elif other == 4:
            shown.append(follower.tick(now))
        shown.append(follower.hear(Hypothesis(said, final, utterance, now), now))
        utterance += final
        assert str(follower.explain())
    return shown


@given(scripts, results)
@settings(max_examples=60)
def test_any_results_give_a_position_inside_the_script(
    tokens: list[Token], heard: list[Result]
) -> None:
    for position in play(tokens, heard):
        assert -1 <= position.heard <= position.expected < max(1, len(tokens))
        assert 0.0 <= position.confidence <= 1.0
        assert position.reason


@given(scripts, results)
@settings(max_examples=30)
def test_the_same_results_give_the_same_positions(
    tokens: list[Token], heard: list[Result]
) -> None:
    assert play(tokens, heard) == play(tokens, heard)


plain = st.lists(st.sampled_from(["river", "trade", "of", "the", "boats", "你", "好", "chào"]),
                 min_size=1, max_size=40)


def spoken(texts: list[str]) -> list[Token]:
    return [Token(text, 0, len(text), ((text,),), "en") for text in texts]


@given(plain, results, st.integers(-3, 45))
@settings(max_examples=40)
def test_the_operator_is_obeyed_at_once_whatever_was_heard(
    texts: list[str], heard: list[Result], chosen: int
) -> None:
    follower, now = Follower(spoken(texts)), 0.0
    for utterance, (said, final, gap, _) in enumerate(heard):
        now += gap
        follower.hear(Hypothesis(said, final, utterance, now), now)
    place = follower.anchor(chosen, now)
    assert place.heard == max(-1, min(chosen, len(texts) - 1))
    assert follower.tick(now + 1.0).heard == place.heard
    follower.hold(now + 1.0)
    assert follower.hear(Hypothesis(tuple(texts), False, 99, now), now + 2.0).heard == place.heard


@given(plain, plain, plain, st.integers(0, 39))
@settings(max_examples=40)
def test_words_put_in_elsewhere_do_not_move_the_speaker(
    texts: list[str], before: list[str], behind: list[str], place: int
) -> None:
    place = min(place, len(texts) - 1)
    follower = Follower(spoken(texts))
    follower.anchor(place, 0.0)
    longer = [*before, *texts, *behind]
    known = [index + len(before) for index in range(len(texts))]
    position = follower.replace(spoken(longer), 1.0, known)
    assert position.heard == place + len(before)
    found = follower.replace(spoken(longer), 1.0)
    assert found.heard == position.heard


@given(scripts.filter(bool), st.lists(words, max_size=40))
@settings(max_examples=60)
def test_belief_sums_to_one_and_stays_small(tokens: list[Token], heard: list[str]) -> None:
    lattice = build(tokens)
    weigh, belief = Weighing(lattice, Parameters()), at(0)
    forward = Filter(lattice, Parameters())
    for unit in (unit for word in heard for unit in split(word)):
        belief = forward.step(belief, weigh(unit))
        assert abs(float(belief.on.sum() + belief.off.sum()) - 1.0) < 1e-9
        assert float(belief.on.min()) >= 0.0 and float(belief.off.min()) >= 0.0
        assert len(belief.blocks) <= 40 and len(belief.trail) <= TRAIL


def test_hours_of_speech_need_no_more_memory_than_minutes() -> None:
    text = "over and over again we say it " * 30
    tokens = [Token(w, 0, 0, ((w,),), "en") for w in text.split()]
    follower = Follower(tokens)
    for utterance in range(150):
        for count in range(1, 8):
            said = tuple(["over", "and", "over", "again", "we", "say", "nothing"][:count])
            follower.hear(Hypothesis(said, count == 7, utterance, utterance * 3.0), utterance * 3.0)
        assert len(follower._beliefs) <= 40
        assert len(follower._belief.blocks) <= 40


def test_one_endless_utterance_keeps_only_what_may_still_be_revised() -> None:
    tokens = [Token(str(n), 0, 0, ((f"word{n}",),), "en") for n in range(500)]
    follower = Follower(tokens)
    for count in range(1, 451):
        said = tuple(f"word{n}" for n in range(count))
        follower.hear(Hypothesis(said, False, 0, count * 0.4), count * 0.4)
        assert len(follower._beliefs) <= 40
    assert follower.tick(180.0).heard == 449


@given(st.text("abcde", max_size=7), st.text("abcde", max_size=7), st.text("abcde", max_size=7))
def test_edit_distance_is_a_distance(a: str, b: str, c: str) -> None:
    assert edit_distance(a, b) == edit_distance(b, a)
    assert (edit_distance(a, b) == 0) == (a == b)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c) + 1  # swaps: nearly


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_likeness_lies_between_none_and_the_same(a: str, b: str) -> None:
    for comparator in (*COMPARATORS.values(), LETTERS, PINYIN):
        assert 0.0 <= comparator.likeness(a, b) <= 1.0
        assert comparator.likeness(a, a) == 1.0
        assert comparator.keys(a) and all(comparator.keys(a))


@given(st.text(max_size=20))
def test_units_have_no_spaces_and_are_stable(word: str) -> None:
    for unit in split(word):
        assert unit == "[unk]" or (unit and not any(c.isspace() for c in unit))


@given(letters, letters)
def test_an_edit_maps_tokens_to_their_equals_in_order(old: list[str], new: list[str]) -> None:
    before = [Token(w, 0, 1, ((w,),), "en") for w in old]
    after = [Token(w, 0, 1, ((w,),), "en") for w in new]
    moved = edits.mapping(before, after)
    kept = [(index, target) for index, target in enumerate(moved) if target is not None]
    assert all(old[index] == new[target] for index, target in kept)
    assert [t for _, t in kept] == sorted({t for _, t in kept})
    for position in range(-1, len(old)):
        assert -1 <= edits.carried(position, moved, len(new)) < max(1, len(new))

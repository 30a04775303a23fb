"""How following behaves on a stage: the wrong moment, the wrong word, the wrong button."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.follow.follower import Follower
from companion.follow.position import Position, State
from companion.hypothesis import Hypothesis
from companion.script import Script, parse_text
from tests.follow.speech import Speaker, tokens
from tests.follow.talks import back_after, follower, read, spoken, starts, talk

TALK = talk("en")
WORDS = spoken(TALK)
DREAM = parse_text("""
I have a dream that one day every village will own a library. I have a dream that one day the
ferry will run at night. I have a dream that my daughter will read what I could not. I have a
dream today.

We shall plant on the hills, we shall plant on the river banks, we shall plant in the schoolyards
and in the streets, we shall plant with growing strength in the rain. We shall never give up.

I have a dream that one day the old and the young will sit down together at one table. I have a
dream that the price of rice will not decide who learns. I have a dream today.
""")
ASIDE = "well is this thing on i hear myself twice could somebody look at the loudspeakers please"


def up_to(place: int, first: int = 0) -> Speaker:
    """A speaker who has read the talk up to and with token `place`."""
    speaker = Speaker(follower(TALK))
    read(speaker, spoken(TALK, 0, first, place + 1))
    return speaker


def reads(speaker: Speaker, first: int, last: int) -> list[int]:
    """The speaker reads these tokens of the talk."""
    return read(speaker, spoken(TALK, 0, first, last))


# -- what recognisers do -------------------------------------------------------------------------


def test_one_result_said_over_and_over_counts_once() -> None:
    follow = follower(TALK)
    words = tuple(word for word, _ in WORDS[:6])
    told = {follow.hear(Hypothesis(words, False, 0, 3.0), 3.0 + 0.05 * n).heard for n in range(200)}
    assert told == {WORDS[5][1]}


def test_the_same_sentence_as_a_result_again_and_again_stays_where_it_is() -> None:
    follow = follower(TALK)
    words = tuple(word for word, _ in WORDS[:6])
    for n in range(60):
        position = follow.hear(Hypothesis(words, True, n, 3.0 * n), 3.0 * n)
        assert position.heard == WORDS[5][1]


def test_a_partial_that_shrinks_word_by_word_is_followed_back_to_the_last_final() -> None:
    speaker = up_to(30)
    speaker.stop()
    reads(speaker, 31, 40)
    while speaker.words:
        speaker.words.pop()
        speaker.now += 0.3
        speaker._tell(final=False)
    assert speaker.shown[-1].heard == 30


@pytest.mark.parametrize("seed", range(4))
def test_final_results_alone_are_enough(seed: int) -> None:
    chance, follow, place, now = Random(seed), follower(TALK), 0, 0.0
    for utterance in range(200):
        part = WORDS[place : place + chance.randint(3, 14)]
        if not part:
            break
        place, now = place + len(part), now + 0.4 * len(part)
        said = tuple(word for word, _ in part)
        assert follow.hear(Hypothesis(said, True, utterance, now), now).heard == part[-1][1]
    assert place == len(WORDS)


@pytest.mark.parametrize("language", ["en", "zh", "mix", "vi", "id", "ms", "fil"])
def test_results_of_several_words_whose_newest_is_always_wrong_are_followed(language: str) -> None:
    script = talk(language)
    words, chance, follow = spoken(script), Random(7), follower(script)
    begin, now, off = 0, 0.0, []
    for utterance in range(99):
        end = min(len(words), begin + chance.randint(8, 25))
        for place in range(begin + 3, end, 3):
            said = (*(word for word, _ in words[begin:place]), chance.choice(words)[0])
            now += 1.2
            position = follow.hear(Hypothesis(said, False, utterance, now), now)
            sure, likely = words[place - 1][1], words[place][1]  # the wrong word stands for one
            off.append(max(sure - position.heard, position.heard - likely, 0))
        said = tuple(word for word, _ in words[begin:end])
        now += 1.0
        final = follow.hear(Hypothesis(said, True, utterance, now), now)
        assert abs(final.heard - words[end - 1][1]) <= 1
        begin = end
        if begin == len(words):
            break
    assert sum(off) / len(off) <= 1.0


def test_a_clock_that_stumbles_a_little_does_no_harm() -> None:
    speaker = Speaker(follower(TALK))
    for word, index in WORDS[:60]:
        assert speaker.say([word]).heard == index
        speaker.follower.tick(speaker.now - 0.3)


@pytest.mark.parametrize(
    "text",
    ["Hello", "a", "好", "ก", "1", "1e400", "x\u0301\u0301\u0301 y",
     "\u202eabc\u202c def", "İstanbul ﬁne ǅ", "٣٤٥ ๒๕๕๕ ២០១២ ၂၀၁၁", "[pause] Go. [applause]"],
)
def test_a_strange_script_is_followed_like_any_other(text: str) -> None:
    script = parse_text(text)
    speaker = Speaker(follower(script))
    read(speaker, [("", 0), ("😀", 0), ("\x00", 0), ("…", 0)])
    assert speaker.shown[-1].heard == -1
    read(speaker, spoken(script))
    assert speaker.shown[-1].heard == len(script.tokens) - 1


# -- what speakers do ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["one two three four five six seven eight nine ten nine eight seven six five four three two",
     "no no no no no I said no no and no and again no because no means no", "very " * 4 + "good",
     "buy the book by the bookshop by the bay and bye bye"],
)
def test_counting_and_repeating_are_followed_word_by_word(text: str) -> None:
    script = parse_text(text)
    assert set(read(Speaker(follower(script)), spoken(script))) == {0}


def test_sentences_that_all_begin_alike_are_followed_through_errors() -> None:
    words = spoken(DREAM)
    for seed in range(5):
        chance = Random(seed)
        heard = [(chance.choice(words)[0] if chance.random() < 0.1 else word, index)
                 for word, index in words if chance.random() > 0.04]
        off = list(map(abs, read(Speaker(follower(DREAM)), heard)))
        assert max(off) <= 8 and sum(off) / len(off) <= 0.3


def test_of_sentences_that_begin_alike_the_one_is_chosen_whose_words_differ() -> None:
    first = starts(DREAM)
    speaker = Speaker(follower(DREAM))
    read(speaker, spoken(DREAM, 0, 0, first[1]))
    off = read(speaker, spoken(DREAM, 0, first[2], first[3]))  # "... a dream that my daughter"
    assert back_after(off) <= 8


@pytest.mark.parametrize("stop", [len(TALK.tokens) - 1, len(TALK.tokens) // 2])
def test_a_rehearsal_begun_anew_is_followed_from_the_first_sentence(stop: int) -> None:
    speaker = up_to(stop, max(0, stop - 30))
    speaker.stop()
    speaker.wait(5.0)
    assert back_after(reads(speaker, 0, 12)) <= 3


def test_a_speaker_who_begins_in_the_middle_is_found() -> None:
    for first in starts(TALK)[3:-3]:
        assert back_after(reads(Speaker(follower(TALK)), first, first + 12)) <= 5


def test_searching_begins_with_the_sixth_word_that_fits_nowhere() -> None:
    speaker = up_to(40)
    speaker.stop()
    told = [speaker.say(["[unk]"]) for _ in range(12)]
    searching = [position for position in told if position.state is State.SEARCHING]
    assert searching[0].reason == "no match for 6 words"
    assert {position.heard for position in told} <= {40, 41}
    assert "silence" in speaker.wait(4.0).reason


def test_noise_before_the_first_word_begins_nothing() -> None:
    speaker = Speaker(follower(TALK))
    for _ in range(5):
        assert speaker.say(["[unk]"]).heard == -1
        assert speaker.stop().heard == -1
    assert set(reads(speaker, 0, 12)) == {0}


def test_words_of_the_script_in_no_order_are_noise() -> None:
    """What a recogniser that knows only the script's words makes of applause."""
    for seed in range(4):
        chance, speaker = Random(seed), up_to(90, 70)
        for _ in range(50):
            noise = chance.choice(WORDS)[0] if chance.random() > 0.3 else "[unk]"
            assert abs(speaker.say([noise]).heard - 90) <= 4
        assert back_after(reads(speaker, 91, 103)) <= 2


@given(st.lists(st.text("bcdfghjklmnpqrstvwxz", min_size=4, max_size=9), max_size=30))
@settings(max_examples=12)
def test_words_that_resemble_nothing_move_nothing(heard: list[str]) -> None:
    speaker = up_to(50, 35)
    for word in heard:
        assert abs(speaker.say([word]).heard - 50) <= 2


# -- what operators do ---------------------------------------------------------------------------


def test_taps_in_a_row_lead_to_where_the_last_one_says() -> None:
    speaker = up_to(40)
    for tap in range(1, 6):
        assert speaker.follower.anchor(40 + 6 * tap, speaker.now + 0.2 * tap).heard == 40 + 6 * tap
    assert set(reads(speaker, 71, 80)) == {0}


def test_a_tap_by_accident_is_made_good_within_ten_words_of_reading_on() -> None:
    speaker = up_to(60)
    speaker.follower.anchor(95, speaker.now)
    assert back_after(reads(speaker, 61, 80)) <= 10


def test_words_of_the_old_place_that_arrive_late_do_not_undo_the_operator() -> None:
    speaker = up_to(40)
    speaker.follower.anchor(20, speaker.now)
    late = reads(speaker, 41, 44)
    assert {41 + n + error for n, error in enumerate(late)} <= {20, 21}
    speaker.stop()
    speaker.wait(2.0)
    assert back_after(reads(speaker, 21, 33)) <= 2


def test_a_place_chosen_during_a_hold_stands_after_it() -> None:
    speaker = up_to(40)
    speaker.follower.hold(speaker.now)
    reads(speaker, 41, 80)
    held = speaker.follower.anchor(60, speaker.now)
    assert (held.heard, held.state, held.reason) == (60, State.HOLDING, "held by the operator")
    assert speaker.follower.resume(speaker.now).heard == 60
    assert set(reads(speaker, 61, 70)) == {0}


def test_after_a_hold_over_an_aside_reading_goes_on_where_it_was() -> None:
    speaker = up_to(40)
    speaker.follower.hold(speaker.now)
    speaker.say(ASIDE)
    assert speaker.follower.resume(speaker.now).heard == 40
    assert back_after(reads(speaker, 41, 53)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_every_move_can_be_explained(seed: int) -> None:
    chance, speaker, place, last = Random(seed), Speaker(follower(TALK)), 0, -1
    for _ in range(150):
        what = chance.random()
        if what < 0.03:
            place = chance.randrange(len(WORDS) - 5)
        position: Position
        if what > 0.97:
            position = speaker.follower.anchor(chance.randrange(len(TALK.tokens)), speaker.now)
        elif what > 0.85:
            position = speaker.say([chance.choice(WORDS)[0]])
        else:
            position = speaker.say([WORDS[place % len(WORDS)][0]])
            place += 1
        if position.heard != last:
            move = speaker.follower.explain()
            assert (move.origin, move.target) == (last, position.heard)
            assert move.reason
        last = position.heard


# -- what editors do -----------------------------------------------------------------------------


def edited(change: dict[str, str], place: int = 60) -> tuple[Script, Follower, Position]:
    """The talk with texts replaced while the speaker is at `place`."""
    text = "\n\n".join(" ".join(cue.text for cue in TALK.cues if cue.paragraph == number)
                       for number in sorted({cue.paragraph for cue in TALK.cues}))
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    speaker, script = up_to(place, place - 20), parse_text(text)
    position = speaker.follower.replace(script.tokens, speaker.now, starts=starts(script))
    return script, speaker.follower, position


@pytest.mark.parametrize(
    "change",
    [
        {"In 2019 our": "Dear friends, in the year 2019 our", "plans.": "plans. The end."},
        {"and no road": "and neither road nor bridge", "village": "town", "nets": "old nets"},
        {"the": "that"},
        {". ": " — ", ",": "…"},
    ],
    ids=["ahead and behind", "all over", "a frequent word", "punctuation"],
)
def test_edits_everywhere_else_keep_the_place(change: dict[str, str]) -> None:
    script, _, position = edited(change)
    at = position.heard
    assert [token.text for token in script.tokens[at - 2 : at + 1]] == [
        token.text for token in TALK.tokens[58:61]
    ]


def test_a_speaker_who_still_reads_a_deleted_sentence_is_awaited_at_the_next() -> None:
    cues = [cue for cue in TALK.cues if cue.tokens]
    gone = next(cue for cue in cues if cue.first_token > 60)
    script, follow, position = edited({gone.text: ""}, gone.first_token + 2)
    assert position.heard == gone.first_token - 1
    speaker = Speaker(follow)
    speaker.now, speaker.utterance = 60.0, 99
    read(speaker, spoken(TALK, 0, gone.first_token + 3, gone.first_token + len(gone.tokens)))
    assert abs(speaker.shown[-1].heard - position.heard) <= 2
    rest = spoken(script, 0, gone.first_token, gone.first_token + 12)
    assert back_after(read(speaker, rest)) <= 2


# -- chants, and stretches of which nothing can be heard ------------------------------------------


@pytest.mark.parametrize(("chant", "language"), [("ha", "en"), ("no", "en"), ("我们", "zh")])
def test_a_chant_is_read_on_word_by_word(chant: str, language: str) -> None:
    said = [token.text for token in tokens(f"{chant} " * 30, language)]
    speaker = Speaker(Follower(tokens(f"{chant} " * 30, language)))
    assert [speaker.say([word]).heard for word in said] == list(range(len(said)))


def test_confidence_falls_while_nothing_matches() -> None:
    speaker = up_to(30)
    sure = [speaker.say([word]).confidence for word in ASIDE.split()]
    assert sure[0] > 0.9 and sure[-1] < 0.5


def test_a_long_stretch_that_cannot_be_heard_is_named() -> None:
    speaker = Speaker(Follower(tokens(" ".join(f"word{n}" for n in range(60))),
                               silent=set(range(20, 50))))
    speaker.say([f"word{n}" for n in range(20)])
    assert speaker.wait(2.0).reason == "the next 30 words cannot be heard"
    assert speaker.say(["word50"]).heard == 50

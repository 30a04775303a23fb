"""What goes wrong only in a long evening: quotations, pauses, edits, endless results."""

from __future__ import annotations

from companion.follow import edits
from companion.follow.follower import Follower
from companion.follow.utterance import Utterance
from companion.hypothesis import Hypothesis
from tests.follow.speech import SCRIPT, STARTS, WORDS, Speaker, script, tokens
from tools.bench.follow.recorded import reach
from tools.bench.follow.streams import Event
from tools.bench.follow.texts import TEXTS

CHATTER = "well has anybody seen my glasses i think they fell off a chair near somebody"


def test_a_quotation_that_nothing_confirms_is_taken_back() -> None:
    speaker = Speaker(script())
    speaker.say(SCRIPT[0].split() + SCRIPT[1].split())
    left = speaker.shown[-1].heard
    speaker.say("when the storm stopped every delivery")
    assert speaker.shown[-1].heard == STARTS[5] + 5
    speaker.say(CHATTER)
    assert abs(speaker.shown[-1].heard - left) <= 1
    assert "quotation" in speaker.follower.explain().reason
    assert speaker.say(SCRIPT[2].split()[:3]).heard == STARTS[2] + 2


def test_a_jump_that_is_read_on_from_stays_through_an_aside() -> None:
    speaker = Speaker(script())
    speaker.say(SCRIPT[0].split() + SCRIPT[5].split())
    speaker.say(CHATTER)
    assert abs(speaker.shown[-1].heard - (STARTS[6] - 1)) <= 1


def test_nothing_is_expected_ahead_after_a_final_result() -> None:
    speaker = Speaker(script(), delay=0.8)
    for line in SCRIPT[:5]:
        speaker.say(line)
        ended = speaker.stop()
        assert ended.expected == ended.heard


def test_a_word_that_is_overdue_ends_the_lead_within_the_recognisers_delay() -> None:
    speaker = Speaker(script(), delay=0.8)
    for line in SCRIPT[:5]:
        speaker.say(line)
        speaker.stop()
    assert speaker.say(SCRIPT[5].split()[:4]).expected > speaker.shown[-1].heard
    late = speaker.wait(0.4 * 1.75 + 0.8)
    assert late.expected == late.heard


def test_any_run_of_words_that_cannot_be_heard_is_passed_at_no_cost() -> None:
    foreign = ["xxyzzy"] * 120
    words = SCRIPT[0].split() + foreign + SCRIPT[1].split()
    first = len(SCRIPT[0].split())
    silent = set(range(first, first + len(foreign)))
    speaker = Speaker(Follower(tokens(" ".join(words)), silent=silent))
    speaker.say(SCRIPT[0])
    assert speaker.say(SCRIPT[1].split()[:2]).heard == first + len(foreign) + 1


def test_saving_the_script_after_every_word_loses_nobody() -> None:
    follower = script()
    speaker = Speaker(follower)
    for word in SCRIPT[0].split() + SCRIPT[5].split():
        speaker.say([word])
        follower.replace(tokens(" ".join(SCRIPT)), speaker.now, starts=STARTS)
    assert speaker.shown[-1].heard == STARTS[6] - 1


def test_paragraphs_that_change_places_elsewhere_leave_the_place_alone() -> None:
    old = [SCRIPT[n % 8] for n in range(30)]
    old[10] = "here the speaker is telling them about quite another matter"
    new = list(old)
    new[2], new[20] = new[20], new[2]
    place = len(" ".join(old[:10]).split()) + 3
    moved = edits.mapping(tokens(" ".join(old)), tokens(" ".join(new)), place)
    assert moved[place] == len(" ".join(new[:10]).split()) + 3


def test_capital_letters_are_no_edit() -> None:
    text = " ".join(SCRIPT)
    assert edits.mapping(tokens(text), tokens(text.upper())) == list(range(len(WORDS)))


def test_an_utterance_that_never_ends_keeps_its_newest_words_only() -> None:
    words = [f"word{n}" for n in range(5_000)]
    utterance = Utterance()
    longest = 0
    for count in range(1, len(words) + 1, 3):
        utterance.take(words[:count], lambda _: True, 0.4 * count)
        utterance.trim(64)
        longest = max(longest, len(utterance.units))
        assert utterance.units == words[count - len(utterance.units) : count]
    assert longest <= 256


def test_the_follower_reads_on_in_an_utterance_that_never_ends() -> None:
    text = " ".join(f"{line} part {n}" for n in range(12) for line in SCRIPT)
    words = text.split()
    follower = Follower(tokens(text))
    for count in range(1, len(words) + 1):
        heard = follower.hear(Hypothesis(tuple(words[:count]), False, 0, 0.4 * count), 0.4 * count)
        assert abs(heard.heard - (count - 1)) <= 1


def test_the_bound_of_a_recording_is_never_ahead_of_the_speaker_and_needs_a_heard_word() -> None:
    text = TEXTS["en"]
    heard = [(), text.words[:2], ("mumble",), (*text.words[:2], "mumble", *text.words[3:5])]
    events = [Event(Hypothesis(tuple(said), False, 0, float(n)), n + 1)
              for n, said in enumerate(heard, 1)]
    assert reach(text, events) == [-1, 1, 1, 4]

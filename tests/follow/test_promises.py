"""What the follower promises a speaker and an operator."""

from __future__ import annotations

from companion.follow.follower import Follower
from companion.follow.position import State
from companion.hypothesis import Hypothesis
from tests.follow.speech import SCRIPT, STARTS, WORDS, Speaker, script, token, tokens

CHATTER = "well before i go on has anybody seen my glasses i think they fell off the chair"


def line(number: int) -> list[str]:
    return SCRIPT[number].split()


def end(number: int) -> int:
    """The last token of a line of the script."""
    return STARTS[number] + len(line(number)) - 1


def test_waits_until_something_is_spoken() -> None:
    position = script().tick(0.0)
    assert (position.heard, position.state) == (-1, State.WAITING)


def test_reads_along_word_by_word() -> None:
    speaker = Speaker(script())
    for index, word in enumerate(WORDS):
        assert speaker.say([word]).heard == index
        if index % 9 == 8:
            speaker.stop()
    assert all(p.state is State.FOLLOWING for p in speaker.shown)


def test_survives_wrong_missing_and_extra_words() -> None:
    speaker = Speaker(script())
    speaker.say("friends and collects welcome our our annual eating in the the old arbour hall")
    assert speaker.shown[-1].heard == end(0)


def test_a_partial_that_is_taken_back_leaves_no_trace() -> None:
    follower = script()
    speaker = Speaker(follower)
    speaker.say(line(0))
    speaker.stop()
    for words in ("when the storm", "tonight", "tonight i", "tonight i would"):
        *speaker.words, newest = words.split()
        speaker.say(newest)
    assert speaker.shown[-1].heard == STARTS[1] + 2


def test_an_empty_final_result_takes_nothing_back() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    speaker.words = []
    assert speaker.stop().heard == end(0)
    assert speaker.say(line(1)[:3]).heard == STARTS[1] + 2


def test_holds_its_place_through_an_aside_and_takes_it_up_again() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    aside = len(speaker.shown)
    speaker.say(CHATTER)
    assert all(abs(p.heard - end(1)) <= 2 for p in speaker.shown[aside:])
    assert speaker.shown[-1].state in (State.HOLDING, State.SEARCHING)
    assert "no match for" in speaker.shown[-1].reason
    assert speaker.say(line(2)[:3]).heard == STARTS[2] + 2


def test_unknown_speech_is_no_reason_to_move() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    for _ in range(40):
        speaker.say("[unk] the [unk] [unk]")
        speaker.stop()
    assert abs(speaker.shown[-1].heard - end(0)) <= 2


def test_one_or_two_script_words_in_an_aside_are_no_evidence() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    speaker.stop()
    speaker.say("[unk] customers forgive [unk] [unk] gardener [unk] every delivery [unk] [unk]")
    assert abs(speaker.shown[-1].heard - end(0)) <= 2


def test_hesitations_do_not_count() -> None:
    speaker = Speaker(script())
    speaker.say("friends uh and um um colleagues er welcome")
    assert (speaker.shown[-1].heard, speaker.shown[-1].state) == (3, State.FOLLOWING)


def test_follows_a_skip_to_another_paragraph_within_three_words() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    assert speaker.say(line(5)[:3]).heard == STARTS[5] + 2


def test_follows_a_skip_to_a_paragraph_that_begins_almost_like_the_next_one() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    assert speaker.say("the third lesson came from").heard == STARTS[6] + 4


def test_follows_a_skip_to_the_middle_of_a_sentence() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    assert speaker.say(line(5)[4:10]).heard == STARTS[5] + 9


def test_returns_when_a_paragraph_is_read_again() -> None:
    speaker = Speaker(script())
    for number in range(6):
        speaker.say(line(number))
    assert speaker.say(line(1)[:5]).heard == STARTS[1] + 4


def test_a_mumbled_stretch_is_made_up_for_where_the_reader_would_be_by_now() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1)[:4])
    speaker.say("tomato lesson frog a difficult")
    assert speaker.shown[-1].heard == end(1) - 1


def test_a_step_back_waits_until_the_words_stay_so() -> None:
    follower = script()
    said = tuple(line(0))
    for count in range(1, len(said) + 1):
        follower.hear(Hypothesis(said[:count], False, 0, 0.4 * count), 0.4 * count)
    now = 0.4 * len(said)
    revised = (*said[:-2], "frogs", "jump", "high")
    assert follower.hear(Hypothesis(revised, False, 0, now + 0.1), now + 0.1).heard == end(0)
    assert follower.hear(Hypothesis(said, False, 0, now + 0.2), now + 0.2).heard == end(0)
    follower.hear(Hypothesis(revised, False, 0, now + 0.3), now + 0.3)
    assert follower.tick(now + 0.6).heard == end(0) - 2


def test_a_far_move_says_why() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1) + line(5)[:3])
    move = speaker.follower.explain()
    assert (move.origin, move.target) == (end(1) + 1, STARTS[5] + 2)  # "when" read on by one
    assert move.words == ("when", "the", "storm")
    assert str(move).startswith(
        'skipped ahead 38 words: token 25 to 63, heard "when the storm", belief 0.9'
    )


def test_a_refrain_does_not_carry_the_reader_away() -> None:
    refrain = "this is what we promised and this is what we did"
    verses = [f"{verse} {refrain}" for verse in SCRIPT]
    words = " ".join(verses).split()
    speaker = Speaker(Follower(tokens(" ".join(verses))))
    for index, word in enumerate(words):
        assert abs(speaker.say([word]).heard - index) <= 1


def test_after_a_skip_into_a_refrain_it_waits_for_words_that_differ() -> None:
    refrain = "let me repeat it once more for all of you"
    verses = [f"{refrain} {verse}" for verse in SCRIPT]
    words = " ".join(verses).split()
    first = [words.index("friends"), words.index("customers")]
    speaker = Speaker(Follower(tokens(" ".join(verses))))
    speaker.say(words[: first[0] + len(line(0))])
    held = speaker.shown[-1].heard
    assert 0 <= speaker.say(refrain).heard - held <= len(refrain.split())
    assert speaker.say(line(4)[:6]).heard == first[1]


def test_the_operator_is_obeyed_at_once_and_not_overruled_by_old_words() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    follower = speaker.follower
    assert follower.anchor(STARTS[6], speaker.now).heard == STARTS[6]
    assert speaker.say(line(6)[1:3]).heard == STARTS[6] + 2


def test_no_far_move_right_after_the_operator_chose_a_place() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    speaker.follower.anchor(end(3), speaker.now)
    speaker.say(line(1)[:6])
    assert abs(speaker.shown[-1].heard - end(3)) <= 1
    assert "operator" in speaker.shown[-1].reason
    assert speaker.say(line(1)[6:]).heard == end(1)  # 2.5 seconds later it may


def test_hold_is_obeyed_and_what_was_heard_meanwhile_counts_afterwards() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    assert speaker.follower.hold(speaker.now).state is State.HOLDING
    held = speaker.say(line(1))
    assert (held.heard, held.state, held.reason) == (end(0), State.HOLDING, "held by the operator")
    assert speaker.follower.resume(speaker.now).heard == end(1)


def test_silence_holds_and_does_not_lose_the_place() -> None:
    speaker = Speaker(script())
    speaker.say(line(0))
    speaker.stop()
    quiet = speaker.wait(3600.0)
    assert (quiet.heard, quiet.expected, quiet.state) == (end(0), end(0), State.HOLDING)
    assert "silence" in quiet.reason
    assert speaker.say(line(1)[:2]).heard == STARTS[1] + 1


def test_expects_the_voice_ahead_of_what_was_heard_but_never_runs_on_in_a_pause() -> None:
    speaker = Speaker(script(), delay=0.8)
    for number in range(5):
        speaker.say(line(number))
        speaker.stop()
    assert speaker.say(line(5)[:3]).expected - speaker.shown[-1].heard == 2  # 0.8 s, 2.5 words/s
    leads = [speaker.wait(0.1).expected - speaker.shown[-1].heard for _ in range(20)]
    assert max(leads) <= 3 and leads[-1] == 0


def test_numbers_are_followed_in_every_spoken_form() -> None:
    words = [
        token("in"), token("2025", "twenty twenty five", "two thousand and twenty five"),
        token("exports"), token("rose"), token("30%", "thirty percent", "thirty per cent"),
        token("over"), token("the"), token("previous"), token("decade"),
    ]
    for year in ("twenty twenty five", "two thousand and twenty five"):
        for share in ("thirty percent", "thirty per cent"):
            speaker = Speaker(Follower(words))
            assert speaker.say(["in"]).heard == 0
            assert {speaker.say([w]).heard for w in year.split()[:-1]} == {0}
            assert speaker.say(year.split()[-1:]).heard == 1
            assert speaker.say(f"exports rose {share}").heard == 4
            assert speaker.say("over the previous decade").heard == 8


def test_words_the_recogniser_cannot_produce_cost_nothing() -> None:
    words = tokens("we thank doctor wiriyapong from chulalongkorn for the careful translation")
    speaker = Speaker(Follower(words, silent={3, 5}))
    assert speaker.say("we thank doctor").heard == 2
    assert speaker.say("from").heard == 4
    assert speaker.say("for the").heard == 7
    assert all(p.state is State.FOLLOWING for p in speaker.shown)


def test_silent_words_at_the_very_end_are_heard_with_the_last_audible_one() -> None:
    speaker = Speaker(Follower(tokens("my thanks go to doctor wiriyapong chulalongkorn"),
                               silent={5, 6}))
    assert speaker.say("my thanks go to").heard == 3
    assert speaker.say("doctor").heard == 6
    assert speaker.stop().heard == 6


def test_chinese_is_followed_by_sound_whatever_words_the_recogniser_makes() -> None:
    text = "尊敬的各位来宾今天我们在美丽的江边相聚共同讨论一个古老而年轻的话题"
    speaker = Speaker(Follower(tokens(text, "zh")))
    heard = "尊敬 的 个位 莱宾 今天 我们 在 美丽 的 将边 相聚 共同 讨论"
    for word in heard.split():
        position = speaker.say([word])
        assert position.heard == len("".join(speaker.words)) - 1
    assert position.state is State.FOLLOWING


def test_chinese_is_followed_through_regional_accents() -> None:
    speaker = Speaker(Follower(tokens("老师知道南方是个很热闹的山城", "zh")))
    assert speaker.say("老四 资道 蓝方 四个 很 热闹").heard == 10


def test_chinese_skips_are_followed_within_six_characters() -> None:
    first, second = "我们先谈港口的历史", "然后再看看铁路怎样改变了乡村"
    third = "最后请大家一起展望未来的合作"
    speaker = Speaker(Follower(
        tokens(first + second + third, "zh"), starts=[0, len(first), len(first + second)]
    ))
    speaker.say(list(first))
    assert speaker.say(list(third[:6])).heard == len(first + second) + 5


def test_thai_is_followed_wherever_the_recogniser_parts_words() -> None:
    words = ["สวัสดี", "ครับ", "เพื่อน", "ทุกคน", "วันนี้", "เรา", "มา", "พบกัน"]
    speaker = Speaker(Follower([token(w, language="th") for w in words]))
    assert speaker.say("สวัสดีครับ เพื่อน ทุก คน วัน").heard == 3
    assert speaker.say("นี้ เรามา พบ กัน").heard == 7


def test_vietnamese_is_followed_without_its_tone_marks() -> None:
    speaker = Speaker(Follower(tokens("kính thưa quý vị đại biểu và các bạn", "vi")))
    assert speaker.say("kinh thua quy vi dai bieu va").heard == 6


def test_an_edit_ahead_keeps_the_place_and_the_new_words_are_followed() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1)[:5])
    edited = [*SCRIPT[:2], "by the way the lifts are out of order today", *SCRIPT[2:]]
    position = speaker.follower.replace(tokens(" ".join(edited)), speaker.now)
    assert position.heard == STARTS[1] + 4
    assert speaker.say(line(1)[5:]).heard == end(1)
    assert speaker.say(edited[2]).heard == end(1) + 10


def test_an_edit_behind_moves_the_place_with_the_words() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    position = speaker.follower.replace(tokens(" ".join(SCRIPT[1:])), speaker.now)
    assert position.heard == len(line(1)) - 1
    assert speaker.say(line(2)[:2]).heard == len(line(1)) + 1


def test_deleting_the_spoken_words_goes_back_to_the_last_one_that_is_left() -> None:
    speaker = Speaker(script())
    speaker.say(line(0) + line(1))
    kept = [SCRIPT[0], *SCRIPT[2:]]
    assert speaker.follower.replace(tokens(" ".join(kept)), speaker.now).heard == end(0)


def test_an_empty_script_is_followed_nowhere() -> None:
    follower = Follower([])
    for count in range(5):
        words = tuple(WORDS[:count])
        assert follower.hear(Hypothesis(words, False, 0, count * 0.4), count * 0.4).heard == -1

"""The tools that make and judge the models, as far as they need no training library."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from companion.speech.english import PHONES, Letters, decode, encode
from companion.speech.starter import STARTERS
from tools.models import garbage, kaldi
from tools.models.errors import Errors, word_errors
from tools.models.letters import learn

WORDS = st.lists(st.sampled_from("abcd"), max_size=8)


@given(WORDS, WORDS)
def test_errors_are_an_edit_distance(spoken: list[str], heard: list[str]) -> None:
    errors = word_errors(spoken, heard)
    assert errors.edits == word_errors(heard, spoken).edits
    assert abs(len(spoken) - len(heard)) <= errors.edits <= max(len(spoken), len(heard))
    assert errors.right <= min(len(spoken), len(heard))
    assert (errors.edits == 0) == (spoken == heard)


def test_errors_count_substitutions_insertions_and_omissions() -> None:
    said = "the cat sat on the mat".split()
    assert word_errors(said, "the cat sad on mat please".split()) == Errors(3, 4, 6)
    assert (Errors(1, 2, 3) + Errors(4, 5, 6)).rate == 5 / 9


def test_the_readiness_for_unknown_words_can_be_set_and_read() -> None:
    shipped = {}
    for starter in STARTERS:
        model = (starter.folder / "am" / "final.mdl").read_bytes()
        shipped[starter.name] = round(garbage.constant(model), 3)
        changed = garbage.with_constant(model, 2.5)
        assert garbage.constant(changed) == 2.5
        assert len(changed) == len(model)
        assert sum(a != b for a, b in zip(model, changed, strict=True)) <= 8
    assert shipped == {"starter-en": 1.7, "starter-zh": 3.4}


def test_rules_are_learnt_from_neighbouring_letters() -> None:
    dictionary = {
        "cat": [("K", "AE", "T")], "cot": [("K", "AA", "T")], "act": [("AE", "K", "T")],
        "cell": [("S", "EH", "L")], "cent": [("S", "EH", "N", "T")], "ice": [("AY", "S")],
        "tact": [("T", "AE", "K", "T")], "cold": [("K", "OW", "L", "D")],
    }
    letters = Letters(learn(dictionary))
    assert letters.read("cat") == ("K", "AE", "T")
    assert letters.read("cel")[0] == "S"
    assert letters.read("col")[0] == "K"


def test_phones_survive_their_short_form() -> None:
    assert decode(encode(PHONES)) == PHONES
    assert decode(encode(())) == ()


def test_kaldi_vectors_have_their_published_layout() -> None:
    assert kaldi.integer(7) == b"\x04\x07\0\0\0"
    assert kaldi.vector([1.0]) == b"FV \x04\x01\0\0\0\0\0\x80\x3f"
    assert kaldi.token("<Nnet3>") == b"<Nnet3> "

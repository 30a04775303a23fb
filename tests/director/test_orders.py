"""Orders from outside: those that make sense are obeyed, nothing else does anything."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.director.door import Role
from companion.director.errors import OrderError
from companion.director.orders import LONGEST_MESSAGE, obey
from tools.director.rehearsal import Rehearsal, rehearsal, small

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
STEPS = ("move", "hold", "blank", "go", "tell", "read", "edit")
FIELDS = ("to", "on", "token", "text", "cue", "was")


def order(show: Rehearsal, role: Role = Role.CONTROL, **what: object) -> dict[str, Any]:
    return asyncio.run(obey(what, role, show))


def refused(show: Rehearsal, role: Role = Role.CONTROL, **what: object) -> str:
    with pytest.raises(OrderError) as refusal:
        asyncio.run(obey(what, role, show))
    return refusal.value.code


def test_the_show_is_held_and_goes_on_however_often_it_is_asked() -> None:
    show = rehearsal()
    for _ in range(2):
        order(show, do="hold", on=True)
        assert show.show.holding
    order(show, do="hold", on=False)
    assert not show.show.holding
    order(show, do="blank", on=True)
    order(show, do="blank", on=True)
    assert show.show.blank


def test_lines_and_sections_are_turned() -> None:
    show = rehearsal()
    first = show.show.placing.line
    order(show, do="move", to="next line")
    assert show.show.placing.line == first + 1
    order(show, do="move", to="next section")
    section = show.show.placing.line
    assert section > first + 1
    order(show, do="move", to="previous line")
    assert show.show.placing.line == section - 1


def test_a_jump_tells_the_way_back() -> None:
    show = rehearsal()
    show.read(12)
    assert order(show, do="go", token=150) == {"before": 12}
    assert show.place == 150
    order(show, do="go", token=12)
    assert show.place == 12


def test_a_message_reaches_the_wearer_and_one_that_does_not_fit_is_explained() -> None:
    show = rehearsal()
    order(show, do="tell", text="  Two\nminutes ")
    assert show.show.message == "Two minutes" and show.wearer.messages
    with pytest.raises(OrderError) as refusal:
        order(show, do="tell", text="W" * LONGEST_MESSAGE)
    assert refusal.value.code == "message" and "shorten it" in str(refusal.value)
    assert refused(show, do="tell", text="W" * (LONGEST_MESSAGE + 1)) == "long"
    order(show, do="tell", text="")
    assert not show.show.message


def test_unspoken_text_is_changed_and_the_place_is_kept() -> None:
    show = small("One two three. Four five six.\n\nSeven eight.")
    show.read(2)
    cue = show.script.cues[1].id
    was = order(show, do="read", cue=cue)["text"]
    assert was == "Four five six."
    order(show, do="edit", cue=cue, was=was, text="Nothing but change.")
    assert show.place == 2 and show.edits == 1
    assert [token.text for token in show.script.tokens][3:6] == ["Nothing", "but", "change"]
    assert refused(show, do="edit", cue=cue, was=was, text="Again.") == "changed"
    assert refused(show, do="edit", cue=show.script.cues[0].id, was="One two three. "
                   "Nothing but change.", text="No.") == "spoken"  # fmt: skip


def test_two_who_edit_do_not_overwrite_each_other() -> None:
    show = small("One two. Three four.")
    second = show.script.cues[1]
    order(show, do="edit", cue=second.id, was="Three four.", text="Three four. Five.")
    assert refused(show, do="edit", cue=second.id, was="Three four.", text="Six.") == "changed"


def test_a_watcher_changes_nothing() -> None:
    show = rehearsal()
    before = show.view().line, show.show.holding, show.show.blank, show.show.message
    for what in (
        {"do": "move", "to": "next line"}, {"do": "hold", "on": True}, {"do": "blank", "on": True},
        {"do": "go", "token": 5}, {"do": "tell", "text": "Hi"},
        {"do": "edit", "cue": show.script.cues[3].id, "was": "", "text": ""},
        {"do": "read", "cue": show.script.cues[3].id},
    ):  # fmt: skip
        assert refused(show, Role.WATCH, **what) == "role"
    assert before == (show.view().line, show.show.holding, show.show.blank, show.show.message)


SHOW = small("One two three. Four five six.\n\nSeven eight.")


@given(
    JSON
    | st.fixed_dictionaries(
        {"do": st.sampled_from(STEPS)},
        optional={
            name: JSON | st.sampled_from(["next line", SHOW.script.cues[0].id, "\ud800"])
            for name in FIELDS
        },
    )
)
def test_bad_orders_are_refused_and_nothing_else_happens_to_the_program(what: object) -> None:
    try:
        assert isinstance(asyncio.run(obey(what, Role.CONTROL, SHOW)), dict)
    except OrderError as refusal:
        assert str(refusal) and refusal.code

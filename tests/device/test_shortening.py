"""Short names change nothing but names: the same program, told more briefly."""

import ast
import itertools

import pytest

from tools import program, shortening

SAMPLE = """
_limit = 3
def _add(first, second=_limit, *others):
    return first + second + sum(others)
class Counter:
    _step = 2
    def __init__(self, start, step=None):
        self._at = start
        self.step = step or self._step
    def run(self, count, value=0):
        def later(count):
            nonlocal value
            value += count
            return [count + inner for inner in range(count)]
        made = [later(number) for number in range(count)]
        try:
            raise ValueError(value)
        except ValueError as value_error:
            made.append(value_error.args)
        return made, (lambda count, other: count - other + value)(count, self._at)
result = _add(1), _add(1, 2, 4), Counter(5).run(3), Counter(start=1).run(2, 9), Counter(1).step
"""


def named(source: str, **others: str) -> str:
    plan = shortening.plan({"here": source, **others})
    return shortening.shortened(source, plan.private["here"], plan.keywords)


def test_what_it_computes_stays():
    before: dict = {}
    after: dict = {}
    exec(SAMPLE, before)
    exec(named(SAMPLE), after)
    assert after["result"] == before["result"]


def test_private_names_and_parameters_are_short_and_given_keywords_stay():
    text = named(SAMPLE)
    assert "_limit" not in text and "_at" not in text and "count" not in text
    assert "start" in text and "first" not in text


def test_a_private_name_of_somebody_else_stays_everywhere():
    source = "class A:\n    def f(self):\n        return self._theirs\n"
    other = "class B:\n    def g(self):\n        self._theirs = self._own = 1\n"
    assert "_theirs" in named(source, other=other)
    assert "_theirs" in named(other, other=source) and "_own" not in named(other, other=source)


def test_a_class_shares_the_names_of_the_one_it_inherits_from():
    base = "class Base:\n    def _x(self):\n        return 1\n    def _y(self):\n        pass\n"
    child = "from .base import Base\nclass Child(Base):\n    def _y(self):\n        self._z = 1\n"
    plan = shortening.plan({"base": base, "child": child})
    assert plan.private["base"] is plan.private["child"]
    assert len(plan.private["base"]) == 3


@pytest.mark.parametrize("source", [
    "class A:\n    def f(self, other):\n        self._x = other._x\n",
    "class A:\n    def f(self):\n        self._x = getattr(self, '_x')\n",
    "def f(a):\n    class B:\n        pass\n",
])  # fmt: skip
def test_what_could_go_wrong_is_refused(source):
    with pytest.raises(ValueError, match=r"make it public|put it outside"):
        named(source)


def test_what_is_for_cpython_alone_goes():
    source = "try:\n    from micropython import const\nexcept ImportError:\n    const = int\n"
    assert named(source) == "from micropython import const"


@pytest.mark.parametrize("name", sorted(set(program.modules()) - set(program.SOURCE)))
def test_a_module_of_the_firmware_differs_in_names_alone(name):
    source = ast.parse(program.source(program.modules()[name]))
    source.body = [inside for statement in source.body
                   for inside in shortening.on_a_device(statement)]
    renamed: dict[str, str] = {}
    other = ast.parse(program.to_compile(program.modules()[name]))
    for old, new in itertools.zip_longest(ast.walk(source), ast.walk(other)):
        assert type(old) is type(new)
        if isinstance(old, ast.Constant) and isinstance(old.value, str):
            continue  # a docstring is indented anew
        for field in old._fields:
            before, after = getattr(old, field), getattr(new, field)
            if isinstance(before, str) and before != after and field == "attr":
                assert before.startswith("_") and not before.startswith("__")
                assert renamed.setdefault(before, after) == after
            elif not isinstance(before, str | ast.AST | list):
                assert before == after
    assert len(set(renamed.values())) == len(renamed)

"""Constants that became numbers are the same numbers, and nothing else of the source changes."""

import ast

import pytest

from firmware.souffleur import wire
from tools import folding, program

OTHERS = {"wire": {"SHOW": 0x16, "HELLO": 1}}


def test_names_of_other_modules_become_numbers_and_own_ones_private():
    source = "from . import wire\nKIND = const(7)\nx = {KIND: wire.SHOW, 1: a.wire.SHOW}\n"
    assert folding.folded(source, OTHERS) == (
        "from . import wire\n_KIND = const(7)\nx = {_KIND: 22, 1: a.wire.SHOW}\n"
    )


def test_what_is_no_constant_or_no_code_stays():
    source = 'LIST = [1]\nx = wire.LAYOUT  # wire.SHOW\n"wire.SHOW"\n'
    assert folding.folded(source, OTHERS) == source


def test_a_constant_imported_by_its_name_is_refused():
    with pytest.raises(ValueError, match=r"write wire\.SHOW"):
        folding.folded("from .wire import SHOW\n", OTHERS)


def test_every_constant_of_the_wire_is_found_with_its_value():
    path = program.FIRMWARE / "souffleur" / "wire.py"
    found = folding.constants(path.read_text())
    assert len(found) > 80
    assert all(getattr(wire, name) == value for name, value in found.items())


@pytest.mark.parametrize("name", sorted(program.modules()))
def test_no_folded_module_asks_for_a_name_that_is_gone(name):
    paths = {p.stem: p for p in (program.FIRMWARE / "souffleur").glob("*.py")}
    text = program.source(program.modules()[name])
    assert text.count("\n") == program.modules()[name].read_text().count("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            gone = paths.get(node.value.id)
            assert gone is None or node.attr not in folding.constants(gone.read_text())

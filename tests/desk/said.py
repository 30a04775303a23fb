"""What the companion's rooms say in English, read from their source: errors, notices, reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import companion
from companion.desk.language import ERROR, REASON

ROOT = Path(companion.__file__).parents[1]
# Rooms whose words nobody at the Desk meets: they speak to a terminal, to those who build
# virtual glasses, or to the director's page, which says its refusals itself.
ELSEWHERE = (
    "companion/cli/", "companion/campaign/", "companion/live/", "companion/report/",
    "companion/demo/", "companion/desk/home.py", "companion/desk/language.py",
    "companion/desk/menu.py", "companion/desk/window.py", "companion/typeset/preview.py",
    "companion/director/door.py", "companion/director/guard.py", "companion/director/orders.py",
    "companion/director/pages.py", "companion/director/rewrite.py", "companion/director/server.py",
    "tools/virtual/faults.py", "tools/virtual/offline.py", "tools/virtual/simulated.py",
)  # fmt: skip
_ATTRIBUTES = {"notice": ERROR, "trouble": ERROR}
_TELLERS = ("_notify", "_notice", "_failed")  # they are given a line for the operator
# At which place of their arguments words stand
_AT = {"Choice": (3, REASON), "Move": (3, REASON), "Check": (2, ERROR)}

_WORDING = {"away": REASON, "left_behind": ERROR}  # functions that word a line or a part of it

Known = dict[str, list[ast.expr]]  # what names stand for
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Line:
    """One line; its blanks are {}. kind: the context of its translation."""

    text: str
    place: str
    kind: str


@dataclass
class Module:
    """A file's tree, and what its own names stand for."""

    name: str
    tree: ast.Module
    constants: Known


def modules() -> list[Module]:
    """Every room that the Desk uses."""
    found = []
    for path in sorted([*ROOT.glob("companion/**/*.py"), *ROOT.glob("tools/virtual/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(ELSEWHERE):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found.append(Module(name, tree, _assigned(tree.body, {})))
    return found


def _assigned(nodes: Iterable[ast.AST], outside: Known) -> Known:
    """What names are given in these statements; outside: the tables they may go through."""
    found: Known = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found.setdefault(name, []).append(value)
            case ast.For(target=ast.Tuple(elts=names), iter=ast.Name(id=table)):
                for rows in outside.get(table, []):
                    for row in [one for one in ast.iter_child_nodes(rows) if hasattr(one, "elts")]:
                        for name, value in zip(names, row.elts, strict=True):
                            found.setdefault(ast.unparse(name), []).append(value)
    return found


def families(of: list[Module]) -> set[str]:
    """Names of the classes of errors a person may see."""
    known, before = {"SouffleurError"}, 0
    while len(known) != before:
        before = len(known)
        for module in of:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.ClassDef):
                    known.update(node.name for base in node.bases if ast.unparse(base) in known)
    return known


def lines(of: list[Module]) -> tuple[list[Line], list[str]]:
    """All that is said, and the expressions whose words cannot be read from the source."""
    raised, found, dark = families(of), set(), set()
    for module in of:
        for scope in ast.walk(module.tree):
            if isinstance(scope, Function):
                known = module.constants | _assigned(ast.walk(scope), module.constants)
                for node, kind in _speaking(scope, raised, known):
                    if _translated(node):
                        continue
                    texts = set(_texts(node, known))
                    place = f"{module.name}:{node.lineno}"
                    found.update(Line(text, place, kind) for text in texts if text)
                    if not texts and not module.name.startswith("companion/desk/"):
                        dark.add(f"{module.name}: {ast.unparse(node)}")
    return sorted(found, key=lambda line: (line.place, line.text)), sorted(dark)


def _translated(node: ast.expr) -> bool:
    """Whether it goes by the catalogue already."""
    return any(isinstance(one, ast.Name) and one.id in ("_", "_n") for one in ast.walk(node))


def _speaking(scope: Function, raised: set[str], known: Known) -> Iterator[tuple[ast.expr, str]]:
    """The expressions in a function that become words for the operator, and their kind."""
    for node in ast.walk(scope):
        match node:
            case ast.Call(func=function, args=[*_, last]) if _names(function, known) & raised:
                yield last, ERROR
            case ast.Return(value=ast.expr() as value) if scope.name in _WORDING:
                yield value, _WORDING[scope.name]
            case ast.Assign(targets=[ast.Attribute(attr=name)]) if name in _ATTRIBUTES:
                yield node.value, _ATTRIBUTES[name]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*_, last]):
                if name in _TELLERS or ast.unparse(node.func).endswith("notices.append"):
                    yield last, ERROR
                elif name in _AT and len(node.args) > _AT[name][0]:
                    at, kind = _AT[name]
                    yield node.args[at], kind
            case ast.Assign(targets=[ast.Attribute(attr="_note")]) if scope.name == "_answer":
                yield node.value, REASON
            case ast.Return(value=ast.Tuple(elts=[ast.Attribute(value=ast.Name(id="State")), why])):
                yield why, REASON


def _names(function: ast.expr, known: Known) -> set[str]:
    """What a called expression may be: its own names, and what they stand for."""
    names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    return names.union(*(_names(one, {}) for name in names for one in known.get(name, [])))


def _texts(node: ast.expr, known: Known, depth: int = 4) -> Iterator[str]:
    """What an expression may say."""
    if not depth:
        return
    match node:
        case ast.Constant(value=value):
            yield str(value or "")
        case ast.Name(id=name) if name in known:
            for one in known[name]:
                yield from _texts(one, known, depth - 1)
        case ast.JoinedStr(values=parts):
            yield from map("".join, product(*(list(_texts(one, known, depth)) for one in parts)))
        case ast.FormattedValue(value=value):
            yield from (_texts(value, known, depth - 1) if _worded(value, known) else ["{}"])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            for first, second in product(_texts(left, known, depth), _texts(right, known, depth)):
                yield first + second
        case ast.IfExp(body=body, orelse=other):
            yield from [*_texts(body, known, depth), *_texts(other, known, depth)]
        case ast.Dict(values=values):
            for one in values:
                yield from _texts(one, known, depth)
        case ast.Subscript(value=value):
            yield from _texts(value, known, depth)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[_, *other]):
            for one in [value, *other]:
                yield from _texts(one, known, depth)


def _worded(node: ast.expr, known: Known) -> bool:
    """Whether what is filled in is itself words of the source."""
    match node:
        case ast.Name(id=name):
            return all(_worded(one, known) for one in known.get(name, [ast.Tuple([])]))
        case ast.Constant(value=value):
            return isinstance(value, str)
        case ast.IfExp(body=body, orelse=other):
            return _worded(body, known) and _worded(other, known)
        case ast.Dict(values=values):
            return all(_worded(one, known) for one in values)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[_, other]):
            return _worded(value, known) and _worded(other, known)
    return isinstance(node, ast.JoinedStr)

"""Short names for what only the firmware itself can see: private names and parameters.

MicroPython keeps every distinct name of a loaded module in memory for good, some 20 bytes each.
Different modules can share one name for their private things: `_a` of one and `_a` of another
cost as much as one of them. So before a module is compiled,

* its private names (`_name`; attributes, methods, functions, classes, variables) become `_a`,
  `_b`, ...; modules whose classes inherit from one another share one list;
* parameters become `_0`, `_1`, ... but for `self` and those given by keyword in any call;
* what a module has for CPython alone (`except ImportError:` at its top level) goes.

Strings and dunder names stay, and private names that a group of modules uses without binding
them: those belong to somebody else.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

_PRIVATE = re.compile(r"_[A-Za-z]\w*$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BY_NAME = ("getattr", "hasattr", "setattr", "delattr")
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True)
class Plan:
    """private: new names by module and old name. keywords: parameters that keep their names."""

    private: Mapping[str, Mapping[str, str]]
    keywords: frozenset[str]


def plan(sources: Mapping[str, str]) -> Plan:
    """New names for the modules of a program: source by name, all that run together.

    Raises ValueError where a private name of one object is used by another, or by its text.
    """
    trees = {name: ast.parse(source) for name, source in sorted(sources.items())}
    families = _families(trees)
    groups = [[trees[name] for name in names] for names in families]
    bound = [_bound(group) for group in groups]
    foreign = {
        name for group, own in zip(groups, bound, strict=True) for name in _used(group) - own
    }
    private = {}
    for names, group, own in zip(families, groups, bound, strict=True):
        constants = _constants(group)
        old = sorted(own - foreign - constants)
        new = dict(zip(old, _short(foreign | constants), strict=False))
        for name in names:
            _check(name, trees[name], new)
            private[name] = new
    calls = (node for tree in trees.values() for node in ast.walk(tree))
    keywords = {k.arg for call in calls if isinstance(call, ast.Call) for k in call.keywords}
    return Plan(private, frozenset(k for k in keywords if k is not None))


def shortened(source: str, private: Mapping[str, str], keywords: Collection[str]) -> str:
    """The source of a module with its new names; without comments, on other lines."""
    return ast.unparse(_Shortener(private, keywords).visit(ast.parse(source)))


def _families(trees: Mapping[str, ast.Module]) -> list[list[str]]:
    """Modules whose classes inherit from one another, together."""
    family = {name: {name} for name in trees}
    classes = [
        (name, node)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    for name, node in classes:
        bases = {
            base.id if isinstance(base, ast.Name) else base.attr
            for base in node.bases
            if isinstance(base, ast.Name | ast.Attribute)
        }
        for other, ancestor in classes:
            if ancestor.name in bases:
                joined = family[name] | family[other]
                family.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(names)): sorted(names) for names in family.values()}.values())


def _used(group: Iterable[ast.Module]) -> set[str]:
    """Private names that stand anywhere in the modules."""
    found = set()
    for node in _nodes(group):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
    return {name for name in found if _PRIVATE.match(name)}


def _bound(group: Iterable[ast.Module]) -> set[str]:
    """Private names that get their meaning in the modules."""
    found: set[str] = set()
    for node in _nodes(group):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.arg(arg=name) | ast.alias(asname=str(name)):
                found.add(name)
    return {name for name in found if _PRIVATE.match(name)}


def _constants(group: Iterable[ast.Module]) -> set[str]:
    """Names bound by const(): mpy-cross drops them as they are."""
    return {
        name
        for node in _nodes(group)
        if isinstance(node, ast.Assign)
        for name in [getattr(node.targets[0], "id", "")]
        if isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "const"
    }


def _nodes(group: Iterable[ast.Module]) -> Iterator[ast.AST]:
    return itertools.chain.from_iterable(ast.walk(tree) for tree in group)


def _short(taken: Collection[str]) -> Iterator[str]:
    """_a, _b, ... _z, _aa, _ab, ... but for those taken."""
    for length in itertools.count(1):
        for letters in itertools.product(_LETTERS, repeat=length):
            name = "_" + "".join(letters)
            if name not in taken:
                yield name


def _check(module: str, tree: ast.Module, private: Mapping[str, str]) -> None:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, value=owner) if name in private:
                if ast.unparse(owner) not in ("self", "super()"):
                    raise ValueError(f"{module}: {name} is used by another object: make it public")
            case ast.Call(func=ast.Name(id=function), args=[_, ast.Constant(value=str(name)), *_]):
                if function in _BY_NAME and name in private:
                    raise ValueError(f"{module}: {name} is used by its text: make it public")


def on_a_device(statement: ast.stmt) -> list[ast.stmt]:
    """What MicroPython, which has all that is imported there, runs of a module's statement."""
    match statement:
        case ast.Try(body=body, handlers=[ast.ExceptHandler(type=ast.Name(id="ImportError"))]):
            return body
    return [statement]


class _Shortener(ast.NodeTransformer):
    def __init__(self, private: Mapping[str, str], keywords: Collection[str]) -> None:
        self._private = private
        self._keywords = keywords
        self._parameters: dict[str, str] = {}  # of the functions around this place
        self._count = 0  # of names given to them

    def _new(self, name: str) -> str:
        return self._parameters.get(name) or self._private.get(name, name)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._new(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        node.value = self.visit(node.value)
        node.attr = self._private.get(node.attr, node.attr)
        return node

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> ast.AST:
        node.names = [self._new(name) for name in node.names]
        return node

    visit_Nonlocal = visit_Global

    def visit_alias(self, node: ast.alias) -> ast.alias:
        bound = node.asname or node.name.partition(".")[0]
        if self._new(bound) != bound:
            node.asname = self._new(bound)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.name is not None:
            node.name = self._new(node.name)
        return self.generic_visit(node)

    def visit_Module(self, node: ast.Module) -> ast.AST:
        node.body = [inside for statement in node.body for inside in on_a_device(statement)]
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if self._parameters:
            raise ValueError(f"the class {node.name} is inside of a function: put it outside")
        node.name = self._new(node.name)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.name = self._new(node.name)
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._function(node)

    def _function(self, node: Function) -> ast.AST:
        """Defaults belong to the place around; parameters are seen by the body alone."""
        arguments = node.args
        arguments.defaults = [self.visit(value) for value in arguments.defaults]
        arguments.kw_defaults = [value and self.visit(value) for value in arguments.kw_defaults]
        around, count = self._parameters, self._count
        self._parameters = dict(around)
        own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        own += [rest for rest in (arguments.vararg, arguments.kwarg) if rest]
        for argument in own:
            if argument.arg != "self" and argument.arg not in self._keywords:
                new = self._parameters[argument.arg] = f"_{self._count}"
                argument.arg = new
                self._count += 1
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = [self.visit(statement) for statement in node.body]
        self._parameters, self._count = around, count
        return node

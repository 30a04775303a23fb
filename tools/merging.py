"""Modules of the firmware that always run together, as one.

Every loaded module has an object, a table of its names and one of the names it uses, and each
of its imports is an entry in one more. On a 64-bit MicroPython that is some 300 bytes a module,
and the firmware has 40 of them. So what is always loaded becomes few large modules before it is
compiled; seldom needed modules stay apart, so that they can be loaded and forgotten.

A name of a member keeps its text where that is free. What other modules import from a member
they import from the merged module.
"""

from __future__ import annotations

import ast
import builtins
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def merged(sources: Mapping[str, str], bundles: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The program (source by path) with each bundle (path of the merged module -> paths of its
    members, none of them imported by an earlier one) in place of its members.

    Raises ValueError for a member that is imported inside a function, by a plain `import`, or
    used as a thing of its own; and for an import that goes against the order.
    """
    home = {member: bundle for bundle, members in bundles.items() for member in members}
    modules = {path: _Module(path, ast.parse(text), home) for path, text in sources.items()}
    for bundle, members in bundles.items():
        _name(bundle, [modules[member] for member in members])
    rank = {member: at for at, member in enumerate(home)}
    made = {}
    for path, module in modules.items():
        if path in home:
            wrong = [other for other in module.needs if rank.get(other, -1) >= rank[path]]
            if wrong:
                raise ValueError(f"{path} comes before {wrong[0]}, which it imports")
        elif module.needs:
            made[path] = ast.unparse(_Rewriter(module, modules, home).visit(module.tree))
        else:
            made[path] = sources[path]
    for bundle, members in bundles.items():
        body: list[ast.stmt] = []
        for member in members:
            body += _Rewriter(modules[member], modules, home).visit(modules[member].tree).body
        imports: set[str] = set()
        made[bundle] = ""
        for statement in body:
            text = ast.unparse(statement)
            if text not in imports:
                made[bundle] += text + "\n"
            if isinstance(statement, ast.Import | ast.ImportFrom):
                imports.add(text)
    return made


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass
class _Module:
    """aliases: local name -> member that it stands for. imported: local name -> (member, its
    name there). own: names bound at the top level, with the statement of an import. new: what
    they are called in the merged module."""

    path: str
    tree: ast.Module
    home: Mapping[str, str]
    aliases: dict[str, str] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    own: dict[str, str | None] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    new: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        members = {_dotted(member): member for member in self.home}
        for statement in self.tree.body:
            self._bind(statement, members)
        top = {id(statement) for statement in self.tree.body}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and id(node) not in top:
                base = self._base(node)
                if base in members or any(f"{base}.{a.name}" in members for a in node.names):
                    raise ValueError(f"{self.path}: import {base} at the top")

    @property
    def needs(self) -> set[str]:
        """Members that it imports."""
        return {*self.aliases.values(), *(member for member, _ in self.imported.values())}

    def _base(self, node: ast.ImportFrom) -> str:
        folders = self.path.split("/")[: -node.level or None] if node.level else []
        return ".".join([*folders, *filter(None, [node.module])])

    def _bind(self, statement: ast.stmt, members: Mapping[str, str]) -> None:
        match statement:
            case ast.ImportFrom():
                base = self._base(statement)
                for alias in statement.names:
                    bound = alias.asname or alias.name
                    if f"{base}.{alias.name}" in members:
                        self.aliases[bound] = members[f"{base}.{alias.name}"]
                    elif base in members:
                        self.imported[bound] = members[base], alias.name
                    else:
                        self.own[bound] = f"from {base} import {alias.name}"
            case ast.Import():
                for alias in statement.names:
                    if alias.name in members:
                        raise ValueError(f"{self.path}: write from ... import {alias.name}")
                    self.own[alias.asname or alias.name] = f"import {alias.name}"
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.own[statement.name] = None
            case _:
                for name in _stored([statement]):
                    self.own.setdefault(name, None)
                call = statement.value if isinstance(statement, ast.Assign) else None
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "const":
                    self.constants |= _stored([statement])


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    """Names bound among the nodes, not inside of functions, classes and comprehensions there."""
    found = set()
    left = list(nodes)
    while left:
        node = left.pop()
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                continue
            case ast.GeneratorExp():
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)):
                found.add(name)
        left += ast.iter_child_nodes(node)
    return found


def _locals(node: _Function | _Comprehension) -> set[str]:
    """Names of a function's own scope."""
    if isinstance(node, _Comprehension):
        return _stored(generator.target for generator in node.generators)
    arguments = node.args
    own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {argument.arg for argument in own}
    names |= {rest.arg for rest in (arguments.vararg, arguments.kwarg) if rest}
    if isinstance(node, ast.Lambda):
        return names
    names |= _stored(node.body)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Global):
            names -= set(inner.names)
    return names


def _name(bundle: str, members: Sequence[_Module]) -> None:
    """Give every name of the members one in the merged module."""
    taken = set(dir(builtins))
    for member in members:
        for node in ast.walk(member.tree):
            if isinstance(node, _Function | _Comprehension):
                taken |= _locals(node)
    shared: dict[tuple[str, str], str] = {}  # what several members import from elsewhere
    fresh = _short(taken)
    later = []
    for member in members:
        for name, imports in member.own.items():
            known = shared.get((imports, name)) if imports else None
            if known is None and (name in taken or (len(name) < 4 and not imports)):
                later.append((member, name))
                continue
            member.new[name] = known or name
            taken.add(name)
            if imports:
                shared[imports, name] = name
    for member, name in later:
        stem = member.path.rpartition("/")[2].removesuffix(".py").upper()
        made = f"_{stem}{name}" if name in member.constants else next(fresh)
        taken.add(made)
        member.new[name] = made


def _short(taken: set[str]) -> Iterator[str]:
    """_a, _b, ... _z, _aa, _ab, ... but for those taken by then."""
    for length in itertools.count(1):
        for letters in itertools.product(_LETTERS, repeat=length):
            name = "_" + "".join(letters)
            if name not in taken:
                yield name


class _Rewriter(ast.NodeTransformer):
    """Gives names of members their new text, and makes imports those of the merged modules."""

    def __init__(
        self, module: _Module, modules: Mapping[str, _Module], home: Mapping[str, str]
    ) -> None:
        self._module = module
        self._modules = modules
        self._home = home
        self._bundle = home.get(module.path)
        self._hidden: list[set[str]] = []  # names of the scopes around this place
        self._class: set[str] = set()  # names bound in the body of the class that this is

    def _seen(self, name: str) -> bool:
        return not any(name in names for names in self._hidden)

    def _class_binds(self, name: str) -> bool:
        return len(self._hidden) == 1 and name in self._class

    def _in_bundle(self, member: str, name: str) -> str:
        """What a member's name is called in its merged module."""
        found = self._modules[member]
        if name in found.imported:
            return self._in_bundle(*found.imported[name])
        if name not in found.new:
            raise ValueError(f"{self._module.path}: there is no {name} in {member}")
        return found.new[name]

    def _expression(self, member: str, name: str) -> ast.expr:
        new = self._in_bundle(member, name)
        bundle = self._home[member]
        if bundle == self._bundle:
            return ast.Name(new, ast.Load())
        stem = _stem(bundle)
        if not self._seen(stem) or stem in self._module.own:
            raise ValueError(f"{self._module.path}: {stem} is a merged module: choose another name")
        return ast.Attribute(ast.Name(stem, ast.Load()), new, ast.Load())

    def visit_Name(self, node: ast.Name) -> ast.expr:
        module, name = self._module, node.id
        if self._class_binds(name) and isinstance(node.ctx, ast.Load) and name in module.own:
            raise ValueError(f"{module.path}: a class and its module both have {name}")
        if not self._seen(name):
            return node
        if name in module.aliases:
            raise ValueError(f"{module.path}: {name} is used as a thing")
        if name in module.imported:
            member, original = module.imported[name]
            if self._home[member] == self._bundle:
                return ast.Name(self._in_bundle(member, original), node.ctx)
            return node
        return ast.Name(module.new.get(name, name), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = node.value
        if isinstance(value, ast.Name) and self._seen(value.id):
            member = self._module.aliases.get(value.id)
            if member is not None:
                return self._expression(member, node.attr)
        node.value = self.visit(value)
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self._module.new.get(name, name) for name in node.names]
        return node

    def visit_Module(self, node: ast.Module) -> ast.Module:
        body: list[ast.stmt] = []
        there: list[str] = []
        for statement in node.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                body += self._imports(statement, there)
            elif not _is_text(statement):
                body.append(self.visit(statement))
        used = {n.id for s in body for n in ast.walk(s) if isinstance(n, ast.Name)}
        unused = {_stem(bundle) for bundle in set(self._home.values())} - used
        kept = []
        for statement in body:
            if not isinstance(statement, ast.ImportFrom) or statement.names[0].name not in unused:
                kept.append(statement)
        return ast.Module(kept, [])

    def _imports(
        self, statement: ast.Import | ast.ImportFrom, there: list[str]
    ) -> Iterator[ast.stmt]:
        """What is left of an import at the top. there: merged modules imported so far."""
        module = self._module
        for alias in statement.names:
            bound = alias.asname or alias.name
            if bound in module.aliases:
                bundle = self._home[module.aliases[bound]]
                if bundle not in (self._bundle, *there):
                    there.append(bundle)
                    package = _dotted(bundle).rpartition(".")[0]
                    yield ast.ImportFrom(package, [ast.alias(_stem(bundle))], 0)
                continue
            if bound in module.imported:
                member, original = module.imported[bound]
                source = self._modules[member].own.get(original)
                foreign = source is not None and source.startswith("from ")
                if foreign or self._home[member] != self._bundle:
                    yield self._from(member, original, bound)
                continue
            new = module.new.get(bound, bound)
            renamed = ast.alias(alias.name, None if new == alias.name else new)
            if isinstance(statement, ast.Import):
                yield ast.Import([renamed])
            else:
                yield ast.ImportFrom(statement.module, [renamed], statement.level)

    def _from(self, member: str, original: str, bound: str) -> ast.stmt:
        source = self._modules[member].own.get(original)
        if source is not None and source.startswith("from "):  # it comes from elsewhere
            return ast.ImportFrom(source.split()[1], [ast.alias(original)], 0)
        new = self._in_bundle(member, original)
        alias = ast.alias(new, None if new == bound else bound)
        return ast.ImportFrom(_dotted(self._home[member]), [alias], 0)

    # Scopes

    def _scope(self, node: ast.AST, names: set[str]) -> ast.AST:
        self._hidden.append(names)
        made = self.generic_visit(node)
        self._hidden.pop()
        return made

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        if not self._hidden:
            node.name = self._module.new.get(node.name, node.name)
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self._function(node)

    def _function(self, node: _Function) -> ast.AST:
        """Defaults belong to the place around."""
        node.args.defaults = [self.visit(value) for value in node.args.defaults]
        self._hidden.append(_locals(node))
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = [self.visit(statement) for statement in node.body]
        self._hidden.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.name = self._module.new.get(node.name, node.name)
        node.bases = [self.visit(base) for base in node.bases]
        inside = _stored(node.body)
        body: list[ast.stmt] = []
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                statement.decorator_list = [
                    decorator if getattr(decorator, "id", "") in inside else self.visit(decorator)
                    for decorator in statement.decorator_list
                ]
                self._function(statement)
                body.append(statement)
            else:
                self._hidden.append(inside)
                self._class = inside
                body.append(self.visit(statement))
                self._class = set()
                self._hidden.pop()
        node.body = body
        return node

    def _comprehension(self, node: _Comprehension) -> ast.AST:
        return self._scope(node, _locals(node))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")

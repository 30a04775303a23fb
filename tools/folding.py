"""Numbers in place of names: the constants of the firmware's modules, folded into each other.

mpy-cross folds `NAME = const(1)` only inside its own module, and keeps a public name in memory
for others. On a device each such name costs some 40 bytes of heap, and there are hundreds. So
before a module is compiled `wire.NAME` becomes the number, and in `wire` itself the name becomes
private, which lets mpy-cross drop it.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

_PUBLIC = re.compile(r"[A-Z][A-Z0-9_]*$")


def constants(source: str) -> dict[str, int]:
    """Public integer constants of a module: NAME = const(number)."""
    found = {}
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="const"), args=[ast.Constant(value=int(number))]),
            ) if _PUBLIC.match(name):
                found[name] = number
    return found


def folded(source: str, others: Mapping[str, Mapping[str, int]]) -> str:
    """The source of a module with the constants of `others` (by module name) as numbers, and
    its own public constants private. Lines stay where they are.

    Raises ValueError where a name is imported from its module, for it will not be there.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            gone = others.get(node.module, {})
            names = [alias.name for alias in node.names if alias.name in gone]
            if names:
                raise ValueError(
                    f"write {node.module}.{names[0]} instead of importing it by its name"
                )
    lines = source.splitlines(keepends=True)
    for row, start, end, text in reversed(list(_edits(source, others))):
        line = lines[row - 1]
        lines[row - 1] = line[:start] + text + line[end:]
    return "".join(lines)


def _edits(
    source: str, others: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[int, int, int, str]]:
    """(row, first column, end column, text) of every replacement, in order."""
    own = constants(source)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for at, token in enumerate(tokens):
        if token.type != tokenize.NAME or (at and tokens[at - 1].string == "."):
            continue
        row, start = token.start
        if token.string in own:
            yield row, start, token.end[1], "_" + token.string
        elif token.string in others:
            dot, name = tokens[at + 1 : at + 3]
            number = others[token.string].get(name.string)
            if dot.string == "." and number is not None:
                yield row, start, name.end[1], str(number)

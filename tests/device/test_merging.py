"""Modules made into one: the same program, with fewer modules."""

import ast
import builtins
import subprocess
import symtable
import sys

import pytest

from tools import merging, program

PROGRAM = {
    "lamp/__init__.py": "",
    "lamp/words.py": '''
"""Words."""
import json
import os.path as path
from binascii import crc32
try:
    from math import floor as const
except ImportError:
    const = int
_SIZE = const(3)
count = 0
def text(line):
    global count
    count += 1
    return [line for line in line.split()[:_SIZE]] + [crc32(line.encode()), path.basename("a/b")]
class Line:
    count = 7
    plain = staticmethod(text)
    def __init__(self, line, size=_SIZE):
        self.line = line
        self.size = size
    def told(self):
        return text(self.line), self.count, self.size, json.dumps(count)
''',
    "lamp/page.py": '''
from . import words
from .words import Line, const
from .words import text as told
_SIZE = const(5)
def text(words):
    return words, _SIZE
class Page(Line):
    def told(self):
        make = lambda text: (text, told("c d"), words.text("a b"))
        from json import loads
        return super().told(), text(4), make(1), {words: words for words in (1, 2)}, loads("[]")
@staticmethod
def unused():
    return Page
''',
    "lamp/rare.py": '''
from . import words, page
from .page import text
def told(words_before):
    return words.text("e f"), text(words_before), page.Page("g h").told(), words.Line.count
''',
    "main.py": '''
from lamp.page import Page
from lamp import words
def later():
    from lamp import rare
    return rare.told(3)
print(Page("one two three four").told(), later(), words.count)
''',
}
BUNDLE = {"lamp/core.py": ["lamp/words.py", "lamp/page.py"]}


def ran(folder, sources):
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = subprocess.run(
        [sys.executable, "main.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_what_the_program_says_stays(tmp_path):
    made = merging.merged(PROGRAM, BUNDLE)
    assert set(made) == {"lamp/__init__.py", "lamp/core.py", "lamp/rare.py", "main.py"}
    assert ran(tmp_path / "before", PROGRAM) == ran(tmp_path / "after", made) != ""


@pytest.mark.parametrize("source", [
    "def f():\n    from . import words\n    return words.text\n",
    "import lamp.words\n",
    "from . import words\nheld = words\n",
    "from . import words\ndef f():\n    return words.nothing\n",
    "from . import words\ndef f(core):\n    return words.text\n",
    "from . import words\ncore = words.text\n",
])  # fmt: skip
def test_what_could_go_wrong_is_refused(source):
    reasons = r"at the top|write from|as a thing|there is no|choose another name"
    with pytest.raises(ValueError, match=reasons):
        merging.merged({**PROGRAM, "lamp/rare.py": source}, BUNDLE)


def test_a_module_before_the_one_that_it_imports_is_refused():
    with pytest.raises(ValueError, match="comes before"):
        merging.merged(PROGRAM, {"lamp/core.py": ["lamp/page.py", "lamp/words.py"]})


def test_a_name_of_a_class_that_means_its_module_s_is_refused():
    page = "def text():\n    pass\nclass Page:\n    text = staticmethod(text)\n"
    with pytest.raises(ValueError, match="both have text"):
        merging.merged({**PROGRAM, "lamp/page.py": page, "lamp/rare.py": ""}, BUNDLE)


def test_on_a_device_no_module_is_there_twice():
    units = program.units()
    members = {f"souffleur/{m}.py" for inside in program.BUNDLES.values() for m in inside}
    assert set(program.modules()) - members == set(units) - set(program.BUNDLES)


@pytest.mark.parametrize("name", sorted(program.units()))
def test_every_name_of_a_device_s_module_is_bound(name):
    text = program.units()[name]
    bound = {*dir(builtins), "const", "micropython", "ptr8", "ptr16", "ptr32", "uint", "__name__"}
    bound |= {s.get_name() for s in symtable.symtable(text, name, "exec").get_symbols()
              if s.is_assigned() or s.is_imported()}  # fmt: skip
    free = set()
    tables = [symtable.symtable(text, name, "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        free |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    assert free <= bound


def test_nothing_is_lost_on_the_way_to_a_device():
    def things(texts):
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
        return sum(isinstance(n, kinds) for text in texts for n in ast.walk(ast.parse(text)))

    apart = [program.to_compile(path) for path in program.modules().values()]
    assert things(program.units().values()) == things(apart)

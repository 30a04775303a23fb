"""Check the boards and bring the hardware pages up to date.

    python -m tools.boards           check all pins, then write tables, drawings, parameters
    python -m tools.boards --check   only say what is wrong or out of date
"""

from __future__ import annotations

import argparse
import sys

from companion.errors import SouffleurError

from . import ROOT, load, names
from .check import problems
from .pages import refresh, stale


def main() -> int:
    """The command; 1 if something is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    only_check = parser.parse_args().check
    wrong = 0
    for name in names():
        for problem in problems(load(name)):
            print(f"{name}: {problem}.")
            wrong = 1
    for path in stale() if only_check else refresh():
        place = path.relative_to(ROOT)
        print(f"{place} is out of date: run python -m tools.boards." if only_check
              else f"{place} is up to date now.")
        wrong |= only_check
    return wrong


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SouffleurError as error:
        sys.exit(str(error))

"""The app opens, shows its screens, tells what happened, and closes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.driver import desk


@pytest.mark.parametrize("size", [(1280, 800), (412, 892)])
def test_it_opens_in_every_shape(run, tmp_path: Path, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, size) as d:
            assert d.screen.title
            assert tuple(d.shell.size) == size
            d.desk.tell("It happened.", "good")
            await d.settle()
            assert d.says("It happened.")

    run(scenario())


def test_importing_the_desk_imports_no_kivy() -> None:
    code = (
        "import sys, companion.desk.app, companion.cli.desk;"
        "print([name for name in sys.modules if name.startswith('kivy')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

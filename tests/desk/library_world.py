"""A library with scripts, and what is seen of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import companion
from companion.desk import routes
from companion.desk.context import Desk
from tests.desk.driver import Driver

DEMO = Path(companion.__file__).parent / "demo"
SPEECH = "# Opening\n\nGood morning, friends. [pause]\n\nWe have **one** question in 2026.\n"


def filled(made: Desk) -> None:
    """Three scripts."""
    made.library.bring(DEMO / "en.md")
    made.library.bring(DEMO / "zh.md")
    made.library.paste(SPEECH)


def cards(d: Driver) -> list[str]:
    """Titles in the order of the cards."""
    return [card.entry.title for card in d.all(kind="ScriptCard")]


async def loaded(d: Driver, count: int) -> None:
    await d.until(lambda: len(cards(d)) == count)


def gone_to(d: Driver, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Where the screen asks to go, instead of going there."""
    went: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(d.desk, "go", lambda route, **what: went.append((route, what)))
    return went


def put_on_clipboard(text: str) -> None:
    from kivy.core.clipboard import Clipboard

    Clipboard.copy(text)


def have_all_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every screen is built in."""
    monkeypatch.setattr(routes, "exists", lambda _route: True)

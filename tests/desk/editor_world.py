"""The editor, opened with a script."""

from __future__ import annotations

from typing import Any

from tests.desk.driver import Driver

TEXT = """# A lamp

Good evening, everyone. In 2025 we met. [pause] Tonight is about **light**.

## The end (1 min)

Thank you all.
"""


async def opened(d: Driver, text: str = TEXT, **what: Any) -> Any:
    """The editor with a new script in it, read."""
    entry = d.desk.library.create("A lamp", text)
    d.desk.go("editor", script=entry.id, **what)
    await d.until(lambda: d.screen.proofs.proof is not None and d.screen.page.document.text == text)
    return d.screen

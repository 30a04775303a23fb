"""A whole scenario in one call: `run(scenario())`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.desk import driver

driver.prepare()  # before any test imports a widget, and with it Kivy

PATIENCE = 60.0  # seconds; a scenario that hangs fails


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Runs a scenario to its end and gives what it returns."""

    def whole(scenario: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(asyncio.wait_for(scenario, PATIENCE))

    return whole

"""The talk that comes with the product, as a show on virtual glasses. No Kivy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import companion
from companion.script import load

if TYPE_CHECKING:
    from companion.stage.venue import Wish

FOLDER = Path(companion.__file__).parent / "demo"


def demonstration(tongue: str, aloud: bool) -> Wish:
    """The talk in the language of the screens (English where there is none in it), read by the
    recorded voice or, aloud, by whoever sits there. Needs no network and no installed model."""
    from companion.stage.plan import VIRTUAL  # recogniser and radio: the welcome waits for neither
    from companion.stage.venue import Wish

    name = "zh" if tongue.partition("-")[0] == "zh" else "en"
    return Wish(
        load(FOLDER / f"{name}.md", language=name), glasses=VIRTUAL,
        audio="" if aloud else str(FOLDER / f"{name}.ogg"),
        # The recordings are synthetic speech, and the demo must not depend on what is installed.
        model="" if aloud else f"starter-{name}",
    )  # fmt: skip

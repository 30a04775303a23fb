"""What the wearer sees: every view, state and script through the real firmware, to the pixel.

`python -m tests.device.test_stage` draws the golden pictures again; look at each one.
"""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.message import set_message
from tests.typeset.texts import speech

from .stages import perform_all

GOLDEN = Path(__file__).parent / "golden"
BOARDS = ("t-glass", "devkit-ssd1306")
TALK = """Hello.

# Opening words

Good evening, everyone. [wave] Tonight I tell of *light*. [slide 2]

[pause]

# The lamp that my grandmother gave me

It is small, and it is old; but it works.
"""
FOLLOWING = "tell(1, seconds=754)\n"
MESSAGES = {"en": "Five minutes left", "th": "เหลืออีกห้านาที", "zh": "还有五分钟"}


def message(language):
    made = set_message(MESSAGES[language], 120, language=language)
    return f"stage.message({made.width}, {made.height}, {made.picture!r})\n"


def say(after, told):
    """The word of a state, so many milliseconds after it came."""
    return f"{told}stage.tick(0)\nstage.tick({after})\nawait paint()"


SCENES = {
    "waiting": "tell(linked=False)\nawait paint()",
    "linked": "tell(charging=True)\nawait paint()",
    "charge-me": "tell(battery=8, low=True)\nawait paint()",
    "waiting-message": "tell()\n" + message("th") + "await paint()",
    "code": "tell(pairing=True)\nstage.page('402917')\nawait paint()",
    "code-asks": "tell(pairing=True)\nstage.page('402917\\n?')\nawait paint()",
    "page": "stage.page('OK')\nawait paint()",
    "clock": "tell(day=52_000)\nstage.view(wire.VIEW_CLOCK)\nawait paint()",
    "clock-unset": "tell(linked=False, battery=5, low=True)\nstage.view(wire.VIEW_CLOCK)\n"
    "await paint()",
    "alignment": "stage.view(wire.VIEW_ALIGNMENT)\nawait paint()",
    "identify": "stage.view(wire.VIEW_IDENTIFY)\nawait paint()",
    "blank": FOLLOWING + "stage.show(volume, 4, 13)\nawait paint()\nstage.view(wire.VIEW_BLANK)\n"
    "await paint()",
    "start": FOLLOWING + "stage.show(volume, 0, 0)\nawait paint()",
    "middle": FOLLOWING + "stage.show(volume, 4, 6)\nawait paint()",
    "end": "tell(1, seconds=-62)\nstage.show(volume, volume.lines - 1, 20)\nawait paint()",
    "missing-glyph": "volume.glyph = lambda n: None\nstage.show(volume, 4, 6)\nawait paint()",
    "flash-fault": "volume._file.close()\nstage.show(volume, 4, 6)\nawait paint()",
    "message": FOLLOWING + "stage.show(volume, 4, 6)\n" + message("en") + "await paint()",
    "holding": "stage.show(volume, 4, 6)\n" + say(1000, "tell(2, seconds=61)\n"),
    "searching": "stage.show(volume, 4, 6)\n" + say(3000, "tell(3, seconds=0)\n"),
    "timed": "stage.show(volume, 4, 6)\n" + say(1000, "tell(4, charging=True, seconds=6000)\n"),
    "by-hand": "stage.show(volume, 4, 6)\n" + say(1000, "tell(5, battery=None)\n"),
    "link-lost": "stage.show(volume, 4, 6)\ntell()\nstage.tick(0)\n"
    + say(1000, "tell(linked=False, seconds=99)\n"),
    "low-battery": "stage.show(volume, 4, 6)\n"
    + say(1000, "tell(1, battery=9, low=True, seconds=99)\n"),
}
SCRIPTS = ("zh-Hans", "vi", "th", "lo", "km", "my", "ar", "hi", "mixed")
LANGUAGES = {"zh-Hans": "zh", "ar": "en", "hi": "en", "mixed": "fil"}


@cache
def drawn(name):
    """Every scene's picture on one board."""
    board = load_board(name)
    talk = typeset(parse_text(TALK), board).data
    scenes = [(scene, talk, {}) for scene in SCENES.values()]
    for key in SCRIPTS:
        book = typeset(speech(key), board)
        place = f"stage.show(volume, 2, {book.lines[2].first_token + 2})\n"
        scene = place + say(1000, "tell(2, seconds=754)\n")
        scenes.append((scene, book.data, {"language": LANGUAGES.get(key, key)}))
    with tempfile.TemporaryDirectory() as folder:
        played = perform_all(Path(folder), name, scenes)
    return dict(zip([*SCENES, *SCRIPTS], [each.image for each in played], strict=True))


@pytest.mark.parametrize("name", BOARDS)
@pytest.mark.parametrize("scene", [*SCENES, *SCRIPTS])
def test_the_picture_is_as_it_was_approved(scene, name):
    with Image.open(GOLDEN / f"{name}-{scene}.png") as approved:
        assert np.array_equal(np.asarray(drawn(name)[scene]), np.asarray(approved))


if __name__ == "__main__":
    for board in BOARDS:
        for scene, picture in drawn(board).items():
            picture.save(GOLDEN / f"{board}-{scene}.png", optimize=True)

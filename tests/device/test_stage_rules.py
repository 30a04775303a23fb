"""What must hold for every picture: nothing raises, nothing strays, nothing is sent in vain."""

import random
import struct

from companion.script import parse_text
from companion.typeset import load_board, typeset
from companion.typeset.encode import record
from firmware.souffleur import book
from tests.typeset.texts import speech

from .stages import perform

GLASS = load_board("t-glass")
TALK = "# One\n\n" + "Good evening, everyone. [wave] " * 8 + "\n\n# Two\n\nIt works."

SENT = """
sent = []
async def refresh(top, bottom):
    sent.append((top, bottom))
    return 1
panel.refresh = refresh
def rows():
    return [bytes(panel.frame.pixel(x, y) for x in range(panel.width)) for y in range(panel.height)]
def differ(before, after):
    return [y for y in range(panel.height) if before[y] != after[y]]
"""


def test_only_rows_that_changed_are_drawn_and_sent(tmp_path):
    scene = SENT + """
tell(1, seconds=60)
stage.show(volume, 4, TOKEN)
await paint()
drawn = []
original = stage._rows._draw_line
stage._rows._draw_line = lambda v, n, s: (drawn.append(n), original(v, n, s))
for change in (
    lambda: stage.show(volume, 4, TOKEN + 1),
    lambda: tell(1, seconds=61),
    lambda: tell(2, seconds=61),
    lambda: tell(2, seconds=61, battery=30),
    lambda: tell(2, seconds=61, battery=31),
    lambda: stage.show(volume, 5, TOKEN + 1),
    lambda: stage.show(volume, 5, TOKEN + 1),
):
    before = rows()
    drawn.clear()
    sent.clear()
    change()
    await paint()
    changed = differ(before, rows())
    print(drawn, sent, changed and (changed[0], changed[-1]))
"""
    made = typeset(parse_text(TALK), GLASS)
    scene = scene.replace("TOKEN", str(made.lines[4].first_token))
    played = perform(tmp_path, "t-glass", scene, made.data)
    token, second, state, battery, same, line, nothing = played.printed.splitlines()
    assert token.startswith("[4] [(22, 44)] (2")
    assert second.startswith("[] [(114, 126)] (116, 12")
    assert state.startswith("[] [(114, 126)] (116, 12")
    assert battery.startswith("[] [(114, 126)]")
    assert same == nothing == "[] [] []"
    assert line.startswith("[4, 5, 6, 7, 8] [(0, 115)]")


def test_lines_that_arrive_while_rows_are_drawn_come_onto_the_glass(tmp_path):
    data = typeset(parse_text(TALK), GLASS).data
    whole = perform(tmp_path, "t-glass", "stage.show(volume, 0, 0)\nawait paint()", data).image
    scene = """
class Arriving:
    lines = 0
    def __getattr__(self, name): return getattr(volume, name)
arriving = Arriving()
original = stage._rows._draw_line
def draw(v, n, s):
    if n < arriving.lines: original(v, n, s)
    arriving.lines = volume.lines if n > 1 else 0
    stage.arrived()
stage._rows._draw_line = draw
stage.show(arriving, 0, 0)
await paint()
stage._rows._draw_line = original
print(stage.changed.is_set())
await paint()
"""
    filled = perform(tmp_path, "t-glass", scene, data)
    assert filled.printed.strip() == "True"
    assert filled.image.tobytes() == whole.tobytes()


def damaged(count, dice):
    """Books with anything anywhere: bytes changed, cut, and records that nobody would write."""
    wild = []
    for number in range(count):
        good = typeset(speech(dice.choice(("en", "zh-Hans", "th", "ar"))), GLASS).data
        data = bytearray(good[: dice.randrange(24, len(good))])
        for _ in range(dice.choice((0, 1, 30))):
            data[dice.randrange(24, len(data))] = dice.randrange(256)
        if number % 3 == 0:
            ops = bytes(dice.randrange(0xF0, 0xF7) if dice.random() < 0.4 else dice.randrange(256)
                        for _ in range(60))
            body = b"\0\0\0\0" + struct.pack("<h", dice.randrange(-40, 200)) + ops
            at = 24
            while at < len(data) and good[at] != book.LINE:
                at += 3 + int.from_bytes(good[at + 1 : at + 3], "little")
            data = good[:at] + record(book.TITLE, body) + record(book.LINE, body) + good[at:]
        wild.append(bytes(data))
    return wild


WILD = SENT + """
import os
seed = 1
def dice(n):
    nonlocal seed
    seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
    return (seed >> 8) % n
def edge():
    f, w, h = panel.frame, panel.width, panel.height
    return [y for y in range(h) for x in range(w)
            if f.pixel(x, y) and not (9 <= x < 109 and 13 <= y < 117)]
def text():
    return rows()[13:105]
data = open("wild", "rb").read()
at = pictures = books = 0
while at < len(data):
    size = int.from_bytes(data[at : at + 4], "little")
    for ending in (".part", ".l", ".g"):
        try: os.remove("wild" + ending)
        except OSError: pass
    with open("wild.part", "wb"): pass
    wild = Volume("wild", ".part", True)
    try:
        wild.append(data[at + 4 : at + 4 + size])
    except ValueError:
        pass
    at += 4 + size
    books += 1
    for _ in range(6):
        stage.show(wild, dice(40) - 4, dice(60))
        tell(dice(256), dice(2), (None, 0, 50, 255)[dice(4)], dice(2), dice(2),
             (None, 0, -99999, 9, 99999)[dice(5)], (None, 0, 86399)[dice(3)], dice(2))
        stage.view((0, 0, 0, 0, 1, 2, 3, 4, 77)[dice(9)])
        stage.page((None, None, None, None, "123456\\n?", "", "\\n", "x y z")[dice(8)])
        stage.tick(dice(9000))
        try:
            stage.message(dice(60), dice(30), (None, b"\\x81\\xff", b"", b"\\xff")[dice(4)])
        except ValueError:
            pass
        await paint()
        pictures += 1
        assert not edge()
        if settings.strip and not stage._page_due(wild) and not stage._message:
            before = text()
            stage._strip = [None] * 4
            stage._show_strip(*stage._place[:2])
            assert text() == before
print(books, pictures)
"""


def test_whatever_the_volume_and_the_state_nothing_raises_or_strays(tmp_path):
    dice = random.Random(4)
    wild = damaged(60, dice)
    (tmp_path / "wild").write_bytes(b"".join(len(d).to_bytes(4, "little") + d for d in wild))
    area = {"area": [9, 13, 100, 104]}
    played = perform(tmp_path, "t-glass", WILD, b"", strip=True, language="th", **area)
    assert played.printed.split() == ["60", "360"]
    played = perform(tmp_path, "t-glass", WILD, b"", strip=False, language="xx", **area)
    assert played.printed.split() == ["60", "360"]


def test_a_message_that_does_not_fit_or_is_damaged_is_refused(tmp_path):
    scene = """
for message in ((127, 8, b""), (8, 115, b""), (8, 8, b"\\x81"), (8, 8, b""), (0, 0, b""),
                (8, 8, b"\\xff\\xff\\xff")):
    try:
        stage.message(*message)
        print("taken")
    except ValueError:
        print("refused")
"""
    assert set(perform(tmp_path, "t-glass", scene, b"").printed.split()) == {"refused"}


DECODES = """
count = [0]
from souffleur import glyphs as module
original = module.book.draw
def draw(*arguments):
    count[0] += 1
    original(*arguments)
module.book.draw = draw
refresh = panel.refresh
at_show = 0
async def counted(top, bottom):
    nonlocal at_show
    at_show += count[0]
    return await refresh(top, bottom)
panel.refresh = counted
ahead = 0
for line in range(volume.lines):
    count[0] = 0
    stage.show(volume, line, 0)
    await paint()
    if not line:
        print("first", at_show)
        at_show = 0
print("later", at_show)
"""


def test_a_new_line_is_drawn_from_glyphs_decoded_before_it_was_due(tmp_path):
    """Decoding a hanzi takes an ESP32 10 to 20 ms: not while the speaker waits for the line."""
    made = typeset(speech("zh-Hans"), GLASS)
    without = "stage._rows.look_ahead = lambda *_: asyncio.sleep(0)\n"
    told = {}
    for name, scene in (("ahead", DECODES), ("not ahead", without + DECODES)):
        (tmp_path / name).mkdir()
        words = perform(tmp_path / name, "t-glass", scene, made.data).printed.split()
        told[name] = int(words[3])
    assert told["not ahead"] > 40
    assert told["ahead"] <= 3

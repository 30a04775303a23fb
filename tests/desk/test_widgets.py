"""Every control does by keyboard what it does by touch, and shows what it is told."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest

from companion.desk import theme
from companion.desk.widgets import (
    Badge,
    Bar,
    Button,
    Choice,
    Column,
    Field,
    Glass,
    Icon,
    List,
    Menu,
    Meter,
    Page,
    Slider,
    Text,
    Toggle,
)
from companion.desk.widgets.focus import focus
from companion.desk.widgets.strokes import ICONS
from companion.typeset.shape import graphemes
from tests.desk.driver import desk


def show(d, *widgets) -> None:
    d.screen.clear_widgets()
    d.screen.add_widget(Page(*widgets))


async def reach(d, control) -> None:
    """Tab to it."""
    for _step in range(60):
        if focus.holder() is control:
            return
        await d.press("tab")
    raise AssertionError(f"{control} is not reached")


def test_a_button_acts_once_for_each_press(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            done: list[str] = []
            button = Button("Go", lambda: done.append("x"))
            show(d, Text("above"), button)
            await d.settle()
            await d.tap(button)
            assert len(done) == 1
            await reach(d, button)
            await d.press("enter", "space", "x")
            assert len(done) == 3
            button.disabled = True
            await d.tap(button)
            await d.press("enter")
            assert len(done) == 3
            assert button.height >= theme.TOUCH and button.width >= theme.TOUCH

    run(scenario())


@pytest.mark.parametrize("size", [(1280, 800), (412, 892)])
def test_words_of_a_button_are_never_cut(run, tmp_path: Path, size: tuple[int, int]) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, size) as d:
            for words in ("OK", "Choose another place for it", "导入文件", "ຄຳປາໄສ"):
                button = Button(words, icon="import")
                show(d, button)
                await d.settle()
                label = d.find(kind=Text, within=button)
                assert button.x <= label.x and label.right <= button.right
                assert label.width == label.texture_size[0]

    run(scenario())


def test_words_of_a_wide_button_stay_in_it(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            words = "Choose another place for it"
            for width, whole in ((400, True), (240, True), (120, False)):
                button = Button(words, icon="import", wide=True)
                button.size_hint_x, button.width = None, width
                show(d, button)
                await d.settle()
                label = d.find(kind=Text, within=button)
                assert button.x <= label.x and label.right <= button.right
                assert label.is_shortened != whole
                assert button.text == words
                assert 0.6 * 16 <= label.font_size <= 16

    run(scenario())


def test_a_toggle_turns_by_touch_and_by_key(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            told: list[bool] = []
            toggle = Toggle("Listen", False, told.append, hint="To the microphone")
            show(d, toggle)
            await d.settle()
            await d.tap(toggle)
            await reach(d, toggle)
            await d.press("space")
            assert told == [True, False]
            toggle.set(True)
            assert toggle.on and told == [True, False]

    run(scenario())


def test_one_of_several_is_chosen(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            told: list[str] = []
            choice = Choice([("a", "One"), ("b", "Two"), ("c", "Three")], "a", told.append)
            show(d, choice)
            await d.settle()
            await d.tap(d.find("Three"))
            await reach(d, choice)
            await d.press("left", "left", "left", "right")
            assert told == ["c", "b", "a", "b"]
            assert choice.value == "b"

    run(scenario())


def test_one_of_many_is_chosen_in_a_sheet(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (412, 892)) as d:
            told: list[str] = []
            options = [(str(n), f"Number {n}") for n in range(40)]
            menu = Menu(d.desk, "Which?", options, "3", told.append)
            show(d, menu)
            await d.settle()
            assert menu.text == "Number 3"
            await reach(d, menu)
            await d.press("enter")
            assert d.says("Number 39")
            sheet = d.shell.overlay.sheet()
            assert sheet.card.height <= d.shell.height
            await d.press("escape")
            assert told == []
            await d.press("enter")
            await d.tap(d.find("Number 1", kind="Button"))
            assert told == ["1"] and menu.text == "Number 1"
            assert focus.holder() is menu  # where one was

    run(scenario())


def test_a_slider_follows_finger_and_keys_within_its_ends(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            told: list[float] = []
            settled: list[float] = []
            slider = Slider(60, 200, 130, told.append, step=5, settled=settled.append)
            show(d, slider)
            await d.settle()
            y = slider.to_window(*slider.center)[1]
            x = slider.to_window(*slider.pos)[0]
            await d.touch([(x + 20, y), (x + slider.width / 2, y), (x + slider.width + 90, y)])
            assert slider.value == 200 and settled == [200]
            await reach(d, slider)
            await d.press("left", "pagedown", "home", "left")
            assert told[-3:] == [195, 145, 60]
            assert all(value % 5 == 0 for value in told)

    run(scenario())


@pytest.mark.parametrize(
    "text",
    ["The talk", "没有围墙的教室", "ที่นี่น้ำใจ", "ថ្នាក់រៀន", "नमस्ते दुनिया", "الفصل الدراسي",
     "سلام Kivy ۱۲"],
)
def test_the_caret_of_a_field_stands_where_the_next_letter_comes(
    run, tmp_path: Path, text: str
) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            field = Field(text, name="words")
            show(d, field)
            await d.settle()
            await d.tap(field)
            await d.press("end")
            steps = [field.cursor_offset()]
            rtl = field._set_line(text).rtl
            back = "right" if rtl else "left"
            while field.cursor_index():
                before = field.cursor_index()
                await d.press(back)
                assert field.cursor_index() < before
                steps.append(field.cursor_offset())
            line = field._set_line(text)
            assert min(steps) == pytest.approx(0, abs=0.01)
            assert max(steps) == pytest.approx(line.width, abs=0.01)
            letters = [len(letter) for letter in graphemes(text)]
            for index in accumulate(letters, initial=0):  # a touch at the caret finds the caret
                field.cursor = field.get_cursor_from_index(index)
                x, y = field.cursor_pos
                found, _row = field.get_cursor_from_xy(x, y - 5)
                assert line.caret(found) == pytest.approx(line.caret(index), abs=1)

    run(scenario())


def test_a_field_of_many_lines_wraps_at_words_of_any_script(run, tmp_path: Path) -> None:
    text = "没有围墙的教室，" * 30 + "\nsecond paragraph " * 12
    changed: list[str] = []

    async def scenario() -> None:
        async with desk(tmp_path, (412, 892)) as d:
            field = Field(text, changed.append, lines=6)
            show(d, field)
            await d.settle()
            assert len(field._lines) > 12
            assert not any(line.startswith("，") for line in field._lines)
            for index in range(0, len(text), 7):
                assert field.cursor_index(field.get_cursor_from_index(index)) == index
            await d.tap(field)
            await d.press("ctrl+end")
            await d.type("end")
            assert field.text == text + "end" == changed[-1]
            field.set("other")
            assert changed[-1] == text + "end"

    run(scenario())


def test_a_list_of_thousands_makes_only_the_rows_in_sight(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            made: list[Text] = []
            picked: list[str] = []

            def make() -> Text:
                made.append(Text(fit="fill"))
                return made[-1]

            def fill(row: Text, item: str, number: int) -> None:
                row.text = item

            rows = List(make, fill, height=40, picked=lambda item, number: picked.append(item))
            d.screen.clear_widgets()
            d.screen.add_widget(rows)
            rows.show([f"row {number}" for number in range(5000)])
            await d.settle()
            assert len(made) < 40
            assert d.says("row 0") and not d.says("row 100")
            await reach(d, rows)
            await d.press("end")
            assert d.says("row 4999")
            await d.press("home", "down", "down", "pagedown", "up", "enter")
            assert len(picked) == 1 and int(picked[0].split()[1]) > 5
            rows.reveal(2500, middle=True)
            await d.settle()
            middle = rows.rows()[len(rows.rows()) // 2]
            assert abs(int(middle.text.split()[1]) - 2500) <= 1
            assert len(made) < 60
            rows.show([])
            await d.settle()
            assert rows.rows() == []

    run(scenario())


def test_rows_of_unlike_height_lie_below_one_another(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            rows = List(
                lambda: Text(fit="fill"), lambda row, item, number: setattr(row, "text", str(item)),
                height=lambda item, width: 20 + item % 7 * 10, space=4,
            )  # fmt: skip
            d.screen.clear_widgets()
            d.screen.add_widget(rows)
            rows.show(list(range(300)))
            await d.settle()
            for upper, lower in zip(rows.rows(), rows.rows()[1:], strict=False):
                assert upper.y == pytest.approx(lower.top + 4)
                assert upper.height == 20 + int(upper.text) % 7 * 10

    run(scenario())


def test_the_glass_shows_every_pixel_as_a_square(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            picture = np.zeros((30, 50), np.uint8)
            picture[::2, ::2] = 255
            glass = Glass(50, 30, size_hint=(None, None), size=(220, 130))
            d.screen.clear_widgets()
            d.screen.add_widget(glass)
            glass.show(picture)
            await d.settle()
            assert glass.zoom() == 4
            from PIL import Image

            shot = np.asarray(Image.open(d.screenshot(tmp_path / "glass.png")))[..., 1]
            x, y = glass.to_window(*glass._panel.pos)
            top = int(d.shell.height - y - 30 * 4)
            seen = shot[top : top + 120, int(x) : int(x) + 200]
            wanted = np.kron(picture, np.ones((4, 4), np.uint8)) > 0
            assert ((seen > 100) == wanted).all()

    run(scenario())


def test_long_text_shows_as_much_as_fits_and_says_so(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            words = "many words that go on and on " * 20
            one, two, filled = Text(words, lines=1), Text(words, lines=2), Text(words, fit="fill")
            box = Column(one, two, size_hint_x=None, width=300)
            filled.size_hint, filled.size = (None, None), (300, 70)
            show(d, box, filled)
            await d.settle()
            assert two.height == 2 * one.height
            for text, lines in ((one, 1), (two, 2), (filled, 3)):
                assert len(text._label._lines) == lines
                assert text._label._lines[-1].text.endswith("…")
                assert text.is_shortened

    run(scenario())


def test_no_text_has_no_height(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            text, shrunk = Text(""), Text("", fit="shrink")
            show(d, text, shrunk)
            await d.settle()
            assert text.height == 0 and tuple(shrunk.size) == (0, 0)
            text.text = "words"
            await d.settle()
            assert text.height > 15
            text.text = ""
            await d.settle()
            assert text.height == 0

    run(scenario())


def test_small_signs_take_what_they_are_told(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            badge, bar = Badge("Following", "good", "check"), Bar(0.0)
            meter = Meter(size_hint_y=None, height=12)
            show(d, badge, bar, meter, *(Icon(name) for name in ICONS))
            await d.settle()
            narrow = badge.width
            badge.show("Searching for the place", "warn")
            bar.show(0.5)
            meter.show(0.25)
            meter.show(2.0)
            await d.settle()
            assert badge.width > narrow
            assert bar._done.size[0] == pytest.approx(bar.width / 2)
            assert meter._bar.size[0] == pytest.approx(meter.width)
            bar.show(None)
            meter.show(0.0)
            assert meter._tip.pos[0] > meter.center_x  # the peak stays for a moment

    run(scenario())

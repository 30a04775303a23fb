"""The page is written by keyboard, input method, mouse and finger; only what is seen exists."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from companion.desk import theme
from companion.desk.context import Desk
from companion.desk.screens import editor_writing
from companion.desk.screens.editor_layout import Style, row_of, rows, runs
from tests.desk.driver import Driver, desk
from tools.bench.editing import long_script

TEXTS = st.text(alphabet="ab [].*#各位。ก็สวัสดีمساء", max_size=60)


def measure(text: str, style: Style) -> float:
    """A stand-in for letters: ten to a character, bold ones twelve."""
    return len(text) * (12.0 if style.bold else 10.0) * style.size


@given(TEXTS, st.integers(30, 400))
def test_rows_hold_every_letter_once_and_fit(line: str, room: int) -> None:
    made = rows(line, room, measure)
    assert made[0].start == 0
    assert made[-1].end == len(line)
    assert all(one.end == other.start for one, other in pairwise(made))
    for row in made:
        assert "".join(line[a:b] for a, b, _ in row.runs) == line[row.start : row.end]
        width = sum(measure(line[a:b], style) for a, b, style in row.runs)
        spaces = len(line[row.start : row.end]) - len(line[row.start : row.end].rstrip())
        letters = [len(part) for part in line[row.start : row.end].split()]
        assert width - spaces * 18 <= room or sum(letters) <= 3
    for offset in range(len(line) + 1):
        row = made[row_of(made, offset)]
        assert row.start <= offset <= row.end


@given(TEXTS)
def test_styles_cover_the_line(line: str) -> None:
    made = runs(line)
    assert "".join(line[a:b] for a, b, _ in made) == line


def test_signs_of_emphasis_stay_with_their_word() -> None:
    line = "各位来宾**灯**的故事"
    for room in range(20, 140, 5):
        for row in rows(line, room, measure):
            shown = line[row.start : row.end]
            assert not shown.startswith("灯") or room < 80
            assert not shown.endswith("来宾**") or room < 80


async def page_of(d: Driver, text: str) -> Any:
    """The page with that text in it and the keyboard."""
    entry = d.desk.library.create("A script", text)
    d.desk.go("editor", script=entry.id)
    await d.until(lambda: d.screen.page.document.text == text and d.screen.page.focus)
    return d.screen.page


def test_keys(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            page = await page_of(d, "one two\nthree")
            await d.press("end", "shift+ctrl+left")
            assert page.selection == (4, 7)
            await d.type("2")
            assert page.document.text == "one 2\nthree"
            await d.press("down", "home")
            assert page.caret == 6
            await d.press("backspace")
            assert page.document.text == "one 2three"
            await d.press("enter", "ctrl+end", "ctrl+backspace")
            assert page.document.text == "one 2\n"
            await d.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
            assert page.document.text == "one two\nthree"
            await d.press("ctrl+y")
            assert page.document.text == "one 2\nthree"
            await d.press("ctrl+a", "ctrl+x")
            assert page.document.text == ""
            await d.press("ctrl+v", "ctrl+v")
            assert page.document.text == "one 2\nthree" * 2
            await d.press("ctrl+home", "delete", "right", "shift+end", "ctrl+c", "up", "down")
            assert page.document.text == "ne 2\nthreeone 2\nthree"

    run(scenario())


def test_up_and_down_keep_the_place_across(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            page = await page_of(d, "a long first line\nno\na long first line")
            page.move(12)
            await d.press("down")
            assert page.caret == 20
            await d.press("down")
            assert page.caret == 21 + 12
            await d.press("up", "up")
            assert page.caret == 12

    run(scenario())


def test_an_input_method_composes_before_it_writes(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        from kivy.core.window import Window

        async with desk(tmp_path, lang="zh") as d:
            page = await page_of(d, "大家好")
            page.move(2)
            Window.dispatch("on_textedit", "wan'shang")
            await d.settle()
            assert page.document.text == "大家好"
            assert page.composed == "wan'shang"
            [row] = page.laid(0)
            assert row.end == 3 + len("wan'shang")
            await d.press("backspace", "left")  # for the input method
            assert page.document.text == "大家好"
            Window.dispatch("on_textedit", "")
            await d.type("晚上")
            assert page.document.text == "大家晚上好"
            assert page.caret == 4
            assert page.composed == ""

    run(scenario())


def test_a_finger_finds_the_letter_that_it_points_at(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(editor_writing, "LONG", 60.0)  # no tap is long on a busy machine

    async def scenario() -> None:
        async with desk(tmp_path) as d:
            text = "# A heading\nplain and **bold** words here\nสวัสดีครับ ทุกท่าน\nمساء الخير"
            page = await page_of(d, text)
            for offset in (0, 5, 12, 20, 26, 40, text.index("ครับ"), text.index("الخير")):
                page.move(offset)
                number, part = page.caret_row()
                seen = next(s for s in page.in_sight() if (s.number, s.part) == (number, part))
                x = page.left + page.caret_x()
                assert page.offset_at(x, seen.top - 4)[0] == offset
                await d.touch([(x, seen.top - 6)])
                assert page.caret == offset

    run(scenario())


def test_a_finger_scrolls_and_a_long_one_selects_a_word(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path, (412, 892)) as d:
            text = "\n\n".join(f"Paragraph number {n} of the talk." for n in range(80))
            entry = d.desk.library.create("Long", text)
            d.desk.go("editor", script=entry.id)
            await d.until(lambda: d.screen.page.document.text == text)
            page = d.screen.page
            x, y = page.center
            await d.touch([(x, y), (x, y + 100), (x, y + 220)])
            assert page.place > 0
            assert page.caret == 0
            seen = [s for s in page.in_sight() if s.row.end][2]
            await d.touch([(page.left + 60, seen.top - 10)], hold=0.7)
            start, end = page.selection
            assert page.document.text[start:end] in ("Paragraph", "number")

    run(scenario())


def test_in_twenty_thousand_words_only_what_is_seen_is_laid_out(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            page = await page_of(d, long_script("en"))
            await d.settle()
            lines = page.document.line_count
            assert lines > 1000
            assert len(page._laid) < 60
            await d.press("ctrl+end")
            assert page.caret == len(page.document)
            assert any(seen.number == lines - 1 for seen in page.in_sight())
            assert len(page._laid) < 200
            await d.type("x")
            assert page.document.text.endswith("x")
            await d.press("pageup", "pageup", "ctrl+home")
            assert page.place == 0

    run(scenario())


def test_the_page_goes_no_further_than_its_ends(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            page = await page_of(d, "\n".join(f"Line {n}" for n in range(200)))
            assert not page.scroll(-100)
            for _ in range(200):
                page.scroll(400)
            assert any(seen.number == 199 for seen in page.in_sight())
            assert not page.scroll(100)

    run(scenario())


def test_arabic_stands_at_the_right_and_its_runs_keep_their_spaces(run, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with desk(tmp_path) as d:
            page = await page_of(d, "أريد أن أحكي لكم **قصة قصيرة** عن الضوء")
            [seen] = page.in_sight()
            assert abs(page.x_of(seen, 0) - page.room) < 2
            drawn = page.drawn(seen)
            assert [one.start for one in drawn] == sorted(one.start for one in drawn)
            for here, after in pairwise(drawn):
                right = after.left + max(after.picture.edges)
                left = here.left + min(here.picture.edges)
                assert abs(right - left) < 0.5  # one run begins where the one before ends

    run(scenario())


def test_the_tools_are_all_there_with_the_largest_type(run: Any, tmp_path: Path) -> None:
    def largest(made: Desk) -> None:
        made.preferences.set("text_scale", theme.LARGEST)

    async def scenario() -> None:
        async with desk(tmp_path, ready=largest) as d:
            await page_of(d, "Hello.")
            await d.settle(6)
            tools = d.screen.tools
            assert {part.name for part in tools.children if hasattr(part, "name")} >= {
                "Undo", "Direction", "Emphasis", "Section", "Find", "Goal",
            }  # fmt: skip
            assert tools.minimum_width <= tools.width

    run(scenario())

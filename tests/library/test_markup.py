"""An imported text keeps every word when it becomes Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.library.markup import markdown_of
from companion.script.document import Block, Document, RichText
from companion.script.formats.markdown import read_markdown
from companion.script.formats.plain import read_plain

CHARACTERS = st.sampled_from(list("ab1中“。 #*_`~[]()<>!&;:\\|-+=.>xX/{}$ก'\"")) | st.characters()


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    """Paragraphs and headings as the readers make them."""
    made: list[Block] = []
    for _ in range(draw(st.integers(1, 4))):
        rich = RichText()
        for text, emphasised in draw(
            st.lists(st.tuples(st.text(CHARACTERS, max_size=12), st.booleans()), max_size=5)
        ):
            rich.add(text, emphasised)
        made += rich.blocks(draw(st.integers(0, 6)))
    return made


@given(blocks())
def test_words_headings_and_paragraphs_come_back(made: list[Block]) -> None:
    found = read_markdown(markdown_of(Document(made))).blocks
    assert [(b.text, b.level) for b in found] == [(b.text, b.level) for b in made]
    for block, back in zip(made, found, strict=True):
        wanted = {i for start, end in block.emphasis for i in range(start, end)}
        kept = {i for start, end in back.emphasis for i in range(start, end)}
        assert kept <= wanted


@pytest.mark.parametrize(
    "line",
    [
        "1986. A great year", "# no heading", "- a dash", "---", "===", "> 5 dogs", "a * b * c",
        "[x] done", "[pause] Good morning", "[a](b)", "[a]: b", "![a]", "AT&amp;T", "x < y > z",
        "<b>bold</b>", "<!-- hidden -->", "snake_case _name_", "~~gone~~", "C:\\*", "``code``",
        "【开场】", "**stars**", "+86 10 1234", "+ plus", "title: x", "| a | b |", "a\\", "##",
        "http://a.b/_c_?d=*e*",
    ],
)
def test_a_line_of_plain_text_is_spoken_as_it_was_written(line: str) -> None:
    document = Document([Block(line), Block(line), Block(line, 2)])
    assert read_markdown(markdown_of(document)).blocks == document.blocks


@pytest.mark.parametrize("text", ["这是**重点**内容", "A **bold word** here", "**All of it.**"])
def test_emphasis_stays(text: str) -> None:
    document = read_markdown(text)
    assert document.blocks[0].emphasis
    assert markdown_of(document) == f"{text}\n"


def test_emphasis_that_markdown_cannot_tell_shrinks_to_its_words() -> None:
    document = Document([Block("他说“好的”了", 0, ((2, 6),))])
    assert markdown_of(document) == "他说“**好的**”了\n"


def test_plain_prose_stays_as_it_is() -> None:
    text = "Good morning, friends (and foes) — it's 9:30. [pause]\n\n第二段：50%、（笑）。\n"
    assert markdown_of(read_plain(text)) == text


def test_title_and_language_are_kept() -> None:
    document = Document([Block("Kumusta.")], title="Talk", language="fil")
    back = read_markdown(markdown_of(document))
    assert (back.title, back.language, back.blocks) == ("Talk", "fil", document.blocks)

"""Every kind of file an office writes, made by the libraries that write such files."""

import io
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from companion.script import Script, Style, load


def emphasised(script: Script) -> list[str]:
    return [
        cue.text[span.start : span.end]
        for cue in script.cues for span in cue.spans if span.style is Style.EMPHASIS
    ]


def texts(script: Script) -> list[str]:
    return [cue.text for cue in script.cues]


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_text(
        "---\ntitle: The talk\nlang: en\n---\n"
        "# Opening\n\nGood *morning*, **dear friends**. [pause]\n\n"
        "> A quoted sentence.\n\n"
        "- First point\n- Second [point](https://x.org)\n\n"
        "<!-- not\nspoken -->\n![a picture](p.png)\n\n"
        "    An indented paragraph.\n\n"
        "A sentence before a rule.\n---\n\n"
        "## Closing &amp; thanks\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```\ncode here\n```\n\n##再见\n\n~~gone~~ Bye<br>now.\n",
        encoding="utf-8",
    )
    script = load(path)
    assert script.title == "The talk"
    assert [(s.title, s.level) for s in script.sections] == [
        ("Opening", 1), ("Closing & thanks", 2), ("再见", 2),
    ]
    assert texts(script) == [
        "Good morning, dear friends. [pause]", "A quoted sentence.", "First point",
        "Second point", "An indented paragraph.", "A sentence before a rule.",
        "a", "b", "c", "d", "code here", "Bye", "now.",
    ]
    assert emphasised(script) == ["morning", "dear friends"]
    assert set(script.notices) == {
        "Pictures are left out.", "A block of code is kept as text to be spoken.",
        "Text struck through is left out.",
    }


def test_plain_text_with_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(b"# Part one\r\n\r\nGood *morning*.\r\nFriends.\r\n")
    script = load(path)
    assert [s.title for s in script.sections] == ["Part one"]
    assert texts(script) == ["Good *morning*.", "Friends."]
    assert [token.text for token in script.tokens] == ["Good", "morning", "Friends"]


def element(xml: str) -> BaseOxmlElement:
    """An element of WordprocessingML, its prefixes declared."""
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return parse_xml(f"<x {nsdecls('w')} {mc}>{xml}</x>")[0]


def word_file(path: Path) -> None:
    document = docx.Document()
    document.add_heading("区域论坛", level=0)
    document.add_heading("Opening", level=1)
    paragraph = document.add_paragraph("Good ")
    paragraph.add_run("morning").bold = True
    paragraph.add_run(", dear ")
    paragraph.add_run("friends").italic = True
    paragraph.add_run(". [pause]")
    document.add_paragraph("First point", style="List Bullet")
    document.add_paragraph("Second point", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for index, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"Cell {index}"
    document.add_heading("Changes", level=2)
    changed = document.add_paragraph("We ")
    for inner in (
        '<w:del w:id="1" w:author="a"><w:r><w:delText>never</w:delText></w:r></w:del>',
        '<w:ins w:id="2" w:author="a"><w:r><w:t>always</w:t></w:r></w:ins>',
        '<w:r><w:t xml:space="preserve"> listen</w:t><w:footnoteReference w:id="2"/></w:r>',
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>',
    ):
        changed._p.append(element(inner))
    document.add_comment(changed.runs[0], text="Shorter!", author="b")
    ruby = document.add_paragraph("")
    ruby._p.append(element(
        "<w:r><w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>汉</w:t></w:r></w:rubyBase></w:ruby><w:t>字</w:t></w:r>"
    ))
    strong = document.styles.add_style("Loud", WD_STYLE_TYPE.CHARACTER)
    strong.font.bold = True
    document.add_paragraph("").add_run("Bye", style="Loud")
    document.save(str(path))


def test_word(tmp_path: Path) -> None:
    path = tmp_path / "talk.docx"
    word_file(path)
    script = load(path)
    assert script.title == "区域论坛"
    assert [(s.title, s.level) for s in script.sections] == [
        ("区域论坛", 1), ("Opening", 1), ("Changes", 2),
    ]
    assert texts(script) == [
        "Good morning, dear friends. [pause]", "First point", "Second point",
        "Cell 0", "Cell 1", "Cell 2", "Cell 3", "We always listen", "汉字", "Bye",
    ]
    assert emphasised(script) == ["morning", "friends", "Bye"]
    assert set(script.notices) == {
        "Tracked deletions are left out.", "Footnotes and endnotes are left out.",
        "Hidden text is left out.", "Comments are left out.",
    }


def test_word_text_box_and_picture(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Before the box.")
    box = "<w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(element(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
        f"<w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ))
    document.add_paragraph("After the box.")
    path = tmp_path / "box.docx"
    document.save(str(path))
    script = load(path)
    assert texts(script) == ["Before the box.", "In the box.", "After the box."]


def test_powerpoint_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    layout = deck.slide_layouts[1]
    for number, (title, notes) in enumerate(
        [("Welcome", "Good morning.\nFriends."), ("", "We begin."), ("Empty", ""), ("Back", "No.")],
        start=1,
    ):
        slide = deck.slides.add_slide(layout)
        slide.shapes.title.text = title
        slide.placeholders[1].text = "On the screen only"
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        if number == 1:
            run = slide.notes_slide.notes_text_frame.paragraphs[1].runs[0]
            run.font.bold = True
        if number == 4:
            slide._element.set("show", "0")
    path = tmp_path / "deck.pptx"
    deck.save(str(path))
    script = load(path)
    assert [s.title for s in script.sections] == ["Welcome", "Slide 2"]
    assert texts(script) == ["[slide 1]", "Good morning.", "Friends.", "[slide 2]", "We begin."]
    assert emphasised(script) == ["Friends."]
    assert script.notices == ("Hidden slides are left out: 4.", "Slides without notes: 3.")


def test_subrip(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_bytes(
        "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>Good morning,</i>\r\n"
        "- dear {\\an8}friends.\r\n\r\n"
        "2\r\n00:00:03,100 --> 00:00:05,000\r\nWe begin\r\n\r\n"
        "3\r\n00:00:05,100 --> 00:00:06,000\r\nnow.\r\n\r\n"
        "4\r\n00:00:09,000 --> 00:00:10,000\r\nThank you.\r\n".encode("utf-8-sig")
    )
    script = load(path)
    assert texts(script) == ["Good morning, dear friends.", "We begin now.", "Thank you."]
    assert [cue.paragraph for cue in script.cues] == [0, 0, 1]


def test_webvtt_in_chinese(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE not spoken\n\n"
        "intro\n00:01.000 --> 00:03.000 align:start\n<v 林老师>大家<00:01.500>上午好\n\n"
        "00:03.100 --> 00:05.000\n我们今天开始&lt;新课程&gt;\n", encoding="utf-8",
    )
    assert texts(load(path)) == ["大家上午好", "我们今天开始<新课程>"]


def test_a_document_of_a_hundred_pages_of_pictures_is_no_obstacle(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Good morning.")
    buffer = io.BytesIO()
    document.save(buffer)
    path = tmp_path / "big.docx"
    path.write_bytes(buffer.getvalue())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/media/image1.bin", bytes(range(256)) * 100_000)
    assert path.stat().st_size > 20_000_000
    assert texts(load(path)) == ["Good morning."]


@pytest.mark.parametrize("suffix", [".TXT", ".MD", ".text", ""])
def test_the_ending_of_a_name_matters_little(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"talk{suffix}"
    path.write_text("Good morning.", encoding="utf-8")
    assert load(path).title == "talk"

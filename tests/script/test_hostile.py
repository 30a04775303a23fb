"""Files that are broken, locked, empty, enormous or made to harm get one clear line."""

import io
import os
import random
import zipfile
from pathlib import Path

import docx
import pptx
import pytest

from companion.errors import SouffleurError
from companion.script import ScriptError, load

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(ScriptError) as caught:
        load(path)
    message = str(caught.value)
    assert path.name in message and "\n" not in message and message.endswith(".")
    return message


def docx_bytes() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Good morning. " * 50)
    document.save(buffer)
    return buffer.getvalue()


def with_document(xml: bytes) -> bytes:
    """A Word file whose main part is `xml`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", xml)
    return buffer.getvalue()


@pytest.mark.parametrize(("name", "data", "says"), [
    ("a.txt", b"", "is empty"),
    ("a.docx", b"", "is empty"),
    ("a.md", b" \n\t\n", "is empty"),
    ("a.txt", b"a" * 21_000_000, "21 MB"),
    ("a.txt", b"Hello\x00\x01\x02\x03world" * 9, "not a text file"),
    ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a text file"),
    ("a.txt", bytes(range(128, 256)), "cannot be told"),
    ("a.pdf", b"%PDF-1.7 ...", "is a PDF"),
    ("a.txt", b"%PDF-1.7 ...", "is a PDF"),
    ("a.rtf", b"{\\rtf1 Hello}", "save it as .docx"),
    ("a.html", b"<!DOCTYPE html><p>Hello", "web page"),
    ("a.odt", b"PK not", "save it as .docx"),
    ("a.doc", OLE, "save it as .docx"),
    ("a.ppt", OLE, "save it as .pptx"),
    ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    ("a.pptx", OLE + "EncryptedPackage".encode("utf-16-le"), "as .pptx"),
    ("a.docx", b"just text", "damaged"),
    ("a.docx", b"PK\x03\x04 and nothing more", "damaged"),
    ("a.txt", docx_bytes(), "archive"),
    ("a.srt", b"no times here", "no subtitles"),
    ("a.docx", with_document(b"<html/>"), "not a Word document"),
    ("a.docx", with_document(b"<a><b></a>"), "damaged"),
])
def test_one_clear_line(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    assert says in refusal(tmp_path / name, data)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(ScriptError, match="Check the path"):
            load(path)


@pytest.mark.parametrize("xml", [
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>',
])
def test_entities_are_never_expanded(tmp_path: Path, xml: bytes) -> None:
    assert "not opened" in refusal(tmp_path / "a.docx", with_document(xml))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = with_document(b"<a>" + b" " * 15_000_000 + b"</a>")
    assert len(bomb) < 100_000
    assert "not opened" in refusal(tmp_path / "a.docx", bomb)


def test_too_large_a_part_is_not_unpacked(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(10_500_000).hex().encode()
    assert "not opened" in refusal(tmp_path / "a.docx", with_document(b"<a>" + noise + b"</a>"))


def test_a_size_that_lies_is_no_way_in(tmp_path: Path) -> None:
    data = bytearray(with_document(b"<a>" + b" " * 15_000_000 + b"</a>"))
    for offset in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[offset : offset + 4] = (1000).to_bytes(4, "little")
    assert "damaged" in refusal(tmp_path / "a.docx", bytes(data))


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    data = bytearray(docx_bytes())
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        data[start + 8] |= 1
        start += 4
    assert "password" in refusal(tmp_path / "a.docx", bytes(data))


def test_a_deck_without_notes(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[0])
    path = tmp_path / "deck.pptx"
    deck.save(str(path))
    with pytest.raises(ScriptError, match="no speaker notes"):
        load(path)


@pytest.mark.parametrize("depth", [2_000, 100_000])
def test_deeply_nested_xml_is_refused(tmp_path: Path, depth: int) -> None:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = (b"<w:document %s><w:body>" % space + b"<w:sdt>" * depth + b"</w:sdt>" * depth
           + b"</w:body></w:document>")
    refusal(tmp_path / "a.docx", with_document(xml))


def test_truncated_and_bent_files_never_end_in_a_traceback(tmp_path: Path) -> None:
    whole = docx_bytes()
    chance = random.Random(7)
    path = tmp_path / "a.docx"
    for _ in range(150):
        size = chance.randrange(1, len(whole)) if chance.random() < 0.5 else len(whole)
        data = bytearray(whole[:size])
        for _ in range(chance.randrange(0, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        try:
            load(path)
        except SouffleurError as error:
            assert "\n" not in str(error)


def test_noise_never_ends_in_a_traceback(tmp_path: Path) -> None:
    chance = random.Random(8)
    for suffix in (".txt", ".md", ".srt", ".docx", ".pptx"):
        for size in (1, 2, 3, 10, 100, 3000):
            path = tmp_path / f"noise{size}{suffix}"
            path.write_bytes(chance.randbytes(size))
            try:
                load(path)
            except SouffleurError as error:
                assert "\n" not in str(error)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Hello.")
    path.chmod(0)
    with pytest.raises(ScriptError, match="cannot be read"):
        load(path)

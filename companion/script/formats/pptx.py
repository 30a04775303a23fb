"""PowerPoint files: the speaker notes, slide by slide.

Each slide with notes becomes a section named by the slide's title; its first line is the
direction `[slide N]`, numbered as PowerPoint numbers slides.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..document import Block, Document, RichText
from ..errors import ScriptError
from .package import Package

_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_OFF = frozenset({"0", "false"})


def read_pptx(data: bytes, name: str) -> Document:
    """Read the notes of a .pptx file. Raises ScriptError if there are none."""
    package = Package(data, name)
    main = next(
        (path for kind, path in package.related("").values() if kind == "officeDocument"),
        "ppt/presentation.xml",
    )
    document = Document()
    hidden: list[int] = []
    silent: list[int] = []
    for number, path in enumerate(_slide_paths(package, main), start=1):
        slide = package.xml(path)
        if slide.get("show", "1") in _OFF:
            hidden.append(number)
            continue
        notes = _notes(package, path)
        if not notes:
            silent.append(number)
            continue
        document.blocks.append(Block(_title(slide) or f"Slide {number}", 1))
        document.blocks.append(Block(f"[slide {number}]"))
        document.blocks.extend(notes)
    if not document.blocks:
        raise ScriptError(
            f"{name} has no speaker notes. Write the talk into the notes of its slides."
        )
    if hidden:
        document.notices.append(f"Hidden slides are left out: {_listed(hidden)}.")
    if silent:
        document.notices.append(f"Slides without notes: {_listed(silent)}.")
    return document


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _named(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.iter() if _name(found) == name)


def _slide_paths(package: Package, main: str) -> Iterator[str]:
    """Paths of the slides in the order of the show."""
    related = package.related(main)
    for entry in _named(package.xml(main), "sldId"):
        identity = next((entry.get(key) for key in _RELATION_IDS if entry.get(key)), "")
        kind, path = related.get(identity or "", ("", ""))
        if kind == "slide" and path in package:
            yield path


def _placeholders(slide: Element, *types: str) -> Iterator[Element]:
    """Shapes that are placeholders of one of `types`."""
    for shape in _named(slide, "sp"):
        holder = next(_named(shape, "ph"), None)
        if holder is not None and holder.get("type", "obj") in types:
            yield shape


def _title(slide: Element) -> str:
    for shape in _placeholders(slide, "title", "ctrTitle"):
        title = " ".join(block.text for block in _paragraphs(shape))
        if title:
            return title
    return ""


def _notes(package: Package, slide_path: str) -> list[Block]:
    for kind, path in package.related(slide_path).values():
        if kind == "notesSlide" and path in package:
            shapes = _placeholders(package.xml(path), "body")
            return [block for shape in shapes for block in _paragraphs(shape)]
    return []


def _paragraphs(shape: Element) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in _named(shape, "p"):
        rich = RichText()
        for piece in paragraph:
            name = _name(piece)
            if name == "br":
                rich.add("\n")
            elif name == "r":
                properties = next((c for c in piece if _name(c) == "rPr"), None)
                text = "".join(c.text or "" for c in piece if _name(c) == "t")
                rich.add(text.replace("\x0b", "\n"), _is_emphasised(properties))
        blocks.extend(rich.blocks())
    return blocks


def _is_emphasised(properties: Element | None) -> bool:
    if properties is None:
        return False
    return any(properties.get(key, "0") not in _OFF for key in ("b", "i"))

"""Word files: the text of the body in reading order, as it would be printed after accepting
tracked changes.

Read from the XML itself: only the parts needed are unpacked, and what a person would not speak
(deletions, comments, hidden text, field codes, pinyin over characters, tables of contents) is
told apart where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ..document import Document, RichText
from ..errors import ScriptError
from .package import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_OFF = frozenset({"0", "false", "off", "none"})

_LEFT_OUT = {
    "del": "Tracked deletions are left out.",
    "moveFrom": "Tracked deletions are left out.",
    "commentReference": "Comments are left out.",
    "footnoteReference": "Footnotes and endnotes are left out.",
    "endnoteReference": "Footnotes and endnotes are left out.",
    "drawing": "Pictures are left out.",
    "pict": "Pictures are left out.",
    "object": "Embedded objects are left out.",
    "oMath": "Formulas are left out; write them as they are spoken.",
}
_SILENT = frozenset({"rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "instrText",
                     "delText", "rt", "sdtPr", "Fallback"})


def read_docx(data: bytes, name: str) -> Document:
    """Read a .docx file. Raises ScriptError if it cannot be read."""
    package = Package(data, name)
    main = next(
        (path for kind, path in package.related("").values() if kind == "officeDocument"),
        "word/document.xml",
    )
    root = package.xml(main)
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise ScriptError(f"{name} is not a Word document. Save it as .docx and load it again.")
    styles = next((p for kind, p in package.related(main).values() if kind == "styles"), "")
    reader = _Reader(_Styles(package.xml(styles) if styles in package else None))
    try:
        reader.read(body)
    except RecursionError as error:  # no person nests content that deep
        raise package.broken() from error
    return reader.document


def _name(element: Element) -> str:
    """Local name of an element of any namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: Element | None, default: str = "") -> str:
    """The `val` attribute, whichever edition of the standard wrote it."""
    if element is None:
        return default
    return element.get(_W + "val") or element.get(_STRICT + "val") or default


def _child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((child for child in element if _name(child) == name), None)


def _is_on(properties: Element | None, *names: str) -> bool | None:
    """State of a switch such as bold: None if the properties say nothing."""
    for name in names:
        switch = _child(properties, name)
        if switch is not None:
            return _value(switch, "1").lower() not in _OFF
    return None


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str
    level: int  # heading level, 0 none
    contents: bool  # an entry of a table of contents
    emphasis: bool | None
    hidden: bool


class _Styles:
    """What the named styles mean for a script."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.titled = False
        for style in root if root is not None else ():
            if _name(style) == "style":
                self._add(style)

    def _add(self, style: Element) -> None:
        name = _value(_child(style, "name")).lower()
        outline = _value(_child(_child(style, "pPr"), "outlineLvl"))
        level = 0
        if name == "title":
            level = 1
        elif name.startswith(("heading ", "标题 ", "標題 ")) and name[-1].isdigit():
            level = int(name[-1])
        elif outline.isdigit() and int(outline) < 9:
            level = int(outline) + 1
        run = _child(style, "rPr")
        identity = next(
            (value for key, value in style.attrib.items() if key.endswith("}styleId")), ""
        )
        is_character = any(
            key.endswith("}type") and value == "character" for key, value in style.attrib.items()
        )
        self._styles[identity] = _Style(
            _value(_child(style, "basedOn")), level, name.startswith("toc ") or name == "toc",
            _is_on(run, "b", "i") if is_character else None, bool(_is_on(run, "vanish")),
        )

    def _chain(self, identity: str) -> list[_Style]:
        chain = []
        for _ in range(10):
            style = self._styles.get(identity)
            if style is None:
                break
            chain.append(style)
            identity = style.based_on
        return chain

    def level(self, identity: str) -> int:
        """Heading level of a paragraph style, its own or inherited."""
        return next((style.level for style in self._chain(identity) if style.level), 0)

    def is_contents(self, identity: str) -> bool:
        return any(style.contents for style in self._chain(identity))

    def emphasis(self, identity: str) -> bool:
        """Whether a character style emphasises."""
        marks = (style.emphasis for style in self._chain(identity) if style.emphasis is not None)
        return next(marks, False)

    def is_hidden(self, identity: str) -> bool:
        return any(style.hidden for style in self._chain(identity))


class _Reader:
    """Walks the body; paragraphs in text boxes come after the paragraph they hang on."""

    def __init__(self, styles: _Styles) -> None:
        self.document = Document()
        self._styles = styles
        self._boxes: list[Element] = []

    def read(self, container: Element) -> None:
        """Read a body, a cell, a content control or a text box."""
        for child in container:
            name = _name(child)
            if name == "p":
                self._paragraph(child)
                while self._boxes:
                    self.read(self._boxes.pop(0))
            elif name in _LEFT_OUT:
                self._notice(_LEFT_OUT[name])
            elif name not in _SILENT:  # tables, rows, cells, content controls, insertions
                self.read(child)

    def _notice(self, line: str) -> None:
        if line not in self.document.notices:
            self.document.notices.append(line)

    def _paragraph(self, paragraph: Element) -> None:
        properties = _child(paragraph, "pPr")
        style = _value(_child(properties, "pStyle"))
        if self._styles.is_contents(style):
            self._notice("The table of contents is left out.")
            return
        level = self._styles.level(style)
        outline = _value(_child(properties, "outlineLvl"))
        if outline.isdigit():
            level = int(outline) + 1 if int(outline) < 9 else 0
        rich = RichText()
        self._runs(paragraph, rich)
        self.document.blocks.extend(rich.blocks(level))

    def _runs(self, container: Element, rich: RichText) -> None:
        for child in container:
            name = _name(child)
            if name == "r":
                self._run(child, rich)
            elif name in _LEFT_OUT:
                self._notice(_LEFT_OUT[name])
            elif name not in _SILENT:  # hyperlinks, fields, insertions, smart tags
                self._runs(child, rich)

    def _run(self, run: Element, rich: RichText) -> None:
        properties = _child(run, "rPr")
        style = _value(_child(properties, "rStyle"))
        hidden = _is_on(properties, "vanish")
        if hidden or (hidden is None and self._styles.is_hidden(style)):
            self._notice("Hidden text is left out.")
            return
        direct = [_is_on(properties, name) for name in ("b", "i")]
        emphasised = any(direct)
        if all(state is None for state in direct):
            emphasised = self._styles.emphasis(style)
        self._pieces(run, rich, emphasised)

    def _pieces(self, run: Element, rich: RichText, emphasised: bool) -> None:
        for child in run:
            name = _name(child)
            if name == "t":
                rich.add((child.text or "").replace("\n", " "), emphasised)
            elif name in ("tab", "ptab"):
                rich.add(" ", emphasised)
            elif name in ("br", "cr"):
                rich.add("\n")
            elif name == "noBreakHyphen":
                rich.add("-", emphasised)
            elif name == "ruby":
                base = _child(child, "rubyBase")
                if base is not None:
                    self._runs(base, rich)
            elif name == "AlternateContent":
                choice = _child(child, "Choice")
                if choice is not None:
                    self._pieces(choice, rich, emphasised)
            elif name in ("drawing", "pict", "object"):
                self._drawing(child, name)
            elif name in _LEFT_OUT:
                self._notice(_LEFT_OUT[name])

    def _drawing(self, drawing: Element, name: str) -> None:
        boxes = [element for element in drawing.iter() if _name(element) == "txbxContent"]
        if boxes:
            self._boxes.extend(boxes)
        else:
            self._notice(_LEFT_OUT[name])

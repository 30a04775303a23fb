"""Markdown (CommonMark with tables): what is spoken of it, and its headings and emphasis.

Departures from CommonMark, for people who write talks rather than web pages: a line break is
kept unless the file is wrapped at a margin; indented paragraphs are no code; `##Heading` without
a space is a heading; a sentence over a `---` line stays a sentence.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from ..document import Document, RichText
from .lines import glue, is_wrapped

if TYPE_CHECKING:
    from markdown_it.token import Token as MarkdownToken

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|lang|language)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_TIGHT_HEADING = re.compile(r"^(#{2,6}|#(?=[\u3400-\u9fff]))(?=[^\s#])(?=[^#]*$)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_BREAK_TAG = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])>", re.IGNORECASE)
_TASK_BOX = re.compile(r"^\[[ xX]\][ \t]+")
_SENTENCE_END = re.compile(r"[.!?。！？…;；,，:：]\W*$")
_TEXT_LINE = re.compile(r"^(?!\s*(?:[#>|*+-]|\d+[.)]\s|```|~~~)).*\S")


def read_markdown(text: str) -> Document:
    """Read Markdown."""
    from markdown_it import MarkdownIt  # 40 ms, for the first script alone

    document = Document()
    text = _front_matter(text, document)
    text = _TIGHT_HEADING.sub(r"\1 ", _COMMENT.sub("", text))
    wrapped = is_wrapped(
        [[line for line in block.split("\n") if _TEXT_LINE.match(line)]
         for block in re.split(r"\n\s*\n", text)]
    )
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("code")
    _Reader(document, wrapped).read(parser.parse(text))
    return document


def _front_matter(text: str, document: Document) -> str:
    match = _FRONT_MATTER.match(text)
    if not match or not re.search(r"^\w+[ \t]*:", match[1], re.MULTILINE):
        return text
    fields = dict(_FIELD.findall(match[1]))
    document.title = fields.get("title", "")
    document.language = fields.get("lang") or fields.get("language") or ""
    return text[match.end():]


class _Reader:
    """Walks the parser's tokens."""

    def __init__(self, document: Document, wrapped: bool) -> None:
        self._document = document
        self._wrapped = wrapped

    def read(self, tokens: list[MarkdownToken]) -> None:
        level = 0
        for token in tokens:
            if token.type == "heading_open":
                level = int(token.tag[1])
                setext = token.markup == "-"
            elif token.type == "heading_close":
                level = 0
            elif token.type == "inline":
                sentence = level and setext and (
                    "\n" in token.content or _SENTENCE_END.search(token.content)
                )
                self._inline(token.children or [], 0 if sentence else level)
            elif token.type in ("fence", "code_block"):
                self._plain(token.content)
                self._notice("A block of code is kept as text to be spoken.")
            elif token.type == "html_block":
                self._plain(unescape(_TAG.sub("", _BREAK_TAG.sub("\n", token.content))))

    def _plain(self, text: str) -> None:
        rich = RichText()
        rich.add(text)
        self._document.blocks.extend(rich.blocks())

    def _inline(self, children: list[MarkdownToken], level: int) -> None:
        rich = RichText()
        emphasis = struck = 0
        last = ""
        for index, child in enumerate(children):
            kind = child.type
            if kind in ("em_open", "strong_open", "em_close", "strong_close"):
                emphasis += child.nesting
            elif kind in ("s_open", "s_close"):
                struck += child.nesting
                self._notice("Text struck through is left out.")
            elif kind == "image":
                self._notice("Pictures are left out.")
            elif kind == "hardbreak" or (kind == "softbreak" and not self._wrapped):
                rich.add("\n")
            elif kind == "softbreak":
                following = next((c.content for c in children[index + 1 :] if c.content), "")
                rich.add(glue(last, following))
            elif kind == "html_inline":
                rich.add("\n" if _BREAK_TAG.fullmatch(child.content) else "")
            elif child.content and not struck:
                content = child.content if index else _TASK_BOX.sub("", child.content)
                rich.add(content, emphasis > 0)
                last = content
        self._document.blocks.extend(rich.blocks(level))

    def _notice(self, line: str) -> None:
        if line not in self._document.notices:
            self._document.notices.append(line)

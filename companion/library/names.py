"""Names of script files: what a person calls a script, made fit for every file system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

LONGEST = 80  # characters of a title
_MOST_BYTES = 200  # file systems give a name 255; endings, numbers and dates need some
_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')  # what Windows forbids includes the rest
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MARKUP = re.compile(r"\A---\n.*?\n---\n|<!--.*?-->|[*_`]{1,3}|\[[^]]*\]|【[^】]*】", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]*(.+?)[ \t#]*$", re.MULTILINE)
_PHRASE = re.compile(r"[^.!?。！？;；,，:：\n]+")
_PHRASE_LENGTH = 40


def stem_of(title: str) -> str:
    """The file name, without ending, for a title; "" if nothing of it can stand in one."""
    text = unicodedata.normalize("NFC", title)
    text = " ".join(_ILLEGAL.sub(" ", text).split())[:LONGEST].strip(" .")
    while len(text.encode("utf-8", "ignore")) > _MOST_BYTES:
        text = text[:-1].rstrip(" .")
    return f"{text} script" if _RESERVED.fullmatch(text) else text


def same(name: str) -> str:
    """Two names with the same result may be one file on some system."""
    return unicodedata.normalize("NFC", name).casefold()


def free(stem: str, suffix: str, taken: Container[str]) -> str:
    """`stem` with `suffix`, numbered from 2 if need be; `taken` holds names as `same` gives."""
    name, number = f"{stem}{suffix}", 1
    while same(name) in taken:
        number += 1
        name = f"{stem} {number}{suffix}"
    return name


def title_in(text: str) -> str:
    """What to call a text without a name: its first heading, else its first words; "" if none."""
    heading = _HEADING.search(text)
    said = _MARKUP.sub("", heading[1] if heading else text)
    phrase = said if heading else next(
        (found[0] for found in _PHRASE.finditer(said) if found[0].strip()), ""
    )
    title = stem_of(phrase)
    if heading or len(title) <= _PHRASE_LENGTH:
        return title
    return title[:_PHRASE_LENGTH].rpartition(" ")[0] or title[:_PHRASE_LENGTH]

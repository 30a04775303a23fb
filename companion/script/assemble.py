"""Document -> Script: sections, cues with stable ids, tokens with their spoken ways."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter

from . import languages
from .directions import bracket_heading, find_directions
from .document import Block, Document
from .errors import ScriptError
from .languages import UNDECIDED
from .model import Cue, Script, Section, Span, Style, Token
from .sentences import cut
from .spoken import ways
from .tokens import Kind, Lexeme, lexemes
from .writing import SCRIPT_LANGUAGES, script_of

LONGEST = 1_000_000  # characters: some twenty hours of speech
_STRAYS_TOLD = 3  # of one paragraph
_ID_DIGITS = 12  # 48 bits: a chance clash among 10,000 cues is under one in five million


def assemble(document: Document, *, name: str, language: str | None = None) -> Script:
    """Make the script.

    name: the title where the document has none.
    language: the main language if the caller knows it, else it is detected.
    Raises ScriptError if there is nothing to speak or too much.
    """
    blocks = _promote_headings(document.blocks)
    spoken = "\n".join(block.text for block in blocks if not block.level)
    if len(spoken) > LONGEST:
        raise ScriptError(
            f"This text has {len(spoken):,} characters; a script may have {LONGEST:,}. "
            "Split it into several scripts."
        )
    notices = list(document.notices)
    tongue = _Tongue(spoken, language or document.language, notices)
    builder = _Builder(tongue, notices)
    for block in blocks:
        builder.add(block)
    sections = builder.sections()
    if not any(cue.tokens for section in sections for cue in section.cues):
        raise ScriptError("This script has no text to speak. Add some and load it again.")
    title = document.title or _title(blocks) or name
    return Script(title, tongue.main, sections, tuple(dict.fromkeys(notices)))


def _promote_headings(blocks: list[Block]) -> list[Block]:
    """Turn `【…】` paragraphs into headings where the document has no headings of its own."""
    if any(block.level for block in blocks):
        return blocks
    return [
        Block(heading, 1) if (heading := bracket_heading(block.text)) else block
        for block in blocks
    ]


def _title(blocks: list[Block]) -> str:
    """The first heading of the highest rank."""
    headings = [block for block in blocks if block.level]
    return min(headings, key=lambda block: block.level).text if headings else ""


class _Tongue:
    """The languages of one script: what Latin letters and Han characters mean in it."""

    def __init__(self, text: str, asked: str, notices: list[str]) -> None:
        asked = languages.tag(asked) if asked else ""
        counted = languages.census(text)
        latin = languages.detect_latin(counted.latin_words)
        self.han = "ja" if asked == "ja" else "zh"
        found = languages.detect(text, latin=latin, han=self.han)
        self.main = asked or found
        if asked and asked not in SCRIPT_LANGUAGES.values():
            latin = asked
        elif latin == UNDECIDED:
            latin = "en"
            if found == UNDECIDED and not asked:
                notices.append(
                    "The language could not be told from the text and is taken as English; "
                    "set it with --lang."
                )
        self.latin = latin
        if self.main == UNDECIDED:
            self.main = "en"
        self._fixed = asked

    def of(self, text: str, around: str) -> str:
        """The language of a cue; `around` is that of the text it stands in."""
        latin = self.latin
        if self._fixed and self._fixed == latin:  # the user has said what Latin letters mean
            found = languages.detect("".join(c if script_of(c) != "LATIN" else "" for c in text)) \
                if languages.census(text).dominant != "LATIN" else latin
        else:
            inherited = around if around not in SCRIPT_LANGUAGES.values() else latin
            found = languages.detect(text, latin=inherited, han=self.han)
        return around if found == UNDECIDED else found

    def of_lexeme(self, lexeme: Lexeme, cue_language: str) -> str:
        """The language of a word by its letters; figures and symbols follow their cue."""
        if lexeme.kind in (Kind.FIGURE, Kind.SYMBOL):
            return cue_language
        script = next(filter(None, map(script_of, lexeme.text)), "")
        if script == "LATIN":
            return cue_language if cue_language not in SCRIPT_LANGUAGES.values() else "en"
        if script == "CJK":
            return "ja" if cue_language == "ja" else self.han
        return SCRIPT_LANGUAGES.get(script, cue_language)


class _Builder:
    """Collects sections; numbers tokens, paragraphs and repeated cues on the way."""

    def __init__(self, tongue: _Tongue, notices: list[str]) -> None:
        self._tongue = tongue
        self._notices = notices
        self._sections: list[tuple[str, int, list[Cue]]] = []
        self._seen: Counter[str] = Counter()
        self._tokens = 0
        self._paragraph = 0

    def sections(self) -> tuple[Section, ...]:
        """What was collected so far."""
        return tuple(Section(title, level, tuple(cues)) for title, level, cues in self._sections)

    def add(self, block: Block) -> None:
        """Append a heading or a paragraph."""
        if block.level:
            self._sections.append((block.text, block.level, []))
            return
        if not self._sections:
            self._sections.append(("", 0, []))
        directions, strays = find_directions(block.text)
        for stray in strays[:_STRAYS_TOLD]:
            around = block.text[max(0, stray - 12) : stray + 13]
            self._notices.append(
                f"The bracket in “{around}” has no partner; the text is taken as spoken."
            )
        around_language = self._tongue.of(_spoken_part(block.text, directions), self._tongue.main)
        for start, end in cut(block.text, directions):
            self._sections[-1][2].append(
                self._cue(block, start, end, directions, around_language)
            )
        self._paragraph += 1

    def _cue(
        self, block: Block, start: int, end: int, directions: list[tuple[int, int]], around: str
    ) -> Cue:
        text = block.text[start:end]
        inside = _clip(directions, start, end)
        language = self._tongue.of(_spoken_part(text, inside), around)
        tokens = self._tokens_of(text, inside, language)
        spans = [Span(a, b, Style.DIRECTION) for a, b in inside]
        spans += [
            Span(a, b, Style.EMPHASIS) for a, b in _clip(block.emphasis, start, end)
            if not any(first <= a and b <= last for first, last in inside)
        ]
        spans.sort(key=lambda span: (span.start, span.end))
        cue = Cue(
            self._id(text), text, tokens, tuple(spans), language, self._paragraph, self._tokens
        )
        self._tokens += len(tokens)
        return cue

    def _tokens_of(
        self, text: str, directions: list[tuple[int, int]], language: str
    ) -> tuple[Token, ...]:
        found = list(lexemes(text, directions))
        said = [self._tongue.of_lexeme(lexeme, language) for lexeme in found]
        tokens = []
        for index, lexeme in enumerate(found):
            before = found[index - 1].text if index else ""
            after = found[index + 1].text if index + 1 < len(found) else ""
            if lexeme.kind in (Kind.FIGURE, Kind.SYMBOL):
                said[index] = _language_around(found, said, index)
            tokens.append(
                Token(
                    lexeme.text, lexeme.start, lexeme.end,
                    ways(lexeme, said[index], before, after), said[index],
                )
            )
        return tuple(tokens)

    def _id(self, text: str) -> str:
        """Hash of the text; a repeat adds its number, so edits elsewhere change no other id."""
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()[:_ID_DIGITS]
        self._seen[digest] += 1
        count = self._seen[digest]
        return digest if count == 1 else f"{digest}-{count}"


def _language_around(found: list[Lexeme], said: list[str], index: int) -> str:
    """The language of a figure: that of a word it touches, or of both its neighbours."""
    here = found[index]
    following = index + 1 if index + 1 < len(found) else None
    if following and found[following].start == here.end:
        return said[following]
    if index and found[index - 1].end == here.start:
        return said[index - 1]
    if index and following and said[index - 1] == said[following]:
        return said[following]
    return said[index]


def _clip(stretches: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of ordered, separate `stretches` in `start` to `end`, counted from `start`."""
    first = bisect_right(stretches, start, key=itemgetter(1))
    last = bisect_left(stretches, end, key=itemgetter(0))
    return [(max(a, start) - start, min(b, end) - start) for a, b in stretches[first:last]]


def _spoken_part(text: str, directions: list[tuple[int, int]]) -> str:
    parts = []
    position = 0
    for start, end in directions:
        parts.append(text[position:start])
        position = end
    return " ".join([*parts, text[position:]])

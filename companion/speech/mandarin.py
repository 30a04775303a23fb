"""How Mandarin words sound, in the toneless phones of the Chinese starter model.

pypinyin reads a word in its context (银行 yin hang, 行走 xing zou); a single character gets
every reading it has. `syllables.txt` then says which phones a pinyin syllable is made of.
"""

from __future__ import annotations

import re
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

Pronunciation = tuple[str, ...]

_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class Mandarin:
    """Pronunciations of words in Chinese characters."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "syllables.txt").read_text(encoding="utf-8").splitlines()
        self._syllables = {line.split()[0]: tuple(line.split()[1:]) for line in lines}

    def pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        """All known sounds of `word`; empty when a part of it is no Chinese character."""
        if not _HAN.fullmatch(word):
            return ()
        if len(word) == 1:
            readings = pinyin(word, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]
            ways = [self._phones([reading]) for reading in readings]
        else:
            ways = [self._phones(lazy_pinyin(word, style=Style.NORMAL, v_to_u=False))]
        return tuple(dict.fromkeys(way for way in ways if way))

    def _phones(self, readings: list[str]) -> Pronunciation:
        phones: list[str] = []
        for reading in readings:
            known = self._syllables.get(reading)
            if known is None:
                return ()
            phones += known
        return tuple(phones)

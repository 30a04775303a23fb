"""A rehearsal as it is kept: its account, what can be done about it, and what was done."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from typing import Any

from companion.editing import Document
from companion.editing.places import place
from companion.rehearsal.account import Account, Timing
from companion.rehearsal.findings import Finding, Kind
from companion.rehearsal.fixes import Change, Fix, Remedy, apply, fixes, moved
from companion.rehearsal.quotes import quote
from companion.script import Script


@dataclass(frozen=True, slots=True)
class Item:
    """A finding, its words of the script, the fixes that are left, and whether one was made."""

    finding: Finding
    quote: str
    fixes: tuple[Fix, ...]
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """at: when it was, seconds since 1970. text: digest of the text that the fixes are for."""

    at: float
    text: str
    account: Account
    items: tuple[Item, ...]

    def fits(self, text: str) -> bool:
        """Whether the fixes are for this text."""
        return self.text == _digest(text)


def record(at: float, made: Account, script: Script, text: str) -> Record:
    """Of a rehearsal of `script`, which was read from `text`."""
    places = place(text, script)
    items = tuple(
        Item(one, quote(one, script), fixes(one, script, text, places)) for one in made.findings
    )
    return Record(at, _digest(text), made, items)


def mended(kept: Record, number: int, fix: Fix, text: str) -> tuple[Record, str] | None:
    """With item `number` mended: the record and the text then; None if the text is another."""
    document = Document(text)
    if not kept.fits(text) or not apply(fix, document):
        return None
    items = []
    for at, item in enumerate(kept.items):
        if at == number:
            items.append(replace(item, fixes=(), mended=True))
        else:
            left = (moved(one, fix) for one in item.fixes)
            items.append(replace(item, fixes=tuple(one for one in left if one is not None)))
    return replace(kept, text=_digest(document.text), items=tuple(items)), document.text


def _digest(text: str) -> str:
    return hashlib.sha256(text.rstrip().encode()).hexdigest()


def to_plain(kept: Record) -> dict[str, Any]:
    """As JSON values."""
    plain = asdict(kept)
    del plain["account"]["findings"]  # they are in the items
    for item in plain["items"]:
        item["finding"]["kind"] = item["finding"]["kind"].value
        for fix in item["fixes"]:
            fix["remedy"] = fix["remedy"].value
    return plain


def from_plain(plain: dict[str, Any]) -> Record:
    """What to_plain() made this of; raises KeyError, TypeError or ValueError if it is not one."""
    items = []
    for item in plain["items"]:
        finding = Finding(**{**item["finding"], "kind": Kind(item["finding"]["kind"])})
        made = tuple(
            Fix(Remedy(fix["remedy"]), tuple(Change(**one) for one in fix["changes"]))
            for fix in item["fixes"]
        )
        items.append(Item(finding, item["quote"], made, item["mended"]))
    told = plain["account"]
    timings = tuple(Timing(**one) for one in told["sections"])
    findings = tuple(item.finding for item in items)
    made_of = Account(**{**told, "sections": timings, "findings": findings})
    return Record(float(plain["at"]), str(plain["text"]), made_of, tuple(items))

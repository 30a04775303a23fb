"""`python -m tools.fonts`: make companion/fonts again.

Needs Debian's fonts-noto-core and fonts-noto-cjk (bookworm: 20201225, 20220127) and fonttools.
The same sources give the same bytes.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from tools.fonts import coverage

NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
MARK_TO_BASE = 4  # GPOS lookup type
CJK_SC = 2  # place of "Noto Sans CJK SC" in the collection
OUT = Path(__file__).resolve().parents[2] / "companion" / "fonts"


@dataclass(frozen=True)
class Job:
    """One font to make: from which file, which characters, under which name."""

    source: Path
    points: set[int]
    target: str
    number: int = -1


def jobs() -> list[Job]:
    """Everything that companion/fonts holds. Looped Thai and Lao read better when small."""
    families = {
        "latin": ("NotoSans", "NotoSans"),
        "thai": ("NotoLoopedThai", "NotoLoopedThai"),
        "lao": ("NotoLoopedLao", "NotoLoopedLao"),
        "khmer": ("NotoSansKhmer", "NotoSansKhmer"),
        "myanmar": ("NotoSansMyanmar", "NotoSansMyanmar"),
        "arabic": ("NotoSansArabic", "NotoSansArabic"),
        "devanagari": ("NotoSansDevanagari", "NotoSansDevanagari"),
    }
    made = [
        Job(NOTO / f"{source}-{weight}.ttf", coverage.points(name), f"{target}-{weight}.ttf")
        for name, (source, target) in families.items()
        for weight in ("Regular", "Bold")
    ]
    made.append(Job(CJK, coverage.cjk(), "NotoSansCJKsc-Regular.otf", CJK_SC))
    return made


def mend_tones(font: TTFont) -> None:
    """Lift the tone marks that stand on vowels back to the height they are drawn at.

    These versions of Noto Looped Thai and Lao lost their mark-to-mark lookup: the small tones,
    anchored for it at the top of a vowel, fall onto the consonant and cover the vowel. With
    the height of the consonants' anchor for their own they stay where they were drawn.
    """
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if table.LookupType != MARK_TO_BASE:
                continue
            marks = table.MarkArray.MarkRecord
            heights = Counter(mark.MarkAnchor.YCoordinate for mark in marks)
            usual = max((y for y in heights if y > 0), key=lambda y: heights[y])
            for name, mark in zip(table.MarkCoverage.glyphs, marks, strict=True):
                if name.endswith(".small") and mark.MarkAnchor.YCoordinate > usual:
                    mark.MarkAnchor.YCoordinate = usual


def make(job: Job) -> int:
    """Write one font; returns its size in bytes."""
    options = subset.Options()
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.layout_features = ["*"]
    if job.number >= 0:  # no vertical setting, widths or regional forms at this size
        options.layout_features = ["ccmp", "mark", "mkmk"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "DSIG", "STAT", "MATH", "BASE"]
    font = TTFont(job.source, fontNumber=job.number, recalcTimestamp=False)
    if "Looped" in job.target:
        mend_tones(font)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=job.points)
    worker.subset(font)
    path = OUT / job.target
    font.save(path)
    return path.stat().st_size


def main() -> int:
    """Make every font and say how large it became."""
    missing = sorted({str(job.source) for job in jobs() if not job.source.exists()})
    if missing:
        print(f"{missing[0]} is missing: apt install fonts-noto-core fonts-noto-cjk")
        return 1
    OUT.mkdir(exist_ok=True)
    for job in jobs():
        print(f"{make(job) / 1024:8.0f} KiB  {job.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

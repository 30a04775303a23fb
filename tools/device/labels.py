"""Labels for devices on sheets of A4, as HTML for any browser: name, id, QR code.

The QR code says `souffleur:IDENTITY?name=NAME`, and `&secret=SECRET` only if asked for: whoever
reads that one can drive and read the glasses.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import segno

from companion.glasses.keys import Key
from tools.device.errors import FileError
from tools.device.journal import write_private

COLUMNS, ROWS = 3, 8  # of 63.5 by 33.9 mm, a common size of label sheets
_STYLE = """
@page { size: A4; margin: 0 }
body { margin: 0; font-family: "Noto Sans", "Noto Sans CJK SC", sans-serif }
section { width: 210mm; height: 297mm; padding: 12.9mm 7.2mm; box-sizing: border-box;
  display: grid; grid-template: repeat(8, 33.9mm) / repeat(3, 63.5mm); column-gap: 2.5mm;
  break-after: page }
article { display: flex; align-items: center; gap: 3mm; padding: 2mm; overflow: hidden;
  box-sizing: border-box }
svg { width: 26mm; height: 26mm; flex: none }
h1 { font-size: 12pt; margin: 0 0 1mm } p { font: 8pt monospace; margin: 0 }
"""


def content(key: Key, with_secret: bool = False) -> str:
    """What the QR code of these glasses says."""
    text = f"souffleur:{key.identity.hex()}?name={quote(key.name)}"
    if with_secret and key.secret:
        text += f"&secret={key.secret.hex()}"
    return text


def sheet(keys: Sequence[Key], with_secrets: bool = False) -> str:
    """HTML with a page for every 24 labels."""
    pages = []
    for first in range(0, len(keys), COLUMNS * ROWS):
        rows = [_label(key, with_secrets) for key in keys[first : first + COLUMNS * ROWS]]
        pages.append("<section>\n" + "\n".join(rows) + "\n</section>")
    return (
        "<!doctype html>\n<html><head><meta charset='utf-8'><title>Glasses</title>"
        f"<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(pages) + "\n</body></html>\n"
    )


def _label(key: Key, with_secret: bool) -> str:
    code = segno.make(content(key, with_secret), error="m", micro=False)
    picture = code.svg_inline(omitsize=True, border=2)
    identity = " ".join(key.identity.hex()[at : at + 4] for at in range(0, 16, 4))
    return (
        f"<article>{picture}<div><h1>{html.escape(key.name)}</h1><p>{identity}</p></div></article>"
    )


def write(path: Path, keys: Sequence[Key], with_secrets: bool = False) -> None:
    """Write the sheet, for its owner's eyes only. Raises FileError."""
    if not keys:
        raise FileError("There are no glasses to make labels for: flash some first.")
    write_private(path.absolute(), sheet(keys, with_secrets).encode())

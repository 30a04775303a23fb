"""Sets how readily a model hears "none of my words" (`[unk]`).

    python -m tools.models.garbage FOLDER/am/final.mdl 3.4

The garbage phone scores this constant in every frame of speech (see `export.py`); right phones
score about 3.8 on clear synthetic speech, less on people. Higher: fewer script words heard in
ad-libs, more words missed on script.
"""

from __future__ import annotations

import argparse
import struct
from pathlib import Path

_BIAS = b"<BiasParams> FV \x04"  # the last one belongs to the layer that adds the garbage phone
_OUTPUTS = 2  # the garbage phone's first and later frames


def _place(model: bytes) -> int:
    start = model.rindex(_BIAS) + len(_BIAS)
    (count,) = struct.unpack_from("<i", model, start)
    return start + 4 + 4 * (int(count) - _OUTPUTS)


def constant(model: bytes) -> float:
    """The constant in a `final.mdl` written by `export.py`."""
    return float(struct.unpack_from("<f", model, _place(model))[0])


def with_constant(model: bytes, value: float) -> bytes:
    """The model with another constant."""
    changed = bytearray(model)
    struct.pack_into(f"<{_OUTPUTS}f", changed, _place(model), *[value] * _OUTPUTS)
    return bytes(changed)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("constant", type=float)
    given = parser.parse_args()
    before = given.model.read_bytes()
    fresh = given.model.with_suffix(".new")
    fresh.write_bytes(with_constant(before, given.constant))
    fresh.replace(given.model)
    print(f"{constant(before):g} -> {given.constant:g}")


if __name__ == "__main__":
    main()

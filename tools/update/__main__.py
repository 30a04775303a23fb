"""Makes an update image as a file: python -m tools.update [--chip CHIP] [-o FILE]"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from companion import __version__
from tools.program import ARCHITECTURES

from .image import build


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.update", description=__doc__)
    parser.add_argument("--chip", choices=sorted(ARCHITECTURES), default="esp32s3")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE")
    options = parser.parse_args()
    path = options.output or Path(f"souffleur-{__version__}-{options.chip}.update")
    image = asyncio.run(build(ARCHITECTURES[options.chip]))
    path.write_bytes(image)
    print(f"{path}: {len(image):,} bytes, for `souffleur glasses update --file {path}`.")


if __name__ == "__main__":
    main()

"""The report folder of a show: report.json, report.html, glass.gif."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from companion.errors import SouffleurError
from companion.report.animation import write_animation
from companion.report.figures import figures, judge
from companion.report.log import Log
from companion.report.moves import ROW
from companion.report.page import page
from companion.report.sight import TypesetBook
from companion.report.truth import Truth


class ReportError(SouffleurError):
    """The report cannot be written."""


def write_report(
    folder: Path, log: Log, book: TypesetBook, truth: Truth | None = None, *, row: int = ROW,
    **more: Any,
) -> dict[str, Any]:
    """Judge a show and write its report; gives the figures as they stand in report.json.

    `row`: of the current line on the glass, from 0. `more` are further figures that only the
    caller knows; they stand in report.json as given.
    Every file appears whole or not at all. Raises ReportError if the folder cannot be
    written.
    """
    judgement = judge(log, book, truth, row)
    result = figures(judgement) | more
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    html = page(judgement, result)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _whole(folder / "glass.gif", lambda file: write_animation(judgement, file))
        _whole(folder / "report.html", lambda file: file.write(html.encode()))
        _whole(folder / "report.json", lambda file: file.write(text.encode()))
    except OSError as error:
        raise ReportError(
            f"The report cannot be written to {folder} ({error.strerror}): choose another folder."
        ) from error
    return result


def _whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

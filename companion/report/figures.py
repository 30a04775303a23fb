"""All figures of one show, as they stand in report.json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from companion.report.delay import position_to_pixel, recogniser_delays
from companion.report.events import Heap, Heard, Opened, Pictured, Shown, Uploaded
from companion.report.glass import Glass
from companion.report.judge import (
    RECOVERY_GOAL,
    Recovery,
    Verdict,
    judge_words,
    recoveries,
    share_visible,
)
from companion.report.log import Log
from companion.report.moves import ROW, Move, find_moves, settled_tops
from companion.report.sight import TypesetBook
from companion.report.truth import Truth

VISIBILITY_GOAL = 0.99
PIXEL_GOAL_MS = 150.0


@dataclass(frozen=True)
class Judgement:
    """A judged show: what `figures` sums up and the report draws.

    verdicts, recoveries, moves, delays: empty without true word times.
    delays: recogniser delays in seconds.
    """

    log: Log
    book: TypesetBook
    truth: Truth | None
    glass: Glass
    verdicts: Sequence[Verdict] = ()
    recoveries: Sequence[Recovery] = ()
    moves: Sequence[Move] = ()
    delays: Sequence[float] = ()


def judge(
    log: Log, book: TypesetBook, truth: Truth | None = None, row: int = ROW
) -> Judgement:
    """Judge a show from its log's pictures, its typeset script and the true word times.

    `row`: on which row of the glass, from 0, the current line stands.
    """
    glass = Glass(log.of(Pictured), book)
    if truth is None:
        return Judgement(log, book, None, glass)
    verdicts = judge_words(truth, glass)
    return Judgement(
        log, book, truth, glass,
        verdicts=verdicts,
        recoveries=recoveries(truth, verdicts),
        moves=find_moves(verdicts, glass, book, row),
        delays=recogniser_delays(truth, log.of(Heard)),
    )


def milliseconds(seconds: Sequence[float]) -> dict[str, float | int | None]:
    """Median, 95th percentile (linear) and number of some delays, in milliseconds."""
    if not seconds:
        return {"p50": None, "p95": None, "count": 0}
    p50, p95 = np.percentile(np.asarray(seconds) * 1000, (50, 95))
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "count": len(seconds)}


def figures(judgement: Judgement) -> dict[str, Any]:
    """The report's figures.

    Keys that need true word times are None (lists: empty) without them, and so is whatever
    the log does not tell; nothing is made up. Times are seconds of the show, delays are
    milliseconds.
    """
    log, truth = judgement.log, judgement.truth
    opened, upload, heap = log.last(Opened), log.last(Uploaded), log.last(Heap)
    verdicts, moves = judgement.verdicts, judgement.moves
    false = [move for move in moves if move.false]
    kept = [v for v in verdicts if not v.left_out]
    known = truth is not None
    result: dict[str, Any] = {
        "title": opened.title if opened else None,
        "language": truth.language if truth else opened.language if opened else None,
        "engine": opened.engine if opened else None,
        "model": opened.model if opened else None,
        "board": opened.board if opened else None,
        "words": len(verdicts) if known else None,
        "words_judged": len(kept) if known else None,
        "next_word_visibility": _rounded(share_visible(kept)),
        "next_word_visibility_all": _rounded(share_visible(verdicts)),
        "moves": len(moves) if known else _changes(judgement.glass),
        "false_moves": len(false) if known else None,
        "false_moves_over_one_line": sum(m.size > 1 for m in false) if known else None,
        "recovery_words": [recovery.words for recovery in judgement.recoveries],
        "cue_latency_ms": milliseconds([m.latency for m in moves if m.latency is not None]),
        "recogniser_delay_ms": milliseconds(judgement.delays),
        "position_to_pixel_ms": milliseconds(position_to_pixel(log.of(Shown), judgement.glass)),
        "upload": {
            "bytes_on_air": upload.bytes_on_air if upload else None,
            "first_screen_s": upload.first_screen_s if upload else None,
            "total_s": upload.total_s if upload else None,
        },
        "firmware": {
            "heap_limit": heap.limit if heap else None,
            "heap_peak": max(h.peak for h in log.of(Heap)) if heap else None,
        },
        "disturbances": [_disturbance_row(r, judgement) for r in judgement.recoveries],
        "missed_words": [_missed(v) for v in verdicts if not v.visible],
        "log_lines_damaged": log.damaged,
    }
    result["goals"] = goals(result) if known else []
    return result


def goals(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The promise as a list of {name, value, goal, met}."""
    cue, heard = result["cue_latency_ms"]["p95"], result["recogniser_delay_ms"]["p95"]
    visibility, recovery = result["next_word_visibility"], result["recovery_words"]
    jumps = result["false_moves_over_one_line"]
    slowest = None if None in recovery else max(recovery, default=0)
    allowed = None if heard is None else round(heard + PIXEL_GOAL_MS, 1)
    return [
        _goal("next-word visibility", visibility, f"at least {VISIBILITY_GOAL:.0%}",
              visibility is not None and visibility >= VISIBILITY_GOAL),
        _goal("longest recovery, words", slowest, f"at most {RECOVERY_GOAL}",
              slowest is not None and slowest <= RECOVERY_GOAL),
        _goal("false moves over one line", jumps, "none", jumps == 0),
        _goal("voice to pixel p95, ms", cue,
              "at most the recogniser's own delay + 150 ms"
              + ("" if allowed is None else f" = {allowed:.0f} ms"),
              cue is not None and allowed is not None and cue <= allowed),
    ]


def _goal(name: str, value: float | int | None, goal: str, met: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "goal": goal, "met": met}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 5)


def _changes(glass: Glass) -> int:
    tops = [top for _, top in settled_tops(glass)]
    return sum(a != b for a, b in pairwise(tops))


def _disturbance_row(recovery: Recovery, judgement: Judgement) -> dict[str, Any]:
    """One row of the table of disturbances."""
    span = recovery.disturbance
    inside = [v for v in judgement.verdicts if span.start <= v.word.start < span.end]
    moves = [m for m in judgement.moves if span.start <= m.time < span.end]
    return {
        "kind": span.kind,
        "start": span.start,
        "end": span.end,
        "script_words": len(inside),
        "visible_words": sum(v.visible for v in inside),
        "moves": len(moves),
        "false_moves": sum(m.false for m in moves),
        "recovery_words": recovery.words,
    }


def _missed(verdict: Verdict) -> dict[str, Any]:
    word = verdict.word
    return {
        "word": word.word, "token": word.token, "start": word.start,
        "present": verdict.present, "left_out": verdict.left_out,
    }

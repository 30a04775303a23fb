"""The report as one self-contained HTML page: no part of it comes from anywhere else."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from companion.report.animation import SHADES, tint
from companion.report.events import Heard, Pictured, Pixels, Placed
from companion.report.figures import Judgement
from companion.report.judge import LEAD, RECOVERY_GOAL
from companion.report.timeline import scale_of, timeline

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
UNSPACED = {"zh", "ja", "th", "lo", "km", "my"}  # written without spaces between words
_LEGEND = (
    ("glass", "lines on the glass"), ("word", "word spoken, on the glass in time"),
    ("word missed", "word missed"), ("word spared", "word missed in a disturbance (left out)"),
    ("aside", "words not in the script"), ("disturbed", "disturbance"), ("false", "false move"),
    ("following", "following"), ("holding", "holding"), ("searching", "searching"),
    ("waiting", "waiting"), ("belief", "where the software took the voice to be (not judged)"),
)


def page(judgement: Judgement, figures: dict[str, Any]) -> str:
    """The whole page."""
    title = figures["title"] or "A show"
    facts = (figures["language"], figures["engine"], figures["model"], figures["board"])
    known = [str(fact) for fact in facts if fact]
    parts = [
        "<!doctype html>", f'<html lang="{escape(str(figures["language"] or "en"))}">', "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}: report of the show</title>",
        f"<style>{_part('page.css')}</style>", "</head>", "<body>",
        f"<header><h1>{escape(title)}</h1>",
        f'<div class="sub">{escape(" · ".join(known))}</div></header>',
        _summary(figures), _player(figures), _drawing(judgement), _tables(figures),
        _method(figures),
        f'<script type="application/json" id="show">{_data(judgement, figures)}</script>',
        f"<script>{_part('page.js')}</script>", "</body>", "</html>", "",
    ]
    return "\n".join(parts)


@cache
def _part(name: str) -> str:
    return (files("companion.report") / name).read_text(encoding="utf-8")


def _summary(figures: dict[str, Any]) -> str:
    share = figures["next_word_visibility"]
    if share is None:
        return (
            '<section><p>Nobody wrote down when each word of this show was really spoken, so '
            "the page shows what was heard and what stood on the glass, without a judgement."
            "</p></section>"
        )
    goals = "".join(
        f'<li class="{"met" if goal["met"] else "unmet"}">'
        f'<span class="mark">{"✓ met" if goal["met"] else "✗ not met"}</span>'
        f"<b>{_value(goal['name'], goal['value'])}</b>"
        f"<span>{escape(goal['name'])}: {escape(goal['goal'])}</span></li>"
        for goal in figures["goals"]
    )
    return (
        f'<section class="top"><div><div class="hero">{share * 100:.1f}<small> %</small></div>'
        '<div class="sub">of the next words were on the glass in time</div>'
        f'<div class="note">{figures["words_judged"]} of {figures["words"]} words judged; '
        f"{figures['next_word_visibility_all'] * 100:.1f} % with all disturbances counted"
        f'</div></div><ul class="goals">{goals}</ul></section>'
    )


def _value(name: str, value: float | int | None) -> str:
    if value is None:
        return "not reached"
    if name == "next-word visibility":
        return f"{value * 100:.2f} %"
    return f"{value:.0f} ms" if name.endswith("ms") else str(value)


def _player(figures: dict[str, Any]) -> str:
    voice = "<dt>Voice</dt>" if figures["words"] is not None else "<dt hidden></dt>"
    hidden = "" if figures["words"] is not None else " hidden"
    return (
        '<section><h2>What the wearer saw</h2><div class="player">'
        '<img id="glass" alt="The glass at the time chosen" src="data:,">'
        '<div><div class="controls"><button id="play" type="button">Play</button>'
        '<input id="time" type="range" min="0" step="0.05" value="0" aria-label="Time">'
        f'<output id="clock">0:00.0</output></div><dl>{voice}<dd id="said"{hidden}></dd>'
        '<dt>Heard</dt><dd id="heard"></dd><dt>State</dt><dd id="state"></dd></dl></div>'
        "</div></section>"
    )


def _drawing(judgement: Judgement) -> str:
    legend = "".join(f"<li>{_swatch(css)}{escape(what)}</li>" for css, what in _LEGEND)
    return (
        "<section><h2>Where the voice was, where the glass was</h2>"
        f'<div class="scroll">{timeline(judgement)}</div>'
        f'<ul class="legend">{legend}</ul></section>'
    )


def _swatch(css: str) -> str:
    if css.startswith("word"):
        shape = f'<circle class="{css}" cx="7" cy="6" r="3.2"/>'
    elif css == "belief":
        shape = f'<polyline class="{css}" points="0,6 14,6"/>'
    elif css == "false":
        shape = f'<path class="{css}" d="M2 2h10l-5 8z"/>'
    else:
        shape = f'<rect class="{css}" width="14" height="12" rx="2"/>'
    return f'<svg width="14" height="12" aria-hidden="true">{shape}</svg>'


def _table(title: str, heads: Iterable[str], rows: list[list[Any]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col"{_numeric(i)}>{escape(h)}</th>' for i, h in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(
            f"<td{_numeric(i)}>{'–' if cell is None else escape(str(cell))}</td>"
            for i, cell in enumerate(row)
        ) + "</tr>"
        for row in rows
    )
    return (
        f'<div><h2>{escape(title)}</h2><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )


def _numeric(column: int) -> str:
    return ' class="number"' if column else ""


def _tables(figures: dict[str, Any]) -> str:
    disturbances = [
        [
            row["kind"], f"{_clock(row['start'])} – {_clock(row['end'])}", row["false_moves"],
            "never" if row["recovery_words"] is None else row["recovery_words"],
        ]
        for row in figures["disturbances"]
    ]
    delays = [
        [name, figures[key]["p50"], figures[key]["p95"], figures[key]["count"]]
        for name, key in (
            ("end of word to changed pixel", "cue_latency_ms"),
            ("end of word to recognised", "recogniser_delay_ms"),
            ("hypothesis to changed pixel", "position_to_pixel_ms"),
        )
        if figures[key]["count"]
    ]
    missed = [
        [
            word["word"], _clock(word["start"]),
            "too late" if word["present"] else "not there", "yes" if word["left_out"] else "no",
        ]
        for word in figures["missed_words"]
    ]
    upload, firmware = figures["upload"], figures["firmware"]
    numbers = [
        ["moves of the picture", figures["moves"]],
        ["false moves", figures["false_moves"]],
        ["… of more than one line", figures["false_moves_over_one_line"]],
        ["upload, bytes on air", upload["bytes_on_air"]],
        ["first screen after, s", upload["first_screen_s"]],
        ["whole script after, s", upload["total_s"]],
        ["firmware heap limit, bytes", firmware["heap_limit"]],
        ["firmware heap, most in use", firmware["heap_peak"]],
    ]
    return (
        '<section class="tables">'
        + _table("Disturbances", ("kind", "time", "false moves", "words to recover"), disturbances)
        + _table("Delays, ms", ("from … to", "half within", "95 % within", "measured"), delays)
        + _table("Numbers", ("what", "value"), [row for row in numbers if row[1] is not None])
        + _table("Missed words", ("word", "at", "when spoken", "left out"), missed)
        + "</section>"
    )


def _method(figures: dict[str, Any]) -> str:
    damaged = figures["log_lines_damaged"]
    warning = (
        f'<p class="bad">{damaged} lines of the show log could not be read: they are missing.</p>'
        if damaged else ""
    )
    return (
        "<section><h2>How this was judged</h2>"
        "<p>From the pixels the panel decoded, compared with the script's own line drawings, "
        "and from the true times of the words in the recording. What the software believed "
        "plays no part.</p>"
        f"<p>A word counts as visible if it could be read without a break from {LEAD} s before "
        "it was spoken until it was spoken. Left out of the first number are words within a "
        f"disturbance and the first {RECOVERY_GOAL} words after a skip, a return or an ad-lib. "
        "A move of the picture is false if the speaker's place in the script did not call for it. "
        "Recovery counts the words spoken after a disturbance until three in a row stood on the "
        "glass. A negative time from word to pixel means that the picture moved before the word "
        f"had ended.</p>{warning}</section>"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(max(seconds, 0.0), 60)
    return f"{int(minutes)}:{rest:04.1f}"


def _data(judgement: Judgement, figures: dict[str, Any]) -> str:
    """What the page's script needs, as JSON that cannot end its element."""
    drawings: dict[str, int] = {}
    pictures = []
    for event in judgement.log.of(Pictured):
        source = data_uri(event.pixels)
        pictures.append([round(event.t, 3), drawings.setdefault(source, len(drawings))])
    heard: list[list[Any]] = []
    for said in judgement.log.of(Heard):
        text = " ".join(said.hypothesis.words)
        if not heard or heard[-1][1] != text:
            heard.append([round(said.t, 3), text])
    placed: list[list[Any]] = []
    for event_ in judgement.log.of(Placed):
        now = [event_.position.state.value, event_.position.reason]
        if not placed or placed[-1][1:] != now:
            placed.append([round(event_.t, 3), *now])
    truth = judgement.truth
    show = {
        "seconds": round(scale_of(judgement).seconds, 2),
        "space": "" if figures["language"] in UNSPACED else " ",
        "words": [[round(word.start, 3), word.word] for word in truth.words] if truth else [],
        "heard": heard, "placed": placed, "pictures": pictures, "drawings": list(drawings),
        "dark": data_uri(np.zeros((1, 1), np.uint8)),
    }
    return json.dumps(show, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def data_uri(pixels: Pixels) -> str:
    """A picture as a tinted PNG inside its own address."""
    shades = Image.fromarray(pixels // np.uint8(256 // SHADES))
    shades.putpalette(tint())
    file = BytesIO()
    shades.save(file, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()

"""The report folder: figures, one self-contained page, an animation in real time."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from companion.errors import SouffleurError
from companion.follow.position import Position, State
from companion.hypothesis import Hypothesis
from companion.report import animation
from companion.report.events import Heard, Opened, Pictured, Placed
from companion.report.figures import figures, judge
from companion.report.log import Log, make_log
from companion.report.write import write_report
from tests.report.performance import demo_book, demo_truth, perform, screen

KEYS = {
    "language", "words", "next_word_visibility", "next_word_visibility_all", "false_moves",
    "recovery_words", "cue_latency_ms", "recogniser_delay_ms", "upload", "firmware", "engine",
    "model",
}
VOID = {"meta", "input", "img", "br", "link", "hr"}


@pytest.fixture(scope="module", params=["en", "zh"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp(request.param)
    language = request.param
    told = write_report(
        folder, perform(language), demo_book(language), demo_truth(language), speed=8.0
    )
    return language, folder, told


class Page(HTMLParser):
    """Keeps what could reach out of the page, and checks that elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "data", "action")]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append(given.get("id") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_report_json_has_what_later_figures_are_compared_with(report: Any) -> None:
    language, folder, told = report
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert data == told
    assert data.keys() >= KEYS
    assert data["language"] == language
    assert data["words"] == len(demo_truth(language).script_words)
    assert 0.97 < data["next_word_visibility"] <= 1
    assert data["next_word_visibility_all"] < data["next_word_visibility"]
    assert len(data["recovery_words"]) == len(demo_truth(language).disturbances)
    assert max(data["recovery_words"]) <= 8
    assert data["recogniser_delay_ms"]["p50"] == pytest.approx(350, abs=1)
    assert data["position_to_pixel_ms"]["p95"] == pytest.approx(40, abs=1)
    assert data["upload"] == {"bytes_on_air": 21_000, "first_screen_s": 0.31, "total_s": 2.4}
    assert data["firmware"] == {"heap_limit": 102_400, "heap_peak": 61_000}
    assert data["speed"] == 8.0


def test_the_page_needs_nothing_from_anywhere(report: Any) -> None:
    _, folder, _ = report
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert all(address.startswith("data:") for address in page.addresses)
    assert not re.findall(r"https?://|//[a-z]+\.|@import|url\(|fetch\(|XMLHttp", text)
    assert "default-src 'none'" in text


def test_the_page_carries_every_picture_and_word(report: Any) -> None:
    language, folder, _ = report
    text = (folder / "report.html").read_text(encoding="utf-8")
    found = re.search(r'id="show">(.*?)</script>', text)
    assert found
    data = json.loads(found[1])
    assert len(data["words"]) == len(demo_truth(language).words)
    assert len(data["pictures"]) == len(perform(language).of(Pictured))
    assert text.count('class="word ') >= len(demo_truth(language).script_words)


def test_a_script_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    evil = '</script><script>alert("x")</script><img src=http://x.example onerror=1>'
    log = make_log([
        Opened(0.0, evil, "en", evil, evil, evil),
        Heard(0.5, Hypothesis((evil,), False, 0, 0.5)),
        Placed(0.6, Position(0, 0, 1.0, State.FOLLOWING, evil)),
        Pictured(0.0, screen(demo_book("en"), 0)),
    ])  # fmt: skip
    truth = demo_truth("en")
    words = tuple(dataclasses.replace(word, word=evil) for word in truth.words[:3])
    write_report(tmp_path, log, demo_book("en"), dataclasses.replace(truth, words=words))
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert page.scripts == ["show", ""]
    assert page.open == []
    assert all(address.startswith("data:") for address in page.addresses)


def test_the_animation_runs_as_long_as_the_show_and_shows_its_pixels(report: Any) -> None:
    language, folder, _ = report
    pictures = perform(language).of(Pictured)
    with Image.open(folder / "glass.gif") as film:
        time = 0.0
        checked = 0
        for number in range(film.n_frames):
            film.seek(number)
            middle = time + film.info["duration"] / 2000
            if number % 40 == 7:
                shown = np.asarray(film.convert("RGB"))[:: animation.ZOOM, :: animation.ZOOM]
                standing = [p for p in pictures if p.t <= middle][-1].pixels
                high, wide = standing.shape
                inside = shown[animation.MARGIN :, animation.MARGIN :][:high, :wide, 1]
                assert np.array_equal(inside, standing // 16 * 17)
                checked += 1
            time += film.info["duration"] / 1000
        last = max(pictures[-1].t, demo_truth(language).words[-1].start)
        assert time == pytest.approx(last + animation.TAIL, abs=0.1)
        assert checked > 5


def test_without_true_word_times_nothing_is_claimed(tmp_path: Path) -> None:
    told = write_report(tmp_path, perform("en"), demo_book("en"))
    assert told["next_word_visibility"] is None and told["words"] is None
    assert told["goals"] == [] and told["recovery_words"] == [] and told["missed_words"] == []
    assert told["moves"] > 50 and told["language"] == "en"
    assert "without a judgement" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "glass.gif").stat().st_size > 10_000


def test_an_empty_show_still_gets_an_honest_report(tmp_path: Path) -> None:
    told = write_report(tmp_path, Log(()), demo_book("en"), demo_truth("en"))
    assert told["next_word_visibility"] == 0.0
    assert not any(goal["met"] for goal in told["goals"] if "false" not in goal["name"])
    assert told["upload"]["bytes_on_air"] is None


def test_a_log_that_lies_about_its_positions_is_judged_by_its_pictures() -> None:
    """Mutation: every hypothesis, position and SHOW stays right; only the pixels are wrong."""
    book, truth = demo_book("en"), demo_truth("en")
    honest = perform("en")
    wrong = screen(book, 0)
    blind = make_log([
        dataclasses.replace(event, pixels=np.zeros_like(event.pixels))
        if isinstance(event, Pictured) else event
        for event in honest.events
    ])  # fmt: skip
    stuck = make_log([
        dataclasses.replace(event, pixels=wrong) if isinstance(event, Pictured) else event
        for event in honest.events
    ])  # fmt: skip
    assert figures(judge(blind, book, truth))["next_word_visibility_all"] == 0.0
    told = figures(judge(stuck, book, truth))
    assert told["next_word_visibility_all"] < 0.03
    assert None in told["recovery_words"]
    assert told["moves"] == 0


def test_pictures_that_come_late_cost_visibility() -> None:
    book, truth = demo_book("en"), demo_truth("en")
    shares = []
    for late in (0.0, 1.0, 3.0):
        log = make_log([
            dataclasses.replace(event, t=event.t + late) if isinstance(event, Pictured) else event
            for event in perform("en").events
        ])  # fmt: skip
        shares.append(figures(judge(log, book, truth))["next_word_visibility"])
    assert shares[0] > 0.97 and shares[0] >= shares[1] > shares[2]


def test_a_report_that_cannot_be_written_says_so_and_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SouffleurError):
        write_report(tmp_path / "file", Log(()), demo_book("en"))
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "glass.gif").mkdir()
    (folder / "report.json").write_text("old")
    with pytest.raises(SouffleurError) as error:
        write_report(folder, perform("en"), demo_book("en"))
    assert "\n" not in str(error.value)
    assert (folder / "report.json").read_text() == "old"
    assert sorted(path.name for path in folder.iterdir()) == ["glass.gif", "report.json"]

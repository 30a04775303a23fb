"""Downloads from a server that behaves, hangs up, lies and is away (on this machine)."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from companion.speech.catalogue import (
    CatalogueError,
    Entry,
    arrived,
    discard,
    download,
    fetch_catalogue,
    find,
    language_of,
    parse,
    recommend,
)

DATA = bytes(range(256)) * 2000


class Site(ThreadingHTTPServer):
    """A small site: a catalogue and one zip. `hang_up_at`: bytes after which it hangs up once."""

    hang_up_at: int | None = None
    ranges = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Page(BaseHTTPRequestHandler):
    """Serves `/model-list.json` and `/m.zip`."""

    server: Site

    def do_GET(self) -> None:
        if self.path == "/model-list.json":
            self._answer(200, json.dumps(listing(self.server.url)).encode())
        elif self.path == "/m.zip":
            asked = self.headers.get("Range")
            self.server.asked.append(asked)
            start = int(asked.split("=")[1].rstrip("-")) if asked and self.server.ranges else 0
            self._answer(206 if start else 200, DATA[start:])
        else:
            self.send_error(404)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut, self.server.hang_up_at = self.server.hang_up_at, None
        self.wfile.write(body[:cut])
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


def listing(url: str) -> list[dict[str, Any]]:
    def entry(
        name: str, lang: str, kind: str, size: int, obsolete: str = "false"
    ) -> dict[str, Any]:
        return {
            "lang": lang, "lang_text": "", "md5": hashlib.md5(DATA).hexdigest(), "name": name,
            "obsolete": obsolete, "size": size, "size_text": "", "type": kind,
            "url": f"{url}/m.zip", "version": "0",
        }

    return [
        entry("vosk-model-small-en-us-0.3", "en-us", "small", 30 << 20, "true"),
        entry("vosk-model-en-us-0.22", "en-us", "big", 1800 << 20),
        entry("vosk-model-small-en-us-0.15", "en-us", "small", 40 << 20),
        entry("vosk-model-en-us-0.22-lgraph", "en-us", "big-lgraph", 128 << 20),
        entry("vosk-model-small-cn-0.22", "cn", "small", len(DATA)),
        entry("vosk-model-cn-0.22", "cn", "big", 1300 << 20),
        entry("vosk-model-tl-ph-generic-0.6", "tl-ph", "big", 320 << 20),
        entry("vosk-model-spk-0.4", "all", "spk", 13 << 20),
    ]


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def chinese(site: Site) -> Entry:
    return find(fetch_catalogue(f"{site.url}/model-list.json"), "vosk-model-small-cn-0.22")


def test_the_list_is_read_and_other_kinds_of_models_are_left_out(site: Site) -> None:
    entries = fetch_catalogue(f"{site.url}/model-list.json")
    assert len(entries) == 7
    entry = find(entries, "vosk-model-small-cn-0.22")
    assert (entry.language, entry.size, entry.dynamic) == ("zh", len(DATA), True)
    assert not find(entries, "vosk-model-cn-0.22").dynamic
    assert "NC" in find(entries, "vosk-model-tl-ph-generic-0.6").licence


def test_what_is_recommended_can_be_told_the_script() -> None:
    entries = parse(json.dumps(listing("http://x")))
    english, chinese = recommend(entries, "en"), recommend(entries, "zh")
    assert english and english.name == "vosk-model-en-us-0.22-lgraph"
    assert chinese and chinese.name == "vosk-model-small-cn-0.22"
    assert recommend(entries, "fil") is None
    assert language_of("vn") == "vi"


def test_what_is_no_address_is_not_asked() -> None:
    with pytest.raises(CatalogueError, match="https://"):
        fetch_catalogue("model-list.json")


def test_a_wrong_name_is_answered_with_those_there_are() -> None:
    entries = parse(json.dumps(listing("http://x")))
    with pytest.raises(CatalogueError, match=r"choose one of: vosk-model-small-cn-0\.22"):
        find(entries, "small-cn")
    with pytest.raises(CatalogueError, match="see: souffleur models list"):
        find(entries, "klingon")


def test_a_download_is_checked_and_tells_its_progress(
    tmp_path: Path, chinese: Entry
) -> None:
    told: list[tuple[int, int]] = []
    path = download(chinese, tmp_path, lambda done, total: told.append((done, total)))
    assert path.read_bytes() == DATA
    assert told[-1] == (len(DATA), len(DATA))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ranges", [True, False], ids=["resumes", "server starts over"])
def test_a_broken_download_goes_on(
    tmp_path: Path, site: Site, chinese: Entry, ranges: bool
) -> None:
    site.hang_up_at, site.ranges = 200_000, ranges
    with pytest.raises(CatalogueError, match="start it again to go on"):
        download(chinese, tmp_path)
    (part,) = tmp_path.iterdir()
    kept = part.stat().st_size
    assert 0 < kept <= 200_000
    assert download(chinese, tmp_path).read_bytes() == DATA
    assert site.asked == [None, f"bytes={kept}-"]


class Enough(Exception):
    """The user has cancelled."""


def test_a_download_that_the_user_ends_goes_on_later_or_is_thrown_away(
    tmp_path: Path, site: Site, chinese: Entry
) -> None:
    def until(done: int, total: int) -> None:
        if done > 200_000:
            raise Enough

    with pytest.raises(Enough):
        download(chinese, tmp_path, until)
    kept = arrived(chinese, tmp_path)
    assert 200_000 < kept < len(DATA)
    told: list[int] = []
    assert download(chinese, tmp_path, lambda done, total: told.append(done)).read_bytes() == DATA
    assert told[0] == kept and site.asked[-1] == f"bytes={kept}-"
    with pytest.raises(Enough):
        download(replace(chinese, name="other"), tmp_path, until)
    discard(replace(chinese, name="other"), tmp_path)
    assert arrived(replace(chinese, name="other"), tmp_path) == 0


def test_a_zip_that_came_whole_but_was_not_installed_is_not_fetched_again(
    tmp_path: Path, site: Site, chinese: Entry
) -> None:
    download(chinese, tmp_path)
    assert download(chinese, tmp_path).read_bytes() == DATA
    assert len(site.asked) == 1


def test_a_damaged_download_is_thrown_away(tmp_path: Path, chinese: Entry) -> None:
    wrong = Entry(**{**{f: getattr(chinese, f) for f in chinese.__slots__}, "md5": "0" * 32})
    with pytest.raises(CatalogueError, match="damaged"):
        download(wrong, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_and_an_absent_server_get_one_line(
    tmp_path: Path, site: Site, chinese: Entry
) -> None:
    fields = {f: getattr(chinese, f) for f in chinese.__slots__}
    with pytest.raises(CatalogueError, match="404"):
        download(Entry(**{**fields, "url": f"{site.url}/gone.zip"}), tmp_path)
    with pytest.raises(CatalogueError, match=r"cannot be reached .*go online"):
        fetch_catalogue("http://127.0.0.1:9/model-list.json")


@pytest.mark.parametrize("text", ["", '{"models": []}', "[1]", '[{"type": "small"}]', "<html>"])
def test_another_form_of_list_gets_one_line(text: str) -> None:
    with pytest.raises(CatalogueError, match="not in the form we know"):
        parse(text)

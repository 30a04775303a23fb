"""A site with models, a stick with models, and recorded speech where the microphone is."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from companion.speech.audio import FileSource, read_blocks
from companion.speech.graph import PhoneSet, write_graph
from companion.speech.starter import starter_for

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
SPOKEN = {
    "en": "Excellencies, teachers, students and friends, good morning.",
    "zh": "尊敬的各位嘉宾，各位老师，各位同学，大家上午好！",
}
_LAST = {"en": "morning", "zh": "好"}
NAME = "vosk-model-small-en-us-9.9"


def model(folder: Path, name: str = NAME) -> Path:
    """A real, if small, model as the catalogue has it."""
    starter = starter_for("en")
    assert starter
    for part in ("am", "conf"):
        shutil.copytree(starter.folder / part, folder / name / part)
    phones = PhoneSet(tuple((starter.folder / "phones.txt").read_text().split()))
    write_graph(folder / name / "graph", phones, {w: starter.speller()(w) for w in ("hello",)})
    (folder / name / "README").write_text("Apache-2.0, for tests.\n")
    return folder / name


def packed(folder: Path, name: str = NAME) -> Path:
    """The same as a zip."""
    made = model(folder / "made", name)
    return Path(shutil.make_archive(str(folder / name), "zip", made.parent, name))


class Site(ThreadingHTTPServer):
    """A catalogue and one zip. hang_up_at: bytes after which it hangs up once. stuck_at: bytes
    after which nothing comes any more, once."""

    daemon_threads = True

    def __init__(self, archive: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.data = archive.read_bytes()
        self.hang_up_at: int | None = None
        self.stuck_at: int | None = None
        self.free = threading.Event()
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        """Of the catalogue."""
        return f"http://127.0.0.1:{self.server_port}/model-list.json"

    def catalogue(self) -> list[dict[str, Any]]:
        """As the official one: one model that is here, others that are too large or elsewhere."""
        kinds = [
            (NAME, "en-us", "small", len(self.data)),
            ("vosk-model-en-us-0.22", "en-us", "big", 1800 << 20),
            ("vosk-model-small-cn-0.22", "cn", "small", 42 << 20),
            ("vosk-model-cn-0.22", "cn", "big", 1300 << 20),
            ("vosk-model-small-vn-0.4", "vn", "small", 32 << 20),
            ("vosk-model-tl-ph-generic-0.6", "tl-ph", "big", 320 << 20),
            ("vosk-model-ar-mgb2-0.4", "ar", "big", 900 << 50),
        ]
        return [
            {
                "lang": lang, "lang_text": "", "md5": hashlib.md5(self.data).hexdigest(),
                "name": name, "obsolete": "false", "size": size, "size_text": "", "type": kind,
                "url": f"http://127.0.0.1:{self.server_port}/{name}.zip", "version": "0",
            }
            for name, lang, kind, size in kinds
        ]


class _Page(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path == "/model-list.json":
            self._answer(200, json.dumps(self.server.catalogue()).encode())
        elif self.path == f"/{NAME}.zip":
            asked = self.headers.get("Range")
            self.server.asked.append(asked)
            start = int(asked.split("=")[1].rstrip("-")) if asked else 0
            self._answer(206 if start else 200, self.server.data[start:])
        else:
            self.send_error(404)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = True
        site = self.server
        stuck = site.stuck_at if len(body) > (site.stuck_at or len(body)) else None
        cut = site.hang_up_at or stuck
        site.hang_up_at = None
        self.wfile.write(body[:cut])
        if stuck is not None:
            site.stuck_at = None
            self.wfile.flush()
            site.free.wait(30)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """The site, for as long as the block lasts."""
    server = Site(packed(folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.free.set()
        server.shutdown()
        server.server_close()
        thread.join()


def spoken(folder: Path, language: str) -> Path:
    """A recording of the sentence SPOKEN, from the recorded talk."""
    truth = json.loads((DEMO / f"{language}.json").read_text(encoding="utf-8"))
    end = next(w["end"] for w in truth["words"] if w["word"] == _LAST[language]) + 0.4
    path = folder / f"{language}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for block in read_blocks(DEMO / f"{language}.ogg"):
            if block.time <= end:
                file.writeframes(block.pcm)
    return path


def recorded(path: Path, speed: float = 20.0) -> Any:
    """Stands in for MicrophoneSource: the recording, whatever microphone is asked for."""
    return lambda name=None: FileSource(path, speed=speed)

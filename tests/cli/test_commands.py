"""Every command as a user types it: what it prints, and one clear line when something is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from companion.cli import main
from companion.glasses.keys import Keyring
from companion.speech.graph import PhoneSet, write_graph
from companion.speech.starter import STARTERS

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
SCRIPT = str(DEMO / "en.md")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test touches the models and keys of whoever runs it."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a failing command prints."""
    assert main(arguments) == 1
    told = capsys.readouterr().err
    lines = told.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("souffleur: "), told
    return lines[0]


def test_check_tells_sections_numbers_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", SCRIPT]) == 0
    told = capsys.readouterr().out
    assert "A Classroom Without Borders" in told
    assert "The road so far" in told
    assert "twenty sixteen" in told
    assert "starter-en" in told


def test_check_as_json_holds_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(DEMO / "zh.md"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["language"] == "zh"
    assert told["missing_glyphs"] == {}
    assert told["recogniser"]["unknown_words"] == []


def test_check_names_missing_glyphs_and_words_it_cannot_hear(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = tmp_path / "mixed.txt"
    script.write_text("今天我们学习 robotics，谢谢大家 🎉。", encoding="utf-8")
    assert main(["check", str(script)]) == 0
    told = capsys.readouterr().out
    assert "🎉" in told
    assert "robotics" in told.split("words it cannot hear", 1)[1]


def test_a_pasted_script_is_read_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    paste(monkeypatch, b"# Hello [x]\n\nGood morning [pause] friends.\n")
    assert main(["check", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["words"] == 3


def test_a_pasted_script_may_have_any_encoding(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# 开幕致辞\n\n尊敬的各位来宾，女士们、先生们：大家上午好！今天我们在这里相聚。\n"
    paste(monkeypatch, text.encode("gbk"))
    assert main(["check", "-", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["title"], told["language"]) == ("开幕致辞", "zh")
    assert "GB18030" in told["notices"][0]


def paste(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_sections_and_the_whole_are_counted_alike(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = tmp_path / "figures.md"
    script.write_text("# One\n\nIn 2025 we grew by 30%.\n\n# Two\n\nThank you all.\n")
    assert main(["check", str(script), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [section["words"] for section in told["sections"]] == [9, 3]
    assert told["words"] == 12


def test_what_no_model_can_hear_is_said_with_where_to_look(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = tmp_path / "thai.txt"
    script.write_text("สวัสดีครับ ท่านผู้มีเกียรติทุกท่าน", encoding="utf-8")
    assert main(["check", str(script)]) == 0
    assert "--online --lang th" in " ".join(capsys.readouterr().out.split())
    said = refused(
        capsys, "present", str(script), "--audio", str(DEMO / "en.ogg"), "--glasses", "virtual"
    )
    assert "--online --lang th" in said


@pytest.mark.parametrize("ending", ["png", "gif"])
@pytest.mark.parametrize("board", ["t-glass", "devkit-ssd1306"])
def test_preview_writes_the_screens(tmp_path: Path, ending: str, board: str) -> None:
    picture = tmp_path / f"screens.{ending}"
    assert main(["preview", SCRIPT, "-o", str(picture), "--board", board]) == 0
    with Image.open(picture) as image:
        assert image.size[0] > 100


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "missing.md"], "missing.md"),
        (["preview", SCRIPT, "-o", "screens.bmp"], ".png or .gif"),
        (["preview", SCRIPT, "-o", "a.png", "--board", "nonesuch"], "nonesuch"),
        (["preview", SCRIPT, "-o", "a.png", "--size", "900"], "8 to 96"),
        (["preview", SCRIPT, "-o", "a.png", "--zoom", "0"], "1 to 8"),
        (["preview", SCRIPT, "-o", "a.png", "--zoom", "1000"], "1 to 8"),
        (["present", SCRIPT, "--by-hand", "--glasses", "virtual", "--report", SCRIPT], "folder"),
        (["check", SCRIPT, "--lang", "English"], "'English'"),
        (["present", SCRIPT, "--speed", "2", "--glasses", "virtual"], "--audio"),
        (["present", SCRIPT, "--audio", "no.wav", "--glasses", "virtual"], "no.wav"),
        (["present", SCRIPT, "--audio", SCRIPT, "--glasses", "virtual"], "not audio"),
        (["present", SCRIPT, "--audio", "no.wav", "--truth", "no.json"], "no.json"),
        (["present", SCRIPT, "--audio", str(DEMO / "en.ogg"), "--model", "nonesuch"], "nonesuch"),
        (["models", "remove", "nonesuch"], "nonesuch"),
        (["models", "install", "nonesuch.zip"], "nonesuch.zip"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert said in refused(capsys, *arguments)


def test_a_script_without_words_cannot_be_presented(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    script = tmp_path / "silent.md"
    script.write_text("[pause]\n", encoding="utf-8")
    refused(capsys, "present", str(script), "--audio", str(DEMO / "en.ogg"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A small dynamic model as a user may have it: an unpacked folder."""
    starter = STARTERS[0]
    folder = tmp_path / "vosk-model-small-en-us-0.1"
    for part in ("am", "conf"):
        shutil.copytree(starter.folder / part, folder / part)
    spell = starter.speller()
    lexicon = {word: spell(word) for word in ("hello", "friends")}
    phones = PhoneSet(tuple((starter.folder / "phones.txt").read_text().split()))
    write_graph(folder / "graph", phones, lexicon)
    return folder


def test_models_are_installed_listed_verified_and_removed(
    capsys: pytest.CaptureFixture[str], model: Path
) -> None:
    archive = Path(shutil.make_archive(str(model), "zip", model.parent, model.name))
    assert main(["models", "install", str(archive)]) == 0
    assert main(["models", "list"]) == 0
    assert model.name in capsys.readouterr().out
    assert main(["models", "verify"]) == 0
    assert "sound" in capsys.readouterr().out
    assert "already installed" in refused(capsys, "models", "install", str(model))
    assert main(["models", "remove", model.name]) == 0
    assert main(["models", "list"]) == 0
    assert model.name not in capsys.readouterr().out.split("is removed", 1)[1]


@pytest.fixture
def catalogue(model: Path) -> Iterator[tuple[str, list[str]]]:
    """A site that offers the model for Vietnamese: its list's address, and what was asked for."""
    archive = Path(shutil.make_archive(str(model), "zip", model.parent, model.name)).read_bytes()
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            host = self.headers["Host"]
            entry = {
                "lang": "vn", "md5": hashlib.md5(archive).hexdigest(), "name": model.name,
                "obsolete": "false", "size": len(archive), "type": "small",
                "url": f"http://{host}/model.zip",
            }
            body = archive if self.path == "/model.zip" else json.dumps([entry]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/list.json", asked
        server.shutdown()


def test_a_model_of_the_catalogue_is_fetched_once(
    capsys: pytest.CaptureFixture[str], catalogue: tuple[str, list[str]], model: Path
) -> None:
    url, asked = catalogue
    assert main(["models", "list", "--online", "--lang", "vi", "--catalogue", url]) == 0
    assert "recommended" in capsys.readouterr().out
    assert main(["models", "list", "--online", "--lang", "th", "--catalogue", url]) == 0
    assert "no model for 'th'" in capsys.readouterr().out
    assert main(["models", "install", "vi", "--catalogue", url]) == 0
    assert f"{model.name} is installed: vi" in capsys.readouterr().out
    assert main(["models", "install", "vi", "--catalogue", url]) == 1
    assert "already installed" in capsys.readouterr().err
    assert asked.count("/model.zip") == 1


def test_what_is_no_model_is_not_installed(
    capsys: pytest.CaptureFixture[str], model: Path
) -> None:
    shutil.rmtree(model / "graph")
    assert "Vosk model" in refused(capsys, "models", "install", str(model))
    assert main(["models", "list"]) == 0
    assert model.name not in capsys.readouterr().out


def test_paired_glasses_are_driven_by_their_file_and_found_by_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "souffleur.json"
    assert main(["pair", "Stage left", "--board", "t-glass", "-o", str(file)]) == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o077 == 0
    key = Keyring().all()[0]
    assert (key.name, key.secret) == ("Stage left", bytes.fromhex(told["secret"]))
    assert told["secret"] not in capsys.readouterr().out
    assert Keyring().secrets(bytes.fromhex(told["identity"])) == (key.secret,)
    again = ["Stage left", "--board", "t-glass", "-o", str(file) + "2"]
    assert "paired already" in refused(capsys, "pair", *again)
    other = ["Stage right", "--board", "t-glass", "-o", str(file)]
    assert "exists" in refused(capsys, "pair", *other)
    assert len(Keyring().all()) == 1

"""`souffleur present` as a whole: real recogniser, real firmware, real Bluetooth host stack."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
import soundfile

DEMO = Path(__file__).resolve().parents[2] / "companion" / "demo"
HEAP = 100 * 1024  # as in tests/virtual
PIECE = 16.0  # seconds of the talk


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = str(tmp_path / "home")
    return {**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """The talk's first seconds in another format than the demo's."""
    samples, rate = soundfile.read(DEMO / "en.ogg", frames=int(PIECE * 16000))
    path = tmp_path / "piece.flac"
    soundfile.write(path, samples, rate)
    return path


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    told = json.loads((DEMO / "en.json").read_text(encoding="utf-8"))
    told["words"] = [word for word in told["words"] if word["end"] < PIECE]
    told["disturbances"] = [d for d in told["disturbances"] if d["end"] < PIECE]
    path = tmp_path / "piece.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_recording_drives_the_glass_and_the_report_judges_it(
    tmp_path: Path, environment: dict[str, str], recording: Path, truth: Path
) -> None:
    report = tmp_path / "report"
    done = subprocess.run(
        [
            sys.executable, "-m", "companion", "present", str(DEMO / "en.md"), "--audio",
            str(recording), "--glasses", "virtual", "--speed", "2", "--truth", str(truth),
            "--report", str(report),
        ],
        env=environment, capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert told["language"] == "en" and told["engine"] == "vosk"
    assert told["words"] > 20
    assert told["next_word_visibility_all"] > 0.5
    assert 0 < told["upload"]["first_screen_s"] <= told["upload"]["total_s"]
    assert 0 < told["upload"]["bytes_on_air"] < 30_000
    assert 0 < told["firmware"]["heap_peak"] <= HEAP < told["firmware"]["heap_limit"]
    assert told["position_to_pixel_ms"]["count"] > 0
    for name in ("report.html", "glass.gif", "show.jsonl"):
        assert (report / name).stat().st_size > 1000
    assert "following" in done.stdout
    assert "weigh 2-fold" in done.stdout


def test_keys_move_hold_blank_and_end_the_show(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    report = tmp_path / "report"
    log = report / "show.jsonl"
    operator, terminal = pty.openpty()
    with subprocess.Popen(
        [
            sys.executable, "-m", "companion", "present", str(DEMO / "en.md"), "--audio",
            str(DEMO / "en.ogg"), "--glasses", "virtual", "--report", str(report),
            "--goal", "0.01", "--message", "慢一点", "--message", "thank you " * 40,
        ],
        env={**environment, "TERM": "dumb"}, stdin=terminal, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    ) as show:
        try:
            wait_for(log, '"event":"shown"', until=60)
            wait_for(log, "time is up", until=60)
            for key in ("\x1b[B", "\x1b[C", " ", "b", "b", "+", "q", "n", "m1", "m2", "m3", "m0"):
                os.write(operator, key.encode())
                time.sleep(0.1)
            os.write(operator, b"qy")
            assert show.wait(60) == 0, show.stderr.read() if show.stderr else ""
        finally:
            show.kill()
            os.close(operator)
            os.close(terminal)
    actions = [
        event["action"]
        for line in log.read_text(encoding="utf-8").splitlines()
        if (event := json.loads(line))["event"] == "operated"
    ]
    assert actions == [
        "time is up", "next line", "next section", "hold or resume", "blank or show",
        "blank or show", "brighter", "message: 慢一点", "no message",
    ]


def test_a_script_that_nothing_can_hear_is_turned_by_hand(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    script = tmp_path / "thai.md"
    text = "สวัสดีครับ ท่านผู้มีเกียรติทุกท่าน วันนี้เรามาพบกันเพื่อเฉลิมฉลองความร่วมมือ ขอบคุณทุกท่าน"
    script.write_text(f"# เปิดงาน\n\n{text}\n", encoding="utf-8")
    report = tmp_path / "report"
    operator, terminal = pty.openpty()
    with subprocess.Popen(
        [
            sys.executable, "-m", "companion", "present", str(script), "--glasses", "virtual",
            "--report", str(report),
        ],
        env={**environment, "TERM": "dumb"}, stdin=terminal, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    ) as show:
        try:
            wait_for(report / "show.jsonl", '"event":"shown"', until=60)
            for key in ("j", "j", "k", "q", "y"):
                os.write(operator, key.encode())
                time.sleep(0.3)
            told, _ = show.communicate(timeout=60)
        finally:
            show.kill()
            os.close(operator)
            os.close(terminal)
    assert show.returncode == 0, told
    assert "No speech model for 'th'" in told and "the keys turn the lines" in told
    shown = [
        event["line"]
        for line in (report / "show.jsonl").read_text(encoding="utf-8").splitlines()
        if (event := json.loads(line))["event"] == "shown"
    ]
    assert shown[0] + 1 == shown[1] == shown[2] - 1 == shown[3]
    figures = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert (figures["engine"], figures["language"]) == ("none", "th")
    assert figures["position_to_pixel_ms"]["count"] >= 3


def test_a_recording_that_breaks_off_still_leaves_its_report(
    tmp_path: Path, environment: dict[str, str], recording: Path
) -> None:
    recording.write_bytes(recording.read_bytes()[:120_000])
    report = tmp_path / "report"
    done = subprocess.run(
        [
            sys.executable, "-m", "companion", "present", str(DEMO / "en.md"), "--audio",
            str(recording), "--glasses", "virtual", "--speed", "8", "--report", str(report),
        ],
        env=environment, capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 1
    assert "breaks off after" in done.stderr.splitlines()[-1]
    assert json.loads((report / "report.json").read_text(encoding="utf-8"))["language"] == "en"


ENDS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize(
    ("end", "deaf"),
    [*((end, False) for end in ENDS), (signal.SIGTERM, True)],
    ids=["interrupted", "terminated", "terminal gone", "terminated in the background"],
)
def test_however_the_show_is_ended_its_report_is_written(
    tmp_path: Path, environment: dict[str, str], end: signal.Signals, deaf: bool
) -> None:
    def begin() -> None:
        """A shell starts what runs in the background deaf to Ctrl-C."""
        for number in ENDS:
            signal.signal(number, signal.SIG_DFL)
        if deaf:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    report = tmp_path / "report"
    operator, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    drawn = bytearray()
    with subprocess.Popen(
        [
            sys.executable, "-m", "companion", "present", str(DEMO / "en.md"), "--by-hand",
            "--glasses", "virtual", "--report", str(report),
        ],
        env={**environment, "TERM": "xterm", "LANG": "C.UTF-8"}, stdin=terminal, stdout=terminal,
        stderr=terminal, preexec_fn=begin,
    ) as show:
        reader = threading.Thread(target=drain, args=(operator, drawn), daemon=True)
        reader.start()
        try:
            wait_for(report / "show.jsonl", '"event":"shown"', until=60)
            show.send_signal(end)
            assert show.wait(60) == 130
        finally:
            show.kill()
            os.close(terminal)
            reader.join(10)
            os.close(operator)
    assert (report / "report.json").exists()
    assert drawn.rfind(b"\x1b[?1049l") > drawn.rfind(b"\x1b[?1049h") > -1
    assert drawn.rfind(b"\x1b[?25h") > drawn.rfind(b"\x1b[?25l") > -1


def drain(terminal: int, into: bytearray) -> None:
    """Read what a program draws until it is gone."""
    with suppress(OSError):
        while data := os.read(terminal, 65536):
            into += data


def wait_for(log: Path, sign: str, until: float) -> None:
    """Wait until the sign stands in the log."""
    end = time.monotonic() + until
    while time.monotonic() < end:
        if log.exists() and sign in log.read_text(encoding="utf-8"):
            return
        time.sleep(0.05)
    raise AssertionError("the show did not begin")

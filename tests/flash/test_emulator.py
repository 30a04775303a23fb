"""The emulated boards are boards to the real esptool and mpremote, also when something is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import program

from .emulator.bench import NOBODY, Bench
from .emulator.board import OFF, PYTHON, ROM, Board
from .emulator.image import APP, STARTS_AT, fake_image, version_in
from .emulator.rom import SECTOR, Flash

FLASH = 4 << 20
IMPATIENT = Path(__file__).parent / "emulator" / "esptool.cfg"
MAC = "f4:12:fa:00:00:01"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Bench(tmp_path / "bench") as bench:
        yield bench


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)], capture_output=True, text=True, timeout=60,
        cwd=Path(__file__).parents[2], env={**os.environ, "ESPTOOL_CFGFILE": str(IMPATIENT)},
    )  # fmt: skip


def write(board: Board, image: bytes | None = None, baud: int = 460800) -> tuple[int, str]:
    """esptool writes an image, checks it and resets the board: its exit code and its words."""
    file = board.folder / "image.bin"
    file.write_bytes(image or fake_image(board.chip_name))
    done = run("esptool", "--port", board.path, "--baud", baud, "--connect-attempts", 1,
               "--after", "watchdog-reset", "write-flash", STARTS_AT[board.chip_name],
               file)  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def remote(board: Board, *words: object) -> str:
    """What mpremote prints."""
    done = run("mpremote", "connect", board.path, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# esptool


@pytest.mark.parametrize(
    ("chip", "what", "facts"),
    [
        ("esp32s3", {}, ["ESP32-S3", "Embedded PSRAM 2MB", "flash size: 4MB"]),
        ("esp32s3", {"flash_mb": 16, "psram_mb": 8}, ["Embedded PSRAM 8MB", "flash size: 16MB"]),
        ("esp32s3", {"flash_mb": 8, "psram_mb": 0}, ["Embedded Flash 8MB", "flash size: 8MB"]),
        ("esp32", {}, ["ESP32-D0WD", "flash size: 4MB"]),
        ("esp32c3", {}, ["ESP32-C3", "flash size: 4MB"]),
    ],
)
def test_esptool_finds_out_what_the_board_is(bench, chip, what, facts):
    said = run("esptool", "--port", bench.add(chip, **what).path, "flash-id").stdout
    assert all(fact in said for fact in [*facts, MAC]), said
    assert ("PSRAM" in said) == any("PSRAM" in fact for fact in facts)


def test_a_flashed_s3_comes_back_as_another_usb_device_under_another_name(bench):
    board = bench.add()
    (before,) = bench.list_ports()
    assert write(board)[0] == 0
    board.wait(PYTHON)
    (after,) = bench.list_ports()
    assert (before.vid, before.pid, after.vid, after.pid) == (0x303A, 0x1001, 0x303A, 0x4001)
    assert (before.serial_number, after.serial_number) == (MAC.upper(), MAC.replace(":", ""))
    assert before.device != after.device and before.location == after.location
    assert not Path(before.device).exists()
    code = "import os, machine; print(os.uname().release, os.uname().machine, machine.unique_id())"
    assert remote(board, "exec", code).split() == [
        "1.28.0", "Generic", "ESP32S3", "module", "with", "ESP32S3", str(board.mac)
    ]  # fmt: skip
    remote(board, "bootloader")
    board.wait(ROM)
    assert board.path == before.device


def test_behind_a_bridge_the_port_stays_and_esptool_gets_the_boot_loader_at_any_time(bench):
    board = bench.add("esp32")
    port = board.path
    assert write(board)[0] == 0
    board.wait(PYTHON)
    assert run("esptool", "--port", port, "chip-id").returncode == 0
    board.wait(PYTHON)
    assert remote(board, "exec", "import sys; print(sys.implementation._build)") == (
        "ESP32_GENERIC\n"
    )
    assert board.path == port and OFF not in board.runs and board.runs.count(ROM) >= 2


def test_what_is_in_flash_is_read_back(bench, tmp_path):
    board = bench.add()
    board.flash.data[0x3000:0x5000] = os.urandom(0x2000)
    read = tmp_path / "read"
    run("esptool", "--port", board.path, "read-flash", "0x2800", "0x3000", read)
    assert read.read_bytes() == board.flash.data[0x2800:0x5800]


def test_the_list_of_ports_reaches_other_processes(bench):
    board = bench.add()
    bench.add("esp32")
    ports = json.loads(Path(bench.environment()["SOUFFLEUR_PORTS"]).read_text())
    assert [(port["device"], port["pid"]) for port in ports] == [
        (info.device, info.pid) for info in bench.list_ports()
    ]
    board.unplug()
    (port,) = json.loads(bench.ports_file.read_text())
    assert port["hwid"].startswith("USB VID:PID=10C4:EA60 SER=0001")


# What can go wrong


def test_esptool_refuses_an_image_for_another_chip(bench):
    board = bench.add()
    code, said = write(board, fake_image("esp32c3"))
    assert code == 2 and "not an ESP32-S3 image" in said and board.flash.writes == 0


def test_a_wrong_checksum_once_and_for_ever(bench):
    board = bench.add()
    board.faults.bad_md5 = 1
    assert write(board)[0] == 2
    board.hold_boot()  # esptool resets it after an error too, and what it has may well start
    assert write(board)[0] == 0
    board.hold_boot()
    board.flash.worn.add(APP // SECTOR + 2)
    for _ in range(2):
        code, said = write(board)
        assert code == 2 and "MD5" in said
        board.hold_boot()
    board.reset()
    assert board.mode == ROM  # the application's own sum is wrong


def test_noise_at_high_speed_alone(bench):
    board = bench.add()
    board.faults.noisy_above = 115200
    assert write(board, baud=460800)[0] == 2
    board.hold_boot()
    assert write(board, baud=115200)[0] == 0


@pytest.mark.parametrize("fault", ["dies_after", "vanishes_after"])
def test_an_interrupted_write_leaves_a_board_that_can_be_written(bench, fault):
    board = bench.add()
    port = board.path
    setattr(board.faults, fault, 40000)
    assert write(board)[0] != 0
    assert board.flash.writes > 0 and board.version is None
    board.wait(ROM)
    assert (board.path != port) == (fault == "vanishes_after")
    board.faults.dies_after = None
    board.reset()
    assert board.mode == ROM
    assert write(board)[0] == 0
    board.wait(PYTHON)


def test_a_cable_without_data(bench):
    board = bench.add()
    board.faults.mute = True
    code, said = write(board)
    assert code == 2 and "No serial data received" in said


def test_a_board_that_stays_in_its_boot_loader_until_rst_is_tapped(bench):
    board = bench.add()
    board.faults.stays = True
    assert write(board)[0] == 0
    assert board.version and board.mode != PYTHON
    board.reset()
    assert board.mode == PYTHON


def test_a_port_that_another_program_has(bench):
    board = bench.add()
    with board.busy() as program_id:
        holds = [fd.readlink() for fd in Path(f"/proc/{program_id}/fd").iterdir()]
        assert Path(board.path).resolve() in holds
        code, said = write(board)
        assert code == 2 and "busy" in said
    assert write(board)[0] == 0


def test_a_port_that_this_user_may_not_open(bench):
    board = bench.add()
    board.forbid()
    prefix = NOBODY if os.geteuid() == 0 else []
    code = "import os, sys; os.open(sys.argv[1], os.O_RDWR)"
    done = subprocess.run(
        [*prefix, "/usr/bin/env", "python3", "-c", code, Path(board.path).resolve()],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "PermissionError" in done.stderr


# Flash


@given(st.lists(st.tuples(st.integers(0, 3 * SECTOR - 64), st.binary(max_size=64)), max_size=8),
       st.integers(0, 2))  # fmt: skip
def test_nor_flash_only_clears_bits_and_erases_whole_sectors(writes, sector):
    flash = Flash(3 * SECTOR)
    expected = bytearray(b"\xff" * 3 * SECTOR)
    for at, data in writes:
        flash.program(at, data)
        for n, byte in enumerate(data):
            expected[at + n] &= byte
    assert flash.data == expected
    flash.erase(sector * SECTOR + 5, 1)
    expected[sector * SECTOR : (sector + 1) * SECTOR] = b"\xff" * SECTOR
    assert flash.data == expected


@given(st.integers(0, 60_000), st.sampled_from(sorted(STARTS_AT)))
def test_a_chip_starts_no_application_with_a_wrong_byte(place, chip):
    image, start = fake_image(chip, "v1.27.0"), STARTS_AT[chip]
    flash = bytearray(b"\xff" * FLASH)
    flash[start : start + len(image)] = image
    assert version_in(flash, start) == "v1.27.0"
    flash[APP + place] ^= 1 + place % 255
    assert version_in(flash, start) is None


# MicroPython


def test_mpremote_copies_lists_sums_and_removes(bench, tmp_path):
    board = bench.add(plug=False).flashed()
    board.plug()
    content = {"one.bin": os.urandom(9000), "inside/two.txt": "words – слова".encode()}
    for name, data in content.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_bytes(data)
    remote(board, "fs", "cp", "-r", tmp_path / "tree", ":")
    remote(board, "mkdir", ":empty")
    assert {f"tree/{name}": data for name, data in content.items()}.items() <= board.files.items()
    assert [line.split()[-1] for line in remote(board, "ls").splitlines()[1:]] == [
        "boot.py", "empty/", "tree/"
    ]  # fmt: skip
    digest = hashlib.sha256(content["one.bin"]).hexdigest()
    assert digest in remote(board, "fs", "sha256sum", ":tree/one.bin")
    remote(board, "rm", ":tree/one.bin")
    assert "tree/one.bin" not in board.files
    back = tmp_path / "back.txt"
    remote(board, "cp", ":tree/inside/two.txt", back)
    assert back.read_bytes() == content["inside/two.txt"]


def test_resets_hard_and_soft(bench):
    main = b"import machine; print('main', machine.reset_cause())"
    board = bench.add(plug=False).flashed(files={"main.py": main})
    board.plug()
    remote(board, "exec", "here = 1")
    assert remote(board, "resume", "exec", "print(here)") == "1\n"
    remote(board, "soft-reset")
    remote(board, "reset")
    board.wait(OFF)
    board.wait(PYTHON)
    code = "import machine; print(machine.reset_cause(), 'here' in globals())"
    assert remote(board, "exec", code) == "5 False\n"
    assert board.runs == [PYTHON, OFF, PYTHON]


def test_a_program_that_runs_is_interrupted(bench):
    board = bench.add(plug=False).flashed(files={"main.py": b"while True: pass"})
    board.plug()
    assert remote(board, "exec", "print(6 * 7)") == "42\n"


def test_a_watchdog_that_is_not_fed_resets_the_board_even_at_the_prompt(bench):
    board = bench.add(plug=False).flashed()
    board.plug()
    remote(board, "exec", "import machine; machine.WDT(timeout=300)")
    board.wait(OFF)
    board.wait(PYTHON)
    code = "import machine; print(machine.reset_cause())"
    assert remote(board, "resume", "exec", code) == "3\n"


def test_files_survive_another_micropython_but_not_an_erased_flash(bench):
    board = bench.add(plug=False).flashed("v1.27.0", {"settings.json": b"{}"})
    board.plug()
    assert "1.27.0" in remote(board, "exec", "import os; print(os.uname().release)")
    remote(board, "bootloader")
    board.wait(ROM)
    assert write(board)[0] == 0
    board.wait(PYTHON)
    assert "1.28.0" in remote(board, "exec", "import os; print(os.uname().release)")
    assert board.files == {"settings.json": b"{}"}
    board.hold_boot()
    run("esptool", "--port", board.path, "erase-flash")
    board.reset()
    assert board.mode == ROM and board.version is None


def test_a_file_system_that_is_none_is_complained_of_and_kept(bench):
    board = bench.add(plug=False).flashed()
    noise = os.urandom(2 * SECTOR)
    board.flash.data[0x200000 : 0x200000 + len(noise)] = noise
    board.plug()
    said = remote(board, "resume", "exec", "import os; print(os.listdir('/'))")
    assert said == "[]\n"
    assert board.flash.data[0x200000 : 0x200000 + len(noise)] == noise


def test_the_firmware_runs_on_it_and_is_on_the_air(bench):
    config = {"board": "t-glass", "name": "Souffleur-0042", "identity": "00" * 8,
              "secret": "00" * 32}  # fmt: skip
    files = {name: path.read_bytes() for name, path in program.modules().items()}
    files |= {f"boards/{p.name}": p.read_bytes() for p in program.FIRMWARE.glob("boards/*.json")}
    files["souffleur.json"] = json.dumps(config).encode()
    board = bench.add(plug=False).flashed(files=files)
    board.plug()
    board.heard(10)
    assert b"Souffleur-0042" in board.adverts[0]
    assert remote(board, "exec", "print(6 * 7)") == "42\n"
    assert OFF not in board.runs

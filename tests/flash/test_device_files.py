"""Images, releases, bundles and backups are checked before they are used; words of esptool told."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.device import bundle, image, loader, releases
from tools.device.errors import (
    CableError,
    DeviceError,
    FileError,
    SilentError,
    VerifyError,
    WrongBoardError,
)
from tools.device.ports import Port

from .emulator.image import fake_image


def file(folder: Path, data: bytes, name: str = "mp.bin") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_an_image_tells_its_chip_version_and_need(tmp_path: Path) -> None:
    read = image.load(file(tmp_path, fake_image("esp32", "v1.28.0")))
    assert (read.chip, read.version, read.needs, read.starts_at) == (
        "esp32", "1.28.0", 4 << 20, 0x1000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ" * 100, "no image for an ESP32"),
        (fake_image()[0x10000:], "only a part"),
        (fake_image()[:0x9000], "only a part"),
        (fake_image().replace(b"micropython", b"arduino-app"), "another program"),
    ],
)
def test_what_is_no_micropython_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(FileError, match=words):
        image.load(file(tmp_path, data))
    with pytest.raises(WrongBoardError, match="for ESP32-C3"):
        image.load(file(tmp_path, fake_image("esp32c3")))


@given(st.binary(max_size=300))
def test_noise_is_no_image(data: bytes) -> None:
    with pytest.raises(DeviceError):
        image.parsed(data, Path("noise.bin"))


def test_a_release_without_a_checksum_is_refused_until_it_is_pinned(tmp_path: Path) -> None:
    name = next(iter(releases.known(tmp_path)))
    with pytest.raises(FileError, match=f"image pin {name} FILE"):
        releases.load(name, tmp_path)
    with pytest.raises(FileError, match=f"image pin {name} FILE"):
        releases.get(name, tmp_path)
    with pytest.raises(FileError, match="choose the right file"):
        releases.pin(name, file(tmp_path, fake_image("esp32")), tmp_path)
    for slip in (fake_image("esp32s3", "v1.27.0"), fake_image("esp32s3", flash_mb=16)):
        with pytest.raises(FileError, match=r"download ESP32_GENERIC_S3-\d+-v1.28.0.bin from"):
            releases.pin(name, file(tmp_path, slip), tmp_path)
    data = fake_image("esp32s3")
    pinned = releases.pin(name, file(tmp_path, data), tmp_path)
    assert pinned.sha256 == hashlib.sha256(data).hexdigest()
    assert releases.load(name, tmp_path).sha256 == pinned.sha256
    (tmp_path / f"{name}.bin").write_bytes(data[:-1] + b"?")
    with pytest.raises(VerifyError, match="is not"):
        releases.load(name, tmp_path)


def test_a_bundle_gives_what_went_in_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    read = image.load(file(tmp_path, fake_image()))
    path = tmp_path / "all.zip"
    program = {"esp32s3": {"main.py": b"1", "souffleur/wire.mpy": b"2"}}
    bundle.write(path, {"esp32s3": read}, program, {"t-glass": "esp32s3"})
    back = bundle.read(path)
    assert back.programs == program and back.boards == {"t-glass": "esp32s3"}
    assert bundle.unpacked(back, tmp_path)["esp32s3"].sha256 == read.sha256
    whole = path.read_bytes()
    for cut in (10, len(whole) // 2, len(whole) - 3):
        with pytest.raises(FileError, match="no whole bundle"):
            bundle.read(file(tmp_path, whole[:cut], "cut.zip"))
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "other.zip", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data + b"!" if name.endswith("wire.mpy") else data)
    with pytest.raises(VerifyError, match=r"wire.mpy .* is damaged"):
        bundle.read(tmp_path / "other.zip")


def test_a_list_of_releases_names_a_source_for_each() -> None:
    rows = json.loads(releases.LIST.read_text(encoding="utf-8"))
    assert {row["chip"] for row in rows.values()} == {"esp32", "esp32s3"}
    assert all(row["url"].startswith("https://micropython.org/") for row in rows.values())


def test_a_volunteer_is_told_which_file_from_which_page_and_what_to_do_with_it(
    tmp_path: Path,
) -> None:
    """The names are those of micropython.org: BOARD[-VARIANT]-YYYYMMDD-vVERSION.bin."""
    for name, release in releases.known(tmp_path).items():
        assert re.fullmatch(
            r"ESP32_GENERIC(_S3)?(-FLASH_4M|-SPIRAM_OCT)?-20\d{6}-v\d+\.\d+\.\d+\.bin", release.file
        )
        assert release.file.endswith(f"-v{release.version}.bin")
        with pytest.raises(FileError) as refused:
            releases.load(name, tmp_path)
        said = str(refused.value)
        assert f"download {release.file} from {release.page}" in said
        assert f"image pin {name} FILE" in said and "compare the SHA-256" in said
        board = {"esp32": "ESP32_GENERIC", "esp32s3": "ESP32_GENERIC_S3"}[release.chip]
        assert release.page == f"https://micropython.org/download/{board}/"


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("A fatal error occurred: This chip is ESP32-S3, not ESP32. Wrong chip argument?",
         WrongBoardError, "Found ESP32-S3, this is for ESP32"),
        ("A fatal error occurred: MD5 of file does not match data in flash!",
         VerifyError, "reads back wrong"),
        ("A fatal error occurred: Failed to connect to Espressif device: No serial data received.",
         SilentError, "charging only.*hold BOOT"),
        ("A fatal error occurred: The chip stopped responding.", CableError, "stopped responding"),
        ("/usr/bin/python: No module named esptool", DeviceError, "not installed"),
        ("", CableError, "without a word"),
    ],
)  # fmt: skip
def test_what_esptool_says_is_told_with_what_to_do(
    said: str, kind: type[DeviceError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        raise loader.explained(said, Port("/dev/ttyACM0"))

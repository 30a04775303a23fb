"""Models are found on sticks, whatever else is on them."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from companion.speech import drives
from companion.speech.drives import models_on, mounted, volumes

TABLE = """\
sysfs /sys sysfs rw 0 0
/dev/nvme0n1p2 / ext4 rw 0 0
/dev/sda1 /media/anna/STAGE\\040KIT vfat rw 0 0
/dev/sdb1 /run/media/anna/\\346\\274\\224 exfat rw 0 0
/dev/sda1 /media/anna/STAGE\\040KIT vfat rw 0 0
/dev/sdc1 /mnt/disk ext4 rw 0 0
broken
"""


def model(folder: Path, graph: str = "HCLG.fst") -> Path:
    (folder / "graph").mkdir(parents=True)
    (folder / "graph" / graph).write_bytes(b"12345")
    return folder


def packed(path: Path, member: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "12345")
    return path


def test_linux_tells_its_drives_with_spaces_in_their_names_and_each_once() -> None:
    places = [str(path) for path in mounted(TABLE)]
    assert places[0] == "/media/anna/STAGE KIT"
    assert len(places) == 3 and places[2] == "/mnt/disk"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_macos_tells_its_drives_without_its_own(tmp_path: Path) -> None:
    (tmp_path / "Macintosh HD").symlink_to("/")
    (tmp_path / "STICK").mkdir()
    assert volumes(tmp_path) == [tmp_path / "STICK"]


def test_the_drives_of_this_machine_are_folders() -> None:
    assert all(isinstance(path, Path) for path in drives.drives())


def test_models_are_found_packed_and_unpacked_and_their_language_by_their_name(
    tmp_path: Path,
) -> None:
    model(tmp_path / "vosk-model-small-cn-0.22")
    model(tmp_path / "talks" / "2026" / "mine", "HCLr.fst")
    (tmp_path / "talks" / "2026" / "mine" / "graph" / "Gr.fst").write_bytes(b"1")
    packed(tmp_path / "models" / "vosk-model-vn-0.4.zip", "vosk-model-vn-0.4/graph/HCLG.fst")
    packed(tmp_path / "photos.zip", "beach.jpg")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    found = {one.name: one for one in models_on(tmp_path)}
    assert set(found) == {"vosk-model-small-cn-0.22", "mine", "vosk-model-vn-0.4"}
    assert [found[name].language for name in sorted(found)] == ["", "zh", "vi"]
    assert found["vosk-model-vn-0.4"].packed and not found["mine"].packed
    assert (found["mine"].size, found["vosk-model-small-cn-0.22"].size) == (6, 5)


def test_a_folder_that_is_a_model_itself_is_found(tmp_path: Path) -> None:
    folder = model(tmp_path / "vosk-model-en-us-0.22")
    assert [one.path for one in models_on(folder)] == [folder]


def test_a_zip_can_be_named_itself(tmp_path: Path) -> None:
    path = packed(tmp_path / "vosk-model-small-vn-0.4.zip", "m/graph/HCLG.fst")
    (found,) = models_on(path)
    assert (found.path, found.language) == (path, "vi")
    assert list(models_on(packed(tmp_path / "photos.zip", "beach.jpg"))) == []


def test_a_search_does_not_go_on_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path.joinpath(*"abcdef")
    model(deep / "vosk-model-en-us-0.22")
    assert not list(models_on(tmp_path))
    monkeypatch.setattr(drives, "MOST", 3)
    for name in ("1", "2", "3", "4", "5"):
        (tmp_path / "wide" / name).mkdir(parents=True)
    model(tmp_path / "wide" / "6")
    assert not list(models_on(tmp_path / "wide"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_and_what_is_away_are_passed_over(tmp_path: Path) -> None:
    outside = model(tmp_path / "outside")
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "round").symlink_to(tmp_path / "stick")
    (tmp_path / "stick" / "link").symlink_to(outside)
    assert list(models_on(tmp_path / "stick")) == []
    assert list(models_on(tmp_path / "pulled out")) == []

"""Models are installed whole or not at all, and nothing in a zip is believed."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from companion.errors import SouffleurError
from companion.speech import archive
from companion.speech.catalogue import Entry
from companion.speech.choose import open_model
from companion.speech.graph import PhoneSet, write_graph
from companion.speech.model import Kind, kind_of
from companion.speech.starter import starter_for
from companion.speech.store import RECORD, Store

NAME = "vosk-model-small-en-us-9.9"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real, if small, model folder as the catalogue's zips have it."""
    starter = starter_for("en")
    assert starter
    folder = tmp_path_factory.mktemp("made") / NAME
    for part in ("am", "conf"):
        shutil.copytree(starter.folder / part, folder / part)
    phones = PhoneSet(tuple((starter.folder / "phones.txt").read_text().split()))
    write_graph(folder / "graph", phones, {w: starter.speller()(w) for w in ("hello", "world")})
    return folder


@pytest.fixture(scope="module")
def packed(model: Path) -> Path:
    return Path(shutil.make_archive(str(model), "zip", model.parent, model.name))


def leftovers(store: Store) -> list[str]:
    return [path.name for path in store.folder.iterdir()] if store.folder.exists() else []


def test_a_zip_becomes_a_model_that_is_listed_verified_opened_and_removed(
    tmp_path: Path, packed: Path
) -> None:
    store = Store(tmp_path)
    installed = store.install_archive(packed)
    assert (installed.name, installed.language, installed.kind) == (NAME, "en", Kind.DYNAMIC)
    assert installed.size > 2_000_000
    assert store.models() == [installed] == [store.best("en")]
    assert store.verify(NAME) == []
    assert store.open(NAME).knows("hello")
    assert open_model("en", [], store=store).name == NAME
    store.remove(NAME)
    assert store.models() == []
    assert leftovers(store) == []


def test_a_folder_is_copied_and_may_be_named_by_the_user(tmp_path: Path, model: Path) -> None:
    other = tmp_path / "mine"
    shutil.copytree(model, other)
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="say which it is"):
        store.install_folder(other)
    assert leftovers(store) == []
    assert store.install_folder(other, language="en").name == "mine"
    with pytest.raises(SouffleurError, match="already installed"):
        store.install_folder(other, language="en")
    assert other.is_dir()


class Enough(Exception):
    """The user has cancelled."""


def test_installing_tells_its_progress_and_can_be_ended(
    tmp_path: Path, packed: Path, model: Path
) -> None:
    def end(done: int, total: int) -> None:
        raise Enough

    store = Store(tmp_path)
    installs = {
        "zip": lambda tell: store.install_archive(packed, progress=tell),
        "folder": lambda tell: store.install_folder(model, progress=tell),
    }
    for install in installs.values():
        with pytest.raises(Enough):
            install(end)
        assert leftovers(store) == []
        told: list[tuple[int, int]] = []
        install(lambda *step, told=told: told.append(step))
        assert told == sorted(told) and told[-1][0] == told[-1][1] > 2_000_000
        store.remove(NAME)


def test_a_disk_that_is_too_full_is_told_before_anything_is_written(
    tmp_path: Path, packed: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    store = Store(tmp_path / "store")
    assert store.free() == 1 << 20
    for install in (
        lambda: store.install_archive(packed), lambda: store.install_folder(model),
        lambda: store.install_entry(
            Entry("big", "en", "en-us", 1 << 30, "http://127.0.0.1:9/", "", "big", False)
        ),
    ):
        with pytest.raises(SouffleurError, match=r"MB of (free )?disk.* make room"):
            install()
        assert leftovers(store) == []


def test_a_full_stick_is_no_hindrance(
    tmp_path: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage
    monkeypatch.setattr(
        shutil, "disk_usage",
        lambda path: real(path)._replace(free=0) if Path(path) == packed.parent else real(path),
    )
    assert Store(tmp_path).install_archive(packed).name == NAME


def test_a_stick_that_is_pulled_out_meanwhile_is_told(tmp_path: Path, model: Path) -> None:
    stick = tmp_path / NAME
    shutil.copytree(model, stick)
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="still plugged in"):
        store.install_folder(stick, progress=lambda done, total: shutil.rmtree(stick, True))
    assert leftovers(store) == []


def test_the_licence_is_read_from_the_models_own_files(tmp_path: Path, model: Path) -> None:
    store = Store(tmp_path)
    installed = store.install_folder(model)
    assert installed.licence_text() == ""
    (installed.folder / "README").write_text("Accuracy: fair")
    assert installed.licence_text() == "Accuracy: fair"
    (installed.folder / "LICENSE.txt").write_text("Apache License")
    assert installed.licence_text() == "Apache License"


def test_a_changed_or_missing_file_is_found(tmp_path: Path, packed: Path) -> None:
    store = Store(tmp_path)
    folder = store.install_archive(packed).folder
    (folder / "conf" / "mfcc.conf").write_text("--num-ceps=13\n")
    (folder / "graph" / "Gr.fst").unlink()
    assert store.verify(NAME) == ["conf/mfcc.conf has changed", "graph/Gr.fst is missing"]


def test_a_damaged_model_is_refused_before_it_can_end_the_program(
    tmp_path: Path, model: Path
) -> None:
    broken = tmp_path / NAME
    shutil.copytree(model, broken)
    (broken / "am" / "final.mdl").write_bytes(b"\0B<TransitionModel> nonsense")
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="does not load as a Vosk model"):
        store.install_folder(broken)
    assert leftovers(store) == []


def test_a_static_graph_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    assert kind_of(tmp_path) is Kind.OTHER
    (tmp_path / "graph" / "HCLG.fst").touch()
    assert kind_of(tmp_path) is Kind.STATIC


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "m/../../evil", "C:/evil", "..\\evil"])
def test_a_zip_cannot_write_outside(tmp_path: Path, name: str) -> None:
    bad = zipped(tmp_path / "bad.zip", {"m/am/final.mdl": b"x", name: b"x"})
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="outside its folder"):
        store.install_archive(bad, language="en")
    assert leftovers(store) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.zip", "store"]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("m/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    with pytest.raises(SouffleurError, match="outside its folder"):
        Store(tmp_path / "store").install_archive(tmp_path / "bad.zip", language="en")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(tmp_path / "bomb.zip", {"m/am/final.mdl": bytes(70 << 20)})
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="far too much"):
        store.install_archive(bomb, language="en")
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    many = zipped(tmp_path / "many.zip", {f"m/{i}": b"" for i in range(4)})
    with pytest.raises(SouffleurError, match="far too much"):
        store.install_archive(many, language="en")


def test_a_zip_that_lies_about_a_files_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "liar.zip", {"m/a": bytes(100_000)})
    data = bytearray(path.read_bytes())
    real, told = (100_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert data.count(real) == 2
    path.write_bytes(bytes(data.replace(real, told)))
    with pytest.raises(SouffleurError, match="damaged"):
        Store(tmp_path / "store").install_archive(path, language="en")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", b"x" * 5000])
def test_what_is_no_zip_gets_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(SouffleurError, match="no zip or damaged") as caught:
        Store(tmp_path / "store").install_archive(tmp_path / "a.zip", language="en")
    assert "\n" not in str(caught.value)


def test_a_truncated_zip_leaves_nothing(tmp_path: Path, packed: Path) -> None:
    half = tmp_path / f"{NAME}.zip"
    half.write_bytes(packed.read_bytes()[: packed.stat().st_size // 2])
    store = Store(tmp_path / "store")
    with pytest.raises(SouffleurError, match="damaged"):
        store.install_archive(half)
    assert leftovers(store) == []


def test_a_zip_without_a_model_and_a_missing_one(tmp_path: Path) -> None:
    other = zipped(tmp_path / "other.zip", {"readme.txt": b"hello"})
    with pytest.raises(SouffleurError, match="holds no Vosk model"):
        Store(tmp_path / "store").install_archive(other, language="en")
    with pytest.raises(SouffleurError, match="check the name"):
        Store(tmp_path / "store").install_archive(tmp_path / "none.zip", language="en")
    with pytest.raises(SouffleurError, match="see: souffleur models list"):
        Store(tmp_path / "store").remove("vosk-model-fr-0.22")


def test_a_folder_with_an_unreadable_record_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / RECORD).write_text(json.dumps({"name": "odd", "files": [1]}))
    assert Store(tmp_path).models() == []


def test_without_an_installed_model_the_starter_is_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert open_model("zh", ["大家好"], store=store).name == "starter-zh"
    assert open_model("zh", ["hello"], "starter-en", store).knows("hello")
    with pytest.raises(SouffleurError, match="No model nothing is installed"):
        open_model("en", [], "nothing", store)


def test_a_model_folder_can_be_used_where_it_is(tmp_path: Path, model: Path) -> None:
    assert open_model("en", [], str(model), Store(tmp_path)).knows("world")

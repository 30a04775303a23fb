"""The plan between what is there and what is wanted leads there, wherever the work is cut off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.device.errors import WrongBoardError
from tools.device.image import Image
from tools.device.plan import (
    HELD,
    MAIN,
    SETTINGS,
    SLOTS,
    Kind,
    Step,
    There,
    Wanted,
    file_steps,
    image_step,
    ours,
)
from tools.device.repl import File, Tree

PLACES = [
    "/boot.py", "/slots.mpy", "/souffleur/wire.mpy", "/souffleur/panels/dcs.mpy",
    "/boards/t-glass.json", "/words/en.bin", "/souffleur/old.mpy", "/a/main.py",
    "/b/souffleur/x.mpy",
]  # fmt: skip
OTHERS = ["/books/0a.book", "/own.py", "/starts", "/journal.txt"]
contents = st.sampled_from([File(3, "one"), File(4, "two"), File(5, "three")])
programs = st.dictionaries(st.sampled_from(PLACES[:6]), contents).flatmap(
    lambda files: contents.map(lambda main: {**files, MAIN: main})
)
found = st.dictionaries(st.sampled_from([*PLACES, *OTHERS, MAIN, HELD, SLOTS]), contents)
owners: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": st.sampled_from(["A", "B"])}
)


@dataclass
class Device:
    """What a device's files become by the steps."""

    files: dict[str, File]
    folders: set[str]
    settings: Mapping[str, Any] | None

    @property
    def tree(self) -> Tree:
        return Tree(dict(self.files), tuple(sorted(self.folders)))

    def do(self, step: Step, wanted: Wanted) -> None:
        match step.kind:
            case Kind.HOLD:
                if MAIN in self.files:
                    self.files[HELD] = self.files.pop(MAIN)
                self.files.pop(SLOTS, None)
            case Kind.REMOVE:
                del self.files[step.path]
            case Kind.REMOVE_FOLDER:
                assert not any(path.startswith(step.path + "/") for path in self.files)
                self.folders.remove(step.path)
            case Kind.FOLDER:
                assert step.path not in self.folders
                self.folders.add(step.path)
            case Kind.COPY:
                folder = step.path.rpartition("/")[0]
                assert not folder or folder in self.folders
                self.files[step.path] = wanted.files[step.path]
            case Kind.SETTINGS:
                self.settings = wanted.settings
            case Kind.RELEASE:
                self.files[MAIN] = self.files.pop(HELD)
            case other:
                raise AssertionError(other)


def device(files: dict[str, File], settings: Mapping[str, Any] | None) -> Device:
    parents = {str(p) for path in files for p in Path(path).parents if str(p) != "/"}
    return Device(dict(files), parents, settings)


def right(files: Mapping[str, File], wanted: Wanted) -> bool:
    return {path: file for path, file in files.items() if ours(path)} == dict(wanted.files)


@given(found, programs, st.none() | owners, owners, st.lists(st.integers(1, 6), max_size=8))
def test_the_steps_lead_to_what_is_wanted_wherever_they_are_cut_off(
    files: dict[str, File],
    program: dict[str, File],
    settings: dict[str, Any] | None,
    owner: dict[str, Any],
    cuts: list[int],
) -> None:
    wanted = Wanted("t-glass", "esp32s3", files=program, settings=owner)
    it = device(files, settings)
    for count in [*cuts, None]:
        for step in file_steps(it.tree, it.settings, wanted)[:count]:
            it.do(step, wanted)
            starts = MAIN in it.files or SLOTS in it.files
            assert not starts or (right(it.files, wanted) and it.settings == owner)
    assert right(it.files, wanted) and it.settings == owner
    assert {p: f for p, f in it.files.items() if p in OTHERS} == {
        p: f for p, f in files.items() if p in OTHERS
    }
    assert file_steps(it.tree, it.settings, wanted) == []


@given(found, programs, owners)
def test_what_is_right_already_is_not_written(
    files: dict[str, File], program: dict[str, File], owner: dict[str, Any]
) -> None:
    wanted = Wanted("t-glass", "esp32s3", files=program, settings=owner)
    it = device(files, owner)
    copied = {
        step.path for step in file_steps(it.tree, owner, wanted) if step.kind is Kind.COPY
    }  # fmt: skip
    assert not copied & {path for path, file in files.items() if program.get(path) == file}


@given(found, st.none() | owners, owners)
def test_provisioning_touches_the_settings_alone(
    files: dict[str, File], settings: dict[str, Any] | None, owner: dict[str, Any]
) -> None:
    wanted = Wanted("t-glass", "esp32s3", settings=owner, settings_only=True)
    steps = file_steps(device(files, settings).tree, settings, wanted)
    assert [step.path for step in steps] == ([] if settings == owner else [SETTINGS])


IMAGE = Image(Path("mp.bin"), "esp32s3", "1.28.0", "00", 1 << 20, 4 << 20, 0x200000)
WANTED = Wanted("t-glass", "esp32s3", IMAGE)
RUNS = There("esp32s3", "f412fa000001", 4 << 20, micropython="1.28.0", tree=Tree())


def test_micropython_is_written_where_it_is_missing_old_or_cut_off_and_else_not() -> None:
    assert image_step(RUNS, WANTED) is None
    old = image_step(replace(RUNS, micropython="1.27.0"), WANTED)
    assert old and not old.erase and "1.27.0 is there" in old.reason
    cut = image_step(replace(RUNS, writing=True), WANTED)
    assert cut and "interrupted" in cut.reason
    bare = There("esp32s3", "f412fa000001", 4 << 20)
    new = image_step(bare, WANTED)
    assert new and new.erase
    kept = image_step(replace(bare, files_at=0x200000), WANTED)
    assert kept and not kept.erase
    moved = image_step(replace(bare, files_at=0x300000), WANTED)
    assert moved and moved.erase
    broken = image_step(replace(RUNS, tree=Tree(mounted=False)), WANTED)
    assert broken and broken.erase


@given(st.sampled_from(["esp32", "esp32c3", "esp32s2"]), st.booleans())
def test_no_plan_is_made_for_another_chip(chip: str, runs: bool) -> None:
    there = There(chip, "f412fa000001", 4 << 20, micropython="1.28.0" if runs else None)
    with pytest.raises(WrongBoardError, match="nothing was written"):
        image_step(there, WANTED)

"""A new version by radio: it starts only when it is whole, and stays only if it proves itself."""

import asyncio
import io
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from firmware import slots
from firmware.souffleur import update
from firmware.souffleur.update import BadImage, NoRoom, Update
from tools import program
from tools.update import MPY_VERSION, UpdateError, pack

from .books import book_id as image_id
from .steps import done

FILES = {"main.py": b"import souffleur\n", "souffleur/session.mpy": b"M" * 1500,
         "souffleur/panels/jd9613.mpy": bytes(range(256)), "boards/t-glass.json": b"{}"}
NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
STATES = st.fixed_dictionaries({
    "good": st.sampled_from(["", "a", "b"]), "trial": st.sampled_from(["", "a", "b"]),
    "tried": st.integers(0, 1), "name": NAMES, "failed": st.just(""),
})  # fmt: skip


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(slots, "FILE", str(tmp_path / "slots.json"))
    return tmp_path


def glasses(root):
    return Update(slots, str(root))


def bring(incoming, image, step=700):
    held = done(incoming.begin(image_id(image), len(image)))
    while held < len(image):
        incoming.write(held, image[held : held + step])
        held = min(held + step, len(image))
    return done(incoming.stage(image_id(image)))


def laid_out(folder: Path):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
            if p.is_file()}


def test_a_version_is_laid_out_beside_the_one_that_runs(root):
    assert bring(glasses(root), pack("1.1", FILES))
    assert laid_out(root / "a") == FILES
    assert slots.load()["trial"] == "a" and not list((root / "update").iterdir())


def test_a_version_is_checked_and_laid_out_in_pieces_and_none_of_them_is_missed(root):
    files = {**FILES, "long.mpy": bytes(range(256)) * 40}
    image = pack("1.1", files)
    incoming = glasses(root)
    done(incoming.begin(image_id(image), len(image)))
    incoming.write(0, image)
    given_up = incoming.stage(image_id(image))
    for _ in range(3 * len(image) // 1024):
        assert next(given_up) is None and not slots.load()["trial"]
    given_up.close()  # the link was lost
    pieces = list(incoming.stage(image_id(image)))
    assert pieces[-1] is True and len(pieces) > 3 * len(image) // 512
    assert laid_out(root / "a") == files


def test_a_flash_that_fills_up_is_left_as_it_was(root, monkeypatch):
    incoming, image = glasses(root), pack("1.1", FILES)
    done(incoming.begin(image_id(image), len(image)))
    incoming.write(0, image)
    steps = incoming.stage(image_id(image))
    while not (root / "a").exists():
        next(steps)
    monkeypatch.setattr(update, "_exactly", full)
    with pytest.raises(OSError):
        done(steps)
    assert not (root / "a").exists() and not slots.load()["trial"]
    monkeypatch.undo()
    monkeypatch.setattr(slots, "FILE", str(root / "slots.json"))
    assert bring(glasses(root), image)


def full(*_):
    raise OSError(28)


def test_a_version_that_runs_is_never_written_to(root):
    slots.store({**slots.load(), "good": "a"})
    assert bring(glasses(root), pack("1.2", FILES))
    assert not (root / "a").exists() and laid_out(root / "b") == FILES


def test_a_transfer_goes_on_after_a_power_cut(root):
    image = pack("1.1", FILES)
    first = glasses(root)
    done(first.begin(image_id(image), len(image)))
    first.write(0, image[:1000])
    first.close()
    assert done(glasses(root).begin(image_id(image), len(image))) == 1000
    assert bring(glasses(root), image)


def test_an_update_brought_again_before_its_start_is_still_tried(root):
    incoming, image = glasses(root), pack("1.1", FILES)
    assert bring(incoming, image)
    assert done(incoming.begin(image_id(image), len(image))) == len(image)
    assert done(incoming.stage(image_id(image)))
    assert slots.load()["trial"] and laid_out(root / slots.load()["trial"]) == FILES


def test_a_version_never_started_is_not_when_another_comes(root):
    incoming, image = glasses(root), pack("1.2", {**FILES, "other.mpy": b"x"})
    assert bring(incoming, pack("1.1", FILES))
    done(incoming.begin(image_id(image), len(image)))
    assert not slots.load()["trial"]


def test_staging_twice_is_as_good_as_once(root):
    incoming, image = glasses(root), pack("1.1", FILES)
    assert bring(incoming, image) and done(incoming.stage(image_id(image)))


@given(at=st.integers(0, 200), bit=st.integers(0, 7))
def test_an_image_with_a_wrong_bit_is_never_tried(at, bit, tmp_path_factory):
    root = tmp_path_factory.mktemp("glasses")
    image = pack("1.1", FILES)
    spoilt = bytearray(image)
    spoilt[at] ^= 1 << bit
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slots, "FILE", str(root / "slots.json"))
        incoming = glasses(root)
        done(incoming.begin(image_id(image), len(image)))
        incoming.write(0, bytes(spoilt))
        assert not done(incoming.stage(image_id(image)))
        assert not slots.load()["trial"] and not (root / "a").exists()


@given(st.binary(max_size=120))
def test_any_bytes_are_an_index_or_refused(data):
    for start in (b"", update.MAGIC + b"\x01"):
        try:
            _, files = update.read_index(io.BytesIO(start + data))
        except BadImage:
            continue
        assert all(update.safe_path(path) for path, _ in files)


@pytest.mark.parametrize("path", ["/etc", "../x", "a/../b", "a//b", ".hidden", "a/.b", "", "ä"])
def test_no_file_leaves_the_versions_folder(path, root):
    with pytest.raises(UpdateError):
        pack("1.1", {**FILES, path: b""})
    assert not update.safe_path(path)


def test_an_image_without_a_start_is_refused_before_it_counts(root):
    image = pack("1.1", FILES).replace(b"main.py", b"else.py")
    with pytest.raises(BadImage):
        bring(glasses(root), image)
    assert not slots.load()["trial"] and not (root / "a").exists()


def test_an_image_larger_than_the_flash_is_refused_at_once(root, monkeypatch):
    monkeypatch.setattr(Update, "_free", lambda self: 1000)
    with pytest.raises(NoRoom):
        done(glasses(root).begin(bytes(8), 5000))


# Which version starts


def run(state, there=lambda place: True):
    """One start and what it noted."""
    return slots.decide(state, there)


def test_a_new_version_is_tried_once_and_then_the_good_one_is_back():
    state = {**slots.load(), "good": "a", "trial": "b", "name": "1.3"}
    place, state = run(state)
    assert place == "b"
    place, state = run(state)
    assert place == "a" and state["failed"] == "1.3"
    assert run(state)[0] == "a"


def test_a_version_that_proved_itself_stays(root):
    slots.stage("b", "1.3")
    place, state = run(slots.load())
    slots.store(state)
    assert place == "b" and slots.on_trial()
    slots.keep()
    assert not slots.on_trial()
    assert run(slots.load())[0] == "b" and slots.spare() == "a"


@given(state=STATES, present=st.sets(st.sampled_from(["a", "b"])), starts=st.integers(2, 5))
def test_whatever_was_noted_a_version_that_is_there_starts(state, present, starts):
    for _ in range(starts):
        place, state = run(state, present.__contains__)
        assert place == "" or place in present
    assert not state["trial"]  # settled after two starts at the latest


@given(st.binary(max_size=60))
def test_a_spoilt_note_means_the_version_copied_by_cable(noted):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.open", lambda *_: io.BytesIO(noted))
        state = slots.load()
    assert state["good"] in ("", "a", "b")


def test_compiled_modules_are_of_the_version_that_glasses_are_asked_for():
    code = asyncio.run(program.compiled("slots.py", program.units()["slots.py"]))
    assert code[1] == MPY_VERSION

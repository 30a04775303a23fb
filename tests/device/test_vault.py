"""Books in flash: however they arrive and whenever the power fails, one of them is whole."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from firmware.souffleur import book
from firmware.souffleur.vault import NoSpace, Vault

from . import board as bench
from .books import book_id, make, record
from .steps import done

OLD, NEW = make(seed=1), make(lines=40, glyphs=20, seed=2)


def bring(vault, data, cuts=()):
    held = vault.begin(book_id(data), len(data), None, data[: book.HEADER_SIZE])
    ends = [*sorted(c for c in cuts if c > held), len(data)]
    for end in ends:
        if end > held:
            vault.write(held, data[held:end])
            held = end
    return done(vault.commit(book_id(data)))


def content(volume):
    """All lines and glyphs, as read through the offsets."""
    return (
        [bytes(volume.line(n)) for n in range(volume.lines)],
        [bytes(volume.glyph(n)) for n in range(volume.glyphs)],
    )


def expected(data):
    lines, glyphs, at = [], [], book.HEADER_SIZE
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 3], "little")
        (lines if data[at] == book.LINE else glyphs).append(data[at + 3 : at + 3 + size])
        at += 3 + size
    return lines, glyphs


@given(cuts=st.lists(st.integers(1, len(NEW) - 1), max_size=30))
def test_any_split_of_the_stream_gives_the_same_book(cuts, tmp_path_factory):
    vault = Vault(str(tmp_path_factory.mktemp("vault")))
    assert bring(vault, NEW, cuts=cuts)
    assert content(vault.volume(book_id(NEW))) == expected(NEW)


@given(stop=st.integers(0, len(NEW) - 1))
def test_a_transfer_resumes_where_the_file_ends(stop, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("vault"))
    vault = Vault(folder)
    held = vault.begin(book_id(NEW), len(NEW), None, NEW[:24])
    if stop > held:
        vault.write(held, NEW[held:stop])
    vault._close_incoming()
    again = Vault(folder)
    held = again.begin(book_id(NEW), len(NEW), None, NEW[:24])
    assert held == max(stop, 24)
    again.write(held, NEW[held:])
    assert done(again.commit(book_id(NEW)))
    assert content(again.volume(book_id(NEW))) == expected(NEW)


def test_lines_can_be_read_while_the_rest_arrives(tmp_path):
    vault = Vault(str(tmp_path))
    held = vault.begin(book_id(NEW), len(NEW), None, NEW[:24])
    lines, _ = expected(NEW)
    for at in range(held, len(NEW), 50):
        vault.write(at, NEW[at : at + 50])
        volume = vault.volume(book_id(NEW))
        for number in range(volume.lines):
            assert bytes(volume.line(number)) == lines[number]
        assert volume.line(volume.lines) is None


def test_the_same_beginning_is_copied_from_a_book_already_held(tmp_path):
    vault = Vault(str(tmp_path))
    assert bring(vault, NEW)
    longer = NEW[:24] + NEW[24:] + record(book.LINE, bytes(6))
    longer = book.header(2, 126, 126, 21, 41, 20, 120) + longer[24:]
    vault.begin(book_id(longer), len(longer), book_id(NEW), longer[:24])
    held = done(vault.copy(book_id(NEW), len(NEW)))
    assert held == len(NEW)
    vault.write(held, longer[held:])
    assert done(vault.commit(book_id(longer)))
    assert content(vault.volume(book_id(longer))) == expected(longer)


def test_long_work_is_done_in_pieces_and_the_book_is_read_meanwhile(tmp_path):
    big = make(lines=400, glyphs=60, seed=4)
    vault = Vault(str(tmp_path))
    assert bring(vault, NEW)
    held = vault.begin(book_id(big), len(big), None, big[:24])
    vault.write(held, big[held:])
    lines, _ = expected(big)
    answers = []
    for number, answer in enumerate(vault.commit(book_id(big))):
        answers.append(answer)
        if answer is None:
            assert bytes(vault.volume(book_id(big)).line(number % 400)) == lines[number % 400]
            assert vault.current_id == book_id(NEW)
    assert answers[-1] is True and len(answers) > len(big) // 512
    edited = big[:-6] + bytes(6)
    vault.begin(book_id(edited), len(edited), book_id(big), edited[:24])
    assert len(list(vault.copy(book_id(big), len(big) - 6))) > len(big) // 512


@given(data=st.data())
def test_a_book_with_a_wrong_byte_is_not_committed(data, tmp_path_factory):
    at = data.draw(st.integers(0, len(NEW) - 1))
    bad = bytearray(NEW)
    bad[at] ^= data.draw(st.integers(1, 255))
    vault = Vault(str(tmp_path_factory.mktemp("vault")))
    assert bring(vault, OLD)
    vault.go(book_id(OLD), 3, 9, 0)
    try:
        held = vault.begin(book_id(NEW), len(bad), None, bytes(bad[:24]))
        vault.write(held, bytes(bad[held:]))
        assert not done(vault.commit(book_id(NEW)))
    except book.BookError:
        pass
    assert vault.current_id == book_id(OLD) and vault.place() == (book_id(OLD), 3, 9)
    assert content(vault.volume(book_id(OLD))) == expected(OLD)
    assert bring(vault, NEW)


def test_an_impossible_record_is_refused_and_the_book_forgotten(tmp_path):
    vault = Vault(str(tmp_path))
    vault.begin(book_id(OLD), 1000, None, OLD[:24])
    with pytest.raises(book.BookError):
        vault.write(24, b"\x09\x10\x00" + bytes(16))
    assert vault.incoming_id is None and not list(tmp_path.glob("*.part"))


def test_the_place_is_noted_rarely_and_found_again(tmp_path):
    vault = Vault(str(tmp_path))
    assert bring(vault, NEW)
    vault.go(book_id(NEW), 5, 16, 10_000)
    assert Vault(str(tmp_path)).place() == (book_id(NEW), 5, 16)
    vault.go(book_id(NEW), 6, 18, 10_500)
    assert Vault(str(tmp_path)).place() == (book_id(NEW), 5, 16)
    vault.tick(13_100)
    assert Vault(str(tmp_path)).place() == (book_id(NEW), 6, 18)


def test_flash_that_cannot_note_the_place_does_not_stop_the_show(tmp_path, monkeypatch):
    vault = Vault(str(tmp_path))
    assert bring(vault, NEW)

    def worn_out(name, data):
        raise OSError(5)

    with monkeypatch.context() as patch:
        patch.setattr(vault, "_write", worn_out)
        vault.go(book_id(NEW), 7, 30, 1000)
        assert vault.place() == (book_id(NEW), 7, 30)
    vault.go(book_id(NEW), 8, 33, 3000)
    assert Vault(str(tmp_path)).place() == (book_id(NEW), 8, 33)


def test_a_damaged_place_is_forgotten(tmp_path):
    vault = Vault(str(tmp_path))
    assert bring(vault, NEW)
    vault.go(book_id(NEW), 5, 16, 10_000)
    noted = bytearray((tmp_path / "place").read_bytes())
    noted[9] ^= 1
    (tmp_path / "place").write_bytes(noted)
    assert Vault(str(tmp_path)).place() == (book_id(NEW), 0, 0)


def test_books_not_in_use_give_way_before_the_flash_is_full(tmp_path):
    vault = Vault(str(tmp_path))
    free = iter([10**6, 10**6, 0, 10**6, 0, 0])
    vault._free = lambda: next(free)
    assert bring(vault, OLD) and bring(vault, NEW)
    third = make(seed=3)
    assert bring(vault, third)
    assert not vault.holds(book_id(OLD)) and vault.holds(book_id(NEW))
    with pytest.raises(NoSpace):
        vault.begin(bytes(8), 500, None, OLD[:24])


POWER = '''
import hashlib, os, vfs
class Flash:
    """Loses its power at the n-th write, which is half done."""
    def __init__(self, blocks):
        self.data = bytearray(b"\\xff" * (blocks * 4096))
        self.left = -1
    def readblocks(self, block, buffer, offset=0):
        at = block * 4096 + offset
        buffer[:] = memoryview(self.data)[at : at + len(buffer)]
    def writeblocks(self, block, buffer, offset=0):
        if self.left == 0:
            raise OSError(5)
        self.left -= 1
        size = len(buffer) // 2 if self.left == 0 else len(buffer)
        at = block * 4096 + offset
        self.data[at : at + size] = memoryview(buffer)[:size]
        if self.left == 0:
            raise OSError(5)
    def ioctl(self, operation, argument):
        if operation == 4: return len(self.data) // 4096
        if operation == 5: return 4096
        if operation == 6:
            if self.left == 0:
                raise OSError(5)
            at = argument * 4096
            self.data[at : at + 4096] = b"\\xff" * 4096
        return 0
from souffleur.vault import Vault
old, new = open("old", "rb").read(), open("new", "rb").read()
def name(data): return hashlib.sha256(data).digest()[:8]
def bring(vault, data):
    held = vault.begin(name(data), len(data), None, data[:24])
    while held < len(data):
        vault.write(held, data[held : held + 900])
        held = min(len(data), held + 900)
    return list(vault.commit(name(data)))[-1]
def whole(vault, data):
    volume = vault.volume(name(data))
    return list(volume.is_book(name(data)))[-1] and all(
        volume.line(n) is not None for n in range(volume.lines))
flash = Flash(48)
vfs.VfsLfs2.mkfs(flash)
vfs.mount(vfs.VfsLfs2(flash), "/flash")
vault = Vault("/flash/books")
assert bring(vault, old)
vault.go(name(old), 3, 9, 0)
vfs.umount("/flash")
start = bytes(flash.data)
cut = 0
resumed = 0
while True:
    cut += STEP
    flash.data[:] = start
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    vault = Vault("/flash/books")
    flash.left = cut
    try:
        done = bring(vault, new)
        vault.go(name(new), 7, 21, 100000)
        survived = flash.left > 0
    except OSError:
        survived = False
    vault = None
    vfs.umount("/flash")
    flash.left = -1
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    vault = Vault("/flash/books")
    current = new if vault.current_id == name(new) else old
    assert vault.current_id == name(current), "neither book"
    assert whole(vault, current), "book in use is damaged at cut %d" % cut
    if current is old:
        assert vault.place() == (name(old), 3, 9)
    held = vault.begin(name(new), len(new), None, new[:24])
    resumed += held > 24
    assert bring(vault, new), "cannot finish after cut %d" % cut
    assert whole(vault, new)
    vfs.umount("/flash")
    if survived:
        break
print(cut, resumed)
'''


def test_power_cut_at_every_write_to_littlefs(tmp_path):
    """The old book or the new one is whole, and the transfer goes on from a synced offset."""
    (tmp_path / "old").write_bytes(OLD)
    big = make(lines=400, glyphs=60, seed=4)
    (tmp_path / "new").write_bytes(big)
    _, printed = bench.run(tmp_path, POWER.replace("STEP", "1"), heap="8M")
    cuts, resumed = map(int, printed.splitlines()[-1].split())
    assert cuts > 100 and resumed > cuts // 4


WEAR = '''
import os, vfs
from flash_file import Flash
with open("image", "wb") as file:
    file.write(bytes(256 * 4096))
flash = Flash(open("image", "r+b"))
vfs.VfsLfs2.mkfs(flash)
vfs.mount(vfs.VfsLfs2(flash), "/flash")
from souffleur.vault import Vault
data = open("new", "rb").read()
name = __import__("hashlib").sha256(data).digest()[:8]
vault = Vault("/flash/books")
vault.begin(name, len(data), None, data[:24])
vault.write(24, data[24:])
assert list(vault.commit(name))[-1]
before = flash.erased
for second in range(5400):
    vault.go(name, second % 12, 0, second * 1000)
print(5400 / (flash.erased - before))
'''


def test_a_note_of_the_place_wears_a_fiftieth_of_a_block(tmp_path):
    """The figure in tools/bench/flash.py."""
    (tmp_path / "new").write_bytes(NEW)
    _, printed = bench.run(tmp_path, WEAR, heap="2M")
    assert float(printed) >= 50


ERASE = POWER[: POWER.index("vfs.umount(")] + '''
assert bring(vault, new)
vault.go(name(new), 7, 21, 100000)
vfs.umount("/flash")
start = bytes(flash.data)
cut = 0
while True:
    cut += 1
    flash.data[:] = start
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    vault = Vault("/flash/books")
    flash.left = cut
    try:
        vault.erase(BOOK)
        survived = flash.left > 0
    except OSError:
        survived = False
    vault = None
    vfs.umount("/flash")
    flash.left = -1
    vfs.mount(vfs.VfsLfs2(flash), "/flash")
    vault = Vault("/flash/books")
    for data in (old, new):
        if vault.holds(name(data)):
            assert vault.use(name(data)) and whole(vault, data), cut
    assert bring(vault, new) and whole(vault, new)
    if survived:
        break
    vfs.umount("/flash")
print(cut)
'''


@pytest.mark.parametrize("what", ["None", "name(new)", "name(old)"])
def test_power_cut_at_every_write_of_erasing_leaves_whole_books_or_none(what, tmp_path):
    (tmp_path / "old").write_bytes(OLD)
    (tmp_path / "new").write_bytes(NEW)
    _, printed = bench.run(tmp_path, ERASE.replace("BOOK", what), heap="8M")
    assert int(printed) > 3


def test_erasing_one_book_leaves_the_other_and_erasing_all_forgets_the_place(tmp_path):
    vault = Vault(str(tmp_path))
    assert bring(vault, OLD) and bring(vault, NEW)
    vault.go(book_id(NEW), 5, 16, 0)
    vault.erase(book_id(OLD))
    assert vault.books() == [book_id(NEW).hex()] and vault.place() == (book_id(NEW), 5, 16)
    vault.erase(None)
    assert vault.books() == [] and vault.place() == (None, 0, 0)
    assert Vault(str(tmp_path)).place() == (None, 0, 0)

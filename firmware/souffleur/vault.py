"""The scripts in flash. Books arrive beside the one in use and replace it in one step.

Files in the vault's folder, ID being a book's id in hexadecimal:

    ID.book, ID.g, ID.l   a whole book and its offsets (see volume.py)
    ID.part               a book that is arriving
    current               the id of the book of the show
    place                 id, line, token and a checksum: where the speaker was

LittleFS changes a file's content only when it is closed or flushed, and renames in one step;
so whatever byte is the last before a power cut, the book in use is whole, and the place is the
old one or the new one. A short file is kept in its folder's own blocks, which LittleFS moves
about: 54 notes of the place cost one erasure of one block (python -m tools.bench.flash).
"""

import os
import struct
from binascii import crc32, hexlify

from .book import const
from .volume import Volume, remove, size_of

_PLACE_EVERY_MS = const(1000)  # at most one note of the place in this time: spares the flash
_PLACE = "<8sII"
_SPARE = const(16384)  # bytes of flash that a new book leaves free


class NoSpace(Exception):
    """The flash is full, even without the books that are not in use."""


class Vault:
    """folder: on flash, made if missing.

    What takes long is a generator: it yields None while it goes on, then what came of it.
    """

    def __init__(self, folder):
        self._folder = folder
        self.current_id = None
        self._current = None
        self.incoming_id = None
        self._incoming = None
        self._place = (None, 0, 0)
        self._placed = None
        self._changed = 0
        try:
            os.mkdir(folder)
        except OSError:
            pass
        self._restore()

    def _path(self, book_id):
        return self._folder + "/" + hexlify(book_id).decode()

    def _restore(self):
        try:
            with open(self._folder + "/current", "rb") as file:
                if not self._open(file.read(8)):
                    return
            with open(self._folder + "/place", "rb") as file:
                data = file.read(20)
        except OSError:
            return
        if len(data) == 20 and struct.pack("<I", crc32(data[:16])) == data[16:]:
            place = struct.unpack(_PLACE, data[:16])
            if place[0] == self.current_id and place[1] < self._current.lines:
                self._place = self._placed = place

    # Arriving

    def begin(self, book_id, size, base_id, header):
        """Open the incoming book, for which base_id (or None) has to stay; returns the bytes
        that are there. Raises NoSpace, BookError."""
        if self.holds(book_id):
            return size
        if self.incoming_id != book_id:
            self._leave(self.incoming_id)
            self._close_incoming()
            self._clear(".part", book_id)
            self._room(size, header, (book_id, base_id))
            self._open_incoming(book_id)
        volume = self._incoming
        if volume.held > size:
            self._drop_incoming()
            self._open_incoming(book_id)
            volume = self._incoming
        try:
            if volume.held < len(header):
                volume.append(header[volume.held :])
        except ValueError:
            self._drop_incoming()
            raise
        return volume.held

    def copy(self, base_id, same):
        """Bring the incoming book as far as `same` from another one, if that is held; long, ends
        with the bytes that are there. Raises BookError."""
        volume = self._incoming
        try:
            if base_id and self.holds(base_id):
                yield from volume.copy_from(self._path(base_id) + ".book", same)
        except ValueError:
            self._drop_incoming()
            raise
        yield volume.held

    def _open_incoming(self, book_id):
        path = self._path(book_id)
        try:
            self._incoming = Volume(path, ".part", True)
        except ValueError:  # what was held is no book: start afresh
            self._forget(path)
            self._incoming = Volume(path, ".part", True)
        self.incoming_id = book_id

    def write(self, offset, data):
        """Append to the incoming book; forgets it if that fails.

        Raises ValueError (BookError for bytes that are no book), OSError for a fault of the
        flash, MemoryError.
        """
        volume = self._incoming
        if volume is None or offset != volume.held:
            raise ValueError("not the next byte")
        try:
            volume.append(data)
        except Exception:  # half of it may be written
            self._drop_incoming()
            raise

    def _close_incoming(self):
        if self._incoming:
            self._incoming.sync()
            self._incoming.close()
        self._incoming = self.incoming_id = None

    def _drop_incoming(self):
        path = self._path(self.incoming_id)
        self._leave(self.incoming_id)
        self._incoming.close()
        self._incoming = self.incoming_id = None
        self._forget(path)

    def _leave(self, book_id):
        """The place is in a book that goes: back to the start of the book of the show."""
        if self._place[0] == book_id:
            self._place = (self.current_id, 0, 0)

    def _forget(self, path):
        try:
            os.rename(path + ".book", path + ".part")  # from now on nobody takes it for whole
        except OSError:
            pass
        for ending in (".l", ".g", ".part"):  # in this order nothing is left behind
            remove(path + ending)

    def _clear(self, ending, *keep):
        """Remove the books of one kind but for those to keep."""
        kept = [hexlify(book_id).decode() for book_id in keep if book_id]
        for name in os.listdir(self._folder):
            if name.endswith(ending) and name[: -len(ending)] not in kept:
                self._forget(self._folder + "/" + name[: -len(ending)])

    def _room(self, size, header, keep):
        lines, glyphs = struct.unpack_from("<II", header, 12)
        need = size + 4 * (lines + glyphs) + _SPARE
        if self._free() < need:
            self._clear(".book", self.current_id, *keep)
            if self._free() < need:
                raise NoSpace

    def _free(self):
        disk = os.statvfs(self._folder)
        return disk[1] * disk[3]

    def commit(self, book_id):
        """Check the incoming book against its id and make it the book of the show; long, ends
        with whether that was right."""
        if not self.holds(book_id):
            if self.incoming_id != book_id:
                yield False
                return
            right = False
            for right in self._incoming.is_book(book_id):
                if right is None:
                    yield None
            if not right:
                self._drop_incoming()
                yield False
                return
            self._close_incoming()
            path = self._path(book_id)
            os.rename(path + ".part", path + ".book")
        yield self.use(book_id)

    # In use

    def holds(self, book_id):
        """Whether a whole book is there."""
        return size_of(self._path(book_id) + ".book") > 0

    def use(self, book_id):
        """Make a whole book the book of the show; False if it is not held."""
        if book_id == self.current_id:
            return True
        if not self._open(book_id):
            return False
        self._write("current", book_id)
        return True

    def _open(self, book_id):
        if not self.holds(book_id):
            return False
        try:
            volume = Volume(self._path(book_id), ".book", False)
        except ValueError:
            return False
        if self._current:
            self._current.close()
        self._current = volume
        self.current_id = book_id
        if self._place[0] != book_id:
            self._place = (book_id, 0, 0)
        return True

    def _write(self, name, data):
        with open(self._folder + "/" + name, "wb") as file:
            file.write(data)

    def erase(self, book_id):
        """Remove a book; None: all books, and the place."""
        if self.current_id is not None and book_id in (None, self.current_id):
            remove(self._folder + "/current")
            remove(self._folder + "/place")
            self._current.close()
            self._current = self.current_id = self._placed = None
            self._place = (None, 0, 0)
        if self.incoming_id is not None and book_id in (None, self.incoming_id):
            self._drop_incoming()
        if book_id is not None:
            self._forget(self._path(book_id))
            return
        self._clear(".book")
        self._clear(".part")

    def books(self):
        """Names of the whole books held: their ids in hexadecimal."""
        return [name[:-5] for name in os.listdir(self._folder) if name.endswith(".book")]

    def volume(self, book_id):
        """The open volume of the current or the incoming book, or None."""
        if book_id is None:
            return None
        if book_id == self.current_id:
            return self._current
        return self._incoming if book_id == self.incoming_id else None

    # Where the speaker is

    def place(self):
        """(book id or None, line, token)"""
        return self._place

    def go(self, book_id, line, token, now):
        """The speaker is at this place now."""
        self._place = (book_id, line, token)
        self.tick(now)

    def tick(self, now):
        """Note the place on flash, if it is another line and the last time is long enough ago."""
        if self._placed and (now - self._changed) & 0x3FFFFFFF < _PLACE_EVERY_MS:
            return
        if self.note():
            self._changed = now

    def note(self):
        """Note the place on flash now; whether there was anything to note."""
        place = self._place
        if place[0] != self.current_id or place[0] is None:
            return False
        if self._placed and self._placed[:2] == place[:2]:
            return False
        self._placed = place
        data = struct.pack(_PLACE, *place)
        try:
            self._write("place", data + struct.pack("<I", crc32(data)))
        except OSError:
            pass  # the show matters more than the note; the next line is noted again
        return True

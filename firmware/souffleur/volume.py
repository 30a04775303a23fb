"""One book in flash: its bytes and, beside them, where its lines and glyphs begin.

Three files: the book itself, NAME.l and NAME.g, which hold the offset (u32) of every line and
glyph record. So a line is found without an index in memory, however long the script. A line
with a title before it has the bit TITLED in its offset. The offsets are written while the book
arrives; what memory holds of them is at most PENDING bytes.

The order of the three on flash is: book, glyph offsets, line offsets. After a power cut the
line offsets are therefore never ahead of the others, and whatever stands behind the last of
them is read again from the book.
"""

import os
import struct
from hashlib import sha256

from . import book
from .book import const

_PIECE = const(512)  # bytes read at a time from a long file
_PENDING = const(256)  # bytes of offsets kept in memory before they are written
_SYNC_EVERY = const(4096)  # bytes, a flash block: a power cut loses at most these
_LINE_MAX = const(1024)  # bytes of a line's body
_GLYPH_MAX = const(2048)  # bytes of a glyph's pixels
_TITLED = const(1 << 29)  # the highest bit that a small integer of every port has


def size_of(path):
    """Bytes in a file; 0 if there is none."""
    try:
        return os.stat(path)[6]
    except OSError:
        return 0


def remove(path):
    try:
        os.remove(path)
    except OSError:
        pass


def digest(file):
    """What names a file by its content: the first 8 bytes of its SHA-256. Yields None after each
    piece, then that; meanwhile others may read elsewhere in the open file."""
    state = sha256()
    piece = bytearray(_PIECE)
    at = 0
    while True:
        file.seek(at)
        count = file.readinto(piece)
        if not count:
            break
        state.update(memoryview(piece)[:count])
        at += count
        yield None
    yield state.digest()[:8]


class Offsets:
    """A file of u32 numbers that grows."""

    def __init__(self, path, writable):
        self._file = open(path, "a+b" if writable else "rb")
        self._file.seek(0, 2)
        self._written = self._file.tell() // 4
        self._buffer = bytearray(_PENDING) if writable else None
        self._entry = bytearray(4)
        self.count = self._written

    def __getitem__(self, number):
        if number >= self._written:
            return struct.unpack_from("<I", self._buffer, (number - self._written) * 4)[0]
        self._file.seek(number * 4)
        self._file.readinto(self._entry)
        return struct.unpack("<I", self._entry)[0]

    def last(self):
        return self[self.count - 1] if self.count else 0

    def title_before(self, number, floor):
        """The last line from `number` down to `floor` + 1 with TITLED; `floor` if there is none."""
        while number > floor:
            if number >= self._written:
                if self[number] & _TITLED:
                    return number
                number -= 1
                continue
            count = min(_PENDING // 4, number - floor)
            piece = bytearray(4 * count)
            self._file.seek((number - count + 1) * 4)
            self._file.readinto(piece)
            for at in range(4 * count - 1, 0, -4):
                if piece[at] & _TITLED >> 24:
                    return number
                number -= 1
        return floor

    def append(self, offset):
        struct.pack_into("<I", self._buffer, (self.count - self._written) * 4, offset)
        self.count += 1
        if (self.count - self._written) * 4 == _PENDING:
            self._write()

    def _write(self):
        self._file.seek(self._written * 4)
        self._file.write(memoryview(self._buffer)[: (self.count - self._written) * 4])
        self._written = self.count

    def sync(self):
        if self.count > self._written:
            self._write()
        self._file.flush()

    def close(self):
        self._file.close()


class Volume:
    """An open book. path: without ending; ending: of the book's own file.

    A writable volume goes on where its file ends. Raises OSError for a fault of the flash and
    book.BookError for bytes that are no book.
    """

    def __init__(self, path, ending, writable):
        self._path = path
        self._file = open(path + ending, "a+b" if writable else "rb")
        self._file.seek(0, 2)
        self.held = self._file.tell()
        self._writable = writable
        self._glyphs = Offsets(path + ".g", writable)
        self._lines = Offsets(path + ".l", writable)
        self._head = bytearray(book.HEADER_SIZE)  # a header that is not all there yet
        self._have = 0
        self._record = 0  # where the record that is arriving begins
        self._left = 0  # bytes of its body still to come
        self._kind = 0
        self._synced = self.held
        self._titled = 0  # TITLED if a title came since the last line
        self._title = -1, -1  # a line with a title before it, the last line known to be under it
        self._small = bytearray(book.RECORD_HEAD)
        self._buffer = None
        self.geometry = None
        try:
            self._catch_up()
        except ValueError:
            self.close()
            raise

    # Arriving

    def _catch_up(self):
        """Read again what stands behind the last line offset known."""
        start = self._lines.last() & ~_TITLED
        if self.held >= book.HEADER_SIZE:
            self._file.seek(0)
            self.geometry = book.parse_header(self._file.read(book.HEADER_SIZE))
        if not self._writable:
            return
        if max(start, self._glyphs.last()) > self.held:
            raise book.BookError("offsets of another book")
        at = start or (book.HEADER_SIZE if self.geometry else 0)
        piece = bytearray(256)
        while at < self.held:
            self._file.seek(at)
            if self._left > 256 and at + self._left <= self.held:
                at += self._left - 1  # skip a body but for its last byte
                self._left = 1
                continue
            count = min(256, self.held - at)
            if self._file.readinto(piece) < count:
                raise OSError(5)
            self._parse(memoryview(piece)[:count], at)
            at += count

    def append(self, data):
        """The next bytes of the book."""
        self._file.seek(self.held)
        self._file.write(data)
        self._parse(data, self.held)
        self.held += len(data)
        if self.held - self._synced >= _SYNC_EVERY:
            self.sync()

    def sync(self):
        """Make all that has come survive a power cut."""
        self._file.flush()
        self._glyphs.sync()
        self._lines.sync()
        self._synced = self.held

    def _parse(self, data, offset):
        """Follow the records in `data`, which stands at `offset` of the book."""
        at = 0
        end = len(data)
        while at < end:
            if self._left:
                step = min(self._left, end - at)
                at += step
                self._left -= step
                if not self._left:
                    self._finished()
                continue
            size = book.RECORD_HEAD if self.geometry else book.HEADER_SIZE
            if not self._have:
                self._record = offset + at
            step = min(size - self._have, end - at)
            self._head[self._have : self._have + step] = data[at : at + step]
            self._have += step
            at += step
            if self._have == size:
                self._have = 0
                if self.geometry:
                    self._begin()
                else:
                    self.geometry = book.parse_header(self._head)

    def _begin(self):
        self._kind = self._head[0]
        self._left = self._head[1] | self._head[2] << 8
        if self._kind in (book.LINE, book.TITLE):
            good = book.LINE_HEAD <= self._left <= _LINE_MAX
        elif self._kind == book.GLYPH:
            good = book.GLYPH_HEAD <= self._left <= _GLYPH_MAX
        else:
            good = False
        if not good:
            raise book.BookError("impossible record")

    def _finished(self):
        if self._kind == book.TITLE:
            self._titled = _TITLED
        elif self._kind == book.GLYPH:
            if self._record > self._glyphs.last():
                self._glyphs.append(self._record)
        else:
            if self._record > self._lines.last() & ~_TITLED:
                self._lines.append(self._record | self._titled)
            self._titled = 0

    @property
    def lines(self):
        """Lines that are wholly there."""
        return self._lines.count

    @property
    def glyphs(self):
        return self._glyphs.count

    def is_book(self, book_id):
        """Whether the content is whole and its hash is the id. Yields None while that is looked
        at, then the answer."""
        whole = self.geometry and not self._left and not self._have
        if not whole or self.geometry[4:6] != (self.lines, self.glyphs):
            yield False
            return
        for found in digest(self._file):
            yield found and found == book_id

    # Reading

    def line(self, number):
        """The body of a line, good until the next call; None if it is not there or not a line."""
        if not 0 <= number < self._lines.count:
            return None
        return self._body(self._lines[number] & ~_TITLED, book.LINE)

    def title_line(self, number):
        """The first line of the section that a line is in; -1 if that section has no title."""
        number = min(number, self._lines.count - 1)
        first, known = self._title
        if number < first:
            first = known = -1
        if number > known:
            found = self._lines.title_before(number, known)
            if found > known:
                first = found
            self._title = first, number
        return first

    def title(self, first):
        """The body of the title before line `first` (from title_line), as line() gives a line."""
        at = self._lines[first - 1] & ~_TITLED if first else book.HEADER_SIZE
        end = self._lines[first] & ~_TITLED
        found = None
        while at < end:
            self._file.seek(at)
            if self._file.readinto(self._small) < book.RECORD_HEAD:
                return None
            if self._small[0] == book.TITLE:
                found = at
            at += book.RECORD_HEAD + (self._small[1] | self._small[2] << 8)
        return None if found is None else self._body(found, book.TITLE)

    def glyph(self, number):
        """The body of a glyph, as line() gives a line."""
        if not 0 <= number < self._glyphs.count:
            return None
        return self._body(self._glyphs[number], book.GLYPH)

    def _body(self, offset, kind):
        file = self._file
        file.seek(offset)
        if file.readinto(self._small) < 3 or self._small[0] != kind:
            return None
        size = self._small[1] | self._small[2] << 8
        if self._buffer is None or len(self._buffer) < size:
            if size > max(_LINE_MAX, _GLYPH_MAX):
                return None
            self._buffer = bytearray(max(size, 256))
        view = memoryview(self._buffer)[:size]
        return view if file.readinto(view) == size else None

    def copy_from(self, path, end):
        """Append the bytes from `held` up to `end` of another book's file; yields after each
        piece."""
        piece = bytearray(_PIECE)
        with open(path, "rb") as other:
            other.seek(self.held)
            while self.held < end:
                count = min(_PIECE, end - self.held)
                got = other.readinto(memoryview(piece)[:count])
                if not got:
                    return
                self.append(memoryview(piece)[:got])
                yield

    def close(self):
        self._file.close()
        self._glyphs.close()
        self._lines.close()

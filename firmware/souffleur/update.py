"""A new version of the program that comes by radio: kept, checked and laid out beside the old one.

The image is one stream of bytes, numbers little-endian: "SU", format (u8), length and UTF-8 of
the version's name (u8, ...), number of files (u16); then for each file its path (length u8,
ASCII) and size (u32); then the contents in the same order. Its id is the first 8 bytes of the
SHA-256 of the whole. It is trusted because only a paired companion can send it.

LittleFS renames in one step: a power cut leaves the part that had come, or the whole version,
and until slots.stage() nothing of it is ever started.
"""

import os
from binascii import crc32, hexlify

from .book import const
from .volume import digest

MAGIC = b"SU"
FORMAT = const(1)
FOLDER = "/update"
MAX_SIZE = const(512 * 1024)
_BLOCK = const(512)
_SPARE = const(32768)  # bytes of flash that an update leaves free
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."


class BadImage(ValueError):
    """The bytes are no image that these glasses can use."""


class NoRoom(Exception):
    """The flash cannot hold the image and what is in it."""


def safe_path(path):
    """Whether a path stays inside the version's folder."""
    parts = path.split("/")
    return all(
        part and part[0] != "." and all(letter in _LETTERS for letter in part) for part in parts
    )


def read_index(file):
    """(version's name, [(path, size), ...]); the file is left at the first content. BadImage."""
    head = file.read(4)
    if len(head) < 4 or head[:2] != MAGIC or head[2] != FORMAT:
        raise BadImage("not an update image of format %d" % FORMAT)
    try:
        name = str(_exactly(file, head[3]), "utf-8")
        files = []
        for _ in range(_number(file, 2)):
            path = str(_exactly(file, _number(file, 1)), "utf-8")
            if not safe_path(path):
                raise BadImage("path")
            files.append((path, _number(file, 4)))
    except UnicodeError:
        raise BadImage("text")
    if "main.py" not in [path for path, _ in files]:
        raise BadImage("no main.py in it")
    return name, files


def _exactly(file, size):
    data = file.read(size)
    if len(data) < size:
        raise BadImage("cut short")
    return data


def _number(file, size):
    return int.from_bytes(_exactly(file, size), "little")


def remove_tree(path):
    """Remove a folder and all in it; nothing if it is not there. Yields after each file."""
    try:
        names = os.listdir(path)
    except OSError:
        return
    for name in names:
        inner = path + "/" + name
        if os.stat(inner)[0] & 0x4000:
            yield from remove_tree(inner)
        else:
            os.remove(inner)
        yield
    os.rmdir(path)


class Update:
    """The image that is arriving. slots: the module of that name. root: "" on the glasses.

    What takes long is a generator: it yields None while it goes on, then what came of it.
    """

    def __init__(self, slots, root=""):
        self._slots = slots
        self._root = root
        self._folder = root + FOLDER
        self._id = None
        self._staged = None
        self._file = None
        self._held = 0
        try:
            os.mkdir(self._folder)
        except OSError:
            pass

    def _path(self):
        return self._folder + "/" + hexlify(self._id).decode()

    def begin(self, image_id, size):
        """Open the incoming image; long, ends with the bytes that are there. Raises NoRoom,
        BadImage."""
        if not 4 < size <= MAX_SIZE:
            raise BadImage("size")
        if image_id == self._staged:
            yield size
            return
        self.close()
        self._staged = None
        self._id = image_id
        kept = hexlify(image_id).decode()
        for name in os.listdir(self._folder):
            if name != kept:
                os.remove(self._folder + "/" + name)
        if self._slots.load()["trial"]:
            self._slots.stage("", "")  # a version never started must not be when half of it is gone
        left_over = self._root + "/" + self._slots.spare()  # by an earlier update
        yield from remove_tree(left_over)
        try:
            self._held = os.stat(self._path())[6]
        except OSError:
            self._held = 0
        if self._held > size:
            os.remove(self._path())
            self._held = 0
        if self._free() < 2 * size - self._held + _SPARE:
            raise NoRoom
        self._file = open(self._path(), "ab")
        yield self._held

    def _free(self):
        disk = os.statvfs(self._folder)
        return disk[1] * disk[3]

    def write(self, offset, data):
        """Append; raises ValueError if it is not the next byte."""
        if self._file is None or offset != self._held:
            raise ValueError("not the next byte")
        self._file.write(data)
        self._held += len(data)

    def close(self):
        """What has come is safe on flash."""
        if self._file:
            self._file.close()
            self._file = None

    def stage(self, image_id):
        """Check the image and lay it out; long, ends with whether it will be tried at the next
        start.

        True as well for an image staged already. Raises BadImage, OSError.
        """
        if self._staged == image_id or self._id != image_id:
            yield self._staged == image_id
            return
        self.close()
        path = self._path()
        place = self._slots.spare()
        with open(path, "rb") as image:
            found = None
            for found in digest(image):
                yield None
            if found == image_id:
                image.seek(0)
                name = yield from self._lay_all_out(image, self._root + "/" + place)
        if found == image_id:
            self._slots.stage(place, name)
            self._staged = image_id
        os.remove(path)
        self._id = None
        yield found == image_id

    def _lay_all_out(self, image, folder):
        """Returns the version's name; yields after each piece."""
        yield from remove_tree(folder)
        os.mkdir(folder)
        try:
            name, files = read_index(image)
            for inner, size in files:
                yield from self._lay_out(image, folder, inner, size)
        except (BadImage, OSError) as error:  # a full flash is not to stay so
            yield from remove_tree(folder)
            raise error
        return name

    def _lay_out(self, image, folder, inner, size):
        at = inner.find("/")
        while at >= 0:
            try:
                os.mkdir(folder + "/" + inner[:at])
            except OSError:
                pass  # it is there
            at = inner.find("/", at + 1)
        written = 0
        with open(folder + "/" + inner, "wb") as file:
            while size:
                block = _exactly(image, min(size, _BLOCK))
                file.write(block)
                written = crc32(block, written)
                size -= len(block)
                yield
        read = 0
        with open(folder + "/" + inner, "rb") as file:
            while True:
                block = file.read(_BLOCK)
                if not block:
                    break
                read = crc32(block, read)
                yield
        if read != written:
            raise OSError(5)  # the flash gave back something else

"""Fills a flash image: micropython provision.py IMAGE BLOCKS BOARDS_FOLDER CONFIG_FILE

Makes the file system if there is none, copies what differs of the boards and the config; other
files (books, position) and what else the config on flash holds (the wearer's choices) stay.
"""

import json
import os
import sys

import vfs

image, blocks, boards, config = sys.argv[1:5]
SIZE = 4096


class Flash:
    def __init__(self, path):
        self.file = open(path, "r+b")

    def readblocks(self, block, buffer, offset=0):
        self.file.seek(block * SIZE + offset)
        self.file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=0):
        self.file.seek(block * SIZE + offset)
        self.file.write(buffer)

    def ioctl(self, operation, argument):
        if operation == 6:
            self.writeblocks(argument, b"\xff" * SIZE)
        return {4: int(blocks), 5: SIZE}.get(operation, 0)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def write(data, target):
    if read(target) != data:
        with open(target, "wb") as file:
            file.write(data)


flash = Flash(image)
try:
    disk = vfs.VfsLfs2(flash)
except OSError:
    vfs.VfsLfs2.mkfs(flash)
    disk = vfs.VfsLfs2(flash)
vfs.mount(disk, "/device")
try:
    os.mkdir("/device/boards")
except OSError:
    pass
for name in os.listdir(boards):
    if name.endswith(".json"):
        write(read(boards + "/" + name), "/device/boards/" + name)
own = json.loads(read("/device/souffleur.json") or b"{}")
own.update(json.loads(read(config)))
write(json.dumps(own).encode(), "/device/souffleur.json")

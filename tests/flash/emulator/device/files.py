"""Files into and out of a flash that no board runs on: files.py IMAGE VFS_START put|get FOLDER

put copies FOLDER of the host into the file system, made if there is none; get the other way.
"""

import sys

import uos as os
import vfs

image, start, order, folder = sys.argv[1:5]
sys.path.append(sys.argv[5])
from blocks import Blocks  # its flash_file is on the path now

flash = Blocks(open(image, "r+b"), int(start))
try:
    disk = vfs.VfsLfs2(flash)
except OSError:
    vfs.VfsLfs2.mkfs(flash)
    disk = vfs.VfsLfs2(flash)
vfs.mount(disk, "/device")


def copy(source, target):
    if os.stat(source)[0] & 0x4000:
        try:
            os.mkdir(target)
        except OSError:
            pass
        for entry in os.ilistdir(source):
            if entry[0] not in (".", ".."):
                copy(source + "/" + entry[0], target + "/" + entry[0])
        return
    with open(source, "rb") as file, open(target, "wb") as copied:
        copied.write(file.read())


source, target = (folder, "/device") if order == "put" else ("/device", folder)
for entry in os.ilistdir(source):
    if entry[0] not in (".", ".."):
        copy(source + "/" + entry[0], target + "/" + entry[0])

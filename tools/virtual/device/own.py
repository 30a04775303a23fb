"""Tells what a flash image is provisioned with: micropython own.py IMAGE

Prints its /souffleur.json, or {} without one.
"""

import sys

import vfs
from flash_file import Flash

try:
    vfs.mount(vfs.VfsLfs2(Flash(open(sys.argv[1], "r+b"))), "/device")
    with open("/device/souffleur.json") as file:
        print(file.read())
except OSError:
    print("{}")

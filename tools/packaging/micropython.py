"""MicroPython as a program beside the packed app: what the virtual glasses run in."""

import sys

from micropython_unix import main

if __name__ == "__main__":
    sys.exit(main())

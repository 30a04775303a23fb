"""Runs before main.py; see slots.py. Whatever is wrong here, the version copied by cable starts."""

import slots

try:
    slots.start()
except Exception as error:
    print("slots:", error)

"""Device tools: from the box to the stage. The command is `souffleur-device`, see cli.py.

plan.py decides (pure), steps.py acts; what a device is told goes through repl.py (MicroPython)
or loader.py (the chip's boot loader, by esptool as a program).
"""

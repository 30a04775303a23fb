"""The fault campaign: links cut, power lost, frames made up, by the thousand and with fixed seeds.

The device's side runs under a real MicroPython; its programs lie in device/.
"""

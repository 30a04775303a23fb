"""The device's own words as pictures: firmware/words/*.bin, described in firmware's words.py."""

"""SSD1309 monochrome OLED 128x64 (datasheet rev. 1.1): the SSD1306's commands, but no charge pump.

VCC, 7 to 16 V, comes from the module; timing and voltages are the datasheet's reset values.
"""

from .ssd1306 import Ssd1306


class Ssd1309(Ssd1306):
    start_up = bytes(
        (
            0xFD, 0x12,  # unlocked: commands are taken
            0xAE,  # off while being set up
            0x20, 0x00,  # horizontal addressing
            0x40,  # first RAM row at the top
            0xD3, 0x00,
            0xD5, 0x70,
            0xD9, 0x22,
            0xDB, 0x34,  # COM deselect level 0.78 VCC
            0xA4, 0xA6,
        )
    )  # fmt: skip

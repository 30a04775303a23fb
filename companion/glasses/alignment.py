"""Where on the panel the picture is: moved and sized until the wearer sees all of it. Pure."""

from __future__ import annotations

from companion.glasses.about import Area, Device, Settings

SMALLEST = 32  # pixels each way, what the glasses accept; see firmware choices.py


def within(pan: tuple[int, int], settings: Settings, device: Device) -> tuple[int, int]:
    """The pan, as far as it keeps the area on the panel."""
    area = settings.area
    across = min(max(pan[0], -area.x), device.width - area.width - area.x)
    down = min(max(pan[1], -area.y), device.height - area.height - area.y)
    return across, down


def movable(settings: Settings, device: Device) -> bool:
    """Whether the picture leaves any room of the panel to move in."""
    return (settings.area.width, settings.area.height) != (device.width, device.height)


def grown(settings: Settings, device: Device, across: int, down: int) -> Area:
    """The area so many pixels wider and higher about its middle, as far as the panel lets it."""
    area = settings.area
    width = min(max(area.width + across, SMALLEST), device.width)
    height = min(max(area.height + down, SMALLEST), device.height)
    x = min(max(area.x + (area.width - width) // 2, 0), device.width - width)
    y = min(max(area.y + (area.height - height) // 2, 0), device.height - height)
    return Area(x, y, width, height)

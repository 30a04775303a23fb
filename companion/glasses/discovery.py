"""Looking for glasses on the air, with bleak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakError

from companion.glasses.errors import not_found, translated
from firmware.souffleur import wire

SCAN = 5.0  # seconds for one search; glasses advertise several times a second

# What bleak and its backends let through when a radio, a bus or a link goes away.
RADIO_ERRORS = (BleakError, TimeoutError, OSError, EOFError)


@dataclass(frozen=True, slots=True)
class Found:
    """Glasses that advertise. rssi: dBm, nearer to 0 is stronger. pairing: open for it now."""

    name: str
    address: str
    rssi: int
    device: BLEDevice = field(repr=False, compare=False)
    pairing: bool = False


async def scan(timeout: float = SCAN, **bleak: Any) -> list[Found]:
    """Every pair of glasses in reach, the strongest first; raises LinkError."""
    try:
        seen = await BleakScanner.discover(
            timeout, return_adv=True, service_uuids=[wire.SERVICE_UUID], **bleak
        )
    except RADIO_ERRORS as error:
        raise translated(error, "") from error
    found = [
        Found(
            adv.local_name or device.name or device.address, device.address, adv.rssi, device,
            adv.manufacturer_data.get(wire.MAKER) == b"\x01",
        )
        for device, adv in seen.values()
        if wire.SERVICE_UUID in adv.service_uuids
    ]
    return sorted(found, key=lambda glasses: -glasses.rssi)


async def find(target: str, **bleak: Any) -> BLEDevice:
    """The glasses of that name or address, or any ("").

    From a fresh scan, for devices found long ago cannot be trusted. Raises GlassesNotFound.
    """

    def match(device: BLEDevice, adv: AdvertisementData) -> bool:
        if wire.SERVICE_UUID not in adv.service_uuids:
            return False
        names = (device.address, adv.local_name or "", device.name or "")
        return not target or target.casefold() in [name.casefold() for name in names]

    device = await BleakScanner.find_device_by_filter(
        match, timeout=SCAN, service_uuids=[wire.SERVICE_UUID], **bleak
    )
    if device is None:
        raise not_found(target)
    return device

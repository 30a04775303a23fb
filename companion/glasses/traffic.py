"""How many bytes a link took."""

from __future__ import annotations

from dataclasses import dataclass

from firmware.souffleur import wire


@dataclass(slots=True)
class Traffic:
    """One direction of a link. value: bytes of attribute values; air: with ATT, L2CAP and
    link-layer framing of 251-byte packets, empty acknowledgements not counted."""

    packets: int = 0
    value: int = 0
    air: int = 0

    def count(self, packet: bytes) -> None:
        """One packet more."""
        self.packets += 1
        self.value += len(packet)
        self.air += wire.air_bytes(len(packet))

"""How many bytes a link took."""

from __future__ import annotations

from dataclasses import dataclass

FRAMING = 3 + 4  # ATT, L2CAP
LINK_LAYER = 1 + 4 + 2 + 3  # preamble at 1M PHY, access address, header, CRC
LL_PAYLOAD = 251


def air_bytes(size: int) -> int:
    """Bytes on air of a packet of `size`, empty acknowledgements not counted."""
    pdu = FRAMING + size
    return pdu + LINK_LAYER * -(-pdu // LL_PAYLOAD)


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
        self.air += air_bytes(len(packet))

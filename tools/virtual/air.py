"""A Bluetooth LE radio link in memory, on top of Bumble's virtual controllers.

Bumble's own link delivers at once and without limit, and has gaps that real hosts stumble
over. Here packets wait for the next connection event, a fixed number go in each, some may need
another try, and the two ends may lose sight of one another. Mended on the way: the sender's
address on data (Bumble takes the random address even when the connection uses the public one)
and over-long packets (Bumble does not fragment).
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from dataclasses import dataclass

from bumble import controller, hci, ll
from bumble.core import PhysicalTransport
from bumble.link import LocalLink

PACKET = 251  # bytes of L2CAP in a link-layer packet, with data length extension


@dataclass
class Traffic:
    """What one end has sent over the air: link-layer packets, and bytes in them."""

    packets: int = 0
    bytes: int = 0
    repeats: int = 0


class AirLink(LocalLink):
    """The air between the controllers.

    interval_ms: connection interval; 0 delivers at once. packets: how many each side may send
    in a connection event. loss: the chance that a packet needs one more event. supervision_s:
    silence after which both ends give the connection up.
    """

    def __init__(
        self,
        interval_ms: float = 30.0,
        packets: int = 4,
        loss: float = 0.0,
        supervision_s: float = 2.0,
        seed: int = 1,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.interval = interval_ms / 1000
        self.packets = packets
        self.loss = loss
        self.supervision_s = supervision_s
        self._random = random.Random(seed)
        self._waiting: dict[AirController, deque[hci.HCI_AclDataPacket]] = {}
        self._event: asyncio.TimerHandle | None = None
        self._origin = asyncio.get_running_loop().time()
        self._silent = False
        self._supervision: asyncio.TimerHandle | None = None

    def queue(self, sender: AirController, packet: hci.HCI_AclDataPacket) -> None:
        """Let `packet` wait for the next connection event."""
        if not self.interval and not self._silent:
            sender.transmit(packet)
            return
        self._waiting.setdefault(sender, deque()).append(packet)
        self._schedule()

    def _schedule(self) -> None:
        if self._event is not None or self._silent:
            return
        loop = asyncio.get_running_loop()
        interval = self.interval or 0.001
        passed = (loop.time() - self._origin) / interval
        self._event = loop.call_at(
            self._origin + (int(passed) + 1) * interval, self._connection_event
        )

    def _connection_event(self) -> None:
        self._event = None
        for sender, packets in list(self._waiting.items()):
            for _ in range(min(self.packets, len(packets))):
                if self._random.random() < self.loss:
                    sender.sent.repeats += 1
                    break
                sender.transmit(packets.popleft())
        if any(self._waiting.values()):
            self._schedule()

    def forget(self, sender: AirController, handle: int | None = None) -> None:
        """Drop what `sender` still wanted to send on a connection that is gone; None: on all."""
        waiting = self._waiting.pop(sender, None)
        if waiting and handle is not None:
            self._waiting[sender] = deque(p for p in waiting if p.connection_handle != handle)

    def out_of_range(self, silent: bool) -> None:
        """Silence the air (both ends notice after `supervision_s`) or let it carry again."""
        if silent == self._silent:
            return
        self._silent = silent
        if silent:
            if self._event is not None:
                self._event.cancel()
                self._event = None
            loop = asyncio.get_running_loop()
            self._supervision = loop.call_later(self.supervision_s, self._give_up)
        else:
            if self._supervision is not None:
                self._supervision.cancel()
                self._supervision = None
            if any(self._waiting.values()):
                self._schedule()

    def _give_up(self) -> None:
        self._supervision = None
        for end in self.controllers:
            assert isinstance(end, AirController)
            end.lose_connections()

    def vanish(self, end: AirController) -> None:
        """`end` has lost its power: it is silent at once, its peers notice in time."""
        self.remove_controller(end)
        self.forget(end)
        peers = [c for c in self.controllers if isinstance(c, AirController)]
        addresses = {end.public_address, end.random_address}

        def notice() -> None:
            for peer in peers:
                peer.lose_connections(addresses)

        asyncio.get_running_loop().call_later(self.supervision_s, notice)

    # Bumble's link, with its gaps closed

    def send_acl_data(
        self,
        sender_controller: controller.Controller,
        destination_address: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        connection = sender_controller.le_connections.get(destination_address)
        destination = self.find_le_controller(destination_address)
        if connection is not None and destination is not None:
            destination.on_link_acl_data(connection.self_address, transport, data)

    def send_advertising_pdu(
        self, sender_controller: controller.Controller, packet: ll.AdvertisingPdu
    ) -> None:
        if not self._silent:
            super().send_advertising_pdu(sender_controller, packet)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        if not self._silent and self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)


class AirController(controller.Controller):
    """A Bumble controller on an AirLink."""

    def __init__(self, name: str, link: AirLink, address: str) -> None:
        self.sent = Traffic()
        self.air = link
        super().__init__(name, link=link, public_address=address)
        self.le_acl_data_packet_length = PACKET

    def on_hci_acl_data_packet(self, packet: hci.HCI_AclDataPacket) -> None:
        self.air.queue(self, packet)

    def transmit(self, packet: hci.HCI_AclDataPacket) -> None:
        """Send over the air now."""
        self.sent.packets += 1
        self.sent.bytes += len(packet.data)
        super().on_hci_acl_data_packet(packet)

    def on_link_acl_data(
        self, sender_address: hci.Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        connection = self.le_connections.get(sender_address)
        if connection is None:
            return
        for start in range(0, len(data), PACKET):
            part = data[start : start + PACKET]
            boundary = 1 if start else 2
            self.send_hci_packet(
                hci.HCI_AclDataPacket(connection.handle, boundary, 0, len(part), part)
            )

    def on_le_disconnected(self, connection: controller.Connection, reason: int) -> None:
        self.air.forget(self, connection.handle)
        super().on_le_disconnected(connection, reason)

    def lose_connections(self, peers: set[hci.Address] | None = None) -> None:
        """Supervision timeout: end the connections (to `peers`, or all)."""
        for address, connection in list(self.le_connections.items()):
            if peers is None or address in peers:
                self.on_le_disconnected(
                    connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
                )

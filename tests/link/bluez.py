"""A stand-in for BlueZ on a private bus, so that bleak's own Linux backend runs unchanged.

It speaks the part of the org.bluez D-Bus API that a central with GATT needs. Behind it is a
Peripheral: the real session of the glasses over a port in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from firmware.souffleur import wire
from tests.link.puppet import Puppet

ADAPTER = "/org/bluez/hci0"
ADDRESS = "C0:FF:EE:00:00:01"
DEVICE = ADAPTER + "/dev_" + ADDRESS.replace(":", "_")
SERVICE = DEVICE + "/service0010"
RX = SERVICE + "/char0011"
TX = SERVICE + "/char0013"
NAME = "Souffleur 0001"
ADAPTER1, DEVICE1 = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE1, CHARACTERISTIC1 = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
PROPERTIES = "org.freedesktop.DBus.Properties"
OBJECTS = "org.freedesktop.DBus.ObjectManager"

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
</busconfig>
"""


@contextlib.contextmanager
def private_bus(folder: Path) -> Iterator[str]:
    """A dbus-daemon of our own; gives its address."""
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(socket=folder / "bus"))
    daemon = subprocess.Popen(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, text=True,
    )
    assert daemon.stdout
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.kill()
        daemon.wait()
        daemon.stdout.close()


class Peripheral:
    """Glasses without a radio. longest: of all packets written to it."""

    def __init__(self) -> None:
        self.puppet = Puppet()
        self.notify: Callable[[bytes], None] = lambda packet: None
        self.hang_up: Callable[[], None] = lambda: None
        self.longest = 0
        self.written = 0
        self._ticking: asyncio.Task[None] | None = None

    def connected(self, max_packet: int) -> None:
        self.puppet.link(max_packet)
        self._ticking = asyncio.create_task(self._tick())

    def disconnected(self) -> None:
        if self._ticking:
            self._ticking.cancel()
        self.puppet.unlink()

    def write(self, packet: bytes) -> None:
        self.longest = max(self.longest, len(packet))
        self.written += 1
        self.puppet.session.receive(packet, self._now())
        self._drain()

    def gesture(self, kind: int) -> bool:
        taken: bool = self.puppet.gesture(kind, self._now())
        self._drain()
        return taken

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(0.05)
            self.puppet.session.tick(self._now())
            self._drain()

    def _drain(self) -> None:
        while (packet := self.puppet.session.outgoing()) is not None:
            self.notify(packet)
        if self.puppet.session.closing:
            self.hang_up()

    def _now(self) -> int:
        return int(time.monotonic() * 1000) & 0x3FFFFFFF


class Busy(Peripheral):
    """Glasses that another companion drives."""

    def write(self, packet: bytes) -> None:
        self.notify(wire.refusal(wire.ERR_BUSY))


class StandIn:
    """org.bluez with one adapter and one peripheral in reach.

    mtu_late: seconds until the ATT MTU is known, as with a real adapter; before, and if None
    (BlueZ before 5.62), the property is missing.
    """

    def __init__(
        self, peripheral: Peripheral, mtu: int = 247, mtu_late: float | None = 0.0
    ) -> None:
        self.peripheral = peripheral
        self.mtu = mtu
        self.mtu_late = mtu_late
        self.in_reach = True
        self.powered = True
        self.connections = 0
        self._connected = False
        self._notifying = self._discovering = False
        peripheral.notify = self._notify
        peripheral.hang_up = self.lose

    async def start(self, address: str) -> None:
        self._bus = await MessageBus(bus_address=address).connect()
        self._bus.add_message_handler(self._called)
        await self._bus.request_name("org.bluez")

    def stop(self) -> None:
        self.peripheral.disconnected()
        self._bus.disconnect()

    def lose(self) -> None:
        """The connection breaks, as after a supervision timeout."""
        if self._connected:
            self._connected = self._notifying = False
            self.peripheral.disconnected()
            self._changed(
                DEVICE, DEVICE1,
                Connected=Variant("b", False), ServicesResolved=Variant("b", False),
            )

    def _objects(self) -> dict[str, dict[str, dict[str, Variant]]]:
        adapter = {
            "Address": Variant("s", "00:00:00:00:00:01"),
            "Powered": Variant("b", self.powered),
            "Roles": Variant("as", ["central"]),
        }
        objects = {ADAPTER: {ADAPTER1: adapter}}
        if self.in_reach:
            objects[DEVICE] = {DEVICE1: self._device()}
        if self._connected:
            objects[SERVICE] = {SERVICE1: {
                "UUID": Variant("s", wire.SERVICE_UUID),
                "Device": Variant("o", DEVICE),
                "Primary": Variant("b", True),
            }}
            objects[RX] = self._characteristic(
                wire.RX_UUID, ["write", "write-without-response"]
            )
            objects[TX] = self._characteristic(wire.TX_UUID, ["notify"])
        return objects

    def _device(self) -> dict[str, Variant]:
        return {
            "Adapter": Variant("o", ADAPTER),
            "Address": Variant("s", ADDRESS),
            "AddressType": Variant("s", "random"),
            "Alias": Variant("s", NAME),
            "Name": Variant("s", NAME),
            "Paired": Variant("b", False),
            "RSSI": Variant("n", -48),
            "UUIDs": Variant("as", [wire.SERVICE_UUID]),
            "Connected": Variant("b", self._connected),
            "ServicesResolved": Variant("b", self._connected),
        }

    def _characteristic(self, uuid: str, flags: list[str]) -> dict[str, dict[str, Variant]]:
        properties = {
            "UUID": Variant("s", uuid),
            "Service": Variant("o", SERVICE),
            "Flags": Variant("as", flags),
            "Notifying": Variant("b", False),
        }
        if self.mtu_late == 0.0:
            properties["MTU"] = Variant("q", self.mtu)
        return {CHARACTERISTIC1: properties}

    def _called(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.path is None:
            return None
        match message.member:
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects()])
            case "StartDiscovery":
                self._discovering = True
                if self.in_reach:
                    self._added(DEVICE)
                self._advertise()
            case "StopDiscovery":
                self._discovering = False
            case "SetDiscoveryFilter" | "StopNotify":
                pass
            case "Connect":
                if not self.in_reach:
                    return Message.new_error(message, "org.bluez.Error.Failed", "page timeout")
                self._connect()  # BlueZ answers when it is connected, never before
            case "Disconnect":
                asyncio.get_running_loop().call_soon(self.lose)
            case "StartNotify":
                self._notifying = True
            case "WriteValue":
                if not self._connected:
                    return Message.new_error(message, "org.bluez.Error.Failed", "Not connected")
                self.peripheral.write(bytes(message.body[0]))
            case _:
                return None
        return Message.new_method_return(message)

    def _advertise(self) -> None:
        """A scanner hears every advertisement as a change of the signal strength."""
        if self._discovering:
            if self.in_reach:
                self._changed(DEVICE, DEVICE1, RSSI=Variant("n", -48))
            asyncio.get_running_loop().call_later(0.03, self._advertise)

    def _connect(self) -> None:
        self.connections += 1
        self._connected = True
        known = self.mtu_late == 0.0
        self.peripheral.connected(self.mtu - 3 if known else wire.MIN_PACKET)
        self._changed(DEVICE, DEVICE1, Connected=Variant("b", True))
        for path in (SERVICE, RX, TX):
            self._added(path)
        self._changed(DEVICE, DEVICE1, ServicesResolved=Variant("b", True))
        if self.mtu_late:
            asyncio.get_running_loop().call_later(self.mtu_late, self._mtu_known)

    def _mtu_known(self) -> None:
        self.peripheral.puppet.session.resized(self.mtu - 3)
        for path in (RX, TX):
            self._changed(path, CHARACTERISTIC1, MTU=Variant("q", self.mtu))

    def _notify(self, packet: bytes) -> None:
        if self._notifying:
            self._changed(TX, CHARACTERISTIC1, Value=Variant("ay", packet))

    def _added(self, path: str) -> None:
        self._signal("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", [path, self._objects()[path]])

    def _changed(self, path: str, interface: str, **properties: Variant) -> None:
        self._signal(
            path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, properties, []]
        )

    def _signal(
        self, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> None:
        self._bus.send(Message(
            message_type=MessageType.SIGNAL, path=path, interface=interface, member=member,
            signature=signature, body=body,
        ))

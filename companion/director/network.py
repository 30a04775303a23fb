"""Which addresses of this machine others on the same network can reach."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

import ifaddr

# Made by virtual machines, containers and tunnels: no phone is on those.
_VIRTUAL = (
    "docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vethernet", "tun", "tap", "utun", "wg",
    "zt", "tailscale",
)


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 address, with the name of the interface that has it."""

    ip: str
    interface: str


def addresses() -> list[Address]:
    """Private addresses, the one this machine would use for the outside first."""
    found = [
        Address(str(ip.ip), adapter.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if ip.is_IPv4 and local(str(ip.ip))
    ]
    usual = _usual()
    return sorted(set(found), key=lambda address: _rank(address, usual))


def local(ip: str) -> bool:
    """Whether the address belongs to a private network, not to this machine or the internet."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    return address.is_private and not (address.is_loopback or address.is_unspecified)


def _rank(address: Address, usual: str) -> tuple[bool, bool, bool, str, str]:
    virtual = address.interface.lower().startswith(_VIRTUAL)
    unassigned = ipaddress.ip_address(address.ip).is_link_local
    return virtual, unassigned, address.ip != usual, address.interface, address.ip


def _usual() -> str:
    """The address of the way out; a datagram socket that connects sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of RFC 5737: never anybody's
        except OSError:
            return ""
        name: str = probe.getsockname()[0]
        return name
